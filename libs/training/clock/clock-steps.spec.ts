import { Refused } from '@passage/platform'
import { dayOf, type ClockStep } from './clock-steps'

const to = (step: ClockStep, today = '2021-09-15', nextRunOn: string | null = '2021-10-05'): string =>
  dayOf(step, today, nextRunOn)
const codeOf = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    if (error instanceof Refused) return `${error.code} ${error.details.field}`
  }
  return 'not refused'
}

describe('A step of the clock', () => {
  it.each([
    [{ days: 1 }, '2021-09-15', '2021-09-16'],
    [{ days: 365 }, '2021-09-15', '2022-09-15'],
    [{ months: 1 }, '2021-09-15', '2021-10-15'],
    [{ months: 1 }, '2022-01-31', '2022-02-28'],
    [{ months: 12 }, '2024-02-29', '2025-02-28'],
    [{ toNextRun: true }, '2021-09-15', '2021-10-05'],
  ] as const)('of %j from %s leads to %s', (step, today, day) => expect(to(step, today)).toBe(day))

  it.each([
    [{}, 'input.invalid days'],
    [{ days: 1, months: 1 }, 'input.invalid months'],
    [{ days: 0 }, 'input.invalid days'],
    [{ days: -3 }, 'input.invalid days'],
    [{ months: -1 }, 'input.invalid months'],
    [{ days: 366 }, 'input.too_far days'],
    [{ months: 13 }, 'input.too_far months'],
  ])('of %j is refused: %s', (step, refusal) => expect(codeOf(() => to(step))).toBe(refusal))

  it('to the next run is refused where no term says when runs are due', () => {
    expect(codeOf(() => to({ toNextRun: true }, '2021-09-15', null))).toBe('input.invalid toNextRun')
  })
})
