import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, Perform, type ActTx, type Receipt } from '@passage/case'
import { staysToActOn } from './own-site'
import { PlacementsStore } from './placements.store'
import type { ArrivalAsked } from './relocation.conditions'
import { SitesStore } from './sites.store'
import { assertHappened } from './stay-days'

export interface ArriveInput {
  readonly placementId: string
  /** The day of arrival; without it the programme date. */
  readonly on?: string | undefined
  readonly seenVersion?: number | undefined
}

/** Records that households arrived. A later arrival than booked gives the days before it back. */
@Injectable()
export class Arrive {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly sites: SitesStore,
    private readonly placements: PlacementsStore,
  ) {}

  /** {@link arriveMany} with one household. */
  async arrive(command: HttpCommand, input: ArriveInput): Promise<Receipt> {
    const { seenVersion } = command
    return this.perform.command(
      command.token,
      command,
      async (tx) => (await this.arriveMany(tx, [{ ...input, seenVersion }]))[0]!,
    )
  }

  /**
   * All or none; inputs name each placement once.
   * @throws Refused `placement.not_found` at another's site too, `placement.not_begun`, `placement.over`, `input.invalid`
   */
  async arriveMany(tx: ActTx, inputs: readonly ArriveInput[]): Promise<Receipt[]> {
    if (inputs.length === 0) return []
    const arrivals = inputs.map(({ placementId: id, on = tx.today, seenVersion }) => ({ id, on, seenVersion }))
    for (const { on } of arrivals) assertHappened(on, tx.today)
    const stays = await staysToActOn(
      tx,
      this.sites,
      this.placements,
      arrivals.map((a) => a.id),
    )
    const moved = await this.advance.many(
      tx,
      arrivals.map(({ id, on, seenVersion }, n) => ({
        kind: 'placement',
        subjectId: id,
        event: 'arrive',
        ask: { on } satisfies ArrivalAsked,
        payload: { on },
        // What we read before the lock must still hold after it.
        seenVersion: seenVersion ?? stays[n]!.version,
      })),
    )
    await this.placements.setDays(
      tx,
      arrivals.map(({ id, on }, n) => ({ id, from: on, to: stays[n]!.to })),
    )
    return moved.map(({ subjectId: id, state, version }) => ({ id, state, version }))
  }
}
