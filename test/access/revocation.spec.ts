import type { Database } from '@passage/platform'
import { startApi, type ApiClient, type TestApi } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'
import { held, HeldModule, ticks } from './held-answers'

const fifty = Array.from({ length: 50 }, (_, n) => n)
let database: TestDatabase
let owner: Database
let api: TestApi
let people = 0

beforeAll(async () => {
  database = await createTestDatabase()
  owner = await database.open('owner', 2)
  api = await startApi(database, { domain: [HeldModule] })
}, 60_000)

afterAll(async () => {
  held.letGo()
  await api?.close()
  await database?.drop()
})

const somebody = (...roles: Parameters<TestApi['withRoles']>[1]): Promise<ApiClient> =>
  api.withRoles(`somebody-${(people += 1)}`, roles)

interface Stream {
  /** The text of each event so far. */
  readonly events: string[]
  readonly first: Promise<void>
  readonly ended: Promise<void>
}

async function listen(client: ApiClient): Promise<Stream> {
  const response = await client.send('GET', '/held/events', { headers: { accept: 'text/event-stream' } })
  expect(response.status).toBe(200)
  const events: string[] = []
  let begun: () => void = () => undefined
  const first = new Promise<void>((resolve) => (begun = resolve))
  const ended = (async () => {
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      if (/^data: /m.test(chunk)) events.push(chunk)
      begun()
    }
  })()
  return { events, first, ended }
}

async function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), ms)))
  const inTime = await Promise.race([work.then(() => true as const), late])
  clearTimeout(timer)
  return inTime
}

describe('A session that is revoked', () => {
  it('gets nothing a second later: not the 50 answers that are on their way, nor the 3 streams', async () => {
    const [one, other] = [await somebody('registrar'), await somebody('registrar')]
    const streams = await Promise.all([1, 2, 3].map(() => listen(one)))
    const spared = await listen(other)
    await Promise.all([...streams, spared].map(({ first }) => first))
    const answers = fifty.map((n) =>
      n % 3 === 0 ? one.get('/held/refusal') : n % 3 === 1 ? one.get('/held') : one.post('/held'),
    )
    const others = [other.get('/held'), other.post('/held')]
    await held.until(52)
    await owner.query('UPDATE session SET revoked_at = now() WHERE account_id = $1', [one.accountId])
    expect(await within(1_000, Promise.all(streams.map(({ ended }) => ended)))).toBe(true)
    ticks.next({ today: '2021-09-02', demo: true })
    held.letGo()
    for (const answer of await Promise.all(answers)) {
      expect([answer.status, answer.body.code.replace('session.ended', 'session.required')]).toEqual([401, 'session.required'])
      expect(answer.text).not.toMatch(/2021-09|version/)
    }
    for (const { events } of streams) expect(events.join()).not.toContain('2021-09-02')
    for (const answer of await Promise.all(others)) expect(answer.status).toBe(200)
    expect((await other.get('/session')).status).toBe(200)
    expect(await within(5_000, spared.ended)).toBe(false)
    expect(spared.events.join()).toContain('2021-09-02')
  }, 60_000)

  it.each<[string, string]>([
    ['whose account is disabled', 'UPDATE account SET disabled_at = now() WHERE id = $1'],
    ['whose row is deleted', 'DELETE FROM session WHERE account_id = $1'],
    ['whose time is cut short', `UPDATE session SET expires_at = now() - interval '1 second' WHERE account_id = $1`],
  ])('is no other than one %s', async (_what, change) => {
    const one = await somebody('planner')
    const stream = await listen(one)
    await stream.first
    const answer = one.get('/held')
    await held.until(1)
    await owner.query(change, [one.accountId])
    expect(await within(1_000, stream.ended)).toBe(true)
    held.letGo()
    expect((await answer).body.code).toBe('session.required')
  })

  it('gets nothing either while nobody hears of revocations, since each answer is then looked at again', async () => {
    const one = await somebody('planner')
    const answer = one.get('/held')
    await held.until(1)
    // The change commits in the moment in which the connection that listens is gone.
    await owner.transaction(async (tx) => {
      await tx.query('ALTER TABLE session DISABLE TRIGGER tell_of_access')
      await tx.query('UPDATE session SET revoked_at = now() WHERE account_id = $1', [one.accountId])
      await tx.query('ALTER TABLE session ENABLE TRIGGER tell_of_access')
    })
    await owner.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'passage-listener' AND datname = current_database()`,
    )
    // Another stream can only be told once the listener is back or looked past; the answer need not wait for either.
    const probe = await somebody('planner')
    await probe.get('/session')
    held.letGo()
    expect((await answer).body.code).toBe('session.required')
  })
})

describe('A role that is taken away', () => {
  it('is gone from answers on their way, from streams, and from the next request', async () => {
    const one = await somebody('registrar', 'intake_officer')
    const stream = await listen(one)
    await stream.first
    const [reading, acting] = [one.get('/held'), one.post('/held', undefined, { key: 'taken-on-its-way' })]
    await held.until(2)
    await owner.query(`DELETE FROM account_role WHERE account_id = $1 AND role = 'registrar'`, [one.accountId])
    expect(await within(1_000, stream.ended)).toBe(true)
    held.letGo()
    expect((await reading).body.code).toBe('access.changed')
    // The receipt of a command shows nothing but its id and state; what the command may do is decided when its transaction begins.
    expect((await acting).status).toBe(200)
    expect((await one.post('/held')).body.code).toBe('access.role')
    expect((await one.get('/session')).body.account.roles).toEqual(['intake_officer'])
  })

  it('does not disturb who gains one', async () => {
    const one = await somebody('registrar')
    const reading = one.get('/held')
    await held.until(1)
    await owner.query(`INSERT INTO account_role VALUES ($1, 'intake_officer')`, [one.accountId])
    held.letGo()
    expect((await reading).status).toBe(200)
  })
})
