import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, Notes, Perform, type Receipt } from '@passage/case'
import { noteOfAct } from './vetting-note'
import { VettingStore } from './vetting.store'

export interface AppealInput {
  readonly caseId: string
  readonly reason: string
  readonly note?: string | undefined
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

  /** @throws Refused `actor.decided_before`, `input.reason`, `case.illegal_transition` */
  async appeal(command: HttpCommand, { caseId, reason, note }: AppealInput): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const { payload } = await noteOfAct(this.notes, tx, caseId, note)
      const { state, version } = await this.advance.one(tx, {
        kind: 'case',
        subjectId: caseId,
        event: 'appeal',
        reason,
        payload,
        seenVersion: command.seenVersion,
      })
      await this.store.openRound(tx, caseId, version, tx.today)
      return { id: caseId, state, version }
    })
  }
}
