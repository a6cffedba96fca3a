import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, Perform, type Act, type ActTx, type Receipt } from '@passage/case'
import { PlacementsStore } from './placements.store'
import { assertDays } from './stay-days'

export interface WaitForPlaceInput {
  readonly caseId: string
  /** From when to when a place is wanted, if that is known; it stands in the log and books nothing. */
  readonly from?: string | undefined
  readonly to?: string | null | undefined
}

/** Puts households on the waiting list. */
@Injectable()
export class WaitForPlace {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly placements: PlacementsStore,
  ) {}

  /** {@link waitMany} with one household. */
  async waitForPlace(command: HttpCommand, input: WaitForPlaceInput): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => (await this.waitMany(tx, [input]))[0]!)
  }

  /**
   * All or none.
   * @returns the placements, in the order of the inputs
   * @throws Refused `placement.exists` (also for a case that is named twice), `case.not_vetted`, `input.before_case`
   */
  async waitMany(tx: ActTx, inputs: readonly WaitForPlaceInput[]): Promise<Receipt[]> {
    if (inputs.length === 0) return []
    const openedOn = await this.placements.casesOpenedOn(
      tx,
      inputs.map((i) => i.caseId),
    )
    inputs.forEach(({ from, to = null }, n) => assertDays({ from: from ?? tx.today, to }, tx.today, openedOn[n]!))
    const waiting = inputs.map(({ caseId }) => ({ id: tx.random.uuid(), caseId }))
    const moved = await this.advance.many(
      tx,
      inputs.map(({ caseId, from, to = null }, n): Act => ({
        kind: 'placement',
        subjectId: waiting[n]!.id,
        event: 'wait',
        opens: { caseId },
        payload: from === undefined ? {} : { wanted_from: from, wanted_to: to },
      })),
    )
    await this.placements.insertWaiting(tx, waiting, tx.today)
    return moved.map(({ subjectId: id, state, version }) => ({ id, state, version }))
  }
}
