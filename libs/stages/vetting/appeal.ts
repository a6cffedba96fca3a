import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, Notes, Perform, type ActTx, type Receipt } from '@passage/case'
import { VettingStore } from './vetting.store'

export interface AppealInput {
  readonly caseId: string
  readonly reason: string
  readonly note?: string | undefined
  /** The version that the actor saw (If-Match). */
  readonly seenVersion?: number | undefined
}

/** Lets an appeal against a declined case be heard: another round, by people who took no part. */
@Injectable()
export class Appeal {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly notes: Notes,
    private readonly store: VettingStore,
  ) {}

  /** {@link appealMany} with one appeal. */
  async appeal(command: HttpCommand, input: AppealInput): Promise<Receipt> {
    const { token, seenVersion } = command
    return this.perform.command(token, command, async (tx) => (await this.appealMany(tx, [{ ...input, seenVersion }]))[0]!)
  }

  /**
   * Lets appeals be heard, all or none, each case named once.
   * @returns the receipts, in the order of the inputs
   * @throws Refused `actor.decided_before`, `input.reason`, `case.illegal_transition`
   */
  async appealMany(tx: ActTx, inputs: readonly AppealInput[]): Promise<Receipt[]> {
    const notes = await this.notes.writeForActs(tx, 'vetting', inputs)
    const moved = await this.advance.many(
      tx,
      inputs.map(({ caseId, reason, seenVersion }, place) => ({
        kind: 'case',
        subjectId: caseId,
        event: 'appeal',
        reason,
        payload: notes[place]!.payload,
        seenVersion,
      })),
    )
    await this.store.openRounds(tx, moved, tx.today)
    return moved.map(({ subjectId: id, state, version }) => ({ id, state, version }))
  }
}
