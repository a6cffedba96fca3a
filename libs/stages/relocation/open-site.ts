import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, Perform, type Receipt } from '@passage/case'
import { brokenConstraint, Refused } from '@passage/platform'
import type { NewSite } from './relocation.entity'
import { SitesStore } from './sites.store'

export type OpenSiteInput = Omit<NewSite, 'id'>

/** Opens a site: a made-up name in a real country and region, run by a host organisation, with a number of places. */
@Injectable()
export class OpenSite {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly sites: SitesStore,
  ) {}

  /** @throws Refused `site.name_taken` */
  async openSite(command: HttpCommand, input: OpenSiteInput): Promise<Receipt> {
    try {
      return await this.perform.command(command.token, command, async (tx) => {
        const id = tx.random.uuid()
        const { country, places } = input
        const { state, version } = await this.advance.one(tx, {
          kind: 'site',
          subjectId: id,
          event: 'open',
          opens: { caseId: null },
          payload: { country, places },
        })
        await this.sites.insert(tx, { id, ...input })
        return { id, state, version }
      })
    } catch (error) {
      // Two that open a site of one name at once are told apart by the database alone.
      if (brokenConstraint(error) !== 'a_site_name_is_given_once') throw error
      throw Refused.field('name', 'There is a site of this name already.', 'Choose another name.', 'site.name_taken')
    }
  }
}
