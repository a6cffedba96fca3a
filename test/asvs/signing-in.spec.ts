import { createDemoAccounts, demoAccountId, demoPassword } from '@passage/access'
import type { Database } from '@passage/platform'
import { newRecoveryCodes } from '../../libs/access/sign-in/totp.rules'
import { startApi, type TestApi } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'

let database: TestDatabase
let owner: Database
let api: TestApi

beforeAll(async () => {
  database = await createTestDatabase()
  owner = await database.open('owner', 2)
  await owner.transaction(createDemoAccounts)
  api = await startApi(database, { domain: [] })
}, 120_000)

afterAll(async () => {
  await api.close()
  await database.drop()
})

describe('Signing in', () => {
  it('is written down whether it worked or not: when, who, from where, and what was answered', async () => {
    expect((await api.login('intake', 'not the password')).answer.status).toBe(401)
    const [failed] = await owner.query(
      `SELECT act, resource, code, at IS NOT NULL AS timed FROM access_log ORDER BY id DESC LIMIT 1`,
    )
    expect(failed).toEqual({
      act: 'refused',
      resource: 'POST /api/v1/session',
      code: expect.stringMatching(/^session\./),
      timed: true,
    })
    expect((await api.login('intake', demoPassword('intake'))).answer.status).toBe(201)
    const [opened] = await owner.query(
      `SELECT account_id, address, device IS NOT NULL AS device, created_at IS NOT NULL AS timed FROM session WHERE account_id = $1`,
      [demoAccountId('intake')],
    )
    expect(opened).toEqual({ account_id: demoAccountId('intake'), address: '127.0.0.1', device: true, timed: true })
  })

  it('does not ask for another password because the present one is old', async () => {
    const ends = await owner.query(
      `SELECT column_name FROM information_schema.columns WHERE table_name = 'account' AND column_name ~ 'expire|until|ends|changed'`,
    )
    expect(ends).toEqual([])
    await owner.query(`UPDATE account SET created_at = now() - interval '10 years' WHERE username = 'planner'`)
    expect((await api.login('planner', demoPassword('planner'))).answer.status).toBe(201)
  })

  it('takes recovery codes of a hundred and twenty random bits: twenty-four of thirty-two characters, and none of them twice', () => {
    const codes = Array.from({ length: 50 }, newRecoveryCodes).flat()
    for (const code of codes) expect(code).toMatch(/^([A-HJ-NP-Z2-9]{4}-){5}[A-HJ-NP-Z2-9]{4}$/)
    expect(new Set(codes).size).toBe(500)
    expect(new Set(codes.join('').replaceAll('-', '')).size).toBe(32)
  })
})
