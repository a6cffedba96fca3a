import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, Perform, type Receipt } from '@passage/case'
import { Refused } from '@passage/platform'
import { SitesStore } from './sites.store'

export interface LiftOutageInput {
  readonly siteId: string
  readonly outageId: string
}

/** Puts places back into service from the programme date on. The days before it were out of service and stay so. */
@Injectable()
export class LiftOutage {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly sites: SitesStore,
  ) {}

  /** @throws Refused `outage.not_found`, `outage.over` */
  async liftOutage(command: HttpCommand, { siteId, outageId }: LiftOutageInput): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const { state, version } = await this.advance.one(tx, {
        kind: 'site',
        subjectId: siteId,
        event: 'lift_outage',
        payload: { outage: outageId },
        seenVersion: command.seenVersion,
      })
      const outage = (await this.sites.outagesOf(tx, siteId)).find(({ id }) => id === outageId)
      if (!outage) throw Refused.notFound('outage')
      if (outage.liftedOn !== null || (outage.to !== null && outage.to < tx.today)) {
        throw new Refused('outage.over', 'This outage is over already.', { fix: 'There is nothing left to lift.' })
      }
      await this.sites.liftOutage(tx, outageId, tx.today)
      return { id: siteId, state, version }
    })
  }
}
