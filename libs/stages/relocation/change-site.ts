import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, Perform, type Receipt } from '@passage/case'
import { Refused } from '@passage/platform'
import { SitesStore } from './sites.store'

export interface ChangeSiteInput {
  readonly siteId: string
  readonly places: number
}

/** Gives a site more or fewer places for good. Fewer than are booked is allowed: it shows as a shortage to resolve. */
@Injectable()
export class ChangeSite {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly sites: SitesStore,
  ) {}

  /** @throws Refused `site.not_found`, `site.illegal_transition` */
  async changeSite(command: HttpCommand, { siteId, places }: ChangeSiteInput): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const before = await this.sites.placesOf(tx, siteId)
      if (before === undefined) throw Refused.notFound('site')
      const { state, version } = await this.advance.one(tx, {
        kind: 'site',
        subjectId: siteId,
        event: 'change',
        payload: { places },
        seenVersion: command.seenVersion,
      })
      await this.sites.setPlaces(tx, siteId, places)
      return { id: siteId, state, version }
    })
  }
}
