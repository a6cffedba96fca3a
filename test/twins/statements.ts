import { Client } from 'pg'

/** What the process sends by the clock and not for a request: it listens for progress again, and notes once in a while that a session lives. */
const byTheClock = /^LISTEN |SET last_seen_at = now\(\)/

type Query = (this: Client, config: unknown, ...rest: unknown[]) => unknown

/** Ids and times of a world's own stand in a statement as literals, where a statement goes without parameters. */
const literals = /'(?:[^']|'')*'/g

/**
 * Keeps the text of each statement that this process sends, by database. Times are bound by construction: who sends the same statements and
 * answers the same bytes takes the same time for all that an asker could know.
 */
export class Statements {
  private readonly sent = new Map<string, string[]>()
  private readonly original = Client.prototype.query as unknown as Query

  constructor() {
    const { original, sent } = this
    const watched: Query = function (config, ...rest) {
      const text = typeof config === 'string' ? config : (config as { text?: unknown } | null)?.text
      const database = (this as unknown as { database?: string }).database ?? ''
      if (typeof text === 'string' && !byTheClock.test(text))
        sent.set(database, [...(sent.get(database) ?? []), text.replace(literals, '?')])
      return original.call(this, config, ...rest)
    }
    Client.prototype.query = watched as never
  }

  /** What was sent to a database since it was asked last, in no order: requests may send several at once. */
  take(database: string): string[] {
    const found = this.sent.get(database) ?? []
    this.sent.delete(database)
    return found.sort()
  }

  end(): void {
    Client.prototype.query = this.original as never
  }
}
