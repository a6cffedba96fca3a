import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, Perform, type Receipt } from '@passage/case'
import { brokenConstraint, Refused } from '@passage/platform'
import { endTariffLine, insertTariffLine, type NewTariffLine } from './reward.store'

/** The dated tariff: lines are added and ended, never edited, so that a past valuation keeps its line. */
@Injectable()
export class TariffActs {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
  ) {}

  /** @throws Refused `tariff_line.overlaps` */
  async add(command: HttpCommand, line: Omit<NewTariffLine, 'id'>): Promise<Receipt> {
    if (line.until !== null && line.until <= line.from) {
      throw Refused.field('until', 'A tariff line ends after it began.', 'Choose a later day, or leave until out.')
    }
    return this.perform.command(command.token, command, async (tx) => {
      const id = tx.random.uuid()
      const payload = { rule: 'tariff_line', amount: line.amount, currency: line.currency, from: line.from, until: line.until }
      const moved = await this.advance.one(tx, { kind: 'rule', subjectId: id, event: 'add', opens: { caseId: null }, payload })
      try {
        await insertTariffLine(tx, { id, ...line })
      } catch (error) {
        if (brokenConstraint(error) !== 'tariff_lines_do_not_overlap') throw error
        throw Refused.field(
          'from',
          'A line of this scheme and category covers some of these days.',
          'End that line first, or choose other days.',
          'tariff_line.overlaps',
        )
      }
      return { id, state: moved.state, version: moved.version }
    })
  }

  /** @param until the first day on which the line is no longer in force */
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
      if (!(await endTariffLine(tx, id, until))) {
        throw Refused.field(
          'until',
          'The line is not in force around this day.',
          'Choose a day after its first and before its last.',
        )
      }
      return { id, state: moved.state, version: moved.version }
    })
  }
}
