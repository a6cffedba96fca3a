import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, Notes, Perform, type Receipt } from '@passage/case'
import { noteOfAct } from './vetting-note'
import { assertConsistent, eventOfDecision, type Decision } from './vetting.rules'
import { VettingStore } from './vetting.store'

export interface DecideVettingInput {
  readonly caseId: string
  readonly decision: Decision
  /** A reason code of the lifecycle; `cleared` takes none. */
  readonly reason?: string | undefined
  readonly note?: string | undefined
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

  /**
   * @throws Refused `actor.recommended_it`, `actor.decided_before`, `input.reason`, `vetting.main_criterion_not_confirmed`,
   *   `vetting.check_contradicted`
   */
  async decide(command: HttpCommand, { caseId, decision, reason, note }: DecideVettingInput): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const id = tx.random.uuid()
      const { noteId, payload } = await noteOfAct(this.notes, tx, caseId, note)
      const { state, version } = await this.advance.one(tx, {
        kind: 'case',
        subjectId: caseId,
        event: eventOfDecision[decision],
        reason,
        payload: { record: id, ...payload },
        seenVersion: command.seenVersion,
      })
      // The case is locked by now, so what is read here is what was decided on; a refusal takes the move back with it.
      const progress = await this.store.progress(tx, caseId)
      assertConsistent(progress, decision)
      await this.store.insertDecision(tx, { id, caseId, round: progress.round, seq: version, decision, noteId })
      if (decision === 'more_information') await this.store.openRound(tx, caseId, version, tx.today)
      return { id: caseId, state, version }
    })
  }
}
