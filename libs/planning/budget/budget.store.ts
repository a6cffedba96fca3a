import type { Source } from '../counting'
import type { DatedRate } from './project-budget'

export interface FundNow {
  readonly id: string
  readonly name: string
  readonly currency: string
  readonly received: bigint
  readonly unallocated: bigint
}

export interface LineNow {
  readonly id: string
  readonly fundId: string
  readonly name: string
  readonly purpose: string
  readonly currency: string
  readonly free: bigint
  readonly committed: bigint
  readonly spent: bigint
  readonly returned: bigint
}

/** All funds, by name. */
export async function fundsNow(source: Source): Promise<FundNow[]> {
  return source.query('SELECT fund_id AS id, name, currency, received, unallocated FROM planning_fund ORDER BY name')
}

/** Budget lines in the order in which a projection lets them pay: by fund and name. */
export async function linesNow(source: Source): Promise<LineNow[]> {
  return source.query(
    `SELECT l.line_id AS id, l.fund_id AS "fundId", l.name, l.purpose, l.currency, l.free, l.committed, l.spent, l.returned
     FROM planning_budget_line l JOIN planning_fund f ON f.fund_id = l.fund_id ORDER BY f.name, l.name`,
  )
}

/** Entitlements that run on a day, by country. */
export async function runningOn(source: Source, day: string): Promise<{ country: string; people: number }[]> {
  return source.query(
    `SELECT country, count(*)::int AS people FROM planning_entitlement
     WHERE state = 'active' AND from_day <= $1::date AND (until_day IS NULL OR until_day > $1::date) GROUP BY country ORDER BY country`,
    [day],
  )
}

export async function datedRates(source: Source): Promise<DatedRate[]> {
  return source.query(
    `SELECT country, currency, amount, lower(days) AS "from", upper(days) AS until FROM planning_rate ORDER BY country, currency, lower(days)`,
  )
}

/** Claims that may still be paid, by state and currency. */
export async function claimsNow(
  source: Source,
): Promise<{ state: string; currency: string | null; claims: number; amount: bigint | null }[]> {
  return source.query(
    `SELECT state, currency, count(*)::int AS claims, sum(amount)::bigint AS amount FROM planning_reward
     WHERE state IN ('filed', 'verified', 'valued', 'approved', 'in_payment') GROUP BY state, currency
     ORDER BY array_position(ARRAY['filed', 'verified', 'valued', 'approved', 'in_payment'], state), currency NULLS FIRST`,
  )
}
