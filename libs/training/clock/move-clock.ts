import { Injectable } from '@nestjs/common'
import type { HttpCommand, SignedIn } from '@passage/access'
import { DueDriver, Perform, type DueCount, type Receipt } from '@passage/case'
import { Outbox } from '@passage/jobs'
import { Refused, type Tx } from '@passage/platform'
import { dayOf, type ClockStep } from './clock-steps'
import { insertMove, readClock, refuseSecondMove, type PlannedMove } from './clock.store'

/** What a move would fire, in order. */
export interface ClockPreview extends PlannedMove {
  readonly items: readonly DueCount[]
}

/** A trainer asks what a move of the clock would fire, and for the move; a job carries it out day by day. */
@Injectable()
export class MoveClock {
  constructor(
    private readonly perform: Perform,
    private readonly outbox: Outbox,
    private readonly driver: DueDriver,
  ) {}

  /** Reads only: whoever moves the clock right away, with nobody acting in between, sees just this fire. */
  async preview(viewer: Pick<SignedIn, 'token'>, step: ClockStep): Promise<ClockPreview> {
    // As an act, though nothing is changed: what falls due hangs on vetting and claims, which a trainer may have counted but not read. Should the clock
    // move between the two statements, the move itself refuses what was previewed from another day.
    return this.perform.act(viewer.token, async (tx) => {
      const move = await planned(tx, step)
      return { ...move, items: await this.driver.preview(tx, move.to) }
    })
  }

  /**
   * Requests the move.
   * @param seenToday the programme date that the trainer was shown
   * @throws Refused `clock.not_a_demo`, `clock.moving`, `clock.moved_meanwhile`, `input.invalid`, `input.too_far`
   */
  async move(command: HttpCommand, step: ClockStep, seenToday: string): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      await refuseSecondMove(tx)
      const move = await planned(tx, step)
      if (seenToday !== move.from) {
        throw new Refused('clock.moved_meanwhile', `The clock stands at ${move.from} by now, no longer at ${seenToday}.`, {
          field: 'seenToday',
          fix: `Look at the preview from ${move.from} on, and ask again.`,
        })
      }
      const id = await this.outbox.request(tx, {
        queue: 'training',
        name: 'move_clock',
        data: { from: move.from, to: move.to },
        requestedBy: tx.actor.id,
        total: daysBetween(move.from, move.to),
      })
      await insertMove(tx, id, move)
      return { id, state: 'requested', version: 1 }
    })
  }
}

async function planned(from: Pick<Tx, 'query'>, step: ClockStep): Promise<PlannedMove> {
  const { today, demo, nextRunOn } = await readClock(from)
  if (!demo) {
    throw new Refused('clock.not_a_demo', 'This database is not marked as a demo, so its clock cannot be moved.', {
      fix: 'Move the clock of a demo; whoever owns a database marks it as one when it is made.',
    })
  }
  return { from: today, to: dayOf(step, today, nextRunOn) }
}

/** How many days lie from the one to the other. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
}
