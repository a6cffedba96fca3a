import { createHmac, createSign, generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { createDemoAccounts, demoAccountId } from '@passage/access'
import { startApi, type ApiClient, type TestApi } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'

const [clientId, clientSecret] = ['passage', 'only-for-tests-on-loopback-0123456789']
const redirectUrl = 'http://127.0.0.1:9/api/v1/oidc/callback'
const subject = 'subject-of-the-registrar'

const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 })
const [own, foreign] = [pair(), pair()]
const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

interface Claims {
  readonly iss: string
  readonly aud: string
  readonly sub: string
  readonly exp: number
  readonly iat: number
  readonly nonce: string
  readonly nbf?: number
}

/** A token whose claims are `claims`, made as the attacker likes. */
type Forge = (claims: Claims) => string

function signed(claims: object, key: KeyObject = own.privateKey, header: object = {}): string {
  const body = `${encoded({ alg: 'RS256', kid: 'own', typ: 'JWT', ...header })}.${encoded(claims)}`
  return `${body}.${createSign('sha256').update(body).sign(key, 'base64url')}`
}

let database: TestDatabase
let api: TestApi
let trainer: ApiClient
let provider: Server
let issuer: string
/** What the provider says its issuer is. */
let calledItself: string
let token = ''

/** A provider that answers what it is told to, and nothing of its own. */
beforeAll(async () => {
  provider = createServer((request, response) => {
    const answers: Record<string, () => object> = {
      '/.well-known/openid-configuration': () => ({
        issuer: calledItself,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
      }),
      '/keys': () => ({ keys: [{ ...own.publicKey.export({ format: 'jwk' }), kid: 'own', alg: 'RS256', use: 'sig' }] }),
      '/attacker/keys': () => ({
        keys: [{ ...foreign.publicKey.export({ format: 'jwk' }), kid: 'own', alg: 'RS256', use: 'sig' }],
      }),
      '/token': () => ({ access_token: 'access', token_type: 'Bearer', expires_in: 60, id_token: token }),
    }
    const answer = answers[request.url ?? '']
    response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(answer?.() ?? {}))
  })
  await new Promise<void>((listening) => provider.listen(0, '127.0.0.1', listening))
  issuer = `http://127.0.0.1:${(provider.address() as { port: number }).port}`
  calledItself = issuer
  database = await createTestDatabase()
  await (await database.open('owner', 1)).transaction(createDemoAccounts)
  api = await startApi(database, { domain: [], settings: { oidc: { issuer, clientId, clientSecret, redirectUrl } } })
  trainer = await api.as('trainer')
  await trainer.post(`/accounts/${demoAccountId('registrar')}/identity`, { issuer, subject })
}, 120_000)

afterAll(async () => {
  await api?.close()
  await new Promise((closed) => provider.close(closed))
  await database?.drop()
})

/** Signs in with a token, as far as it lets us in. @returns where the browser is sent to, and whether it has a session */
async function signIn(forge: Forge, from: TestApi = api): Promise<{ location: string | null; session: boolean }> {
  const begun = await from.nobody.send('GET', '/oidc/start')
  const asked = new URL(begun.headers.get('location')!).searchParams
  const cookie = begun.headers.getSetCookie()[0]!.split(';', 1)[0]!
  const now = Math.floor(Date.now() / 1000)
  token = forge({ iss: issuer, aud: clientId, sub: subject, iat: now, exp: now + 60, nonce: asked.get('nonce')! })
  const query = new URLSearchParams({ code: randomUUID(), state: asked.get('state')! })
  const answer = await from.nobody.send('GET', `/oidc/callback?${query}`, { headers: { cookie } })
  const session = answer.headers.getSetCookie().some((line) => /session=[A-Za-z0-9_-]{43}/.test(line))
  return { location: answer.headers.get('location'), session }
}

const refused = { location: '/login?refused=session.oidc_refused', session: false }

describe('A token of an OpenID provider', () => {
  it('lets its subject in where all of it is right, so that what is refused below is refused for what it is', async () => {
    expect(await signIn((claims) => signed(claims))).toEqual({ location: '/', session: true })
  })

  it.each<[string, Forge]>([
    ['signed with another key', (claims) => signed(claims, foreign.privateKey)],
    ['not signed at all', (claims) => `${encoded({ alg: 'none', typ: 'JWT' })}.${encoded(claims)}.`],
    ['whose claims were altered after it was signed', (claims) => alteredAfterwards(claims)],
    ['that names the key of an attacker', (claims) => signed(claims, foreign.privateKey, { jku: `${issuer}/attacker/keys` })],
    [
      'that brings the key of an attacker',
      (claims) => signed(claims, foreign.privateKey, { jwk: foreign.publicKey.export({ format: 'jwk' }) }),
    ],
  ])('is refused where it is one %s', async (_, forge) => expect(await signIn(forge)).toEqual(refused))

  it.each<[string, Forge]>([
    ['our own secret as its key', (claims) => hashed(claims, clientSecret)],
    [
      'the provider’s public key as its secret',
      (claims) => hashed(claims, own.publicKey.export({ format: 'pem', type: 'spki' }) as string),
    ],
    ['an algorithm that the provider does not announce', (claims) => signed(claims, own.privateKey, { alg: 'RS512' })],
  ])('is refused where it has %s', async (_, forge) => expect(await signIn(forge)).toEqual(refused))

  it.each<[string, (claims: Claims) => Partial<Claims>]>([
    ['is over', ({ iat }) => ({ exp: iat - 60 })],
    ['has not begun', ({ iat }) => ({ nbf: iat + 3600 })],
    ['is for another client', () => ({ aud: 'another-client' })],
    ['comes from another issuer', () => ({ iss: 'https://another.example' })],
    ['belongs to another attempt', () => ({ nonce: 'of-another-attempt' })],
  ])('is refused where it %s', async (_, wrong) => {
    expect(await signIn((claims) => signed({ ...claims, ...wrong(claims) }))).toEqual(refused)
  })

  it('is refused where it is of another kind: an access token in its place', async () => {
    expect(await signIn(() => signed({ iss: issuer, aud: 'the-api-of-somebody', sub: subject, scope: 'openid' }))).toEqual(
      refused,
    )
  })
})

describe('A provider that calls itself another', () => {
  it('is not believed', async () => {
    calledItself = 'https://another.example'
    const other = await startApi(database, { domain: [], settings: { oidc: { issuer, clientId, clientSecret, redirectUrl } } })
    const begun = await other.nobody.send('GET', '/oidc/start')
    await other.close()
    calledItself = issuer
    expect(begun.headers.getSetCookie()).toEqual([])
    expect(begun.headers.get('location') ?? '').not.toContain('authorize')
  })
})

function alteredAfterwards(claims: Claims): string {
  const [header, , signature] = signed({ ...claims, sub: 'somebody-else' }).split('.')
  return `${header}.${encoded(claims)}.${signature}`
}

function hashed(claims: Claims, secret: string): string {
  const body = `${encoded({ alg: 'HS256', kid: 'own', typ: 'JWT' })}.${encoded(claims)}`
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`
}
