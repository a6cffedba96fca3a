/** Every sort of fault that a verification knows, with what it means. The codes are stable: a lesson or an alarm may name one. */
export const faultCodes = {
  hash_differs: 'The hash is not the hash of the stored bytes.',
  bytes_unreadable: 'The stored bytes cannot be read.',
  column_differs: 'A column says something else than the bytes that were hashed.',
  generated_column_differs: 'A column that PostgreSQL computes says something else than its expression.',
  transition_missing: 'A transition is missing from the middle or the beginning of a chain.',
  link_broken: 'A transition does not carry the hash of the one before it.',
  lifecycle_unknown: 'The transition names a lifecycle, or a version of one, that this release does not know.',
  state_does_not_follow: 'A transition does not start where the one before it ended.',
  move_unknown: 'The lifecycle has no such event in that state.',
  target_differs: 'The event leads elsewhere than the transition says.',
  role_may_not: 'The lifecycle does not let that role cause the event.',
  reason_unknown: 'The reason is missing, or not one of the lifecycle.',
  actor_not_bound: 'Nobody was bound as that actor, in that role, in the transaction that wrote the row.',
  duties_combined: 'One person acted in two duties that must be kept apart.',
  subject_missing: 'There are transitions of a subject that does not exist.',
  log_missing: 'A subject has no transition at all.',
  version_differs: 'The subject is at another version than its log.',
  state_differs: 'The subject is in another state than its log says.',
  head_differs: 'The subject carries another hash than its last transition has.',
  kind_differs: 'The subject is of another kind than its log says.',
  case_differs: 'The subject belongs to no case where it must, or to one where it may not.',
  case_file_missing: 'A case has no case file.',
  case_file_differs: 'The case file shows another state than the case is in.',
  ledger_differs: 'A balance is not what its transfers add up to.',
} as const

export type FaultCode = keyof typeof faultCodes

/** Where a fault is. `seq` is null where it concerns the subject as a whole; a fault of the ledger has no subject. */
export interface FaultPlace {
  readonly subjectId: string | null
  readonly kind: string
  readonly caseReference: string | null
  readonly seq: number | null
}

export interface LogFault {
  readonly code: FaultCode
  readonly place: FaultPlace
  /** What differs, in a sentence without the place. */
  readonly message: string
}

/** `transition 3 of the case P-2021-00042 (0f…)` */
export function describePlace({ subjectId, kind, caseReference, seq }: FaultPlace): string {
  if (subjectId === null) return `the ${kind}`
  const name = kind.replaceAll('_', ' ')
  const subject =
    caseReference === null
      ? `${name} ${subjectId}`
      : kind === 'case'
        ? `case ${caseReference} (${subjectId})`
        : `${name} ${subjectId} of case ${caseReference}`
  return seq === null ? subject : `transition ${seq} of ${subject}`
}

/** What nobody can show from the log alone, without a checkpoint that was signed and kept elsewhere. */
export const cannotShowWithoutCheckpoints = [
  'a log that somebody rewrote wholesale, with hashes, states and bindings that agree with one another',
  "the newest transitions of a subject cut off together with the subject's state",
  'a subject removed together with all its transitions',
  'a subject moved to another case: its case stands in its row and not in the bytes that are hashed',
] as const
