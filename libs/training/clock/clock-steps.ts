import { Refused } from '@passage/platform'

/** How far the clock is to move: exactly one of the three. */
export interface ClockStep {
  readonly days?: number | undefined
  readonly months?: number | undefined
  readonly toNextRun?: true | undefined
}

/**
 * The day to which a step leads. Pure. A month later is the same day of the month, or its last where it is shorter.
 * @param today `YYYY-MM-DD`
 * @param nextRunOn the next day on which a run is due; null where no term says when
 * @throws Refused `input.invalid` for no step, several, or one that leads nowhere or back; `input.too_far` beyond a year
 */
export function dayOf(step: ClockStep, today: string, nextRunOn: string | null): string {
  const given = (['days', 'months', 'toNextRun'] as const).filter((name) => step[name] !== undefined)
  if (given.length !== 1) {
    throw Refused.field(
      given[1] ?? 'days',
      given.length === 0 ? 'It is not said how far the clock is to move.' : 'Several steps are given at once.',
      'Send exactly one of days, months and toNextRun.',
    )
  }
  const to = destination(step, today, nextRunOn)
  if (to <= today) {
    throw Refused.field(given[0]!, 'The clock never stands still in a move, and never goes back.', `Send a day after ${today}.`)
  }
  const furthest = monthsLater(today, 12)
  if (to > furthest) {
    throw Refused.field(
      given[0]!,
      'The clock moves a year at most in one step.',
      `Move to ${furthest} at most, then on from there.`,
      'input.too_far',
    )
  }
  return to
}

function destination({ days, months }: ClockStep, today: string, nextRunOn: string | null): string {
  if (days !== undefined) return daysLater(today, days)
  if (months !== undefined) return monthsLater(today, months)
  if (nextRunOn === null) {
    throw Refused.field('toNextRun', 'No term says when runs are due.', 'Move by days or months.')
  }
  return nextRunOn
}

function daysLater(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

function monthsLater(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10)
}
