import type { LedgerReads, MovedFor } from '@passage/ledger'
import type { Telling } from './registry'

/** What a budget line has free, in minor units, before and after an act. */
export interface MoneyChange {
  readonly budgetLineId: string
  readonly budgetLine: string
  readonly currency: string
  readonly before: bigint
  readonly after: bigint
}

/** What a dry run tells of the money that an act commits, frees, allocates or spends. */
export function moneyTold(ledger: LedgerReads): Telling<MovedFor> {
  return { look: (tx, subjectIds) => ledger.movedFor(tx, subjectIds), changes: moneyChanges }
}

/**
 * What lines have free after an act, and what they had before it. Pure. Counted back from what was posted for the subjects, so that nothing
 * which somebody else moves on the same line at this moment is taken for a part of it.
 */
export function moneyChanges(before: readonly MovedFor[], after: readonly MovedFor[]): MoneyChange[] {
  const earlier = new Map(before.map(({ id, moved }) => [id, moved]))
  return after.flatMap(({ id, name, currency, free, moved }) => {
    const byTheAct = moved - (earlier.get(id) ?? 0n)
    return byTheAct === 0n ? [] : [{ budgetLineId: id, budgetLine: name, currency, before: free - byTheAct, after: free }]
  })
}
