import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { MalformedMessage, readPain001, writeCamt053, writePain002, type InstructionStatus } from '@passage/payments'
import { BadCursor, type BookRecord, Books, type PaymasterLedger } from './books'
import { BadFaults, dropsAfter, dropsBefore, type Faults, faultsFrom, NO_FAULTS } from './faults'
import { type Journal, noJournal, openJournal } from './journal'

export interface PaymasterOptions {
  readonly faults?: Partial<Faults>
  /** Where the books are kept; without it they live in memory. */
  readonly stateFile?: string
  /** Whether `POST /reset` is allowed. */
  readonly demo?: boolean
}

export interface Paymaster {
  /** Starts to listen and says on which port. */
  listen(port: number, host: string): Promise<number>
  ledger(): PaymasterLedger
  /** Lets nobody in any more, cuts what is open, closes the journal. */
  close(): Promise<void>
}

/** An answer; `cut` ends the connection without one. */
type Answer =
  { readonly status: number; readonly type: string; readonly body: string; readonly headers?: Record<string, string> } | 'cut'

/** A request that cannot be served, with the status and a text for whoever sent it. */
class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(message)
  }
}

const BODY_LIMIT = 5 * 1024 * 1024
const PAGE = 5_000
const XML = 'application/xml; charset=utf-8'
const JSON_TYPE = 'application/json; charset=utf-8'

function reply(value: unknown): Answer {
  return { status: 200, type: JSON_TYPE, body: JSON.stringify(value) }
}

function tooLarge(): Refusal {
  // The rest of the body is not read, so the connection cannot be used again.
  return new Refusal(413, `the body is larger than ${BODY_LIMIT} bytes; send a smaller batch`, { connection: 'close' })
}

async function bodyOf(request: IncomingMessage, types: readonly string[]): Promise<string> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase()
  // A page in a browser cannot send these types to another origin unasked.
  if (!types.includes(type)) throw new Refusal(415, `the content type must be ${types.join(' or ')}`)
  if (Number(request.headers['content-length'] ?? 0) > BODY_LIMIT) throw tooLarge()
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > BODY_LIMIT) throw tooLarge()
    chunks.push(chunk)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch {
    throw new Refusal(400, 'the body is not UTF-8')
  }
}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  const body = await bodyOf(request, ['application/json'])
  try {
    return body.trim() === '' ? {} : JSON.parse(body)
  } catch {
    throw new Refusal(400, 'the body is not JSON')
  }
}

/** The paymaster behind its HTTP face. Everything between reading a body and answering runs in one go, so that no two requests mix. */
class PaymasterServer implements Paymaster {
  private books = new Books()
  private faults: Faults
  private unavailableFor: number
  private readonly journal: Journal
  private readonly demo: boolean
  private readonly server: Server
  private readonly waiting = new Set<NodeJS.Timeout>()
  private closed = false

  constructor(options: PaymasterOptions) {
    this.faults = faultsFrom(options.faults ?? NO_FAULTS)
    this.unavailableFor = this.faults.unavailableFor
    this.demo = options.demo ?? false
    const opened = options.stateFile === undefined ? { journal: noJournal, records: [] } : openJournal(options.stateFile)
    this.journal = opened.journal
    for (const record of opened.records) this.books.apply(record as BookRecord)
    this.server = createServer((request, response) => void this.serve(request, response))
  }

  listen(port: number, host: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject)
      this.server.listen(port, host, () => resolve((this.server.address() as AddressInfo).port))
    })
  }

  ledger(): PaymasterLedger {
    return this.books.ledger()
  }

  async close(): Promise<void> {
    if (this.closed) return
    this.closed = true
    for (const timer of this.waiting) clearTimeout(timer)
    const down = new Promise<void>((resolve) => this.server.close(() => resolve()))
    this.server.closeAllConnections()
    await down
    this.journal.close()
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      this.send(response, await this.answer(request))
    } catch (error) {
      if (request.destroyed && !request.complete) return // who asked has gone in the middle of it: nothing was taken
      request.resume() // let the sender finish, else they meet a cut connection instead of the text
      const refusal =
        error instanceof Refusal ? error : new Refusal(500, 'the paymaster failed; ask for the status of what you sent')
      if (refusal.status === 500) process.stderr.write(`paymaster: ${error instanceof Error ? error.stack : String(error)}\n`)
      this.send(response, {
        status: refusal.status,
        type: 'text/plain; charset=utf-8',
        body: `${refusal.message}\n`,
        headers: refusal.headers,
      })
    }
  }

  private send(response: ServerResponse, answer: Answer): void {
    if (answer === 'cut') {
      response.destroy()
      return
    }
    response.writeHead(answer.status, {
      'content-type': answer.type,
      'content-length': Buffer.byteLength(answer.body),
      'x-content-type-options': 'nosniff',
      ...answer.headers,
    })
    response.end(answer.body)
  }

  private async answer(request: IncomingMessage): Promise<Answer> {
    const address = `http://paymaster${request.url ?? '/'}`
    if (!URL.canParse(address)) throw new Refusal(404, 'there is no such path')
    const url = new URL(address)
    const [, first = '', second, ...rest] = url.pathname.split('/')
    const route = `${request.method} /${first}${second === undefined ? '' : '/*'}`
    if (rest.length === 0) {
      switch (route) {
        case 'POST /instructions':
          return this.slowly(await this.takeInstructions(request))
        case 'GET /statements':
          return this.slowly(this.statement(url))
        case 'GET /status/*':
          return this.slowly(this.statusOf(second!))
        case 'GET /health':
          return reply({
            status: 'up',
            instructions: this.books.size,
            journal: this.journal === noJournal ? 'memory' : 'file',
            demo: this.demo,
          })
        case 'GET /ledger.json':
          return reply(this.ledger())
        case 'POST /faults':
          return this.changeFaults(await jsonOf(request))
        case 'POST /settle':
          await jsonOf(request)
          this.record({ type: 'released' })
          return reply({ settled: true })
        case 'POST /reset':
          await jsonOf(request)
          return this.reset()
      }
    }
    throw new Refusal(404, 'there is no such path; see the README of the paymaster')
  }

  /** Writes down first, then does: after a kill in between, the journal does it again at the next start. */
  private record(record: BookRecord): void {
    this.journal.append(record)
    this.books.apply(record)
  }

  private refuseWhileUnavailable(): void {
    if (this.unavailableFor === 0) return
    this.unavailableFor -= 1
    throw new Refusal(503, 'the paymaster is not available; try again later', { 'retry-after': '1' })
  }

  private async slowly(answer: Answer): Promise<Answer> {
    if (this.faults.slowMs === 0) return answer
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        this.waiting.delete(timer)
        resolve()
      }, this.faults.slowMs)
      this.waiting.add(timer)
    })
    return answer
  }

  private async takeInstructions(request: IncomingMessage): Promise<Answer> {
    const body = await bodyOf(request, ['application/xml', 'text/xml'])
    this.refuseWhileUnavailable()
    const batch = this.reading(() => readPain001(body))
    const fresh = batch.instructions.filter(({ endToEndId }) => !this.books.has(endToEndId))
    const lead = fresh[0]
    if (lead && dropsBefore(lead.endToEndId, this.faults) && !this.books.wasDropped(lead.endToEndId)) {
      this.record({ type: 'dropped', endToEndId: lead.endToEndId })
      return 'cut'
    }
    const { record, conflict } = this.books.read(batch, this.faults)
    if (record) this.record(record)
    const cut = fresh.some(({ endToEndId, creditorAccount }, index) =>
      // The share counts requests, so only the leading instruction draws; a magic account cuts wherever it stands.
      dropsAfter(endToEndId, creditorAccount, index === 0 ? this.faults : NO_FAULTS),
    )
    return cut ? 'cut' : this.report(batch.messageId, this.books.answers(batch), conflict ? 409 : 200)
  }

  private report(originalMessageId: string, statuses: readonly InstructionStatus[], status = 200): Answer {
    const messageId = randomUUID().replaceAll('-', '')
    return {
      status,
      type: XML,
      body: writePain002({ messageId, created: new Date().toISOString(), originalMessageId, statuses }),
    }
  }

  private statusOf(raw: string): Answer {
    this.refuseWhileUnavailable()
    const endToEndId = this.reading(() => decodeURIComponent(raw))
    if (!/^[A-Za-z0-9._:-]{1,35}$/.test(endToEndId))
      throw new Refusal(400, 'the path must end in an end-to-end id: 1 to 35 letters, digits and . _ : -')
    const found = this.books.status(endToEndId)
    if (!found) throw new Refusal(404, `the instruction ${endToEndId} was never received`, { 'x-never-received': endToEndId })
    return this.report(found.messageId, [found.status])
  }

  private statement(url: URL): Answer {
    this.refuseWhileUnavailable()
    const after = url.searchParams.get('after') ?? '0'
    const limit = url.searchParams.get('limit') ?? String(PAGE)
    if (!/^\d{1,4}$/.test(limit) || Number(limit) < 1 || Number(limit) > PAGE)
      throw new Refusal(400, `limit must lie between 1 and ${PAGE}`)
    const page = this.reading(() =>
      this.books.statement(after, Number(limit), this.faults.duplicateStatement, new Date().toISOString()),
    )
    return { status: 200, type: XML, body: writeCamt053(page.statement), headers: { 'x-next-cursor': page.next } }
  }

  private changeFaults(given: unknown): Answer {
    this.faults = this.reading(() => faultsFrom(given))
    this.unavailableFor = this.faults.unavailableFor
    return reply(this.faults)
  }

  private reset(): Answer {
    if (!this.demo) throw new Refusal(403, 'only a demo paymaster can be reset; start it with PAYMASTER_DEMO=true')
    this.journal.clear()
    this.books = new Books()
    return reply({ reset: true })
  }

  /** What the sender got wrong is a 400 with the text of what is wrong. */
  private reading<T>(read: () => T): T {
    try {
      return read()
    } catch (error) {
      const theirs = [MalformedMessage, BadFaults, BadCursor, URIError].some((kind) => error instanceof kind)
      throw theirs ? new Refusal(400, (error as Error).message) : error
    }
  }
}

/**
 * The simulated payment provider, not yet listening.
 * @throws BadFaults, BrokenJournal
 */
export function createPaymaster(options: PaymasterOptions = {}): Paymaster {
  return new PaymasterServer(options)
}
