import { Refused, type UnmetCondition } from '@passage/platform'

/** What a vetting check came to. */
export const checkResults = ['confirmed', 'not_confirmed', 'contradicted', 'not_applicable'] as const
export type CheckResult = (typeof checkResults)[number]

/** What a vetting officer may recommend. */
export const recommendations = ['clear', 'clear_with_conditions', 'decline'] as const
export type Recommendation = (typeof recommendations)[number]

/** Vetting decisions. Source: programme.md, "Vocabulary". */
export const decisions = ['cleared', 'cleared_with_conditions', 'more_information', 'declined'] as const
export type Decision = (typeof decisions)[number]

/** The event of the case's lifecycle by which each decision is taken. */
export const eventOfDecision = {
  cleared: 'clear',
  cleared_with_conditions: 'clear_with_conditions',
  more_information: 'ask_for_more',
  declined: 'decline',
} as const satisfies Record<Decision, string>

/** One line of the plan that a case is held to, with what was last recorded on it. */
export interface PlannedCheck {
  readonly check: string
  readonly title: string
  readonly required: boolean
  /** Nobody is cleared without it. Source: programme.md, "vetting" (VOA). */
  readonly mainCriterion: boolean
  /** The newest result, of whatever round, and the round that it was recorded in. */
  readonly result: CheckResult | null
  readonly resultRound: number | null
}

/** How far the vetting of a case has come. Round 0: it has not begun. */
export interface VettingProgress {
  readonly round: number
  readonly plan: readonly PlannedCheck[]
}

/** The progress of a case without a plan. */
export const nothingPlanned: VettingProgress = { round: 0, plan: [] }

/**
 * Whether a check needs nothing more in this round. What was confirmed stays confirmed; whatever else was found before an appeal or a
 * request for more must be looked at again.
 */
export function isDone(check: PlannedCheck, round: number): boolean {
  return check.result === 'confirmed' || (check.result !== null && check.resultRound === round)
}

/** The required checks that are still to be recorded in this round, in the order of the plan. */
export function missingChecks({ plan, round }: VettingProgress): PlannedCheck[] {
  return plan.filter((check) => check.required && !isDone(check, round))
}

/** @throws Refused when the plan of this case has no such check, or the main criterion is called not applicable */
export function assertRecordable({ plan }: VettingProgress, name: string, result: CheckResult): void {
  const check = plan.find((planned) => planned.check === name)
  if (!check) {
    throw Refused.field(
      'check',
      `The plan of this case has no check ${name}.`,
      `Send check as one of: ${plan.map((planned) => planned.check).join(', ')}.`,
      'vetting.check_not_planned',
    )
  }
  if (check.mainCriterion && result === 'not_applicable') {
    throw Refused.field(
      'result',
      `“${check.title}” is the main criterion and always applies.`,
      'Send result as confirmed, not_confirmed or contradicted.',
      'vetting.main_criterion_applies',
    )
  }
}

/**
 * Whether the recorded results bear an outcome. Clearing, with conditions or without, needs the main criterion confirmed and nothing
 * contradicted; what could not be confirmed is the approver's to weigh. Declining and asking for more are borne by any results.
 * @throws Refused `vetting.main_criterion_not_confirmed` or `vetting.check_contradicted`, naming everything that speaks against it
 */
export function assertConsistent({ plan }: VettingProgress, outcome: Recommendation | Decision): void {
  if (!['clear', 'clear_with_conditions', 'cleared', 'cleared_with_conditions'].includes(outcome)) return
  const unconfirmed = plan.filter((check) => check.mainCriterion && check.result !== 'confirmed')
  const contradicted = plan.filter((check) => check.result === 'contradicted' && !check.mainCriterion)
  const objections: UnmetCondition[] = [
    ...unconfirmed.map((check) => ({
      condition: 'main_criterion_is_confirmed',
      because: `The main criterion, “${check.title}”, is not confirmed.`,
      fix: 'Ask for more information, or decline.',
    })),
    ...contradicted.map((check) => ({
      condition: 'nothing_is_contradicted',
      because: `“${check.title}” is contradicted.`,
      fix: 'Have the check recorded again if the contradiction was resolved, or decline.',
    })),
  ]
  if (objections.length === 0) return
  throw new Refused(
    unconfirmed.length > 0 ? 'vetting.main_criterion_not_confirmed' : 'vetting.check_contradicted',
    objections.map((o) => o.because).join(' '),
    { fix: objections[0]!.fix, conditions: objections },
  )
}
