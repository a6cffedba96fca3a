import { createDemoAccounts, demoPassword } from '@passage/access'
import type { Database } from '@passage/platform'
import { generateSync } from 'otplib'
import { startApi, type Answer, type ApiClient, type TestApi } from '../support/api'
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
  await api?.close()
  await database?.drop()
})

const told = ({ status, body }: Answer): unknown[] => [status, body?.code]
/** The code that the app shows so many steps of 30 seconds from now. */
const codeOf = (secret: string, steps = 0): string => generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + 30 * steps })

interface Enrolled {
  readonly client: ApiClient
  readonly username: string
  readonly secret: string
  readonly recoveryCodes: readonly string[]
}

/** Signs in, and turns the second factor on. */
async function enrolled(username: string): Promise<Enrolled> {
  const { client } = await api.login(username, demoPassword(username))
  const begun = await client.post('/totp', { password: demoPassword(username) }, { key: null })
  expect(begun.status).toBe(201)
  const { secret } = begun.body
  const confirmed = await client.post('/totp/confirm', { code: codeOf(secret) }, { key: null })
  expect(confirmed.status).toBe(200)
  return { client, username, secret, recoveryCodes: confirmed.body.recoveryCodes }
}

/** Answers the second factor with the cookie that the password gave. */
async function answer(pending: ApiClient, code: string): Promise<{ answer: Answer; cookie: string }> {
  const response = await pending.send('POST', '/session/second-factor', {
    body: JSON.stringify({ code }),
    headers: { 'content-type': 'application/json' },
  })
  const text = await response.text()
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  return { answer: { status: response.status, body: JSON.parse(text), headers: response.headers, text }, cookie }
}

/** As if the codes of these steps had not been used yet, and the app of this person were new. */
async function newMinute(username: string): Promise<void> {
  await owner.query('UPDATE totp SET last_step = 0 WHERE account_id = (SELECT id FROM account WHERE username = $1)', [username])
}

describe('A second factor', () => {
  it('begins with a secret that is shown once, as text, address and QR code, and counts from its first right code on', async () => {
    const { client } = await api.login('intake', demoPassword('intake'))
    expect(told(await client.post('/totp', { password: 'not this one' }, { key: null }))).toEqual([422, 'input.wrong_password'])
    const { body } = await client.post('/totp', { password: demoPassword('intake') }, { key: null })
    expect(body.secret).toMatch(/^[A-Z2-7]{32}$/)
    expect(body.uri).toMatch(new RegExp(`^otpauth://totp/Passage[^?]*intake\\?.*secret=${body.secret}`))
    expect(body.qr).toMatch(/^<svg [^>]*viewBox="[^"]+"[\s\S]*<\/svg>\s*$/)
    expect((await client.get('/totp')).body).toEqual({ on: false, codesLeft: 0 })
    expect((await api.login('intake', demoPassword('intake'))).answer.status).toBe(201)
    expect(told(await client.post('/totp/confirm', { code: '000000' }, { key: null }))).toEqual([422, 'input.wrong_code'])
    const confirmed = await client.post('/totp/confirm', { code: codeOf(body.secret) }, { key: null })
    expect(new Set(confirmed.body.recoveryCodes).size).toBe(10)
    expect((await client.get('/totp')).body).toEqual({ on: true, codesLeft: 10 })
    expect(told(await client.post('/totp', { password: demoPassword('intake') }, { key: null }))).toEqual([409, 'totp.on'])
  })

  it('makes of a right password a session that is nobody, until the code comes', async () => {
    const { username, secret } = await enrolled('intake2')
    const { answer: first, client: pending } = await api.login(username, demoPassword(username))
    expect(first.status).toBe(202)
    expect(first.body).toMatchObject({ secondFactor: true, account: null, csrfToken: null })
    expect(first.headers.getSetCookie()).toHaveLength(1)
    for (const path of ['/session', '/sessions', '/accounts', '/totp']) {
      expect(told(await pending.get(path))).toEqual([401, 'session.required'])
    }
    const application = await database.open('passage_api', 1)
    await expect(application.query('SELECT * FROM bind_actor($1)', [pending.token])).rejects.toThrow(/no live session/)
    expect(told((await answer(pending, '123456')).answer)).toEqual([401, 'session.wrong_code'])
    const { answer: second, cookie } = await answer(pending, codeOf(secret, 1))
    expect([second.status, second.body.account.username]).toEqual([201, username])
    // Another session than the one that waited, which is over.
    expect(cookie).not.toContain(pending.token)
    expect((await api.nobody.get('/session', { cookie })).status).toBe(200)
    expect(told((await answer(pending, codeOf(secret, 1))).answer)).toEqual([401, 'session.required'])
  })

  it('takes each code once, also when it comes many times at the same moment', async () => {
    const { username, secret } = await enrolled('registrar')
    const [one, two, three] = await Promise.all([1, 2, 3].map(() => api.login(username, demoPassword(username))))
    const code = codeOf(secret, 1)
    const answers = await Promise.all([one!, two!, three!].map(({ client }) => answer(client, code)))
    expect(answers.map(({ answer: { status } }) => status).sort()).toEqual([201, 401, 401])
    // Neither the code of the step before.
    const later = await api.login(username, demoPassword(username))
    expect(told((await answer(later.client, codeOf(secret, 0))).answer)).toEqual([401, 'session.wrong_code'])
  })

  it.each([
    [-2, 401],
    [-1, 201],
    [0, 201],
    [1, 201],
    [2, 401],
  ])('takes a code of the step %i from now with %i', async (steps, status) => {
    const username = ['vetting', 'vetting2', 'vetting3', 'approver', 'approver2'][steps + 2]!
    const { secret } = await enrolled(username)
    await newMinute(username)
    // The step may end between the making of a code and its check, and then it would be another's.
    for (;;) {
      const step = Math.floor(Date.now() / 30_000)
      const { client } = await api.login(username, demoPassword(username))
      const { answer: given } = await answer(client, codeOf(secret, steps))
      if (step !== Math.floor(Date.now() / 30_000)) {
        await newMinute(username)
        continue
      }
      expect(given.status).toBe(status)
      return
    }
  })

  it('is answered by a recovery code, each once, in capitals or not', async () => {
    const { username, client, recoveryCodes } = await enrolled('finance')
    const [first, second] = recoveryCodes as [string, string]
    expect(first).toMatch(/^([A-HJ-NP-Z2-9]{4}-){5}[A-HJ-NP-Z2-9]{4}$/)
    const attempt = async (code: string): Promise<unknown[]> => {
      const { client: pending } = await api.login(username, demoPassword(username))
      return told((await answer(pending, code)).answer)
    }
    expect(await attempt(first)).toEqual([201, undefined])
    expect(await attempt(first)).toEqual([401, 'session.wrong_code'])
    expect(await attempt(second.toLowerCase().replaceAll('-', ''))).toEqual([201, undefined])
    expect((await client.get('/totp')).body).toEqual({ on: true, codesLeft: 8 })
    const other = await enrolled('finance2')
    expect(await attempt(other.recoveryCodes[0]!)).toEqual([401, 'session.wrong_code'])
  })

  it('is not found by trying: too many codes are held back, whatever session they come from', async () => {
    const { username, secret } = await enrolled('controller')
    const statuses: unknown[] = []
    for (let n = 0; n < 11; n += 1) {
      const { client } = await api.login(username, demoPassword(username))
      if (!client.token) break
      statuses.push(told((await answer(client, n < 10 ? '000000' : codeOf(secret, 1))).answer)[1])
    }
    expect(statuses.slice(0, 10)).toEqual(Array(10).fill('session.wrong_code'))
    expect(statuses.slice(10)).toEqual(statuses.length > 10 ? ['session.throttled'] : [])
  })

  it('rests sealed: neither secret nor codes stand in the database', async () => {
    const { secret, recoveryCodes } = await enrolled('manager')
    const rows = await owner.query<{ row: string }>(
      `SELECT t::text AS row FROM totp t UNION ALL SELECT c::text FROM recovery_code c UNION ALL SELECT e::text FROM account_event e`,
    )
    const all = rows.map(({ row }) => row).join('\n')
    expect(all).not.toContain(secret)
    expect(all).not.toContain(Buffer.from(secret).toString('hex'))
    for (const code of recoveryCodes) expect(all).not.toContain(code)
  })

  it('is turned off with password and code, which ends the other sessions', async () => {
    const { username, client, secret } = await enrolled('planner')
    const { client: pending } = await api.login(username, demoPassword(username))
    const { cookie } = await answer(pending, codeOf(secret, 1))
    await newMinute(username)
    const off = (password: string, code: string): Promise<Answer> =>
      client.post('/totp/turn-off', { password, code }, { key: null })
    expect(told(await off('not this one', codeOf(secret)))).toEqual([422, 'input.wrong_password'])
    expect(told(await off(demoPassword(username), '000000'))).toEqual([422, 'input.wrong_code'])
    expect((await off(demoPassword(username), codeOf(secret))).status).toBe(204)
    expect((await api.nobody.get('/session', { cookie })).status).toBe(401)
    expect((await client.get('/totp')).body).toEqual({ on: false, codesLeft: 0 })
    expect((await api.login(username, demoPassword(username))).answer.status).toBe(201)
  })

  it('is reset by a trainer for somebody who lost app and codes, which ends all of their sessions', async () => {
    const { username, client } = await enrolled('equipment')
    const trainer = await api.as('trainer')
    expect((await trainer.post(`/accounts/${client.accountId}/reset-totp`)).status).toBe(200)
    expect(told(await client.get('/session'))).toEqual([401, 'session.required'])
    expect((await api.login(username, demoPassword(username))).answer.status).toBe(201)
    const { body } = await trainer.get(`/account-events?accountId=${client.accountId}`)
    expect(body.items.map(({ what }: { what: string }) => what)).toEqual(['totp_reset', 'totp_on'])
  })
})
