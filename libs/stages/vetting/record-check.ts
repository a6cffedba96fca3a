import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, Notes, Perform, type ActTx, type Receipt } from '@passage/case'
import { assertRecordable, nothingPlanned, type CheckResult } from './vetting.rules'
import { VettingStore } from './vetting.store'

export interface RecordCheckInput {
  readonly caseId: string
  /** The name of a check of the plan: lower case and underscores, since it goes into the log. */
  readonly check: string
  readonly result: CheckResult
  readonly note?: string | undefined
  /** The version that the actor saw (If-Match). */
  readonly seenVersion?: number | undefined
}

/** Records what a vetting check came to. A later record of the same check supersedes it; both stay. */
@Injectable()
export class RecordCheck {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly notes: Notes,
    private readonly store: VettingStore,
  ) {}

  /** {@link recordMany} with one check. */
  async recordCheck(command: HttpCommand, input: RecordCheckInput): Promise<Receipt> {
    const { token, seenVersion } = command
    return this.perform.command(token, command, async (tx) => (await this.recordMany(tx, [{ ...input, seenVersion }]))[0]!)
  }

  /**
   * Records one check on each of several cases, all or none, each case named once: further checks of a case take further calls.
   * @returns the receipts, in the order of the inputs
   * @throws Refused `vetting.check_not_planned`, `vetting.main_criterion_applies`, `case.illegal_transition`
   */
  async recordMany(tx: ActTx, inputs: readonly RecordCheckInput[]): Promise<Receipt[]> {
    if (inputs.length === 0) return []
    const ids = inputs.map(() => tx.random.uuid())
    const notes = await this.notes.writeForActs(tx, 'vetting', inputs)
    const moved = await this.advance.many(
      tx,
      inputs.map(({ caseId, check, result, seenVersion }, place) => ({
        kind: 'case',
        subjectId: caseId,
        event: 'record_check',
        payload: { record: ids[place]!, check, result, ...notes[place]!.payload },
        seenVersion,
      })),
    )
    // The cases are locked by now, so that no round can change any more; a refusal takes the moves back with it.
    const progress = await this.store.progressOf(
      tx,
      inputs.map((input) => input.caseId),
    )
    const rows = inputs.map(({ caseId, check, result }, place) => {
      const ofCase = progress.get(caseId) ?? nothingPlanned
      assertRecordable(ofCase, check, result)
      const [id, { noteId }, { version: seq }] = [ids[place]!, notes[place]!, moved[place]!]
      return { id, caseId, round: ofCase.round, seq, check, result, noteId }
    })
    await this.store.insertChecks(tx, rows)
    return moved.map(({ subjectId: id, state, version }) => ({ id, state, version }))
  }
}
