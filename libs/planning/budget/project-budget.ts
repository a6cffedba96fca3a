import { addDays, daysInMonth } from '../calendar'

/** A budget line as it stands; money in minor units. */
export interface LineAhead {
  readonly id: string
  readonly fundId: string
  readonly purpose: string
  readonly currency: string
  readonly free: bigint
}

export interface FundAhead {
  readonly id: string
  readonly currency: string
  readonly unallocated: bigint
}

/** What falls due in a month for one purpose in one currency. */
export interface Due {
  readonly month: string
  readonly purpose: string
  readonly currency: string
  readonly amount: bigint
}

export interface LineMonth {
  readonly month: string
  readonly lineId: string
  /** What the line pays in the month. */
  readonly due: bigint
  readonly freeAfter: bigint
  /** What nobody pays, told at the last line of its purpose and currency. */
  readonly short: bigint
}

export interface Projection {
  readonly months: readonly LineMonth[]
  /** Line → the first day on which it cannot pay all of what comes to it. */
  readonly lineDryOn: ReadonlyMap<string, string>
  /** Fund → the first day on which neither its lines nor its unallocated money can. */
  readonly fundDryOn: ReadonlyMap<string, string>
}

/**
 * Present rules, carried on. What falls due in a month is spread evenly over its days. The lines of a purpose and currency pay one after the
 * other, in the order given; when one is empty, what its fund has not set aside pays, then the next line. What nobody pays stays unpaid and is not
 * carried over. Pure; whole minor units, nothing is lost by rounding.
 * @param lines in the order in which they pay: by fund and name
 * @param dues of the months ahead
 */
export function projectBudget(
  months: readonly string[],
  lines: readonly LineAhead[],
  funds: readonly FundAhead[],
  dues: readonly Due[],
): Projection {
  const free = new Map(lines.map(({ id, free: left }) => [id, left]))
  const unallocated = new Map(funds.map((fund) => [fund.id, fund.unallocated]))
  const lineDryOn = new Map<string, string>()
  const fundDryOn = new Map<string, string>()
  const told: LineMonth[] = []
  for (const month of months) {
    const paid = new Map<string, bigint>()
    const short = new Map<string, bigint>()
    for (const pot of potsOf(lines)) {
      const due = total(dues.filter((one) => one.month === month && one.purpose === pot.purpose && one.currency === pot.currency))
      for (const [day, amount] of byDay(month, due)) {
        let left = amount
        for (const { id, fundId } of pot.lines) {
          if (left === 0n) break
          const own = take(free, id, left)
          left -= own
          paid.set(id, (paid.get(id) ?? 0n) + own)
          if (left > 0n && !lineDryOn.has(id)) lineDryOn.set(id, day)
          left -= take(unallocated, fundId, left)
          if (left > 0n && !fundDryOn.has(fundId) && isEmpty(fundId, lines, free)) fundDryOn.set(fundId, day)
        }
        const last = pot.lines.at(-1)!.id
        short.set(last, (short.get(last) ?? 0n) + left)
      }
    }
    for (const { id } of lines) {
      told.push({ month, lineId: id, due: paid.get(id) ?? 0n, freeAfter: free.get(id)!, short: short.get(id) ?? 0n })
    }
  }
  return { months: told, lineDryOn, fundDryOn }
}

interface Pot {
  readonly purpose: string
  readonly currency: string
  readonly lines: readonly LineAhead[]
}

/** Lines that pay for the same, in their order. */
function potsOf(lines: readonly LineAhead[]): Pot[] {
  const pots = new Map<string, { purpose: string; currency: string; lines: LineAhead[] }>()
  for (const line of lines) {
    const key = `${line.purpose} ${line.currency}`
    const pot = pots.get(key) ?? { purpose: line.purpose, currency: line.currency, lines: [] }
    pots.set(key, pot)
    pot.lines.push(line)
  }
  return [...pots.values()]
}

/** An amount in equal parts for the days of a month, to the minor unit. */
function byDay(month: string, amount: bigint): [day: string, amount: bigint][] {
  if (amount === 0n) return []
  const days = BigInt(daysInMonth(month))
  return Array.from({ length: Number(days) }, (_, n) => [
    addDays(`${month}-01`, n),
    (amount * BigInt(n + 1)) / days - (amount * BigInt(n)) / days,
  ])
}

function take(from: Map<string, bigint>, key: string, wanted: bigint): bigint {
  const there = from.get(key) ?? 0n
  const took = there < wanted ? there : wanted
  from.set(key, there - took)
  return took
}

function isEmpty(fundId: string, lines: readonly LineAhead[], free: ReadonlyMap<string, bigint>): boolean {
  return lines.every((line) => line.fundId !== fundId || free.get(line.id) === 0n)
}

function total(dues: readonly Due[]): bigint {
  return dues.reduce((sum, { amount }) => sum + amount, 0n)
}

/** A rate of the allowance, in force from and to a day. */
export interface DatedRate {
  readonly country: string
  readonly currency: string
  /** Minor units for one person and a whole month. */
  readonly amount: bigint
  readonly from: string
  /** The first day on which it is no longer in force. */
  readonly until: string | null
}

/** What so many people in a country are paid in a month: each day at the rate that is in force on it. Nothing on days without a rate. */
export function allowanceDue(month: string, people: number, rates: readonly DatedRate[]): bigint {
  const days = daysInMonth(month)
  const [first, last] = [`${month}-01`, addDays(`${month}-01`, days - 1)]
  return rates.reduce((sum, { amount, from, until }) => {
    const begin = from > first ? from : first
    const end = until !== null && until <= last ? addDays(until, -1) : last
    const inForce = Math.max(0, Math.round((Date.parse(end) - Date.parse(begin)) / 86_400_000) + 1)
    return sum + (amount * BigInt(people) * BigInt(inForce)) / BigInt(days)
  }, 0n)
}
