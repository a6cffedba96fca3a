import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, Notes, Perform, type ActTx, type Receipt } from '@passage/case'
import { assertConsistent, nothingPlanned, type Recommendation } from './vetting.rules'
import { VettingStore } from './vetting.store'

export interface RecommendInput {
  readonly caseId: string
  readonly recommendation: Recommendation
  readonly note?: string | undefined
  /** The version that the actor saw (If-Match). */
  readonly seenVersion?: number | undefined
}

/** Ends a round of checks with a recommendation, which somebody else will decide on. */
@Injectable()
export class Recommend {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly notes: Notes,
    private readonly store: VettingStore,
  ) {}

  /** {@link recommendMany} with one recommendation. */
  async recommend(command: HttpCommand, input: RecommendInput): Promise<Receipt> {
    const { token, seenVersion } = command
    return this.perform.command(token, command, async (tx) => (await this.recommendMany(tx, [{ ...input, seenVersion }]))[0]!)
  }

  /**
   * Recommends on several cases, all or none, each named once.
   * @returns the receipts, in the order of the inputs
   * @throws Refused `vetting.checks_missing`, `vetting.main_criterion_not_confirmed`, `vetting.check_contradicted`
   */
  async recommendMany(tx: ActTx, inputs: readonly RecommendInput[]): Promise<Receipt[]> {
    if (inputs.length === 0) return []
    const ids = inputs.map(() => tx.random.uuid())
    const notes = await this.notes.writeForActs(tx, 'vetting', inputs)
    const moved = await this.advance.many(
      tx,
      inputs.map(({ caseId, recommendation, seenVersion }, place) => ({
        kind: 'case',
        subjectId: caseId,
        event: 'recommend',
        payload: { record: ids[place]!, recommendation, ...notes[place]!.payload },
        seenVersion,
      })),
    )
    // The cases are locked by now, so what is read here is what was recommended on; a refusal takes the moves back with it.
    const progress = await this.store.progressOf(
      tx,
      inputs.map((input) => input.caseId),
    )
    const rows = inputs.map(({ caseId, recommendation }, place) => {
      const ofCase = progress.get(caseId) ?? nothingPlanned
      assertConsistent(ofCase, recommendation)
      const [id, { noteId }, { version: seq }] = [ids[place]!, notes[place]!, moved[place]!]
      return { id, caseId, round: ofCase.round, seq, recommendation, noteId }
    })
    await this.store.insertRecommendations(tx, rows)
    return moved.map(({ subjectId: id, state, version }) => ({ id, state, version }))
  }
}
