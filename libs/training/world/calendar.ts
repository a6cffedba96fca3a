/** Days as whole numbers since 1970-01-01, which plans count and compare; `YYYY-MM-DD` everywhere else. */
export type Day = number

const millisecondsADay = 86_400_000

export function dayOf(date: string): Day {
  return Date.parse(`${date}T00:00:00Z`) / millisecondsADay
}

export function dateOf(day: Day): string {
  return new Date(day * millisecondsADay).toISOString().slice(0, 10)
}

/** The office is closed on Saturdays and Sundays: that day, or the Monday after it. */
export function workingDay(day: Day): Day {
  // 1970-01-01 was a Thursday.
  const weekday = (((day + 4) % 7) + 7) % 7
  if (weekday === 6) return day + 2
  return weekday === 0 ? day + 1 : day
}

/** That day, or the Friday before it. */
export function lastWorkingDay(day: Day): Day {
  return workingDay(day) === day ? day : lastWorkingDay(day - 1)
}

/** The first day of a month `YYYY-MM`. */
export function firstDayOf(month: string): Day {
  return dayOf(`${month}-01`)
}

export function monthOf(day: Day): string {
  return dateOf(day).slice(0, 7)
}

/** The month that lies so many months after another, `YYYY-MM`. */
export function addMonths(month: string, months: number): string {
  const [year, number] = month.split('-').map(Number) as [number, number]
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 7)
}

/** Every month from one to another, both included. */
export function monthsBetween(from: string, to: string): string[] {
  const months: string[] = []
  for (let month = from; month <= to; month = addMonths(month, 1)) months.push(month)
  return months
}
