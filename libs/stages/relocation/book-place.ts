import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, CaseFiles, Perform, type Receipt } from '@passage/case'
import { PlacementsStore } from './placements.store'
import type { StayAsked } from './relocation.conditions'
import { assertDays } from './stay-days'

export interface StayInput {
  readonly siteId: string
  readonly from: string
  /** The last day; without it the end is open. */
  readonly to?: string | null | undefined
}

/** Books a household into a site, directly or from the waiting list. It takes a place for each member, on each day of the stay. */
@Injectable()
export class BookPlace {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly files: CaseFiles,
    private readonly placements: PlacementsStore,
  ) {}

  /** @throws Refused `site.full`, `site.closed`, `site.unknown`, `placement.exists`, `case.not_vetted`, `input.before_case` */
  async bookDirectly(command: HttpCommand, caseId: string, stay: StayInput): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const ask = askOf(stay)
      assertDays(ask, tx.today, (await this.files.get(tx, caseId)).openedOn)
      const id = tx.random.uuid()
      const { state, version } = await this.advance.one(tx, {
        kind: 'placement',
        subjectId: id,
        event: 'book',
        opens: { caseId },
        ask,
        payload: { site: ask.siteId, from: ask.from, to: ask.to },
      })
      await this.placements.insertBooked(tx, id, caseId, tx.today, ask.siteId, ask)
      return { id, state, version }
    })
  }

  /** @throws Refused `site.full`, `site.closed`, `site.unknown`, `placement.not_found`, `case.not_vetted`, `input.before_case` */
  async bookFromWaitingList(command: HttpCommand, placementId: string, stay: StayInput): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const ask = askOf(stay)
      const { caseId } = await this.placements.get(tx, placementId)
      assertDays(ask, tx.today, (await this.files.get(tx, caseId)).openedOn)
      const { state, version } = await this.advance.one(tx, {
        kind: 'placement',
        subjectId: placementId,
        event: 'book',
        ask,
        payload: { site: ask.siteId, from: ask.from, to: ask.to },
        seenVersion: command.seenVersion,
      })
      await this.placements.setStay(tx, placementId, caseId, ask.siteId, ask)
      return { id: placementId, state, version }
    })
  }
}

/** What the condition must know of a stay that is asked for. */
export function askOf({ siteId, from, to = null }: StayInput): StayAsked {
  return { siteId, from, to }
}
