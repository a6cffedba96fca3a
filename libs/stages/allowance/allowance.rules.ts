/**
 * The monthly allowance of one person: pure rules, the same for one person and for a run of thousands.
 *
 * Documented: 1,000 baht a month for each registered person in Mae Sot (VOA, Kyed; programme.md). How part of a month is paid is not
 * documented; the programme pays by days: each rate's share is amount × days ÷ days of the month, rounded half up to the minor unit.
 */

/** Days from `from` up to and without `until` (null: open), as `YYYY-MM-DD`. */
export interface Days {
  readonly from: string
  readonly until: string | null
}

export interface Rate {
  readonly id: string
  /** Minor units for a whole month. */
  readonly amount: bigint
  readonly days: Days
}

export interface RateShare {
  readonly rateId: string
  readonly rateAmount: bigint
  readonly days: number
  readonly amount: bigint
}

export interface MonthlyAllowance {
  readonly daysPaid: number
  readonly daysInMonth: number
  readonly daysSuspended: number
  readonly shares: readonly RateShare[]
  /** Minor units. */
  readonly amount: bigint
}

const dayMs = 86_400_000
const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / dayMs
const isoDay = (n: number): string => new Date(n * dayMs).toISOString().slice(0, 10)

/** First day of the month after `month` (a first day itself). */
export function monthAfter(month: string): string {
  const [year, number] = month.split('-').map(Number) as [number, number]
  return new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 10)
}

/**
 * @param month first day of the month that is paid
 * @param entitled the days of the entitlement
 * @param suspended days on which it was suspended; they are not paid
 * @param rates of the person's country, not overlapping
 */
export function allowanceFor(
  month: string,
  entitled: Days,
  suspended: readonly Days[],
  rates: readonly Rate[],
): MonthlyAllowance {
  const [first, end] = [dayNumber(month), dayNumber(monthAfter(month))]
  const daysInMonth = end - first
  let daysSuspended = 0
  const perRate = new Map<Rate, number>()
  for (let day = first; day < end; day += 1) {
    if (!covers(entitled, day)) continue
    if (suspended.some((s) => covers(s, day))) {
      daysSuspended += 1
      continue
    }
    const rate = rates.find((r) => covers(r.days, day))
    if (rate) perRate.set(rate, (perRate.get(rate) ?? 0) + 1)
  }
  const shares = [...perRate].map(([rate, days]) => ({
    rateId: rate.id,
    rateAmount: rate.amount,
    days,
    amount: halfUp(rate.amount * BigInt(days), BigInt(daysInMonth)),
  }))
  return {
    daysPaid: shares.reduce((sum, s) => sum + s.days, 0),
    daysInMonth,
    daysSuspended,
    shares,
    amount: shares.reduce((sum, s) => sum + s.amount, 0n),
  }
}

/**
 * The days of an entitlement's suspensions, from its log: `suspend` begins one, `resume` closes it. One that was ended while suspended was
 * never resumed, so that no day after the suspension is paid, whatever its last day.
 */
export function suspensionsOf(events: readonly { readonly event: string; readonly on: string }[]): Days[] {
  const suspensions: Days[] = []
  let since: string | undefined
  for (const { event, on } of events) {
    if (event === 'suspend') since = on
    else if (since !== undefined && event === 'resume') {
      suspensions.push({ from: since, until: on })
      since = undefined
    }
  }
  if (since !== undefined) suspensions.push({ from: since, until: null })
  return suspensions
}

/** The part of a month that an entitlement covers; null where it covers none of it. */
export function overlap(month: string, entitled: Days): Days | null {
  const from = Math.max(dayNumber(month), dayNumber(entitled.from))
  const until = Math.min(dayNumber(monthAfter(month)), entitled.until === null ? Infinity : dayNumber(entitled.until))
  return from < until ? { from: isoDay(from), until: isoDay(until) } : null
}

function covers(days: Days, day: number): boolean {
  return day >= dayNumber(days.from) && (days.until === null || day < dayNumber(days.until))
}

function halfUp(numerator: bigint, denominator: bigint): bigint {
  return (2n * numerator + denominator) / (2n * denominator)
}
