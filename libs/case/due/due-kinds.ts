import type { Role } from '@passage/access'
import type { SubjectKind } from '../lifecycle'

/**
 * Everything that falls due by programme date, in the order in which it fires on a day: first what expires, so that a reminder of the same
 * day sees it. A process refuses to start when a stage has not said what one of them means.
 */
export const dueKinds = [
  'arrival_missed',
  'pre_cdm_review',
  'contact_waits',
  'check_overdue',
  'decision_overdue',
  'arrival_expected',
  'departure_expected',
  'custody_overdue',
  'run_due',
] as const
export type DueKind = (typeof dueKinds)[number]

/** What firing does: a notice for a role, or a transition by the system. */
export type Firing =
  | {
      readonly remind: Role
      /** SQL: the site at which alone the role is told, for host organisations; of the item `i`. */
      readonly site?: string
    }
  | { readonly expire: { readonly event: string; readonly reason: string } }

/**
 * What a kind of due item means, said by its stage. Data and SQL, so that firing, previewing and settling read one truth and each is one
 * statement however many items: `stands` is asked when an item fires, and a reminder is settled as soon as it no longer holds.
 */
export interface DueRule {
  readonly kind: DueKind
  /** What the item is about; null for what belongs to the whole programme. */
  readonly about: SubjectKind | null
  /** SQL condition over `i.subject_id` and `i.due_on`: whether, by the real state, the item is still to be acted on. */
  readonly stands: string
  readonly firing: Firing
  /** SQL of the day of the next item of this kind, which firing plans, over `i.due_on`. */
  readonly next?: string
}
