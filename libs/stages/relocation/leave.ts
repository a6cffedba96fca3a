import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, Perform, type Receipt } from '@passage/case'
import { Refused } from '@passage/platform'
import { dayInWords } from './days'
import { stayToActOn } from './own-site'
import { PlacementsStore } from './placements.store'
import { SitesStore } from './sites.store'
import { assertHappened } from './stay-days'

export interface LeaveInput {
  readonly placementId: string
  readonly reason: string
  /** The last day there; without it the programme date. */
  readonly on?: string | undefined
}

/** Records that a household left. That day is the last of its stay; its places are free on the days after. */
@Injectable()
export class Leave {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly sites: SitesStore,
    private readonly placements: PlacementsStore,
  ) {}

  /** @throws Refused `placement.not_found` at another's site too, `placement.illegal_transition`, `input.reason`, `input.invalid` */
  async leave(command: HttpCommand, { placementId, reason, on: given }: LeaveInput): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const on = given ?? tx.today
      assertHappened(on, tx.today)
      const stay = await stayToActOn(tx, this.sites, this.placements, placementId)
      const { state, version } = await this.advance.one(tx, {
        kind: 'placement',
        subjectId: placementId,
        event: 'leave',
        reason,
        payload: { on },
        seenVersion: command.seenVersion ?? stay.version,
      })
      if (on < stay.from) {
        throw Refused.field('on', `The household arrived on ${dayInWords(stay.from)}.`, `Send ${stay.from} or a later day.`)
      }
      await this.placements.setDays(tx, placementId, { from: stay.from, to: on })
      return { id: placementId, state, version }
    })
  }
}
