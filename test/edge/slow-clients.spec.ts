import { startApi, type ApiClient, type TestApi } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'
import { EdgeProbeModule } from './edge-probe'
import { RawClient, rawly } from './raw-client'

let database: TestDatabase
let api: TestApi
let registrar: ApiClient

// Short, so that a test need not wait as long as the programme would.
const limits = { headersMs: 150, requestMs: 300, lookEveryMs: 50, keepAliveMs: 100, idleMs: 1_000, statementMs: 200 }

beforeAll(async () => {
  database = await createTestDatabase()
  api = await startApi(database, { domain: [EdgeProbeModule], settings: { limits: { ...limits, requestsAConnection: 3 } } })
  registrar = await api.as('registrar')
})

afterAll(async () => {
  await api.close()
  await database.drop()
})

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\nCookie: passage_session=${registrar.token}\r\n\r\n`

describe('A client that takes its time', () => {
  it('over its headers is answered that it was too slow, and cut off', async () => {
    const { status, headers, body } = await rawly(api.url, 'GET /health/live HTTP/1.1\r\nHost: x\r\nX-Half')
    expect([status, JSON.parse(body).code]).toEqual([408, 'input.too_slow'])
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('over its first byte is so too', async () => {
    expect((await rawly(api.url, '')).status).toBe(408)
  })

  it('over its body is so too, though it sends a byte now and then', async () => {
    const client = new RawClient(api.url)
    client.write(
      'POST /api/v1/edge/anything HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{',
    )
    const drip = setInterval(() => client.write(' '), 20)
    const text = await client.closed()
    clearInterval(drip)
    expect(text).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('before its next request has its connection closed, without a word', async () => {
    const client = new RawClient(api.url)
    client.write('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n')
    expect((await client.closed()).match(/HTTP\/1\.1 /g)).toEqual(['HTTP/1.1 '])
  })

  it('over reading the answer that it asked for is cut off before it has all', async () => {
    const client = new RawClient(api.url)
    client.write(get('/api/v1/edge/much'))
    await client.begun()
    client.stopReading()
    const connections = () =>
      new Promise<number>((told) => void api.app.getHttpServer().getConnections((_: unknown, n: number) => told(n)))
    // The server lets go while the client still holds on: nothing else is connected here.
    while ((await connections()) > 0) await new Promise((next) => setImmediate(next))
    client.end()
    expect((await client.closed()).length).toBeLessThan(32 * 1024 * 1024)
  })
})

describe('A connection', () => {
  it('is let go after so many requests, and the last answer says so', async () => {
    const client = new RawClient(api.url)
    for (let n = 0; n < 3; n += 1) client.write('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n')
    const text = await client.closed()
    expect(text.match(/HTTP\/1\.1 200 /g)).toHaveLength(3)
    expect(text.match(/connection: close/gi)).toHaveLength(1)
  })
})

describe('A statement that does not end', () => {
  it('is given up by PostgreSQL, and the request answered', async () => {
    const { status, body } = await registrar.get('/edge/endless')
    expect([status, body.code]).toEqual([503, 'database.too_slow'])
  })
})
