import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, CaseFiles, Perform, type Receipt } from '@passage/case'
import { Refused } from '@passage/platform'
import { askOf, type StayInput } from './book-place'
import { dayInWords } from './days'
import { asStay, PlacementsStore } from './placements.store'
import { lastDayBeforeMove } from './relocation.rules'
import { assertDays } from './stay-days'

export interface MoveHouseholdInput extends StayInput {
  readonly placementId: string
  readonly reason: string
}

/**
 * Moves a household from the site where it stays to another: the old placement ends the day before, the new one is booked, both or
 * neither. Where the new site is full nothing has moved.
 */
@Injectable()
export class MoveHousehold {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly files: CaseFiles,
    private readonly placements: PlacementsStore,
  ) {}

  /**
   * @returns the new placement
   * @throws Refused `placement.same_site`, `site.full`, `site.closed`, `site.unknown`, `input.reason`, `input.invalid`
   */
  async moveHousehold(command: HttpCommand, { placementId, reason, ...input }: MoveHouseholdInput): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const ask = askOf(input)
      const old = asStay(await this.placements.get(tx, placementId))
      const { caseId } = old
      assertDays(ask, tx.today, (await this.files.get(tx, caseId)).openedOn)
      if (ask.from < old.from) {
        throw Refused.field('from', `The household came on ${dayInWords(old.from)}.`, `Send ${old.from} or a later day.`)
      }
      if (ask.siteId === old.siteId) {
        throw Refused.field(
          'siteId',
          'The household is at this site.',
          'Choose another site, or change the dates.',
          'placement.same_site',
        )
      }
      const id = tx.random.uuid()
      const days = { from: ask.from, to: ask.to }
      const [, booked] = await this.advance.many(tx, [
        {
          kind: 'placement',
          subjectId: placementId,
          event: 'move',
          reason,
          payload: { to_placement: id, from: ask.from },
          seenVersion: command.seenVersion ?? old.version,
        },
        {
          kind: 'placement',
          subjectId: id,
          event: 'move_in',
          opens: { caseId },
          ask,
          payload: { from_placement: placementId, site: ask.siteId, ...days },
        },
      ])
      await this.placements.setDays(tx, [{ id: placementId, from: old.from, to: lastDayBeforeMove(old, ask.from, tx.today) }])
      await this.placements.insertBooked(tx, [{ id, caseId, siteId: ask.siteId, ...days }], tx.today)
      return { id, state: booked!.state, version: booked!.version }
    })
  }
}
