import { costlyRoutes } from '../../apps/api/edge/rate-limit.interceptor'
import { networkOf, streamsOfAnAccount } from '../../apps/api/edge/rate-limits'
import { settingsFrom } from '../../apps/api/settings'
import { ProbeModule } from '../access/probe'
import { startApi, testMasterKeys, type Answer, type ApiClient, type TestApi } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'
import { EdgeProbeModule } from './edge-probe'

const rates = { account: 30, costly: 5, nobody: 40 }

let database: TestDatabase
let api: TestApi

beforeAll(async () => {
  database = await createTestDatabase()
  api = await startApi(database, { domain: [ProbeModule, EdgeProbeModule], settings: { rates } })
})

afterAll(async () => {
  await api.close()
  await database.drop()
})

const atOnce = (n: number, ask: () => Promise<Answer>) => Promise.all(Array.from({ length: n }, ask))
const throttled = (answers: readonly Answer[]) => answers.filter(({ status }) => status === 429)

async function recorded(client: ApiClient): Promise<number> {
  const owner = await database.open('owner', 1)
  const rows = await owner.query(`SELECT FROM access_log WHERE actor_id = $1 AND code = 'access.throttled'`, [client.accountId])
  return rows.length
}

describe('An account', () => {
  it('is held back once it asks for more than its share, however many requests come at once', async () => {
    const hasty = await api.withRoles('hasty', ['registrar'])
    const answers = await atOnce(rates.account + 20, () => hasty.get('/probe/case'))
    expect(throttled(answers)).toHaveLength(20)
    const [{ body, headers } = fail()] = throttled(answers)
    expect(body).toMatchObject({ status: 429, code: 'access.throttled', fix: expect.stringMatching(/^Wait \d+ seconds?,/) })
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(60)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    // One line a minute says so, or the log itself would be what floods.
    expect(await recorded(hasty)).toBe(1)
  })

  it('does nothing while it is held back', async () => {
    const busy = await api.withRoles('busy', ['registrar'])
    await atOnce(rates.account, () => busy.get('/probe/case'))
    expect((await busy.post('/probe/commands', { pathway: 'individual' })).status).toBe(429)
  })

  it('leaves others who share its address alone, and they leave it alone', async () => {
    const greedy = await api.withRoles('greedy', ['registrar'])
    const neighbour = await api.withRoles('neighbour', ['registrar'])
    await atOnce(rates.account + 1, () => greedy.get('/probe/case'))
    await atOnce(rates.nobody + 1, () => api.nobody.get('/probe/case'))
    expect((await neighbour.get('/probe/case')).status).toBe(200)
  })

  it('is counted for what it is refused, too', async () => {
    const curious = await api.withRoles('curious', ['planner'])
    const answers = await atOnce(rates.account + 5, () => curious.post('/probe/commands', { pathway: 'individual' }))
    expect(answers.filter(({ status }) => status === 403)).toHaveLength(rates.account)
    expect(throttled(answers)).toHaveLength(5)
  })

  it('watches so many streams at once and no more, and others again when one ends', async () => {
    const watcher = await api.withRoles('watcher', ['registrar'])
    const watch = () => watcher.send('GET', '/edge/stream', { headers: { accept: 'text/event-stream' } })
    const open = await Promise.all(Array.from({ length: streamsOfAnAccount }, watch))
    expect(open.map(({ status }) => status)).toEqual(Array(streamsOfAnAccount).fill(200))
    expect((await watch()).status).toBe(429)
    await open[0]!.body!.cancel()
    const until = Date.now() + 10_000
    let status = 429
    // The server hears of a closed connection in its own time.
    while (status === 429 && Date.now() < until) status = (await api.nobody.get('/health/live').then(watch)).status
    expect(status).toBe(200)
    await Promise.all(open.slice(1).map(({ body }) => body!.cancel()))
  })
})

describe('Whoever shows no session', () => {
  it('is held back by the address of the socket, whatever its headers say', async () => {
    await atOnce(rates.nobody, () => api.nobody.get('/probe/case'))
    let n = 0
    const spoof = () => {
      n += 1
      const headers = { 'x-forwarded-for': `10.0.0.${n}`, 'x-real-ip': `10.0.0.${n}`, forwarded: `for=10.0.0.${n}` }
      return api.nobody.get('/probe/case', headers)
    }
    expect(throttled(await atOnce(5, spoof))).toHaveLength(5)
    // Nor by a cookie that is nobody's.
    const cookie = `passage_session=${'A'.repeat(43)}`
    expect((await api.nobody.get('/probe/case', { cookie })).status).toBe(429)
    expect((await api.nobody.post('/session', { username: 'a', password: 'b' }, { key: null })).status).toBe(429)
  })

  it('may always ask how the process does', async () => {
    const answers = await atOnce(rates.nobody + 5, () => api.nobody.get('/health/live'))
    expect(throttled(answers)).toEqual([])
  })
})

describe('The network of an address', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('of %s is %s', (address, network) => expect(networkOf(address)).toBe(network))
})

describe('What costs much', () => {
  let whole: TestApi

  beforeAll(async () => (whole = await startApi(database, { settings: { rates } })))
  afterAll(() => whole.close())

  it('has a smaller share of its own', async () => {
    const searcher = await whole.withRoles('searcher', ['intake_officer'])
    const answers = await atOnce(rates.costly + 3, () => searcher.post('/people/search', { name: 'Kyaw' }, { key: null }))
    expect(throttled(answers)).toHaveLength(3)
    expect((await searcher.get('/cases')).status).toBe(200)
  })

  it('is a route that there is', async () => {
    const { body } = await whole.nobody.get('/api/docs/json')
    const routes = Object.entries(body.paths as Record<string, object>).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    )
    expect([...costlyRoutes].filter((route) => !routes.includes(route))).toEqual([])
  })
})

describe('The limits of a process', () => {
  const env = {
    DATABASE_API_URL: 'postgresql://x',
    DATABASE_LOGIN_URL: 'postgresql://x',
    PASSAGE_MASTER_KEYS: testMasterKeys,
    PASSAGE_DEMO: 'true',
  }

  it('are there without anybody asking for them, and generous', () => {
    expect(settingsFrom(env, undefined).rates).toEqual({ account: 600, costly: 60, nobody: 600 })
  })

  it('follow one number', () => {
    expect(settingsFrom({ ...env, PASSAGE_REQUESTS_PER_MINUTE: '90' }, undefined).rates).toEqual({
      account: 90,
      costly: 9,
      nobody: 90,
    })
  })

  it.each(['0', '9', '-1', 'many', '1.5'])('are not %s', (number) => {
    expect(() => settingsFrom({ ...env, PASSAGE_REQUESTS_PER_MINUTE: number }, undefined)).toThrow(/PASSAGE_REQUESTS_PER_MINUTE/)
  })
})

describe('The metrics', () => {
  const ask = async (settings: { demo?: boolean; metricsToken?: string }, authorization?: string) => {
    const own = await startApi(database, { domain: [EdgeProbeModule], settings })
    try {
      return (await own.nobody.get('/metrics', authorization ? { authorization } : {})).status
    } finally {
      await own.close()
    }
  }

  it('are shown to whoever bears their token, and to nobody else', async () => {
    const metricsToken = 'a-token-of-a-test'
    expect(await ask({ metricsToken }, `Bearer ${metricsToken}`)).toBe(200)
    expect(await ask({ metricsToken }, 'Bearer another')).toBe(404)
    expect(await ask({ metricsToken })).toBe(404)
  })

  it('are not there outside a demo, unless a token is set', async () => {
    expect(await ask({ demo: false })).toBe(404)
    expect(await ask({ demo: true })).toBe(200)
  })
})

function fail(): never {
  throw new Error('nothing was held back')
}
