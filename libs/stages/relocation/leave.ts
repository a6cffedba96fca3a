import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, Perform, type ActTx, type Receipt } from '@passage/case'
import { Refused } from '@passage/platform'
import { dayInWords } from './days'
import { staysToActOn } from './own-site'
import { PlacementsStore } from './placements.store'
import { SitesStore } from './sites.store'
import { assertHappened } from './stay-days'

export interface LeaveInput {
  readonly placementId: string
  readonly reason: string
  /** The last day there; without it the programme date. */
  readonly on?: string | undefined
  readonly seenVersion?: number | undefined
}

/** Records that households left. That day is the last of a stay; its places are free on the days after. */
@Injectable()
export class Leave {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly sites: SitesStore,
    private readonly placements: PlacementsStore,
  ) {}

  /** {@link leaveMany} with one household. */
  async leave(command: HttpCommand, input: LeaveInput): Promise<Receipt> {
    const { seenVersion } = command
    return this.perform.command(command.token, command, async (tx) => (await this.leaveMany(tx, [{ ...input, seenVersion }]))[0]!)
  }

  /**
   * All or none; inputs name each placement once.
   * @throws Refused `placement.not_found` at another's site too, `placement.illegal_transition`, `input.reason`, `input.invalid`
   */
  async leaveMany(tx: ActTx, inputs: readonly LeaveInput[]): Promise<Receipt[]> {
    if (inputs.length === 0) return []
    const departures = inputs.map(({ placementId: id, on = tx.today, ...input }) => ({ ...input, id, on }))
    for (const { on } of departures) assertHappened(on, tx.today)
    const stays = await staysToActOn(
      tx,
      this.sites,
      this.placements,
      departures.map((d) => d.id),
    )
    const moved = await this.advance.many(
      tx,
      departures.map(({ id, on, reason, seenVersion }, n) => ({
        kind: 'placement',
        subjectId: id,
        event: 'leave',
        reason,
        payload: { on },
        seenVersion: seenVersion ?? stays[n]!.version,
      })),
    )
    const days = departures.map(({ id, on }, n) => ({ id, from: stays[n]!.from, to: on }))
    for (const { from, to } of days) {
      if (to < from) throw Refused.field('on', `The household arrived on ${dayInWords(from)}.`, `Send ${from} or a later day.`)
    }
    await this.placements.setDays(tx, days)
    return moved.map(({ subjectId: id, state, version }) => ({ id, state, version }))
  }
}
