/** Days as `YYYY-MM-DD` and months as `YYYY-MM`; texts of one kind sort as they follow one another. */

export function addDays(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + days)
  return date.toISOString().slice(0, 10)
}

/** Days from the first to the last, both counted; zero or less where the last lies before the first. */
export function daysBetween(first: string, last: string): number {
  return Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000) + 1
}

export function daysFrom(first: string, last: string): string[] {
  return Array.from({ length: Math.max(0, daysBetween(first, last)) }, (_, n) => addDays(first, n))
}

export function monthOf(day: string): string {
  return day.slice(0, 7)
}

export function addMonths(month: string, months: number): string {
  const [year, of] = month.split('-').map(Number) as [number, number]
  const at = year * 12 + of - 1 + months
  return `${String(Math.floor(at / 12)).padStart(4, '0')}-${String((at % 12) + 1).padStart(2, '0')}`
}

/** Months from the first to the last, both counted. */
export function monthsBetween(first: string, last: string): number {
  const [a, b] = [first, last].map((month) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)))
  return b! - a! + 1
}

export function monthsFrom(first: string, last: string): string[] {
  return Array.from({ length: Math.max(0, monthsBetween(first, last)) }, (_, n) => addMonths(first, n))
}

export function daysInMonth(month: string): number {
  return daysBetween(`${month}-01`, addDays(`${addMonths(month, 1)}-01`, -1))
}

/** `2021-Q3` of `2021-08`. */
export function quarterOf(month: string): string {
  return `${month.slice(0, 4)}-Q${Math.ceil(Number(month.slice(5, 7)) / 3)}`
}

/** The last month of `2021-Q3`: `2021-09`. */
export function lastMonthOf(quarter: string): string {
  return `${quarter.slice(0, 4)}-${String(Number(quarter.slice(6)) * 3).padStart(2, '0')}`
}
