import type { Act, ActTx, LockedSubject } from './act'
import type { TransitionRecord } from './canonical'
import { lifecycles } from './lifecycles'

export interface NewTransition extends TransitionRecord {
  readonly caseId: string | null
  readonly bytes: Buffer
  readonly hash: Buffer
}

/**
 * Locks the acts' subjects and, where their lifecycle asks for it, their cases: cases first, then subjects in id order, so that two
 * transactions never wait for one another in a circle. NO KEY, because rows that merely refer to a case need not wait.
 *
 * Two statements where a case must be locked, since a subject's state read in the statement that waits for its case could be stale.
 * @returns the subjects that exist, by id
 */
export async function lockSubjects(tx: ActTx, acts: readonly Act[]): Promise<Map<string, LockedSubject>> {
  const ids = acts.map((act) => act.subjectId)
  const held = lockedWithBegin(tx, acts)
  if (held) return held
  const guarded = acts.filter((act) => act.kind !== 'case' && lifecycles[act.kind].locksCase)
  const known = guarded.flatMap((act) => act.opens?.caseId ?? [])
  const toFind = guarded.filter((act) => !act.opens).map((act) => act.subjectId)
  if (guarded.length > 0) {
    await tx.query(
      // The ids are gathered first: asked for with OR, they were looked for in the whole table (6 ms in a world of 5,000 cases, and growing).
      `SELECT FROM subject WHERE id = ANY ($1::uuid[] || ARRAY(SELECT case_id FROM subject WHERE id = ANY ($2::uuid[])))
       ORDER BY id FOR NO KEY UPDATE`,
      [known, toFind],
      'lock_cases',
    )
  }
  const rows = await tx.query<LockedSubject>(
    `SELECT id, case_id AS "caseId", kind, version, state, head FROM subject WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
    [ids],
    'lock_subjects',
  )
  return new Map(rows.map((row) => [row.id, row]))
}

/** Where BEGIN locked all that is asked for: what it read then. It is used once, since it is stale as soon as the subject has moved. */
function lockedWithBegin(tx: ActTx, acts: readonly Act[]): Map<string, LockedSubject> | undefined {
  const [act] = acts
  const subject = acts.length === 1 && !act!.opens ? tx.locked.get(act!.subjectId) : undefined
  tx.locked.clear()
  return subject && new Map([[subject.id, subject]])
}

/**
 * Writes log rows and states in one statement, however many: a thousand payments move in one round trip. The order inside does not
 * matter, since a state's tie to its transition is checked at commit. The subjects are named by id once more, so that a plan that was
 * kept from when the table was small still finds them by index.
 */
export async function writeTransitions(tx: ActTx, rows: readonly NewTransition[]): Promise<void> {
  await tx.query(
    `WITH row AS (
       SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::int[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
           $11::text[], $12::bytea[], $13::bytea[], $14::bytea[])
         AS row (subject_id, case_id, seq, lifecycle, lifecycle_version, event, from_state, to_state, role, reason, payload, bytes, hash, prev_hash)
     ), logged AS (
       INSERT INTO transition (subject_id, seq, lifecycle, lifecycle_version, event, from_state, to_state, actor_id, role, job, reason,
         programme_date, recorded_at, payload, bytes, hash, prev_hash, binding_id)
       SELECT subject_id, seq, lifecycle, lifecycle_version, event, from_state, to_state, $15::uuid, role, $16, reason,
         $17::date, timestamptz 'epoch' + $18::bigint * interval '1 microsecond', payload, bytes, hash, prev_hash, $19::bigint
       FROM row
     ), opened AS (
       INSERT INTO subject (id, case_id, kind, version, state, head)
       SELECT subject_id, case_id, lifecycle, seq, to_state, hash FROM row WHERE seq = 1
     )
     UPDATE subject s SET version = row.seq, state = row.to_state, head = row.hash
     FROM row WHERE s.id = ANY ($1::uuid[]) AND s.id = row.subject_id AND row.seq > 1`,
    [
      rows.map((r) => r.subjectId),
      rows.map((r) => r.caseId),
      rows.map((r) => r.seq),
      rows.map((r) => r.lifecycle),
      rows.map((r) => r.lifecycleVersion),
      rows.map((r) => r.event),
      rows.map((r) => r.from),
      rows.map((r) => r.to),
      rows.map((r) => r.role),
      rows.map((r) => r.reason),
      rows.map((r) => r.payload),
      rows.map((r) => r.bytes),
      rows.map((r) => r.hash),
      rows.map((r) => r.prevHash),
      tx.actor.id,
      tx.actor.job,
      tx.today,
      String(tx.now),
      String(tx.bindingId),
    ],
    'write_transitions',
  )
}
