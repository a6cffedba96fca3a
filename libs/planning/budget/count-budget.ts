import { addMonths, monthOf, monthsFrom } from '../calendar'
import { maskingNote, syntheticNote, type Counting, type Ground } from '../counting'
import { tableOf, type Cell, type ResultRow } from '../result'
import { hidden, isHidden, masked, type Shown } from '../suppression'
import { budgetTables } from './budget-tables'
import { claimsNow, datedRates, fundsNow, linesNow, runningOn, type FundNow, type LineNow } from './budget.store'
import { allowanceDue, projectBudget, type DatedRate, type Due, type Projection } from './project-budget'

export interface BudgetParams {
  readonly monthsAhead?: number
}

export const monthsUnlessSaid = 12

interface RunningRow {
  readonly country: string
  readonly running: Shown<number>
}

interface ClaimRow {
  readonly state: string
  readonly currency: string | null
  readonly claims: Shown<number>
  readonly amount: Shown<bigint> | null
}

/** Funds and lines as the ledger has them, and the months ahead on present rules. */
export async function* countBudget(ground: Ground, { monthsAhead = monthsUnlessSaid }: BudgetParams): Counting {
  const { source, masking, today } = ground
  const total = 3
  const [funds, lines, rates] = [await fundsNow(source), await linesNow(source), await datedRates(source)]
  yield { done: 1, total }
  const running = (await runningOn(source, today)).map(({ country, people }) => ({
    country,
    running: masked(masking, `budget/running/${today}/${country}`, people),
  }))
  yield { done: 2, total }
  const claims = (await claimsNow(source)).map(({ state, currency, claims: n, amount }): ClaimRow => {
    const shown = masked(masking, `budget/claims/${today}/${state}/${currency ?? '-'}`, n)
    if (amount === null) return { state, currency, claims: shown, amount: null }
    return { state, currency, claims: shown, amount: isHidden(shown) ? hidden : twoDigits(amount / BigInt(n)) * BigInt(shown) }
  })
  yield { done: 3, total }

  const first = addMonths(monthOf(today), 1)
  const months = monthsFrom(first, addMonths(first, monthsAhead - 1))
  const dues = [...allowancesDue(months, running, rates), ...rewardsDue(months, claims)]
  const ahead = projectBudget(months, lines, funds, dues)
  const rows: Readonly<Record<string, ResultRow[]>> = {
    funds: funds.map((fund) => fundRow(fund, lines, ahead)),
    lines: lines.map((line) => lineRow(line, funds, ahead)),
    entitlements: running.flatMap((one) => entitlementRows(one, rates, today)),
    rewards: claims.map((one) => ({ ...one, amount: moneyCell(one.amount) })),
    ahead: ahead.months.map(({ month, lineId, due, freeAfter, short }) => {
      const line = lines.find(({ id }) => id === lineId)!
      const fund = funds.find(({ id }) => id === line.fundId)!.name
      return { month, line: line.name, fund, currency: line.currency, ...asText({ due, free_after: freeAfter, short }) }
    }),
  }
  return {
    notes: notesOf(running, claims, rates, lines, dues),
    tables: budgetTables.map((form) => tableOf(form, rows[form.key]!)),
  }
}

function allowancesDue(months: readonly string[], running: readonly RunningRow[], rates: readonly DatedRate[]): Due[] {
  return running.flatMap(({ country, running: people }) =>
    isHidden(people)
      ? []
      : currenciesOf(country, rates).flatMap((currency) => {
          const own = rates.filter((rate) => rate.country === country && rate.currency === currency)
          return months.map((month) => ({ month, purpose: 'allowance', currency, amount: allowanceDue(month, people, own) }))
        }),
  )
}

/** Approved claims are due in the first month ahead, valued ones in the second; those before have no amount yet, those in a run are committed. */
function rewardsDue(months: readonly string[], claims: readonly ClaimRow[]): Due[] {
  return claims.flatMap(({ state, currency, amount }) => {
    const month = months[['approved', 'valued'].indexOf(state)]
    return month === undefined || currency === null || amount === null || isHidden(amount)
      ? []
      : [{ month, purpose: 'reward', currency, amount }]
  })
}

function fundRow(fund: FundNow, lines: readonly LineNow[], ahead: Projection): ResultRow {
  const own = lines.filter(({ fundId }) => fundId === fund.id)
  const all = (of: (line: LineNow) => bigint) => own.reduce((sum, line) => sum + of(line), 0n)
  return {
    fund: fund.name,
    currency: fund.currency,
    ...asText({
      received: fund.received,
      unallocated: fund.unallocated,
      allocated: all(({ free, committed, spent }) => free + committed + spent),
      committed: all(({ committed }) => committed),
      spent: all(({ spent }) => spent),
      returned: all(({ returned }) => returned),
    }),
    dry_on: ahead.fundDryOn.get(fund.id) ?? null,
  }
}

function lineRow(line: LineNow, funds: readonly FundNow[], ahead: Projection): ResultRow {
  return {
    fund: funds.find(({ id }) => id === line.fundId)!.name,
    line: line.name,
    purpose: line.purpose,
    currency: line.currency,
    ...asText({ free: line.free, committed: line.committed, spent: line.spent, returned: line.returned }),
    dry_on: ahead.lineDryOn.get(line.id) ?? null,
  }
}

function entitlementRows({ country, running }: RunningRow, rates: readonly DatedRate[], today: string): ResultRow[] {
  const inForce = rates.filter(
    (rate) => rate.country === country && rate.from <= today && (rate.until === null || today < rate.until),
  )
  if (inForce.length === 0) return [{ country, currency: null, rate: null, running, a_month: null }]
  return inForce.map(({ currency, amount }) => ({
    country,
    currency,
    rate: String(amount),
    running,
    a_month: isHidden(running) ? hidden : String(amount * BigInt(running)),
  }))
}

function currenciesOf(country: string, rates: readonly DatedRate[]): string[] {
  return [...new Set(rates.filter((rate) => rate.country === country).map(({ currency }) => currency))]
}

/** 1234567 → 1200000: a mean that says nothing of how many it is the mean of. */
function twoDigits(amount: bigint): bigint {
  const step = 10n ** BigInt(Math.max(0, String(amount).length - 2))
  return ((amount + step / 2n) / step) * step
}

function moneyCell(amount: Shown<bigint> | null): Cell {
  return typeof amount === 'bigint' ? String(amount) : amount
}

function asText(amounts: Readonly<Record<string, bigint>>): Record<string, string> {
  return Object.fromEntries(Object.entries(amounts).map(([key, amount]) => [key, String(amount)]))
}

function notesOf(
  running: readonly RunningRow[],
  claims: readonly ClaimRow[],
  rates: readonly DatedRate[],
  lines: readonly LineNow[],
  dues: readonly Due[],
): string[] {
  const small = running.filter((one) => isHidden(one.running)).map(({ country }) => country)
  const unrated = running.filter(({ country }) => currenciesOf(country, rates).length === 0).map(({ country }) => country)
  const unpaid = new Set(
    dues
      .filter((due) => due.amount > 0n && !lines.some((line) => line.purpose === due.purpose && line.currency === due.currency))
      .map(({ purpose, currency }) => `${purpose} in ${currency}`),
  )
  return [
    syntheticNote,
    'What funds and lines hold comes from the ledger, to the minor unit, and is not rounded. What lies ahead is made from the rounded counts.',
    maskingNote,
    ...(small.length > 0
      ? [`Too few entitlements run in ${small.join(', ')} to be shown; the months ahead leave them out.`]
      : []),
    ...(claims.some((one) => isHidden(one.claims))
      ? ['Claims of a state that has too few to be shown are left out of the months ahead.']
      : []),
    ...(unrated.length > 0 ? [`No rate of the allowance is known for ${unrated.join(', ')}.`] : []),
    ...(unpaid.size > 0 ? [`No budget line pays what falls due for: ${[...unpaid].join(', ')}.`] : []),
  ]
}
