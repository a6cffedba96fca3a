import { Injectable, type OnModuleInit } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, Perform, type ActorToken, type ActTx, type Receipt } from '@passage/case'
import { JobHandlers, Outbox } from '@passage/jobs'
import { Database } from '@passage/platform'
import { answer } from './instructions.store'
import type { StatementEntry } from './iso20022/camt053'
import { PaymasterClient } from './paymaster-client'

/** Reads the paymaster's statements and books what they say: payments settled, payments sent back. */
@Injectable()
export class Reconcile implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly paymaster: PaymasterClient,
    private readonly outbox: Outbox,
    private readonly handlers: JobHandlers,
  ) {}

  onModuleInit(): void {
    this.handlers.register('payments', 'reconcile', async (job) => {
      const entries = await this.readStatements(job.token)
      await job.progress(entries, entries)
    })
  }

  /** A finance officer asks for a reconciliation; the statements are read by a job. */
  async request(command: HttpCommand): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const id = await this.outbox.request(tx, { queue: 'payments', name: 'reconcile', data: {}, requestedBy: tx.actor.id })
      return { id, state: 'requested', version: 1 }
    })
  }

  /**
   * Reads on from where the last reader stopped, page by page, until nothing is newer. The cursor moves in the transaction that books the page,
   * so that a page is booked once even where two workers read it; an entry that comes twice is no news the second time.
   * @returns how many entries were read
   */
  async readStatements(token: ActorToken): Promise<number> {
    for (let read = 0; ;) {
      const [cursor] = await this.database.query<{ read_to: string }>('SELECT read_to FROM paymaster_cursor')
      const { statement, next } = await this.paymaster.statements(cursor!.read_to || undefined)
      if (statement.entries.length === 0) return read
      await this.perform.act(token, async (tx) => {
        const mine = await tx.query('SELECT FROM paymaster_cursor WHERE read_to = $1 FOR UPDATE', [cursor!.read_to])
        if (mine.length === 0) return
        await this.book(tx, statement.entries)
        await tx.query('UPDATE paymaster_cursor SET read_to = $1', [next])
      })
      read += statement.entries.length
    }
  }

  private async book(tx: ActTx, entries: readonly StatementEntry[]): Promise<void> {
    const paid = entries.filter((e) => e.kind === 'paid').map((e) => ({ key: e.endToEndId }))
    await this.move(tx, await answer(tx, 'settled', onceEach(paid), [null, 'accepted']), 'settle')
    const returned = entries.flatMap((e) => (e.kind === 'returned' ? [{ key: e.endToEndId, reason: e.reason }] : []))
    await this.move(tx, await answer(tx, 'returned', onceEach(returned), ['settled']), 'return')
  }

  private async move(tx: ActTx, paymentIds: readonly string[], event: string): Promise<void> {
    await this.advance.many(
      tx,
      paymentIds.map((subjectId) => ({ kind: 'payment', subjectId, event })),
    )
  }
}

function onceEach<T extends { readonly key: string }>(answers: readonly T[]): T[] {
  return [...new Map(answers.map((a) => [a.key, a])).values()]
}
