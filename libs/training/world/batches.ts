import type { HttpCommand } from '@passage/access'
import type { ActTx, Perform } from '@passage/case'
import { dateOf, type Day } from './calendar'
import type { SeededSource } from './seeded-source'
import type { Officer } from './staff'

/**
 * What one officer does of one kind on one day: a command like any other, under a key that names the world, the day and the step. A
 * generation that is resumed repeats the day at which it was killed, and what was done of it is found done.
 */
export class Batches {
  constructor(
    private readonly perform: Perform,
    private readonly source: SeededSource,
    private readonly world: string,
  ) {}

  /** Does nothing when this batch was done before. */
  async do(officer: Officer, day: Day, step: string, work: (tx: ActTx) => Promise<unknown>): Promise<void> {
    const command = this.command(officer, day, step)
    await this.perform.command(officer.token, command, async (tx) => {
      await work(tx)
      return { id: officer.accountId, state: 'done', version: 1 }
    })
  }

  /** A command for a use case that opens its own transaction. */
  command(officer: Officer, day: Day, step: string): HttpCommand {
    this.source.begin(day, `${step}/${officer.username}`)
    const name = `${this.world}:${dateOf(day)}:${step}`
    return { token: officer.token, idempotencyKey: name, asked: name }
  }
}
