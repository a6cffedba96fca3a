import { createDemoAccounts, demoPassword } from '@passage/access'
import type { Database } from '@passage/platform'
import { LogIn } from '../../libs/access/log-in'
import { LoginThrottle } from '../../libs/access/login-throttle'
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

beforeEach(() => owner.query('TRUNCATE login_try'))

afterAll(async () => {
  await api?.close()
  await database?.drop()
})

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'signed in',
    (error: { code: string }) => error.code,
  )
const from = (address: string, deviceToken?: string) => ({ address, device: 'Unknown device', deviceToken })
const logIn = (username: string, password: string, browser = from('10.0.0.1')) =>
  api.app.get(LogIn).logIn(username, password, browser)

describe('Tries to log in', () => {
  const throttle = () => api.app.get(LoginThrottle)
  const tries = async (count: number, username: (n: number) => string, address: (n: number) => string): Promise<string[]> => {
    const codes: string[] = []
    for (let n = 0; n < count; n += 1) codes.push(await codeOf(throttle().attempt(username(n), address(n), undefined)))
    return codes
  }
  const always = (text: string) => () => text

  it('are ten in five minutes for a name from an address', async () => {
    expect(await tries(11, always('intake'), always('10.0.0.1'))).toEqual([...Array(10).fill('signed in'), 'session.throttled'])
    expect(await tries(1, always('intake'), always('10.0.0.2'))).toEqual(['signed in'])
    expect(await tries(1, always('intake2'), always('10.0.0.1'))).toEqual(['signed in'])
    await owner.query(`UPDATE login_try SET ends_at = now() - interval '1 second'`)
    expect(await tries(1, always('intake'), always('10.0.0.1'))).toEqual(['signed in'])
  })

  it('are a hundred in five minutes for an address, whatever the names', async () => {
    const codes = await tries(101, (n) => `user${n}`, always('10.0.0.1'))
    expect(codes).toEqual([...Array(100).fill('signed in'), 'session.throttled'])
  })

  it('are counted together, however many come at the same moment and from whichever process', async () => {
    const other = await startApi(database, { domain: [] })
    const processes = [throttle(), other.app.get(LoginThrottle)]
    const codes = await Promise.all(
      Array.from({ length: 40 }, (_, n) => codeOf(processes[n % 2]!.attempt('intake', '10.0.0.1', undefined))),
    )
    await other.close()
    expect(codes.filter((code) => code === 'signed in')).toHaveLength(10)
  })

  it('begin anew after the right password, for that name', async () => {
    await tries(9, always('intake'), always('10.0.0.1'))
    await (
      await throttle().attempt('intake', '10.0.0.1', undefined)
    )()
    expect(await tries(10, always('intake'), always('10.0.0.1'))).not.toContain('session.throttled')
  })

  it('of strangers at one name, each from another address, are slowed down more and more, and not for ever', async () => {
    const codes = await tries(30, always('intake'), (n) => `10.0.1.${n}`)
    expect(codes.slice(0, 21)).not.toContain('session.throttled')
    expect(codes.slice(21)).toEqual(Array(9).fill('session.throttled'))
    const wait = async () => {
      const [row] = await owner.query<{ s: number }>(
        'SELECT extract(epoch FROM held_until - now())::float AS s FROM login_try WHERE held_until > now()',
      )
      return row?.s ?? 0
    }
    const waits: number[] = []
    for (let n = 0; n < 9; n += 1) {
      await owner.query('UPDATE login_try SET held_until = now() WHERE held_until IS NOT NULL')
      expect(await tries(1, always('intake'), always(`10.0.2.${n}`))).toEqual(['signed in'])
      waits.push(Math.round(await wait()))
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 60, 60, 60, 60])
  })

  it('leave neither names nor addresses in the table, and the old rows go', async () => {
    await tries(
      30,
      (n) => `user${n}`,
      (n) => `10.0.3.${n}`,
    )
    const rows = await owner.query<{ row: string }>('SELECT t::text AS row FROM login_try t')
    expect(rows.map(({ row }) => row).join()).not.toMatch(/user|10\.0\.3|757365/)
    await owner.query(`UPDATE login_try SET ends_at = now() - interval '1 second'`)
    await tries(30, always('intake'), always('10.0.0.1'))
    const left = await owner.query('SELECT FROM login_try')
    expect(left.length).toBeLessThanOrEqual(3)
  })
})

describe('A stranger who guesses', () => {
  it('does not keep the owner out with 1,000 tries: not in a browser that is known, and not for long in another', async () => {
    const { deviceToken } = await logIn('vetting', demoPassword('vetting'), from('10.9.9.9'))
    const codes: Record<string, number> = {}
    for (let n = 0; n < 1_000; n += 1) {
      const code = await codeOf(logIn('vetting', `guess ${n}`, from(`10.1.${n % 250}.${n % 7}`)))
      codes[code] = (codes[code] ?? 0) + 1
    }
    // Nearly all were not even looked at.
    expect(codes['session.wrong_credentials']).toBeLessThan(40)
    expect((codes['session.throttled'] ?? 0) + codes['session.wrong_credentials']!).toBe(1_000)
    expect(await codeOf(logIn('vetting', demoPassword('vetting'), from('10.9.9.9', deviceToken)))).toBe('signed in')
    // Behind the very address from which the guesses come, too.
    expect(await codeOf(logIn('vetting', demoPassword('vetting'), from('10.1.0.0', deviceToken)))).toBe('signed in')
    const [held] = await owner.query<{ s: number }>(
      'SELECT max(extract(epoch FROM held_until - now()))::float AS s FROM login_try',
    )
    expect(held!.s).toBeLessThanOrEqual(60)
    await owner.query('UPDATE login_try SET held_until = now() WHERE held_until IS NOT NULL')
    expect(await codeOf(logIn('vetting', demoPassword('vetting'), from('10.8.8.8')))).toBe('signed in')
  }, 120_000)

  it('gains nothing from a cookie that nobody gave them, nor from another account’s', async () => {
    const { deviceToken } = await logIn('intake', demoPassword('intake'), from('10.9.9.1'))
    for (const token of [deviceToken, 'A'.repeat(43)]) {
      const codes: string[] = []
      for (let n = 0; n < 12; n += 1) codes.push(await codeOf(logIn('approver', `guess ${n}`, from('10.7.7.7', token))))
      expect(codes.at(-1)).toBe('session.throttled')
    }
  }, 60_000)

  it('is held back in a known browser as well, which then does not trouble the owner in another', async () => {
    const one = await logIn('finance', demoPassword('finance'), from('10.9.9.2'))
    const two = await logIn('finance', demoPassword('finance'), from('10.9.9.3'))
    const codes: string[] = []
    for (let n = 0; n < 11; n += 1) codes.push(await codeOf(logIn('finance', 'guess', from('10.9.9.2', one.deviceToken))))
    expect(codes).toEqual([...Array(10).fill('session.wrong_credentials'), 'session.throttled'])
    expect(await codeOf(logIn('finance', demoPassword('finance'), from('10.9.9.3', two.deviceToken)))).toBe('signed in')
  }, 60_000)

  it('learns from the cookies of a login nothing that lets them in', async () => {
    const { deviceToken } = await logIn('registrar', demoPassword('registrar'), from('10.9.9.4'))
    const answer = await api.nobody.get('/session', { cookie: `passage_device=${deviceToken}; passage_session=${deviceToken}` })
    expect(answer.status).toBe(401)
    const rows = await owner.query<{ row: string }>('SELECT k::text AS row FROM known_device k')
    expect(rows.some(({ row }) => row.includes(deviceToken!))).toBe(false)
  })
})
