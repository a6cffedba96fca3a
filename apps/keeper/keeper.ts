import { timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Cluster } from './cluster'
import { Refusal } from './refusal'
import { RestorePoints } from './restore-points'
import type { Asker } from './room'

export interface KeeperOptions {
  /** Address of the room's database, as the role that owns it. */
  readonly ownerUrl: string
  /** What the API shows to be let in. */
  readonly secret: string
}

/** A request's body; what is asked under the same key twice is done once. */
interface Body {
  readonly by?: Asker
  readonly key?: string
  readonly asked?: string
  readonly name?: string
  readonly anew?: boolean
}

const bodyLimit = 16 * 1024
const keysKept = 200

/**
 * Keeps the restore points of a demo: a process of its own, since cloning databases needs rights that neither the API nor the worker may
 * have. It listens on the loopback interface and serves whoever knows the secret, one thing at a time.
 */
export class Keeper {
  private readonly points: RestorePoints
  private readonly server: Server
  private line: Promise<unknown> = Promise.resolve()
  private readonly done = new Map<string, { readonly asked: string | undefined; readonly answer: Promise<unknown> }>()

  constructor(private readonly options: KeeperOptions) {
    const url = new URL(options.ownerUrl)
    this.points = new RestorePoints(new Cluster(options.ownerUrl), decodeURIComponent(url.pathname.slice(1)))
    this.server = createServer((request, response) => void this.serve(request, response))
  }

  /** Mends what a killed keeper left, then listens. @returns the port */
  async listen(port: number, host: string): Promise<number> {
    await this.points.mend()
    return new Promise((resolve, reject) => {
      this.server.once('error', reject)
      this.server.listen(port, host, () => resolve((this.server.address() as AddressInfo).port))
    })
  }

  /** Ends when what it is at has ended. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()))
    await this.line
    await this.points.cleared()
    this.server.closeAllConnections()
    await closed
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const path = (request.url ?? '/').split('?')[0]!
      if (request.method === 'GET' && path === '/health') return send(response, 200, { status: 'up' })
      if (!this.knowsTheSecret(request)) return send(response, 401, { code: 'keeper.secret', message: 'The secret is wrong.' })
      const body = await bodyOf(request)
      const work = this.workOf(`${request.method} ${path}`, body)
      if (!work) return send(response, 404, { code: 'route.not_found', message: 'There is no such path.' })
      send(response, 200, await this.once(body, work))
    } catch (error) {
      if (!(error instanceof Refusal)) process.stderr.write(`keeper: ${error instanceof Error ? error.stack : String(error)}\n`)
      const { code, message, fix, field } = error instanceof Refusal ? error : failed(error)
      send(response, 409, { code, message, fix, field })
    }
  }

  private workOf(route: string, { by, name, anew }: Body): (() => Promise<unknown>) | undefined {
    if (route === 'GET /points') return () => this.points.list()
    if (route === 'POST /start') return () => this.points.makeStart(anew === true)
    if (!by) return undefined
    if (route === 'POST /points' && name) return () => this.points.make(by, name)
    if (route === 'POST /reset') return () => this.points.reset(by)
    const [, method, id, load] = /^(POST|DELETE) \/points\/([0-9a-f-]{36})(\/load)?$/.exec(route) ?? []
    if (method === 'POST' && load) return () => this.points.load(by, id!)
    if (method === 'DELETE' && !load) return () => this.points.delete(by, id!)
    return undefined
  }

  /** One thing after the other; the same key again gives the answer that it gave. A room that is swapped cannot remember keys, so this does. */
  private once({ by, key, asked }: Body, work: () => Promise<unknown>): Promise<unknown> {
    const name = by && key ? `${by.accountId} ${key}` : undefined
    const before = name ? this.done.get(name) : undefined
    if (before && before.asked !== asked) {
      throw new Refusal(
        'idempotency.key_reused',
        'This Idempotency-Key was used for another request.',
        'Make a new key for each thing that you want done.',
        'Idempotency-Key',
      )
    }
    if (before) return before.answer
    const answer = this.line.then(work)
    this.line = answer.catch(() => undefined)
    if (name) {
      this.done.set(name, { asked, answer })
      answer.catch(() => this.done.delete(name))
      if (this.done.size > keysKept) this.done.delete(this.done.keys().next().value!)
    }
    return answer
  }

  private knowsTheSecret({ headers }: IncomingMessage): boolean {
    const [shown, wanted] = [headers.authorization ?? '', `Bearer ${this.options.secret}`].map((text) => Buffer.from(text))
    return shown!.length === wanted!.length && timingSafeEqual(shown!, wanted!)
  }
}

/** PostgreSQL's own words stay in the keeper's log. */
function failed(error: unknown): Refusal {
  const { code } = (error ?? {}) as { code?: string }
  if (code === '42501') {
    return new Refusal(
      'restore_points.not_allowed',
      'The owner of the database may not make databases here.',
      'Give it CREATEDB and pg_signal_backend, or use the embedded PostgreSQL.',
    )
  }
  return new Refusal(
    'restore_points.failed',
    'It did not work, and the room is as it was.',
    "Try again; the keeper's log says what happened.",
  )
}

async function bodyOf(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > bodyLimit) throw new Refusal('input.too_large', 'The body is too large.', 'Send less.')
    chunks.push(chunk)
  }
  const text = Buffer.concat(chunks).toString('utf8')
  try {
    return text === '' ? {} : (JSON.parse(text) as Body)
  } catch {
    throw new Refusal('input.json', 'The body is not JSON.', 'Send JSON.')
  }
}

function send(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
  response.end(JSON.stringify(value))
}
