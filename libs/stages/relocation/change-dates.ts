import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, CaseFiles, Perform, type Receipt } from '@passage/case'
import { Refused } from '@passage/platform'
import { dayInWords, type Days } from './days'
import { asStay, PlacementsStore } from './placements.store'
import type { StayAsked } from './relocation.conditions'
import type { Stay } from './relocation.entity'
import { assertDays } from './stay-days'

export interface ChangeDatesInput {
  readonly placementId: string
  /** Without it the first day stays. */
  readonly from?: string | undefined
  /** Without it the last day stays; null opens the end. */
  readonly to?: string | null | undefined
}

/** Changes the days of a stay. Only days that it did not have need free places, so that a stay can always be shortened. */
@Injectable()
export class ChangeDates {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly files: CaseFiles,
    private readonly placements: PlacementsStore,
  ) {}

  /** @throws Refused `site.full`, `placement.illegal_transition`, `input.before_case`, `input.invalid` */
  async changeDates(command: HttpCommand, { placementId, from, to }: ChangeDatesInput): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const stay = asStay(await this.placements.get(tx, placementId))
      const days: Days = { from: from ?? stay.from, to: to === undefined ? stay.to : to }
      if (from === undefined && to === undefined) {
        throw Refused.field('from', 'Neither from nor to was sent.', 'Send the new first day, the new last day, or both.')
      }
      assertDays(days, tx.today, (await this.files.get(tx, stay.caseId)).openedOn)
      assertFitsArrival(stay, days, tx.today)
      const ask: StayAsked = { siteId: stay.siteId, ...days, had: daysHad(stay, tx.today) }
      const { state, version } = await this.advance.one(tx, {
        kind: 'placement',
        subjectId: placementId,
        event: 'change_dates',
        ask,
        payload: { from: days.from, to: days.to },
        // The days that the stay has were read before the lock: they must still be those after it.
        seenVersion: command.seenVersion ?? stay.version,
      })
      await this.placements.setDays(tx, [{ id: placementId, ...days }])
      return { id: placementId, state, version }
    })
  }
}

/** Who stays has arrived on a day that is past, and has not left yet. */
function assertFitsArrival(stay: Stay, days: Days, today: string): void {
  if (stay.state !== 'staying') return
  if (days.from !== stay.from) {
    throw Refused.field(
      'from',
      `The household arrived on ${dayInWords(stay.from)}, which cannot change.`,
      'Send the last day only.',
    )
  }
  if (days.to !== null && days.to < today) {
    throw Refused.field(
      'to',
      'to lies in the past, and the household is still there.',
      'Record that the household left, with the day.',
    )
  }
}

/** A household that stays on past its last day is there until today, whatever was booked. */
function daysHad({ from, to, state }: Stay, today: string): Days {
  return { from, to: state === 'staying' && to !== null && to < today ? today : to }
}
