import type { ResultRow } from '../result'
import { isHidden, masked, type Hidden, type Masking, type Shown } from '../suppression'
import { everybody } from './pipeline-cells'

/** How far cases have come, by group: each number counts those that got at least so far. */
export interface ReachedCount {
  readonly group: string
  readonly contacted: number
  readonly vetted: number
  readonly registered: number
  readonly placed: number
  readonly paid: number
}

export type Reached = Exclude<keyof ReachedCount, 'group'>

/** The steps, and which one stands before: a place and the first payment both come after the code, in any order. */
const steps: Readonly<Record<Reached, Reached | null>> = {
  contacted: null,
  vetted: 'contacted',
  registered: 'vetted',
  placed: 'registered',
  paid: 'registered',
}

/**
 * The funnel on the programme date. What is told of the way from one step to the next is made from the shown counts alone, so that it gives
 * nothing away; a case more never makes a count smaller (docs/decisions/0009-suppression.md).
 * @param by the breakdown, part of the cells' names
 */
export function funnelRows(
  masking: Masking,
  counts: readonly ReachedCount[],
  by: string,
  groups: readonly string[],
  today: string,
): ResultRow[] {
  return [everybody, ...groups].flatMap((group) => {
    const who = group === everybody ? everybody : `${by}=${group}`
    const shown = (step: Reached): Shown<number> => {
      const n = counts.filter((one) => group === everybody || one.group === group).reduce((sum, one) => sum + one[step], 0)
      return masked(masking, `pipeline/reached/${today}/${step}/${who}`, n)
    }
    return (Object.keys(steps) as Reached[]).map((step) => {
      const before = steps[step]
      const [cases, earlier] = [shown(step), before && shown(before)]
      return { reached: step, group, cases, lost: compared(earlier, cases, lost), share: compared(earlier, cases, share) }
    })
  })
}

/** Null where there is no step before, hidden where one of the two is. */
function compared(
  before: Shown<number> | null,
  after: Shown<number>,
  figure: (before: number, after: number) => number,
): number | Hidden | null {
  if (before === null) return null
  if (isHidden(before) || isHidden(after)) return { hidden: true }
  return figure(before, after)
}

// The noise may put the later of two steps a little above the earlier one.
const lost = (before: number, after: number): number => Math.max(0, before - after)
const share = (before: number, after: number): number => Math.min(100, Math.round((100 * after) / before))
