import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, Perform, type Receipt } from '@passage/case'
import { Refused } from '@passage/platform'
import type { OutageReason } from './relocation.entity'
import { SitesStore } from './sites.store'
import { assertDays } from './stay-days'

export interface RecordOutageInput {
  readonly siteId: string
  readonly from: string
  /** The last day; without it the end is open. */
  readonly to?: string | null | undefined
  readonly places: number
  readonly reason: OutageReason
}

/**
 * Takes places of a site out of service, by date. Over booked places too: the roof leaks whoever is booked, and the days on which more is
 * booked than serves show as a shortage.
 */
@Injectable()
export class RecordOutage {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly sites: SitesStore,
  ) {}

  /** @returns the outage's id, with the site's state and version */
  async recordOutage(command: HttpCommand, input: RecordOutageInput): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const { siteId, from, to = null, places, reason } = input
      assertDays({ from, to }, tx.today, null)
      const id = tx.random.uuid()
      const { state, version } = await this.advance.one(tx, {
        kind: 'site',
        subjectId: siteId,
        event: 'record_outage',
        payload: { outage: id, from, to, places, cause: reason },
        seenVersion: command.seenVersion,
      })
      // The site is locked by now, so that its places cannot change under us; a refusal takes the move back with it.
      const has = (await this.sites.placesOf(tx, siteId))!
      if (places > has) throw Refused.field('places', `The site has ${has} places in all.`, `Send at most ${has}.`)
      await this.sites.insertOutage(tx, { id, siteId, from, to, places, reason })
      return { id, state, version }
    })
  }
}
