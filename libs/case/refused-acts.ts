import { Refused } from '@passage/platform'
import type { Act } from './act'

/** An act among several that may not be, and why. */
export interface RefusedAct {
  readonly act: Act
  readonly refused: Refused
}

/**
 * Of the acts that were asked for at once, some may not be. Whoever does not ask further hears the refusal of the first; where they were
 * picked one by one (`bulk/in-bulk.ts`), each is told.
 */
export class RefusedActs extends Refused {
  /** @param refusals in the order of the acts, at least one */
  constructor(readonly refusals: readonly RefusedAct[]) {
    const [{ refused }] = refusals as [RefusedAct]
    super(refused.code, refused.message, refused.details)
  }
}
