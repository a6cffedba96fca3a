import type { CheckResult, Decision, Recommendation } from './vetting.rules'

/** Row shapes of this stage. Who, when and in which role stand in the transition that `seq` names. */
export interface VettingRow {
  readonly id: string
  readonly caseId: string
  readonly round: number
  readonly seq: number
  readonly noteId: string | null
}

export interface CheckRow extends VettingRow {
  readonly check: string
  readonly result: CheckResult
}

export interface RecommendationRow extends VettingRow {
  readonly recommendation: Recommendation
}

export interface DecisionRow extends VettingRow {
  readonly decision: Decision
}

/** A row as it is read back, with what the log says of it. */
export interface Recorded {
  readonly by: { readonly id: string; readonly displayName: string }
  readonly on: string
  readonly at: string
  readonly reason: string | null
}
