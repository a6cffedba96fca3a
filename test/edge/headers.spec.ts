import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ProbeModule } from '../access/probe'
import { startApi, type ApiClient, type TestApi } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'
import { EdgeProbeModule } from './edge-probe'
import { RawClient, rawly, type RawAnswer } from './raw-client'

const nothingLoads = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

let database: TestDatabase
let api: TestApi
let registrar: ApiClient
let webRoot: string
/** What the process said of its faults. */
const logged: string[] = []

beforeAll(async () => {
  webRoot = mkdtempSync(join(tmpdir(), 'passage-edge-'))
  mkdirSync(join(webRoot, 'assets'))
  writeFileSync(
    join(webRoot, 'index.html'),
    '<!doctype html><meta property="csp-nonce" nonce="PASSAGE_NONCE"><style nonce="PASSAGE_NONCE"></style>',
  )
  writeFileSync(join(webRoot, 'assets', 'app-1a2b.js'), 'export {}')
  database = await createTestDatabase()
  const logger = { log: () => undefined, warn: () => undefined, error: (line: unknown) => void logged.push(JSON.stringify(line)) }
  const settings = { webRoot, secureCookies: true }
  api = await startApi(database, { domain: [ProbeModule, EdgeProbeModule], settings, logger })
  registrar = await api.as('registrar')
})

afterAll(async () => {
  await api.close()
  await database.drop()
  rmSync(webRoot, { recursive: true, force: true })
})

async function of(response: Promise<Response>): Promise<RawAnswer> {
  const { status, headers, body } = await response
  await body?.cancel()
  return { status, headers: new Map([...headers]), body: '' }
}

const signedIn = (method: string, path: string, init = {}) => of(registrar.send(method, path, init))
const command = (body: string, type = 'application/json') =>
  signedIn('POST', '/probe/commands', {
    body,
    headers: { 'content-type': type, 'x-csrf-token': registrar.csrfToken, 'idempotency-key': 'edge-header-1' },
  })
const raw = (text: string) => rawly(api.url, text)

const answers: [what: string, status: number, ask: () => Promise<RawAnswer>][] = [
  ['a case', 200, () => signedIn('GET', '/probe/case')],
  ['a stream', 200, () => signedIn('GET', '/edge/stream')],
  ['a file for download', 200, () => signedIn('GET', '/edge/file')],
  ['an answer without a body', 204, () => signedIn('GET', '/edge/nothing')],
  ['a command', 201, () => command('{"pathway":"individual"}')],
  ['a refused input', 400, () => command('{"pathway":7}')],
  ['broken JSON', 400, () => command('{')],
  ['a body that is too large', 413, () => command(`"${'x'.repeat(1024 * 1024)}"`)],
  ['a body that is no JSON', 415, () => command('pathway=individual', 'text/plain')],
  ['somebody without a session', 401, () => of(api.nobody.send('GET', '/probe/case'))],
  ['a fault of ours', 500, () => signedIn('GET', '/probe/broken')],
  ['an address that is not there', 404, () => signedIn('GET', '/nowhere')],
  ['a method that is not there', 404, () => signedIn('PUT', '/probe/case')],
  ['a preflight of another site', 404, () => signedIn('OPTIONS', '/probe/case', { headers: { origin: 'https://example.org' } })],
  ['an address that is not well formed', 400, () => signedIn('GET', '/probe/%zz')],
  ['an address that is too long', 414, () => signedIn('GET', `/probe/case?${'x'.repeat(5000)}`)],
  ['a page', 200, () => of(api.nobody.send('GET', '//', { headers: { accept: 'text/html' } }))],
  ['an asset', 200, () => of(api.nobody.send('GET', '//assets/app-1a2b.js'))],
  ['an asset that is not there', 404, () => of(api.nobody.send('GET', '//assets/gone.js'))],
  ['the page of the API', 200, () => of(api.nobody.send('GET', '//api/docs'))],
  ["the API's document", 200, () => of(api.nobody.send('GET', '//api/docs/json'))],
  ['security.txt', 200, () => of(api.nobody.send('GET', '//.well-known/security.txt'))],
  ['its health', 200, () => of(api.nobody.send('GET', '/health/live'))],
  ['its metrics', 200, () => of(api.nobody.send('GET', '/metrics'))],
  ['what is no HTTP', 400, () => raw('HELLO\r\n\r\n')],
  ['a request without a host', 400, () => raw('GET / HTTP/1.1\r\nConnection: close\r\n\r\n')],
  ['an address in the form of a proxy', 400, () => raw('GET http://example.org/api/v1/clock HTTP/1.1\r\nHost: x\r\n\r\n')],
  ['headers that are too large', 431, () => raw(`GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)],
  [
    'two lengths of one body',
    400,
    () => raw(`POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`),
  ],
  ['an expectation', 417, () => raw('POST / HTTP/1.1\r\nHost: x\r\nExpect: a-miracle\r\nContent-Length: 0\r\n\r\n')],
]

describe('The security headers stand on the answer to', () => {
  it.each(answers)('%s (%d)', async (_, status, ask) => {
    const { status: answered, headers } = await ask()
    expect(answered).toBe(status)
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
      'strict-transport-security': 'max-age=63072000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('geolocation=()'),
      'cache-control': expect.any(String),
    })
    // Who serves, and with what, is nobody's business; nor may another site read along.
    expect([...headers.keys()].filter((name) => /^(server|x-powered-by|via|access-control-.*)$/.test(name))).toEqual([])
  })

  it('a file that the browser has already (304)', async () => {
    const asset = await of(api.nobody.send('GET', '//assets/app-1a2b.js'))
    const etag = asset.headers.get('etag')!
    const { status, headers } = await of(api.nobody.send('GET', '//assets/app-1a2b.js', { headers: { 'if-none-match': etag } }))
    expect(status).toBe(304)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })
})

describe('What an answer of the API holds', () => {
  it.each(answers.slice(0, 16))('is kept by no cache and loads nothing in a browser: %s', async (_, __, ask) => {
    const { headers } = await ask()
    expect(headers.get('cache-control')).toContain('no-store')
    expect(headers.get('content-security-policy')).toBe(nothingLoads)
  })

  it('says of what type it is, in UTF-8', async () => {
    for (const path of ['/probe/case', '/nowhere']) {
      expect((await signedIn('GET', path)).headers.get('content-type')).toMatch(/^application\/(problem\+)?json; charset=utf-8$/)
    }
  })

  it('is saved by a browser under our name for it, where it is a file', async () => {
    const { headers } = await signedIn('GET', '/edge/file')
    expect(headers.get('content-disposition')).toBe('attachment; filename="a_quoted__name.csv"')
  })

  it('repeats no host, however the request names it', async () => {
    const host = 'attacker.example'
    const texts = await Promise.all(
      ['/api/v1/clock', '/api/docs/json', '/.well-known/security.txt', '/nowhere'].map(
        async (path) =>
          (await raw(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nX-Forwarded-Host: ${host}\r\nConnection: close\r\n\r\n`)).body,
      ),
    )
    for (const text of texts) expect(text).not.toContain(host)
  })

  it('tells nothing of how it went wrong inside; the log does, with its place and the request', async () => {
    const { text, body, status } = await registrar.get('/probe/broken')
    expect(status).toBe(500)
    const line = logged.find((one) => one.includes(body.requestId))
    expect(line).toContain('/api/v1/probe/broken')
    expect(line).toContain('probe.ts')
    expect(text).not.toMatch(/secret|\.ts|\.js|node_modules| at |Error:|fastify|nest/i)
  })

  it('names no version of what it is made with', async () => {
    const { text } = await api.nobody.get('/metrics')
    expect(text).toContain('passage_')
    expect(text).not.toMatch(/nodejs_version|v\d+\.\d+\.\d+/)
    const { body } = await api.nobody.get('/api/docs/json')
    expect(body.info.version).toBe('1')
  })

  it('becomes no stream of another: what cannot be read after a stream began only closes it', async () => {
    const client = new RawClient(api.url)
    client.write(`GET /api/v1/edge/stream HTTP/1.1\r\nHost: x\r\nCookie: __Host-passage_session=${registrar.token}\r\n\r\n`)
    await client.begun()
    client.write('HELLO\r\n\r\n')
    expect((await client.closed()).match(/HTTP\/1\.1 /g)).toHaveLength(1)
  })
})

describe('A page', () => {
  const page = () => api.nobody.send('GET', '//cases', { headers: { accept: 'text/html' } })

  it('runs no script of its own and no style but those that carry the nonce of its answer', async () => {
    const answer = await page()
    const policy = answer.headers.get('content-security-policy')!
    const nonce = /'nonce-([A-Za-z0-9_-]{22})'/.exec(policy)![1]!
    expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'; style-src-attr 'none'`)
    expect(policy).toContain("script-src 'self';")
    expect(policy).not.toMatch(/unsafe|data:|\*/)
    const html = await answer.text()
    expect(html).toContain(`<style nonce="${nonce}">`)
    expect(html).not.toContain('PASSAGE_NONCE')
  })

  it('has another nonce each time, and is kept by no cache, since its policy would not fit its text', async () => {
    const [one, other] = await Promise.all([page(), page()])
    expect(one.headers.get('content-security-policy')).not.toBe(other.headers.get('content-security-policy'))
    expect([one.headers.get('cache-control'), one.headers.get('etag')]).toEqual(['no-store', null])
  })
})

describe('security.txt', () => {
  it('says whom to tell of a hole, in which languages, and that this holds for ninety days', async () => {
    const answer = await api.nobody.send('GET', '//.well-known/security.txt')
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    const lines = (await answer.text()).trimEnd().split('\n')
    expect(lines.map((line) => line.split(': ')[0])).toEqual(['Contact', 'Expires', 'Preferred-Languages'])
    expect(lines[0]).toMatch(/^Contact: mailto:[^@]+@[^@]+\.example$/)
    const days = (Date.parse(lines[1]!.slice('Expires: '.length)) - Date.now()) / 86_400_000
    expect(days).toBeGreaterThan(88)
    expect(days).toBeLessThanOrEqual(90)
  })
})
