import { met, unmet, type ConditionLoader, type Verdict } from '@passage/case'
import { missingChecks, nothingPlanned } from './vetting.rules'
import type { VettingStore } from './vetting.store'

/**
 * `every_required_check_is_done`: everything that the plan requires stands recorded in this round. It names what is missing, which after
 * an appeal tells what was not confirmed: the spine asks only for those who may recommend, and they read vetting.
 */
export function everyRequiredCheckIsDone(store: VettingStore): ConditionLoader {
  return async (tx, asked) => {
    const progress = await store.progressOf(
      tx,
      asked.map((a) => a.subjectId),
    )
    return asked.map((a): Verdict => {
      const missing = missingChecks(progress.get(a.subjectId) ?? nothingPlanned)
      if (missing.length === 0) return met
      return unmet(
        'vetting.checks_missing',
        `Not recorded in this round: ${missing.map((check) => `“${check.title}”`).join(', ')}.`,
        `Record ${missing.map((check) => check.check).join(', ')}.`,
      )
    })
  }
}
