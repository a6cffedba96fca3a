import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, Notes, Perform, type Receipt } from '@passage/case'
import { noteOfAct } from './vetting-note'
import { assertConsistent, type Recommendation } from './vetting.rules'
import { VettingStore } from './vetting.store'

export interface RecommendInput {
  readonly caseId: string
  readonly recommendation: Recommendation
  readonly note?: string | undefined
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

  /** @throws Refused `vetting.checks_missing`, `vetting.main_criterion_not_confirmed`, `vetting.check_contradicted` */
  async recommend(command: HttpCommand, { caseId, recommendation, note }: RecommendInput): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const id = tx.random.uuid()
      const { noteId, payload } = await noteOfAct(this.notes, tx, caseId, note)
      const { state, version } = await this.advance.one(tx, {
        kind: 'case',
        subjectId: caseId,
        event: 'recommend',
        payload: { record: id, recommendation, ...payload },
        seenVersion: command.seenVersion,
      })
      // The case is locked by now, so what is read here is what was recommended on; a refusal takes the move back with it.
      const progress = await this.store.progress(tx, caseId)
      assertConsistent(progress, recommendation)
      await this.store.insertRecommendation(tx, { id, caseId, round: progress.round, seq: version, recommendation, noteId })
      return { id: caseId, state, version }
    })
  }
}
