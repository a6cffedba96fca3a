import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, inBulk, Perform, RefusedActs, type Act, type Picked, type Receipt } from '@passage/case'
import { Refused } from '@passage/platform'
import { lockRunOf, lockRunWith } from './payments.store'

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

/** Acts on payments: leaving them out before approval, or giving them up after they failed. */
@Injectable()
export class MovePayment {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
  ) {}

  /** Leaves a payment out of a run that nobody has approved yet; the run's own log says so too. */
  async exclude({ about: _paymentAfterItsRun, ...command }: HttpCommand, paymentId: string, reason: string): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const runId = await lockRunOf(tx, paymentId)
      const moved = await this.advance.many(tx, [
        { kind: 'payment_run', subjectId: runId, event: 'exclude', reason, payload: { payment: paymentId } },
        { kind: 'payment', subjectId: paymentId, event: 'exclude', reason, seenVersion: command.seenVersion },
      ])
      return { id: paymentId, state: moved[1]!.state, version: moved[1]!.version }
    })
  }

  /** {@link exclude} for payments of one run that were picked from its list. @throws as {@link giveUpMany}, and `payment_run.illegal_transition` */
  async excludeMany(command: HttpCommand, runId: string, picked: readonly Picked[], reason: string): Promise<Receipt> {
    const payload = { payments: picked.map(({ id }) => id) }
    const ofTheRun: Act = { kind: 'payment_run', subjectId: runId, event: 'exclude', reason, payload }
    return this.actOnMany(command, runId, picked, { event: 'exclude', reason }, [ofTheRun])
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

  /**
   * {@link giveUp} for payments of one run that were picked from its list.
   * @throws Refused `payment_run.not_found`, `input.reason`, `bulk.refused` with each payment that may not be given up
   */
  async giveUpMany(command: HttpCommand, runId: string, picked: readonly Picked[], reason: string): Promise<Receipt> {
    return this.actOnMany(command, runId, picked, { event: 'give_up', reason })
  }

  private async actOnMany(
    command: HttpCommand,
    runId: string,
    picked: readonly Picked[],
    what: Pick<Act, 'event' | 'reason'>,
    ofTheRun: readonly Act[] = [],
  ): Promise<Receipt> {
    const acts = picked.map(({ id, version }): Act => ({ ...what, kind: 'payment', subjectId: id, seenVersion: version }))
    return this.perform.command(command.token, command, (tx) =>
      inBulk(tx, 'payments', picked, async () => {
        const ids = picked.map(({ id }) => id)
        assertOfRun(acts, await lockRunWith(tx, runId, ids))
        await this.advance.many(tx, [...ofTheRun, ...acts])
      }),
    )
  }
}

/** @throws RefusedActs for each payment that the run does not have */
function assertOfRun(acts: readonly Act[], ofTheRun: ReadonlySet<string>): void {
  const others = acts.filter(({ subjectId }) => !ofTheRun.has(subjectId))
  if (others.length === 0) return
  const refused = new Refused('payment.other_run', 'This run has no such payment.', {
    fix: 'Name payments of one run at once.',
  })
  throw new RefusedActs(others.map((act) => ({ act, refused })))
}
