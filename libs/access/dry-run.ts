import { Refused } from '@passage/platform'

/** What a command would do, as the policy's resource `effects` shows it: found out by doing it and rolling it back. */
export interface Effects {
  /** What would move, the first 200 of it, cases first. */
  readonly moves: readonly object[]
  /** How much would move in all. */
  readonly moveCount: number
  /** What would come to its end, counted by kind and state. */
  readonly ends: readonly object[]
  readonly places: readonly object[]
  readonly money: readonly object[]
}

export const noEffects: Effects = { moves: [], moveCount: 0, ends: [], places: [], money: [] }

/**
 * Ends a dry run. It is thrown inside the transaction, so that this is rolled back, and passes by whatever would go on as if the command had
 * been done; the interceptor answers it with 200 and the effects.
 */
export class DryRunEnded extends Error {
  constructor(readonly effects: Effects) {
    super('the command was tried and rolled back')
    this.name = 'DryRunEnded'
  }
}

/** @throws Refused `input.invalid` for a header that says neither true nor false: what is only to be tried must never be done by mistake */
export function dryRunOf(header: string | string[] | undefined): boolean {
  if (header === undefined || header === 'false') return false
  if (header === 'true') return true
  throw Refused.field('Dry-Run', 'The header Dry-Run says neither true nor false.', 'Send true, or leave the header out.')
}

/** For commands that are done outside a transaction of this database and cannot be taken back. @throws Refused `dry_run.impossible` */
export function assertNoDryRun({ dryRun }: { readonly dryRun?: boolean }): void {
  if (!dryRun) return
  throw new Refused('dry_run.impossible', 'This cannot be tried without being done.', {
    field: 'Dry-Run',
    fix: 'Leave the header Dry-Run out if you want it done.',
  })
}
