import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { DynamicModule, LoggerService, Type } from '@nestjs/common'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import type { Role } from '@passage/access'
import type { Database } from '@passage/platform'
import { createApi } from '../../apps/api/configure-api'
import type { ApiSettings } from '../../apps/api/settings'
import type { TestDatabase } from './database'

/** Keys of the tests: they protect nothing. */
export const testMasterKeys = `1:${Buffer.from('only-for-tests-0123456789-abcdef').toString('base64')}`

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test says what it expects of a body; a type would only repeat it
type Json = any

export interface Answer<Body = Json> {
  readonly status: number
  readonly body: Body
  readonly headers: Headers
  readonly text: string
}

export interface CommandOptions {
  /** The Idempotency-Key; a new one unless said, none for `null`. */
  readonly key?: string | null
  /** The version that was seen; becomes If-Match. */
  readonly ifMatch?: number | string
  readonly headers?: Readonly<Record<string, string>>
}

/** Somebody who is signed in, or nobody. */
export interface ApiClient {
  readonly accountId: string
  readonly username: string
  /** The session's token, for `Perform` without HTTP. */
  readonly token: string
  readonly csrfToken: string
  get<B = Json>(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer<B>>
  post<B = Json>(path: string, body?: unknown, options?: CommandOptions): Promise<Answer<B>>
  patch<B = Json>(path: string, body?: unknown, options?: CommandOptions): Promise<Answer<B>>
  delete<B = Json>(path: string, options?: CommandOptions): Promise<Answer<B>>
  /** A request as it is written, with the session's cookie: for bodies that are no JSON, and streams. */
  send(
    method: string,
    path: string,
    init?: { body?: string | Buffer; headers?: Readonly<Record<string, string>> },
  ): Promise<Response>
}

export interface StartApi {
  /** The modules of the programme; all unless said. */
  readonly domain?: (Type | DynamicModule)[]
  readonly settings?: Partial<ApiSettings>
  /** Where errors go; nowhere unless said. `console` helps while a test is being written. */
  readonly logger?: LoggerService
}

export interface TestApi {
  readonly url: string
  readonly app: NestFastifyApplication
  /** The n-th person who holds exactly this role (from 1), signed in. Made when first asked for. */
  as(role: Role, n?: number): Promise<ApiClient>
  /** The account of that name, signed in without its password. */
  asAccount(username: string): Promise<ApiClient>
  /** Makes an account that holds exactly these roles, and signs it in. */
  withRoles(username: string, roles: readonly Role[], siteId?: string): Promise<ApiClient>
  /** Sets the site that an account of a host organisation works at. */
  setSite(username: string, siteId: string): Promise<void>
  /** Logs in as a browser does. The client is nobody's where the answer is not 201. */
  login(username: string, password: string): Promise<{ answer: Answer; client: ApiClient }>
  /** A client without a session. */
  readonly nobody: ApiClient
  close(): Promise<void>
}

/** Boots the real API over a test database, on a free loopback port. Close it before the database is dropped. */
export async function startApi(database: TestDatabase, options: StartApi = {}): Promise<TestApi> {
  const settings: ApiSettings = {
    databaseUrl: database.url('passage_api'),
    loginUrl: database.url('passage_login'),
    masterKeys: testMasterKeys,
    demo: true,
    secureCookies: false,
    webRoot: undefined,
    logRequests: false,
    ...options.settings,
  }
  const owner = await database.open('owner', 2)
  const app = await createApi(settings, options.logger ?? false, options.domain)
  try {
    await app.listen(0, '127.0.0.1')
  } catch (error) {
    await app.close()
    throw error
  }
  const { port } = app.getHttpServer().address() as { port: number }
  const url = `http://127.0.0.1:${port}`
  const clients = new Map<string, Promise<ApiClient>>()
  const cookie = settings.secureCookies ? '__Host-passage_session' : 'passage_session'

  const asAccount = async (username: string): Promise<ApiClient> => {
    const [account] = await owner.query<{ id: string }>('SELECT id FROM account WHERE username = $1', [username])
    if (!account) throw new Error(`there is no account ${username}`)
    return client(url, username, account.id, { ...(await openSession(owner, account.id)), cookie })
  }
  const withRoles = async (username: string, roles: readonly Role[], siteId?: string): Promise<ApiClient> => {
    await makeAccount(owner, username, roles, siteId)
    return asAccount(username)
  }
  return {
    url,
    app,
    asAccount,
    withRoles,
    as(role, n = 1) {
      const username = `test-${role.replaceAll('_', '-')}-${n}`
      const made = clients.get(username) ?? withRoles(username, [role])
      clients.set(username, made)
      return made
    },
    async setSite(username, siteId) {
      await owner.query('UPDATE account SET site_id = $2 WHERE username = $1', [username, siteId])
    },
    async login(username, password) {
      const answer = await nobody(url).post('/session', { username, password }, { key: null })
      const token = /passage_session=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1] ?? ''
      const { account, csrfToken = '' } = answer.body ?? {}
      return { answer, client: client(url, username, account?.id ?? '', { token, csrfToken, cookie }) }
    },
    nobody: nobody(url),
    close: () => app.close(),
  }
}

async function makeAccount(owner: Database, username: string, roles: readonly Role[], siteId?: string): Promise<void> {
  const id = randomUUID()
  await owner.transaction(async (tx) => {
    await tx.query('INSERT INTO account (id, username, display_name, site_id) VALUES ($1, $2, $3, $4)', [
      id,
      username,
      `Test ${username}`,
      siteId ?? null,
    ])
    await tx.query('INSERT INTO account_role (account_id, role) SELECT $1, unnest($2::text[])', [id, roles])
  })
}

/** A session as logging in makes it, without the 80 ms of argon2. */
async function openSession(owner: Database, accountId: string): Promise<{ token: string; csrfToken: string }> {
  const token = randomBytes(32).toString('base64url')
  const csrfToken = randomBytes(32).toString('base64url')
  await owner.query(
    `INSERT INTO session (id, token_hash, csrf_token, account_id, expires_at) VALUES ($1, $2, $3, $4, now() + interval '1 hour')`,
    [randomUUID(), createHash('sha256').update(token).digest(), csrfToken, accountId],
  )
  return { token, csrfToken }
}

function nobody(url: string): ApiClient {
  return client(url, '', '', { token: '', csrfToken: '', cookie: '' })
}

function client(
  url: string,
  username: string,
  accountId: string,
  session: { token: string; csrfToken: string; cookie: string },
): ApiClient {
  const { token, csrfToken, cookie } = session
  const send: ApiClient['send'] = (method, path, init = {}) =>
    fetch(addressOf(url, path), {
      method,
      redirect: 'manual',
      headers: { ...(token ? { cookie: `${cookie}=${token}` } : {}), ...init.headers },
      ...(init.body === undefined ? {} : { body: init.body as string }),
    })
  const command = async (method: string, path: string, body: unknown, options: CommandOptions): Promise<Answer> => {
    const { key = randomUUID(), ifMatch, headers } = options
    return answerOf(
      await send(method, path, {
        ...(body === undefined ? {} : { body: JSON.stringify(body, bigintAsText) }),
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(csrfToken ? { 'x-csrf-token': csrfToken } : {}),
          ...(key === null ? {} : { 'idempotency-key': key }),
          ...(ifMatch === undefined ? {} : { 'if-match': typeof ifMatch === 'number' ? `"${ifMatch}"` : ifMatch }),
          ...headers,
        },
      }),
    )
  }
  return {
    accountId,
    username,
    token,
    csrfToken,
    send,
    get: async (path, headers = {}) => answerOf(await send('GET', path, { headers })),
    post: (path, body, options = {}) => command('POST', path, body, options),
    patch: (path, body, options = {}) => command('PATCH', path, body, options),
    delete: (path, options = {}) => command('DELETE', path, undefined, options),
  }
}

/** Paths are under /api/v1 unless they begin with another of the API's roots. */
function addressOf(url: string, path: string): string {
  return /^\/(api|health|metrics)(\/|$|\?)/.test(path) || path.startsWith('//')
    ? `${url}${path.replace(/^\/\//, '/')}`
    : `${url}/api/v1${path}`
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text()
  const json = /json/.test(response.headers.get('content-type') ?? '') && text !== ''
  return { status: response.status, headers: response.headers, text, body: json ? JSON.parse(text) : undefined }
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}
