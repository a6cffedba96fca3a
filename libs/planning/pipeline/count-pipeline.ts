import { channels, pathways, services } from '@passage/case'
import { addMonths, monthOf } from '../calendar'
import { maskingNote, syntheticNote, type Counting, type Ground } from '../counting'
import type { Breakdown } from '../report-kinds'
import { tableOf, type ResultRow } from '../result'
import { masked } from '../suppression'
import { funnelRows, type ReachedCount } from './funnel'
import { stateRows, timeRows, type MoveCount } from './pipeline-cells'
import { pipelineTables } from './pipeline-tables'
import { actsBetween, casesHeld, countCases, movesOf, reachedOf, slicesOf, stepTerms } from './pipeline.store'

export interface PipelineParams {
  /** Months, both included; they have ended. */
  readonly from: string
  readonly to: string
  readonly by?: Breakdown
}

/** Cases that are counted in one go, and the most stretches that they are cut into. */
const chunk = 12_500
const mostSlices = 16

const groupsOf: Readonly<Record<Breakdown, readonly string[]>> = {
  none: [],
  service: services,
  pathway: pathways,
  channel: channels,
}

/** How cases move through their states, how long it takes them, and who does how much. */
export async function* countPipeline(ground: Ground, { from, to, by = 'none' }: PipelineParams): Counting {
  const { source, masking, today } = ground
  const slices = slicesOf(Math.min(mostSlices, Math.max(1, Math.ceil((await countCases(source)) / chunk))))
  const total = slices.length + 2
  const thisMonth = `${monthOf(today)}-01`
  const moves: MoveCount[] = []
  const reached: ReachedCount[] = []
  for (const [n, slice] of slices.entries()) {
    moves.push(...(await movesOf(source, slice, by, thisMonth)))
    reached.push(...(await reachedOf(source, slice, by)))
    yield { done: n + 1, total }
  }
  const load = await actsBetween(source, `${from}-01`, `${addMonths(to, 1)}-01`)
  yield { done: total - 1, total }
  const [held, terms] = [await casesHeld(source), await stepTerms(source)]
  yield { done: total, total }

  const span = { from, to }
  const groups = groupsOf[by]
  const rows: Readonly<Record<string, ResultRow[]>> = {
    funnel: funnelRows(masking, reached, by, groups, today),
    states: stateRows(masking, moves, by, groups, span, new Set(terms.map(({ step }) => step))),
    times: timeRows(masking, moves, by, groups, span, today),
    terms: terms.map(({ step, days, validFrom, validUntil }) => ({ step, days, valid_from: validFrom, valid_until: validUntil })),
    load: load.map(({ month, officer, role, acts }) => ({
      month,
      officer,
      role,
      acts: masked(masking, `pipeline/acts/${officer}/${role}/${month}`, acts),
    })),
    held: held.map(({ officer, cases }) => ({ officer, held: masked(masking, `pipeline/held/${today}/${officer}`, cases) })),
  }
  return { notes: [syntheticNote, maskingNote], tables: pipelineTables.map((form) => tableOf(form, rows[form.key]!)) }
}
