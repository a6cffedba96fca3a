import { Injectable } from '@nestjs/common'
import type { Tx } from '@passage/platform'
import type { ActTx } from '../act'
import { Advance } from '../advance-many'
import { Perform, type ActorToken } from '../perform'
import { lockSubjects } from '../transition.store'
import type { DueKind, DueRule } from './due-kinds'
import { DueRules } from './due-rules'
import {
  close,
  dueUntil,
  earliestDue,
  insertNotices,
  moveClock,
  standing,
  subjectsDue,
  type DueCount,
  type StandingItem,
} from './due.store'

/**
 * Drains what falls due, in order: by due date, then by kind, then by id; each programme day in one transaction with the clock set to that
 * day, each (day, kind) in a handful of statements. An item fires once, so that a day that is fired again does nothing, and a move that was
 * killed goes on after its last whole day.
 */
@Injectable()
export class DueDriver {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly rules: DueRules,
  ) {}

  /**
   * Sets the clock to a day and fires everything due on or before it that has not fired, in one transaction.
   * @param token of an open job `training/move_clock` or `training/generate`: what expires is an act of the system
   * @param also in the same transaction, when all has fired
   * @returns what took effect; what had been done meanwhile passes by and is not counted
   * @throws the database's refusal, where the day lies behind the clock, or more than a year ahead, or this is no demo
   */
  async fireDay(token: ActorToken, day: string, also?: (tx: ActTx, fired: DueCount[]) => Promise<void>): Promise<DueCount[]> {
    return this.perform.act(token, async (begun) => {
      if (begun.today !== day) await moveClock(begun, day)
      const tx = { ...begun, today: day }
      const fired = await this.fire(tx)
      await also?.(tx, fired)
      return fired
    })
  }

  /** {@link fireDay} for each day after `from` until `to`, one transaction a day. */
  async moveTo(token: ActorToken, from: string, to: string, after?: (day: string, fired: DueCount[]) => void): Promise<void> {
    for (let day = dayAfter(from); day <= to; day = dayAfter(day)) {
      const fired = await this.fireDay(token, day)
      after?.(day, fired)
    }
  }

  /** Fires everything due on or before `tx.today`, in the caller's transaction, which acts as the system. */
  async fire(tx: ActTx): Promise<DueCount[]> {
    const fired: DueCount[] = []
    for (;;) {
      const due = await earliestDue(tx, tx.today)
      if (!due) return fired
      for (const kind of due.kinds) {
        const count = await this.fireKind(tx, kind, due.dueOn)
        if (count > 0) fired.push({ dueOn: due.dueOn, kind, count })
      }
    }
  }

  /** What a move to a day would fire, in order. Reads only. */
  async preview(from: Pick<Tx, 'query'>, day: string): Promise<DueCount[]> {
    return dueUntil(from, this.rules.all(), day)
  }

  private async fireKind(tx: ActTx, kind: DueKind, dueOn: string): Promise<number> {
    const rule = this.rules.of(kind)
    const items = 'expire' in rule.firing ? await this.lockedStanding(tx, rule, dueOn) : await standing(tx, rule, dueOn)
    if (items.length > 0) await this.take(tx, rule, dueOn, items)
    await close(tx, rule, dueOn, items)
    return items.length
  }

  /** What expires is looked at after the locks: a household that arrives at this moment has arrived. */
  private async lockedStanding(tx: ActTx, rule: DueRule, dueOn: string): Promise<StandingItem[]> {
    const ids = await subjectsDue(tx, rule.kind, dueOn)
    await lockSubjects(
      tx,
      ids.map((subjectId) => ({ kind: rule.about!, subjectId, event: 'look' })),
    )
    return standing(tx, rule, dueOn)
  }

  private async take(tx: ActTx, rule: DueRule, dueOn: string, items: readonly StandingItem[]): Promise<void> {
    const { firing, about } = rule
    if ('remind' in firing) return insertNotices(tx, rule, dueOn, firing.remind, items)
    await this.advance.many(
      tx,
      items.map(({ subjectId }) => ({
        kind: about!,
        subjectId: subjectId!,
        event: firing.expire.event,
        reason: firing.expire.reason,
        payload: { due: dueOn },
      })),
    )
  }
}

/** @param day `YYYY-MM-DD` */
export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}
