import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, Perform, type ActTx, type Receipt } from '@passage/case'
import type { Tx } from '@passage/platform'
import type { Days } from './days'
import { PlacementsStore } from './placements.store'
import type { StayAsked } from './relocation.conditions'
import type { FreePlaces } from './relocation.entity'
import { SitesStore } from './sites.store'
import { assertDays } from './stay-days'

export interface StayInput {
  readonly siteId: string
  readonly from: string
  /** The last day; without it the end is open. */
  readonly to?: string | null | undefined
}

/** A stay of a household that is not on the waiting list. */
export interface BookInput extends StayInput {
  readonly caseId: string
}

/** A stay of a household from the waiting list. */
export interface BookWaitingInput extends StayInput {
  readonly placementId: string
  readonly seenVersion?: number | undefined
}

/** Books households into sites, directly or from the waiting list. A stay takes a place for each member, on each of its days. */
@Injectable()
export class BookPlace {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly sites: SitesStore,
    private readonly placements: PlacementsStore,
  ) {}

  /** {@link bookMany} with one household. */
  async bookDirectly(command: HttpCommand, caseId: string, stay: StayInput): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => (await this.bookMany(tx, [{ ...stay, caseId }]))[0]!)
  }

  /** {@link bookWaitingMany} with one household. */
  async bookFromWaitingList(command: HttpCommand, placementId: string, stay: StayInput): Promise<Receipt> {
    const { seenVersion } = command
    return this.perform.command(
      command.token,
      command,
      async (tx) => (await this.bookWaitingMany(tx, [{ ...stay, placementId, seenVersion }]))[0]!,
    )
  }

  /**
   * All or none. Households that ask for one site compete: each is counted before the next is looked at, in the order of the inputs.
   * @returns the placements, in the order of the inputs
   * @throws Refused `site.full`, `site.closed`, `site.unknown`, `placement.exists` (also for a case that is named twice), `case.not_vetted`,
   * `input.before_case`
   */
  async bookMany(tx: ActTx, inputs: readonly BookInput[]): Promise<Receipt[]> {
    if (inputs.length === 0) return []
    const stays = inputs.map((input) => ({ ...askOf(input), caseId: input.caseId }))
    await this.assertStays(tx, stays)
    const booked = stays.map((stay) => ({ ...stay, id: tx.random.uuid() }))
    const moved = await this.advance.many(
      tx,
      booked.map((b) => ({ subjectId: b.id, opens: { caseId: b.caseId }, ...bookingOf(b) })),
    )
    await this.placements.insertBooked(tx, booked, tx.today)
    return moved.map(({ subjectId: id, state, version }) => ({ id, state, version }))
  }

  /**
   * All or none; inputs name each placement once. Households compete for places as in {@link bookMany}.
   * @throws Refused `site.full`, `site.closed`, `site.unknown`, `placement.not_found`, `case.not_vetted`, `input.before_case`
   */
  async bookWaitingMany(tx: ActTx, inputs: readonly BookWaitingInput[]): Promise<Receipt[]> {
    if (inputs.length === 0) return []
    const waiting = await this.placements.getAll(
      tx,
      inputs.map((i) => i.placementId),
    )
    const booked = inputs.map((input, n) => ({ ...askOf(input), id: input.placementId, caseId: waiting[n]!.caseId }))
    await this.assertStays(tx, booked)
    const moved = await this.advance.many(
      tx,
      booked.map((b, n) => ({ subjectId: b.id, ...bookingOf(b), seenVersion: inputs[n]!.seenVersion })),
    )
    await this.placements.setStays(tx, booked)
    return moved.map(({ subjectId: id, state, version }) => ({ id, state, version }))
  }

  /**
   * What every open site has free on the fullest of these days, by name, in one statement: what to ask before it is decided whom to book where.
   * It locks nothing, so that a booking may still be refused where somebody else books too.
   * @param days first and last day, both counted; `to` null for every day to come
   */
  async freePlaces(from: Pick<Tx, 'query'>, days: Days): Promise<FreePlaces[]> {
    return this.sites.freePlaces(from, days)
  }

  private async assertStays(tx: ActTx, stays: readonly (Days & { readonly caseId: string })[]): Promise<void> {
    const openedOn = await this.placements.casesOpenedOn(
      tx,
      stays.map((stay) => stay.caseId),
    )
    stays.forEach((stay, n) => assertDays(stay, tx.today, openedOn[n]!))
  }
}

/** What the condition must know of a stay that is asked for. */
export function askOf({ siteId, from, to = null }: StayInput): StayAsked {
  return { siteId, from, to }
}

function bookingOf({ siteId, from, to }: StayAsked) {
  return { kind: 'placement', event: 'book', ask: { siteId, from, to }, payload: { site: siteId, from, to } } as const
}
