/** Days of the programme's calendar as `YYYY-MM-DD`: they compare as text, and no time zone can move them. */

const milliseconds = 86_400_000

/** The day that lies `n` days after (or, below zero, before) a day. */
export function addDays(day: string, n: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + n * milliseconds).toISOString().slice(0, 10)
}

/** How many days lie from one day to another: 0 for the same day. */
export function daysFrom(from: string, to: string): number {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / milliseconds
}

const months = 'January February March April May June July August September October November December'.split(' ')

/** `2021-04-12` → `12 April 2021`, as messages to people write it. */
export function dayInWords(day: string): string {
  return `${Number(day.slice(8))} ${months[Number(day.slice(5, 7)) - 1]} ${day.slice(0, 4)}`
}

/** From a first to a last day, both counted; `to` null where the end is open. */
export interface Days {
  readonly from: string
  readonly to: string | null
}

/** The earlier of two last days, where null is later than every day. */
export function earlierEnd(a: string | null, b: string | null): string | null {
  if (a === null) return b
  return b === null || a < b ? a : b
}
