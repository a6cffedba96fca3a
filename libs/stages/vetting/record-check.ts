import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, Notes, Perform, type Receipt } from '@passage/case'
import { noteOfAct } from './vetting-note'
import { assertRecordable, type CheckResult } from './vetting.rules'
import { VettingStore } from './vetting.store'

export interface RecordCheckInput {
  readonly caseId: string
  /** The name of a check of the plan: lower case and underscores, since it goes into the log. */
  readonly check: string
  readonly result: CheckResult
  readonly note?: string | undefined
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

  /** @throws Refused `vetting.check_not_planned`, `vetting.main_criterion_applies`, `case.illegal_transition` */
  async recordCheck(command: HttpCommand, { caseId, check, result, note }: RecordCheckInput): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const id = tx.random.uuid()
      const { noteId, payload } = await noteOfAct(this.notes, tx, caseId, note)
      const { state, version } = await this.advance.one(tx, {
        kind: 'case',
        subjectId: caseId,
        event: 'record_check',
        payload: { record: id, check, result, ...payload },
        seenVersion: command.seenVersion,
      })
      // The case is locked by now, so that the round cannot change any more; a refusal takes the move back with it.
      const progress = await this.store.progress(tx, caseId)
      assertRecordable(progress, check, result)
      await this.store.insertCheck(tx, { id, caseId, round: progress.round, seq: version, check, result, noteId })
      return { id: caseId, state, version }
    })
  }
}
