import { isDay, Refused } from '@passage/platform'
import { addDays, dayInWords, type Days } from './days'

/** A stay cannot be booked further ahead than this; a year such as 2031 is a slip of the pen. */
const furthestAhead = 3 * 366

/** @throws Refused where the calendar has no such day */
export function assertDay(field: string, day: string): void {
  if (!isDay(day)) throw Refused.field(field, `${field} is not a day of the calendar.`, 'Send the day as YYYY-MM-DD.')
}

/**
 * The dates of a stay, or of an outage: two days of the calendar in their order, and none that cannot be meant.
 * @param notBefore the day on which the case began, or null for what belongs to none
 * @throws Refused naming the field: `input.before_case`, `input.invalid`
 */
export function assertDays({ from, to }: Days, today: string, notBefore: string | null): void {
  assertDay('from', from)
  if (to !== null) assertDay('to', to)
  if (notBefore !== null) assertNotBeforeCase('from', from, notBefore)
  if (to !== null && to < from)
    throw Refused.field('to', 'to lies before from.', `Send ${from} or a later day, or none for an open end.`)
  for (const [field, day] of [
    ['from', from],
    ['to', to],
  ] as const) {
    if (day !== null && day > addDays(today, furthestAhead)) {
      throw Refused.field(field, `${field} lies more than three years ahead.`, 'Check the year; leave to out for an open end.')
    }
  }
}

/** @throws Refused `input.before_case` */
export function assertNotBeforeCase(field: string, day: string, openedOn: string): void {
  if (day >= openedOn) return
  throw Refused.field(
    field,
    `${field} lies before the case began, on ${dayInWords(openedOn)}.`,
    `Send ${openedOn} or a later day.`,
    'input.before_case',
  )
}

/** The day on which somebody arrived or left: not in the future. @throws Refused naming `on` */
export function assertHappened(on: string, today: string): void {
  assertDay('on', on)
  if (on > today) {
    throw Refused.field('on', `on lies after the programme date, ${dayInWords(today)}.`, `Send ${today} or an earlier day.`)
  }
}
