import type { Actor } from '@passage/access'
import type { RandomSource, Tx } from '@passage/platform'
import type { Payload } from './canonical'
import type { Edge, SubjectKind } from './lifecycle'

/** A subject as it stands while it is locked; `head` is the hash of its newest transition. */
export interface LockedSubject {
  readonly id: string
  readonly caseId: string | null
  readonly kind: SubjectKind
  readonly version: number
  readonly state: string
  readonly head: Buffer
}

/** A transaction in which an actor is bound: the only sort in which a state may change. */
export interface ActTx extends Tx {
  readonly actor: Actor
  /** Which row of bound_actor this transaction's transitions refer to. */
  readonly bindingId: bigint
  /** The programme date, `YYYY-MM-DD`. */
  readonly today: string
  /** The time of record of everything in this transaction, in microseconds since 1970-01-01T00:00Z. */
  readonly now: bigint
  /** Where ids of what is opened in this transaction come from. */
  readonly random: RandomSource
  /** What was locked together with BEGIN and has not moved since; its case is locked too. */
  readonly locked: Map<string, LockedSubject>
}

/** An act that somebody asks for: an event on a subject that exists, or the opening of a new one. */
export interface Act {
  readonly kind: SubjectKind
  readonly subjectId: string
  readonly event: string
  /** For a subject that is to be opened: its case, or null for what belongs to none (runs, sites, rules, funds). */
  readonly opens?: { readonly caseId: string | null }
  readonly reason?: string | undefined
  /** Ids, codes, amounts and commitments for the log; never a personal field, never free text. */
  readonly payload?: Payload
  /** What conditions need to know beyond the payload; stays out of the log. */
  readonly ask?: unknown
  /** The version that the actor saw (If-Match); another one refuses with `precondition.stale`. */
  readonly seenVersion?: number | undefined
}

/** An act as a condition sees it: with the locked subject. `looking` where nobody acts and somebody only wants to know. */
export interface Asked extends Act {
  readonly caseId: string | null
  readonly state: string | null
  readonly version: number
  readonly looking: boolean
}

/** A subject that moved. */
export interface Moved {
  readonly subjectId: string
  readonly caseId: string | null
  readonly kind: SubjectKind
  readonly event: string
  readonly from: string | null
  readonly state: string
  readonly version: number
  readonly payload: Payload
  readonly reason: string | undefined
  readonly edge: Edge
}
