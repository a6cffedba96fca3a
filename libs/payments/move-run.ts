import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, Perform, type Receipt } from '@passage/case'
import { Refused } from '@passage/platform'

/** Acts on a run as a whole. What follows for the payments and the ledger are effects (run-money.ts). */
export type RunEvent = 'approve' | 'send_back' | 'release' | 'retry' | 'complete' | 'cancel'

@Injectable()
export class MoveRun {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
  ) {}

  /** @throws Refused with each failed condition and its fix, e.g. `actor.prepared_it` for whoever prepared the run */
  async move(command: HttpCommand, runId: string, event: RunEvent, reason?: string): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const moved = await this.advance.one(tx, {
        kind: 'payment_run',
        subjectId: runId,
        event,
        reason,
        seenVersion: command.seenVersion,
      })
      return { id: runId, state: moved.state, version: moved.version }
    })
  }
}

/** Acts on one payment: leaving it out before approval, or giving it up after it failed. */
@Injectable()
export class MovePayment {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
  ) {}

  /** Leaves a payment out of a run that nobody has approved yet; the run's own log says so too. */
  async exclude(command: HttpCommand, paymentId: string, reason: string): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const [row] = await tx.query<{ run_id: string }>('SELECT run_id FROM payment WHERE id = $1', [paymentId])
      if (!row) throw Refused.notFound('payment')
      const moved = await this.advance.many(tx, [
        { kind: 'payment_run', subjectId: row.run_id, event: 'exclude', reason, payload: { payment: paymentId } },
        { kind: 'payment', subjectId: paymentId, event: 'exclude', reason, seenVersion: command.seenVersion },
      ])
      return { id: paymentId, state: moved[1]!.state, version: moved[1]!.version }
    })
  }

  /** Ends a payment that was rejected or returned and will not be sent again. */
  async giveUp(command: HttpCommand, paymentId: string, reason: string): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const moved = await this.advance.one(tx, {
        kind: 'payment',
        subjectId: paymentId,
        event: 'give_up',
        reason,
        seenVersion: command.seenVersion,
      })
      return { id: paymentId, state: moved.state, version: moved.version }
    })
  }
}
