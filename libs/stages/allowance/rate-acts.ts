import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, Perform, type Receipt } from '@passage/case'
import { brokenConstraint, Refused } from '@passage/platform'
import { endRate, insertRate, type NewRate } from './allowance.store'

/** The dated rates: added and ended, never edited, so that every past amount keeps its rate. */
@Injectable()
export class RateActs {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
  ) {}

  /** @throws Refused `rate.overlaps` where a rate of this country and currency covers one of the days */
  async add(command: HttpCommand, rate: Omit<NewRate, 'id'>): Promise<Receipt> {
    if (rate.until !== null && rate.until <= rate.from) {
      throw Refused.field('until', 'A rate ends after it began.', 'Choose a later day, or leave until out.')
    }
    return this.perform.command(command.token, command, async (tx) => {
      const id = tx.random.uuid()
      const payload = {
        rule: 'allowance_rate',
        country: rate.country,
        amount: rate.amount,
        currency: rate.currency,
        from: rate.from,
        until: rate.until,
      }
      const moved = await this.advance.one(tx, { kind: 'rule', subjectId: id, event: 'add', opens: { caseId: null }, payload })
      try {
        await insertRate(tx, { id, ...rate })
      } catch (error) {
        if (brokenConstraint(error) !== 'rates_do_not_overlap') throw error
        throw Refused.field(
          'from',
          'A rate of this country and currency covers some of these days.',
          'End that rate first, or choose other days.',
          'rate.overlaps',
        )
      }
      return { id, state: moved.state, version: moved.version }
    })
  }

  /** @param until the first day on which the rate is no longer in force */
  async end(command: HttpCommand, id: string, reason: string, until: string): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const moved = await this.advance.one(tx, {
        kind: 'rule',
        subjectId: id,
        event: 'end',
        reason,
        payload: { until },
        seenVersion: command.seenVersion,
      })
      if (!(await endRate(tx, id, until))) {
        throw Refused.field(
          'until',
          'The rate is not in force around this day.',
          'Choose a day after its first and before its last.',
        )
      }
      return { id, state: moved.state, version: moved.version }
    })
  }
}
