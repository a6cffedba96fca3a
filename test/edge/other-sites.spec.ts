import { ProbeController, ProbeModule } from '../access/probe'
import { startApi, type ApiClient, type TestApi } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'
import { EdgeProbeModule } from './edge-probe'
import { rawly } from './raw-client'

let database: TestDatabase
let api: TestApi
let registrar: ApiClient

beforeAll(async () => {
  database = await createTestDatabase()
  api = await startApi(database, { domain: [ProbeModule, EdgeProbeModule] })
  registrar = await api.as('registrar')
})

afterAll(async () => {
  await api.close()
  await database.drop()
})

const body = { pathway: 'individual' }

describe('The page of another site', () => {
  it.each<[string, Record<string, string>]>([
    ['says that it is of another site', { 'sec-fetch-site': 'cross-site' }],
    ['is of a neighbouring site', { 'sec-fetch-site': 'same-site' }],
    ['says its origin, where browsers say no more', { origin: 'https://attacker.example' }],
    ['hides its origin', { origin: 'null' }],
  ])('changes nothing, though the session and its token are there: it %s', async (_, headers) => {
    const before = ProbeController.ran
    const answer = await registrar.post('/probe/commands', body, { headers })
    expect([answer.status, answer.body.code]).toEqual([403, 'access.cross_site'])
    expect(ProbeController.ran).toBe(before)
  })

  it('reads nothing either, under however odd an address', async () => {
    for (const path of ['/probe/case', '//%61pi/v1/probe/case']) {
      const answer = await registrar.get(path, { 'sec-fetch-site': 'cross-site' })
      expect([answer.status, answer.body.code]).toEqual([403, 'access.cross_site'])
    }
  })

  it('is not told that it may: no answer allows another origin', async () => {
    const preflight = await registrar.send('OPTIONS', '/probe/commands', {
      headers: { origin: 'https://attacker.example', 'access-control-request-method': 'POST' },
    })
    expect(preflight.status).toBe(404)
    const read = await registrar.get('/probe/case', { origin: 'https://attacker.example' })
    for (const { headers } of [preflight, read]) {
      expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
    }
  })

  it('leaves a trace in the access log', async () => {
    const owner = await database.open('owner', 1)
    const rows = await owner.query('SELECT code FROM access_log WHERE code = $1 LIMIT 1', ['access.cross_site'])
    expect(rows).toHaveLength(1)
  })

  it('may link to a page of ours', async () => {
    const answer = await api.nobody.send('GET', '//api/docs', { headers: { 'sec-fetch-site': 'cross-site' } })
    expect(answer.status).toBe(200)
  })
})

describe('The site of an OpenID provider', () => {
  // As bytes, since fetch says of itself in which mode it asks.
  const comeBack = async (path: string, mode: string) => {
    const headers = `Host: x\r\nConnection: close\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: ${mode}`
    return (await rawly(api.url, `GET /api/v1${path} HTTP/1.1\r\n${headers}\r\n\r\n`)).status
  }

  it('sends a visitor back to where the sign-in goes on, as a whole page and in no other way', async () => {
    expect(await comeBack('/oidc/probe', 'navigate')).toBe(200)
    expect(await comeBack('/oidc/probe', 'no-cors')).toBe(403)
    expect(await comeBack('/probe/case', 'navigate')).toBe(403)
  })
})

describe('A page of our own', () => {
  it.each<Record<string, string>>([{ 'sec-fetch-site': 'same-origin' }, { 'sec-fetch-site': 'none' }])(
    'acts as it always did: %o',
    async (headers) => {
      expect((await registrar.post('/probe/commands', body, { headers })).status).toBe(201)
    },
  )

  it('acts also where the browser says its origin alone', async () => {
    const headers = { origin: new URL(api.url).origin }
    expect((await registrar.post('/probe/commands', body, { headers })).status).toBe(201)
  })
})
