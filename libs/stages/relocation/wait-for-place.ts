import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, CaseFiles, Perform, type Receipt } from '@passage/case'
import { PlacementsStore } from './placements.store'
import { assertDays } from './stay-days'

export interface WaitForPlaceInput {
  readonly caseId: string
  /** From when to when a place is wanted, if that is known; it stands in the log and books nothing. */
  readonly from?: string | undefined
  readonly to?: string | null | undefined
}

/** Puts a household on the waiting list. */
@Injectable()
export class WaitForPlace {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly files: CaseFiles,
    private readonly placements: PlacementsStore,
  ) {}

  /** @throws Refused `placement.exists`, `case.not_vetted`, `input.before_case` */
  async waitForPlace(command: HttpCommand, { caseId, from, to = null }: WaitForPlaceInput): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const { openedOn } = await this.files.get(tx, caseId)
      assertDays({ from: from ?? tx.today, to }, tx.today, openedOn)
      const id = tx.random.uuid()
      const { state, version } = await this.advance.one(tx, {
        kind: 'placement',
        subjectId: id,
        event: 'wait',
        opens: { caseId },
        payload: from === undefined ? {} : { wanted_from: from, wanted_to: to },
      })
      await this.placements.insertWaiting(tx, id, caseId, tx.today)
      return { id, state, version }
    })
  }
}
