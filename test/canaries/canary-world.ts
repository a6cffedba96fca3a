import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { roles, type Role } from '@passage/access'
import { prepareQueueSchema } from '@passage/jobs'
import type { Database } from '@passage/platform'
import { startApi, testMasterKeys, type ApiClient } from '../support/api'
import { livedWorld, type ClonableDatabase } from '../support/lived-world'
import { startPaymaster, type RunningPaymaster } from '../support/paymaster'
import { closeRaw, NoAnswer, sendRaw, type WireAnswer } from '../support/raw-request'
import { Markers } from './markers'
import type { Place } from './places'

const ROOT = resolve(__dirname, '..', '..')
const webRoot = resolve(ROOT, 'apps/web/dist')
type Person = Exclude<Role, 'system'>

export interface Reply {
  readonly status: number
  readonly text: string
  readonly bytes: Buffer
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test says what it expects of a body
  readonly body: any
  /** The session that it opened, where it did. */
  readonly session: string
}

/** A lived-in world behind an API and a worker that are processes of their own, whose every word is kept. */
export class CanaryWorld {
  readonly markers = new Markers()
  /** Markers that an answer held and should not have. */
  readonly leaks = new Set<string>()
  /** How many answers were looked through. */
  answers = 0
  private readonly children = new Map<ChildProcess, string>()
  private readonly said = new Map<string, Buffer[]>()
  private apiUrl = ''

  private constructor(
    readonly database: ClonableDatabase,
    readonly owner: Database,
    readonly paymaster: RunningPaymaster,
    private readonly people: ReadonlyMap<Person, readonly ApiClient[]>,
  ) {}

  static async open(): Promise<CanaryWorld> {
    const database = await livedWorld()
    await prepareQueueSchema(database.ownerUrl)
    const owner = await database.open('owner', 3)
    const [site] = await owner.query<{ id: string }>('SELECT id FROM site ORDER BY id LIMIT 1')
    // Only to make accounts and sessions, as the tests do; what is hunted in is the process.
    const api = await startApi(database)
    const people = new Map<Person, ApiClient[]>()
    for (const role of roles) if (role !== 'system') people.set(role, [await api.as(role, 1), await api.as(role, 2)])
    for (const host of people.get('host_organisation')!) await api.setSite(host.username, site!.id)
    await api.close()
    const world = new CanaryWorld(database, owner, await startPaymaster(), people)
    for (const clients of people.values()) for (const { token } of clients) world.markers.keepDrawn(token, "a session's token")
    await world.startApi()
    return world
  }

  as(role: Person, n: 1 | 2 = 1): ApiClient {
    return this.people.get(role)![n - 1]!
  }

  get roles(): readonly Person[] {
    return [...this.people.keys()]
  }

  get url(): string {
    return this.apiUrl
  }

  /** Asks the API, and looks through the answer. @param role null for nobody, who reads no marker at all */
  async ask(method: string, path: string, body?: unknown, role: Person | null = null, more: Asking = {}): Promise<Reply> {
    const client = role && this.as(role, more.n ?? 1)
    const sent = more.raw ?? (body === undefined ? undefined : JSON.stringify(body))
    const answer = await sendRaw(this.apiUrl, {
      method,
      address: /^\/(api|metrics|health)/.test(path) ? path : `/api/v1${path}`,
      headers: {
        ...(client ? { cookie: `passage_session=${client.token}` } : {}),
        ...(client && method !== 'GET' ? { 'x-csrf-token': client.csrfToken, 'idempotency-key': randomUUID() } : {}),
        ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
        ...more.headers,
      },
      ...(sent === undefined ? {} : { body: Buffer.from(sent) }),
    }).catch((error: unknown) => {
      // A process whose database was cut may cut its clients in turn.
      if (error instanceof NoAnswer && more.mayBreak) return undefined
      throw error
    })
    if (!answer) return { status: 0, text: '', bytes: Buffer.alloc(0), body: undefined, session: '' }
    if (!more.ownSecret) this.lookThrough(`${method} ${path} as ${role ?? 'nobody'}`, role, answer)
    const text = answer.body.toString('utf8')
    const json = /json/.test(answer.headers['content-type'] ?? '') && text !== ''
    const session = /passage_session=([^;]+)/.exec(String(answer.headers['set-cookie'] ?? ''))?.[1] ?? ''
    return { status: answer.status, text, bytes: answer.body, body: json ? JSON.parse(text) : undefined, session }
  }

  /** What is answered; anything but success fails the test. */
  async must(method: string, path: string, body: unknown, role: Person, more: Asking = {}): Promise<Reply['body']> {
    const reply = await this.ask(method, path, body, role, more)
    if (reply.status >= 300) throw new Error(`${method} ${path} as ${role}: ${reply.text}`)
    return reply.body
  }

  /** An error holds no marker at all, whoever caused it; any other answer only those that its asker reads. */
  private lookThrough(what: string, role: Person | null, answer: WireAnswer): void {
    this.answers += 1
    const headers = Object.entries(answer.headers).filter(([name]) => name !== 'set-cookie')
    for (const found of [answer.body, Buffer.from(JSON.stringify(headers))]) {
      for (const marker of this.markers.in(found)) {
        const shown = answer.status < 400 && role !== null && marker.readers.has(role)
        if (!shown) this.leaks.add(`${what} (${answer.status}) holds ${marker.what}`)
      }
    }
  }

  async startApi(): Promise<void> {
    const { line } = await this.start('test/canaries/api-process.ts', 'the API', {
      DATABASE_API_URL: this.database.url('passage_api'),
      DATABASE_LOGIN_URL: this.database.url('passage_login'),
      PASSAGE_REQUESTS_PER_MINUTE: '1000000',
      PORT: '0',
      HOST: '127.0.0.1',
      ...(existsSync(webRoot) ? { WEB_ROOT: webRoot } : {}),
    })
    this.apiUrl = (JSON.parse(line) as { url: string }).url
  }

  /** A worker, on Redis where its address is given. @returns how to end it */
  async startWorker(redisUrl?: string): Promise<() => Promise<void>> {
    const { child } = await this.start('apps/worker/main.ts', `the worker on ${redisUrl ? 'Redis' : 'PostgreSQL'}`, {
      DATABASE_WORKER_URL: this.database.url('passage_worker'),
      PAYMASTER_URL: this.paymaster.url,
      ...(redisUrl ? { REDIS_URL: redisUrl } : {}),
    })
    return async () => {
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
    }
  }

  /** Waits until every job has begun and every report is counted; what fails is tried again for minutes, and that teaches nothing more. */
  async untilTried(): Promise<void> {
    for (;;) {
      const open = await this.owner.query(
        `SELECT FROM job_request WHERE closed_at IS NULL AND (started_at IS NULL OR queue IN ('reports', 'audit')) LIMIT 1`,
      )
      if (open.length === 0) return
    }
  }

  /** Cuts every connection that the programme has to its database. */
  async cutDatabase(): Promise<void> {
    await this.owner.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename IN ('passage_api', 'passage_login', 'passage_worker')`,
    )
  }

  /** Everything that the processes wrote to their standard output and error. */
  logs(): Place[] {
    return [...this.said].map(([name, pieces]) => ({ name: `the log of ${name}`, bytes: Buffer.concat(pieces) }))
  }

  async close(): Promise<void> {
    closeRaw()
    for (const child of this.children.keys()) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    }
    await this.paymaster.stop()
    await this.database.drop()
  }

  private async start(main: string, name: string, env: Record<string, string>): Promise<{ child: ChildProcess; line: string }> {
    const program = ['--require', resolve(ROOT, 'apps/paymaster/testing/from-source.js'), resolve(ROOT, main)]
    const child = spawn(process.execPath, program, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, PASSAGE_MASTER_KEYS: testMasterKeys, PASSAGE_DEMO: 'true', ...env },
    })
    this.children.set(child, name)
    // A test file that fails must not leave its processes behind.
    process.once('exit', () => child.kill('SIGKILL'))
    const pieces = this.said.get(name) ?? []
    this.said.set(name, pieces)
    child.stdout!.on('data', (piece: Buffer) => pieces.push(piece))
    child.stderr!.on('data', (piece: Buffer) => pieces.push(piece))
    const line = await new Promise<string>((ready, fail) => {
      createInterface({ input: child.stdout! }).on('line', (said) => said.startsWith('{"ready"') && ready(said))
      child.once('exit', (code) => fail(new Error(`${main} ended with ${code}: ${Buffer.concat(pieces).toString()}`)))
    })
    return { child, line }
  }
}

export interface Asking {
  readonly n?: 1 | 2
  readonly headers?: Readonly<Record<string, string>>
  /** The body as it is, JSON or not. */
  readonly raw?: string
  /** The answer shows its asker their own new secret, which is its place. */
  readonly ownSecret?: boolean
  /** The connection may break. */
  readonly mayBreak?: boolean
}
