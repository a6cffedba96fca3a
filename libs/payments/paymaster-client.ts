import { type AccountStatement, readCamt053 } from './iso20022/camt053'
import { type InstructionBatch, writePain001 } from './iso20022/pain001'
import { type InstructionStatus, readPain002, type StatusReport } from './iso20022/pain002'
import { MalformedMessage } from './iso20022/xml-reader'

/**
 * Nothing is known: no answer came, or only half of one. What was sent may have been taken, so ask for the status before anything else.
 */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'
}

/** The paymaster said 503: it took nothing. Try again later. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable'

  constructor(readonly retryAfterSeconds: number) {
    super(`the paymaster is not available; try again in ${retryAfterSeconds} s`)
  }
}

/**
 * The two sides do not understand each other, and trying again will not help. `ours`: it refused our message and took nothing.
 * `theirs`: its answer cannot be read, so what we sent may have been taken; ask for the status before anything else.
 */
export class Malformed extends Error {
  override readonly name = 'Malformed'

  constructor(
    readonly side: 'ours' | 'theirs',
    message: string,
  ) {
    super(message)
  }
}

export interface PaymasterClientOptions {
  /** As in `http://127.0.0.1:4100`. */
  readonly url: string
  /** How long one request may take, with its answer read. Default 10 seconds. */
  readonly timeoutMs?: number
}

/** One page of the paymaster's books, and the cursor to ask for the next. No entries: there is nothing newer. */
export interface StatementPage {
  readonly statement: AccountStatement
  readonly next: string
}

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** Speaks ISO 20022 with the paymaster. It never tries again by itself: whether that is right is decided by who knows the payment. */
export class PaymasterClient {
  private readonly base: string
  private readonly timeoutMs: number

  constructor(options: PaymasterClientOptions) {
    this.base = options.url.replace(/\/+$/, '')
    this.timeoutMs = options.timeoutMs ?? 10_000
  }

  /**
   * Sends a batch, and returns the status of every instruction in it. Sending it again is safe: an instruction is paid once.
   * @throws Unreachable, Unavailable, Malformed
   */
  async send(batch: InstructionBatch): Promise<StatusReport> {
    const body = this.ours(() => writePain001(batch))
    const answer = await this.ask('/instructions', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/xml; charset=utf-8' },
    })
    // 409 says that a key was taken by other content; the report in its body says which.
    if (answer.status !== 200 && answer.status !== 409) throw this.unexpected(answer)
    const report = this.theirs(() => readPain002(answer.text))
    const answered = new Set(report.statuses.map((status) => status.endToEndId))
    const whole = answered.size === batch.instructions.length && batch.instructions.every((sent) => answered.has(sent.endToEndId))
    if (report.originalMessageId !== batch.messageId || !whole) {
      throw new Malformed('theirs', `the paymaster's report does not answer the batch ${batch.messageId}`)
    }
    return report
  }

  /**
   * What became of an instruction; undefined when it was never received.
   * @throws Unreachable, Unavailable, Malformed
   */
  async status(endToEndId: string): Promise<InstructionStatus | undefined> {
    const answer = await this.ask(`/status/${encodeURIComponent(endToEndId)}`)
    // Any server in between can say 404. Only the paymaster itself says that it never received this very instruction.
    if (answer.status === 404 && answer.headers.get('x-never-received') === endToEndId) return undefined
    if (answer.status !== 200) throw this.unexpected(answer)
    const [status] = this.theirs(() => readPain002(answer.text)).statuses
    if (status?.endToEndId !== endToEndId)
      throw new Malformed('theirs', `the paymaster answered for another instruction than ${endToEndId}`)
    return status
  }

  /**
   * The entries after a cursor (from the start without one), and the next cursor.
   * @throws Unreachable, Unavailable, Malformed
   */
  async statements(afterCursor?: string): Promise<StatementPage> {
    const answer = await this.ask(`/statements${afterCursor === undefined ? '' : `?after=${encodeURIComponent(afterCursor)}`}`)
    if (answer.status !== 200) throw this.unexpected(answer)
    const next = answer.headers.get('x-next-cursor')
    if (next === null || next === '')
      throw new Malformed('theirs', 'the statement came without its next cursor (header X-Next-Cursor)')
    return { statement: this.theirs(() => readCamt053(answer.text)), next }
  }

  private async ask(path: string, init: RequestInit = {}): Promise<Answer> {
    try {
      // fetch keeps its connections alive by itself; a redirect would send payments somewhere else.
      const response = await fetch(this.base + path, { ...init, redirect: 'error', signal: AbortSignal.timeout(this.timeoutMs) })
      return { status: response.status, headers: response.headers, text: await response.text() }
    } catch (error) {
      throw new Unreachable('no whole answer came from the paymaster; ask for the status before sending anything', {
        cause: error,
      })
    }
  }

  private unexpected(answer: Answer): Error {
    if (answer.status === 503) {
      const seconds = Number(answer.headers.get('retry-after') ?? '')
      return new Unavailable(Number.isFinite(seconds) && seconds > 0 ? seconds : 1)
    }
    if (answer.status >= 500)
      return new Unreachable(`the paymaster failed (${answer.status}); ask for the status before sending anything`)
    return new Malformed('ours', `the paymaster refused the request (${answer.status}): ${answer.text.slice(0, 300)}`)
  }

  private ours<T>(write: () => T): T {
    try {
      return write()
    } catch (error) {
      if (error instanceof MalformedMessage) throw new Malformed('ours', `the batch cannot be written: ${error.message}`)
      throw error
    }
  }

  private theirs<T>(read: () => T): T {
    try {
      return read()
    } catch (error) {
      if (error instanceof MalformedMessage)
        throw new Malformed('theirs', `the paymaster's answer cannot be read: ${error.message}`)
      throw error
    }
  }
}
