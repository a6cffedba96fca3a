import { addMonths, lastMonthOf, monthOf, monthsFrom, quarterOf } from '../calendar'
import type { ResultRow } from '../result'
import { emptyHistogram, masked, quantile, shownFor, sum, type DaysHistogram, type Masking } from '../suppression'

/** Moves of one month from one state to the next that took equally long. */
export interface MoveCount {
  readonly month: string
  /** Null for the act that opens a case. */
  readonly from: string | null
  readonly to: string
  readonly group: string
  /** The place in the scale of days; null where a case is opened. */
  readonly place: number | null
  readonly moves: number
  readonly late: number
}

/** The states of a case, in the order of the pipeline. */
export const caseStates = ['contacted', 'in_vetting', 'awaiting_decision', 'vetted', 'registered', 'declined', 'closed'] as const

/** Everybody, beside the groups of a breakdown. */
export const everybody = 'all'

interface Span {
  readonly from: string
  readonly to: string
}

/**
 * The states by month. A cell's name says what it counts and nothing of the report, so that it looks the same in all of them.
 * @param by the breakdown, part of the names; `moves` must hold all months from the first on, since what stands is what entered and did not leave
 * @param hasTerm states that a case can be late in
 */
export function stateRows(
  masking: Masking,
  moves: readonly MoveCount[],
  by: string,
  groups: readonly string[],
  span: Span,
  hasTerm: ReadonlySet<string>,
): ResultRow[] {
  const counts = new Map<string, { entered: number; left: number; late: number }>()
  const at = (month: string, state: string, group: string) => {
    const key = `${month} ${state} ${group}`
    const found = counts.get(key) ?? { entered: 0, left: 0, late: 0 }
    counts.set(key, found)
    return found
  }
  let first = span.from
  for (const { month, from, to, group, moves: n, late } of moves) {
    if (month < first) first = month
    for (const one of group === everybody ? [everybody] : [everybody, group]) {
      at(month, to, one).entered += n
      if (from === null) continue
      const left = at(month, from, one)
      left.left += n
      left.late += late
    }
  }
  const rows: ResultRow[] = []
  const standing = new Map<string, number>()
  for (const month of monthsFrom(first, span.to)) {
    for (const state of caseStates) {
      for (const group of [everybody, ...groups]) {
        const { entered, left, late } = at(month, state, group)
        const stand = (standing.get(`${state} ${group}`) ?? 0) + entered - left
        standing.set(`${state} ${group}`, stand)
        if (month < span.from) continue
        const who = group === everybody ? everybody : `${by}=${group}`
        const cell = (figure: string, n: number) => masked(masking, `pipeline/${figure}/${state}/${who}/${month}`, n)
        rows.push({
          month,
          state,
          group,
          entered: cell('entered', entered),
          standing: cell('standing', stand),
          // Nothing leaves what is final, and everybody knows.
          left: state === 'closed' ? null : cell('left', left),
          late: hasTerm.has(state) ? cell('late', late) : null,
        })
      }
    }
  }
  return rows
}

/** Times between states by calendar quarter: fixed stretches, so that two ranges that overlap show no part of one. */
export function timeRows(
  masking: Masking,
  moves: readonly MoveCount[],
  by: string,
  groups: readonly string[],
  span: Span,
  today: string,
): ResultRow[] {
  const quarters = new Set(monthsFrom(span.from, span.to).map(quarterOf))
  const ended = (quarter: string) => lastMonthOf(quarter) < monthOf(today)
  const histograms = new Map<string, DaysHistogram>()
  for (const { month, from, to, group, place, moves: n } of moves) {
    const quarter = quarterOf(month)
    if (from === null || place === null || !quarters.has(quarter) || !ended(quarter)) continue
    for (const one of group === everybody ? [everybody] : [everybody, group]) {
      const key = `${quarter} ${from} ${to} ${one}`
      const histogram = histograms.get(key) ?? emptyHistogram()
      histograms.set(key, histogram)
      histogram[place]! += n
    }
  }
  const order = (state: string) => caseStates.findIndex((one) => one === state)
  const groupOrder = [everybody, ...groups]
  return [...histograms]
    .map(([key, histogram]) => {
      const [quarter, from, to, group] = key.split(' ') as [string, string, string, string]
      return { quarter, from, to, group, histogram }
    })
    .sort(
      (a, b) =>
        a.quarter.localeCompare(b.quarter) ||
        order(a.from) - order(b.from) ||
        order(a.to) - order(b.to) ||
        groupOrder.indexOf(a.group) - groupOrder.indexOf(b.group),
    )
    .map(({ histogram, ...row }) => {
      const who = row.group === everybody ? everybody : `${by}=${row.group}`
      const cell = `pipeline/times/${row.quarter}/${row.from}/${row.to}/${who}`
      const n = sum(histogram)
      return {
        ...row,
        median: shownFor(masking, cell, n, () => quantile(histogram, 0.5)),
        ninetieth: shownFor(masking, cell, n, () => quantile(histogram, 0.9)),
      }
    })
}

/** The last month that has ended. */
export function lastEndedMonth(today: string): string {
  return addMonths(monthOf(today), -1)
}
