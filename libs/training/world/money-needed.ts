import { addMonths, firstDayOf, type Day } from './calendar'
import type { CasePlan } from './case-plan'
import { tariffInKyat } from './tariff'
import type { Coverage } from './scenario'

/** 1,000 baht a month for each registered person in Mae Sot (VOA, Kyed), in minor units. */
export const allowanceInSatang = 100_000n

/** About as long as somebody stays who may stay as long as they like. */
const openEndedDays = 365
/** From the day on which a place is asked for to the first day of the allowance. */
const daysUntilAllowance = 14

/** What a quarter's allowances and rewards would cost if all plans came true, times how much of it the scenario covers, in minor units. */
export function moneyNeeded(
  { plans, request: { scenario } }: { plans: readonly CasePlan[]; request: { scenario: { funding: Funding } } },
  quarterBegins: string,
): { allowance: bigint; reward: bigint } {
  const months = [0, 1, 2].map((n) => addMonths(quarterBegins, n))
  const entitled = months.reduce((sum, month) => sum + plans.filter((plan) => isEntitled(plan, firstDayOf(month))).length, 0)
  const [first, after] = [firstDayOf(quarterBegins), firstDayOf(addMonths(quarterBegins, 3))]
  const kyat = plans
    .filter(({ claimOn, equipment }) => claimOn !== null && claimOn >= first && claimOn < after && !equipment!.rejected)
    .reduce((sum, { equipment }) => sum + tariffInKyat(equipment!.category) * BigInt(equipment!.count), 0n)
  const { allowance, reward } = scenario.funding
  return {
    allowance: share(BigInt(entitled) * allowanceInSatang, covered(allowance, quarterBegins)),
    reward: share(kyat * 100n, covered(reward, quarterBegins)),
  }
}

interface Funding {
  readonly allowance: readonly Coverage[]
  readonly reward: readonly Coverage[]
}

function isEntitled({ placeOn, country, stayDays, noShow }: CasePlan, day: Day): boolean {
  if (placeOn === null || country !== 'TH' || noShow) return false
  const from = placeOn + daysUntilAllowance
  return from <= day + 30 && day <= from + (stayDays ?? openEndedDays)
}

function covered(steps: readonly Coverage[], month: string): number {
  return steps.findLast(({ from }) => from <= month)?.coverage ?? steps[0]!.coverage
}

/** Money is whole minor units: the factor is applied in millionths. */
function share(amount: bigint, factor: number): bigint {
  return (amount * BigInt(Math.round(factor * 1_000_000))) / 1_000_000n
}
