import { Refused } from '@passage/platform'
import { Prng } from '../synthetic/prng'
import { addMonths, firstDayOf, lastWorkingDay, workingDay, type Day } from './calendar'
import { comesOver, planCase, type CasePlan } from './case-plan'
import type { Scenario } from './scenario'

/** What world somebody asks for. The same request is the same world. */
export interface WorldPlan {
  readonly seed: number
  readonly cases: number
  /** `YYYY-MM`, both included. */
  readonly from: string
  readonly to: string
  readonly scenario: Scenario
}

type Kind = 'soldier' | 'police' | 'surrender'

/**
 * The plans of all cases in the order in which they get in touch. How many fall on each month and kind follows the scenario's weights by
 * largest remainders, not by chance, so that small worlds keep the shape of the large one; only the day within the month is drawn.
 * @throws Refused `world.no_intake` where the scenario has nobody in that range
 */
export function planWorld({ seed, cases, from, to, scenario }: WorldPlan): CasePlan[] {
  const prng = Prng.of(seed)
  const contacts: { day: Day; kind: Kind; tie: number }[] = []
  // Who writes on a last weekend is opened on the Friday before: the Monday after it is not part of this world.
  const last = lastWorkingDay(firstDayOf(addMonths(to, 1)) - 1)
  for (const { month, kind, count } of quotas(scenario, from, to, cases)) {
    const days = prng.fork('contacts').fork(month).fork(kind)
    const [first, next] = [firstDayOf(month), firstDayOf(addMonths(month, 1))]
    for (let one = 0; one < count; one += 1) {
      contacts.push({ day: Math.min(days.int(first, next - 1), last), kind, tie: days.next() })
    }
  }
  contacts.sort((a, b) => workingDay(a.day) - workingDay(b.day) || a.tie - b.tie)
  const ranks = new Map<string, { next: number }>()
  return contacts.map(({ day, kind }, number) => {
    const plan = planCase(prng.fork('case').fork(number), number, day, kind, scenario)
    const group = `${plan.service} ${comesOver(plan)}`
    const spread = ranks.get(group) ?? { next: prng.fork('ranks').fork(group).fraction() }
    ranks.set(group, { next: (spread.next + goldenRatio) % 1 })
    return { ...plan, rankAt: spread.next }
  })
}

/** Its multiples are spread over 0 to 1 as evenly as can be, wherever one stops. */
const goldenRatio = (Math.sqrt(5) - 1) / 2

/** Largest remainders over all months and kinds of the range. */
function quotas(scenario: Scenario, from: string, to: string, cases: number): { month: string; kind: Kind; count: number }[] {
  const kinds: readonly Kind[] = ['soldier', 'police', 'surrender']
  const cells = scenario.intake
    .filter(({ month }) => month >= from && month <= to)
    .flatMap((row) => kinds.map((kind) => ({ month: row.month, kind, weight: row[kind] })))
  const total = cells.reduce((sum, { weight }) => sum + weight, 0)
  if (total === 0) {
    const [first, last] = [scenario.intake[0]!.month, scenario.intake.at(-1)!.month]
    throw new Refused('world.no_intake', `In the scenario ${scenario.name} nobody gets in touch from ${from} to ${to}.`, {
      field: '--from',
      fix: `Choose months from ${first} to ${last}.`,
    })
  }
  const shares = cells.map((cell) => ({ ...cell, exact: (cell.weight * cases) / total }))
  const missing = cases - shares.reduce((sum, { exact }) => sum + Math.floor(exact), 0)
  const byRemainder = shares.map((cell, at) => ({ at, rest: cell.exact % 1 })).sort((a, b) => b.rest - a.rest || a.at - b.at)
  const oneMore = new Set(byRemainder.slice(0, missing).map(({ at }) => at))
  return shares.map(({ month, kind, exact }, at) => ({ month, kind, count: Math.floor(exact) + (oneMore.has(at) ? 1 : 0) }))
}
