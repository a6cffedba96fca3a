import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, Perform, type Receipt } from '@passage/case'
import { addDays } from './days'
import { SitesStore } from './sites.store'

export interface CloseSiteInput {
  readonly siteId: string
  readonly reason: string
}

/** Closes a site for good, once nobody stays there or is booked. From the next day on all its places are out of service. */
@Injectable()
export class CloseSite {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly sites: SitesStore,
  ) {}

  /** @throws Refused `site.in_use`, `site.illegal_transition` */
  async closeSite(command: HttpCommand, { siteId, reason }: CloseSiteInput): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const { state, version } = await this.advance.one(tx, {
        kind: 'site',
        subjectId: siteId,
        event: 'close',
        reason,
        seenVersion: command.seenVersion,
      })
      const places = (await this.sites.placesOf(tx, siteId))!
      // So that the days to come show no places; households that leave today were still there today.
      await this.sites.insertOutage(tx, {
        id: tx.random.uuid(),
        siteId,
        from: addDays(tx.today, 1),
        to: null,
        places,
        reason: 'closed',
      })
      return { id: siteId, state, version }
    })
  }
}
