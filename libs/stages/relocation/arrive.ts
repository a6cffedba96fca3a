import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, Perform, type Receipt } from '@passage/case'
import { stayToActOn } from './own-site'
import { PlacementsStore } from './placements.store'
import type { ArrivalAsked } from './relocation.conditions'
import { SitesStore } from './sites.store'
import { assertHappened } from './stay-days'

export interface ArriveInput {
  readonly placementId: string
  /** The day of arrival; without it the programme date. */
  readonly on?: string | undefined
}

/** Records that a household arrived. A later arrival than booked gives the days before it back. */
@Injectable()
export class Arrive {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly sites: SitesStore,
    private readonly placements: PlacementsStore,
  ) {}

  /** @throws Refused `placement.not_found` at another's site too, `placement.not_begun`, `placement.over`, `input.invalid` */
  async arrive(command: HttpCommand, { placementId, on: given }: ArriveInput): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const on = given ?? tx.today
      assertHappened(on, tx.today)
      const stay = await stayToActOn(tx, this.sites, this.placements, placementId)
      const ask: ArrivalAsked = { on }
      const { state, version } = await this.advance.one(tx, {
        kind: 'placement',
        subjectId: placementId,
        event: 'arrive',
        ask,
        payload: { on },
        // What we read before the lock must still hold after it.
        seenVersion: command.seenVersion ?? stay.version,
      })
      await this.placements.setDays(tx, placementId, { from: on, to: stay.to })
      return { id: placementId, state, version }
    })
  }
}
