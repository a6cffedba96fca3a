import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, Notes, Perform, type ActTx, type Receipt } from '@passage/case'
import { assertConsistent, eventOfDecision, nothingPlanned, type Decision } from './vetting.rules'
import { VettingStore } from './vetting.store'

export interface DecideVettingInput {
  readonly caseId: string
  readonly decision: Decision
  /** A reason code of the lifecycle; `cleared` takes none. */
  readonly reason?: string | undefined
  readonly note?: string | undefined
  /** The version that the actor saw (If-Match). */
  readonly seenVersion?: number | undefined
}

/** Decides on a recommendation, by somebody who did not make it. Asking for more information opens another round. */
@Injectable()
export class DecideVetting {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly notes: Notes,
    private readonly store: VettingStore,
  ) {}

  /** {@link decideMany} with one decision. */
  async decide(command: HttpCommand, input: DecideVettingInput): Promise<Receipt> {
    const { token, seenVersion } = command
    return this.perform.command(token, command, async (tx) => (await this.decideMany(tx, [{ ...input, seenVersion }]))[0]!)
  }

  /**
   * Decides on several cases, whatever on each, all or none, each case named once.
   * @returns the receipts, in the order of the inputs
   * @throws Refused `actor.recommended_it`, `actor.decided_before`, `input.reason`, `vetting.main_criterion_not_confirmed`,
   *   `vetting.check_contradicted`
   */
  async decideMany(tx: ActTx, inputs: readonly DecideVettingInput[]): Promise<Receipt[]> {
    if (inputs.length === 0) return []
    const ids = inputs.map(() => tx.random.uuid())
    const notes = await this.notes.writeForActs(tx, 'vetting', inputs)
    const moved = await this.advance.many(
      tx,
      inputs.map(({ caseId, decision, reason, seenVersion }, place) => ({
        kind: 'case',
        subjectId: caseId,
        event: eventOfDecision[decision],
        reason,
        payload: { record: ids[place]!, ...notes[place]!.payload },
        seenVersion,
      })),
    )
    // The cases are locked by now, so what is read here is what was decided on; a refusal takes the moves back with it.
    const progress = await this.store.progressOf(
      tx,
      inputs.map((input) => input.caseId),
    )
    const rows = inputs.map(({ caseId, decision }, place) => {
      const ofCase = progress.get(caseId) ?? nothingPlanned
      assertConsistent(ofCase, decision)
      const [id, { noteId }, { version: seq }] = [ids[place]!, notes[place]!, moved[place]!]
      return { id, caseId, round: ofCase.round, seq, decision, noteId }
    })
    await this.store.insertDecisions(tx, rows)
    const again = moved.filter((_, place) => inputs[place]!.decision === 'more_information')
    await this.store.openRounds(tx, again, tx.today)
    return moved.map(({ subjectId: id, state, version }) => ({ id, state, version }))
  }
}
