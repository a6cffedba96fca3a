import { countBudget, type BudgetParams } from './budget/count-budget'
import { countCapacity, type CapacityParams } from './capacity/count-capacity'
import type { Counting, Ground } from './counting'
import { countPipeline, type PipelineParams } from './pipeline/count-pipeline'
import type { KindName } from './report-kinds'

export type ReportParams = CapacityParams | BudgetParams | PipelineParams

/** Counts a report, chunk by chunk. It reads only, so that it may be given up between two chunks, or begun again. */
export function countReport(kind: KindName, params: ReportParams, ground: Ground): Counting {
  if (kind === 'capacity') return countCapacity(ground, params as CapacityParams)
  if (kind === 'budget') return countBudget(ground, params as BudgetParams)
  return countPipeline(ground, params as PipelineParams)
}
