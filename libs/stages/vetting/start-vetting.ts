import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, Perform, type Receipt } from '@passage/case'
import { VettingStore } from './vetting.store'

/** Takes a case from contact into vetting and opens the first round, which is held to the plan of this day. */
@Injectable()
export class StartVetting {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly store: VettingStore,
  ) {}

  /** @throws Refused `case.illegal_transition`, `case.not_found`, `precondition.stale` */
  async startVetting(command: HttpCommand, caseId: string): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const { state, version } = await this.advance.one(tx, {
        kind: 'case',
        subjectId: caseId,
        event: 'start_vetting',
        seenVersion: command.seenVersion,
      })
      await this.store.openRound(tx, caseId, version, tx.today)
      return { id: caseId, state, version }
    })
  }
}
