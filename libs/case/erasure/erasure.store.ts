import type { Queries } from '@passage/access'
import type { ActTx } from '../act'

export const erasureStates = ['asked', 'erased', 'called_off'] as const
export type ErasureState = (typeof erasureStates)[number]

interface Somebody {
  readonly id: string
  readonly displayName: string
}

/** An erasure as it stands: whom it is about only by id, who asked, and who carried it out or called it off. */
export interface ErasureRow {
  readonly id: string
  readonly caseId: string
  readonly reference: string
  readonly personId: string
  readonly relation: string
  readonly state: ErasureState
  readonly version: number
  readonly reason: string
  readonly askedBy: Somebody
  readonly askedOn: string
  readonly endedBy: Somebody | null
  readonly endedOn: string | null
  /** The order of the list, never shown: the time of record of the asking, in microseconds. */
  readonly at: bigint
}

/** What is known of a person before they are erased; nothing where nobody of the case has that id. */
export interface ErasablePerson {
  readonly erased: boolean
  /** Whether somebody has asked already. */
  readonly asked: boolean
}

export async function findErasable(tx: ActTx, caseId: string, personId: string): Promise<ErasablePerson | undefined> {
  const [row] = await tx.query<ErasablePerson>(
    `SELECT p.erased_on IS NOT NULL AS erased, EXISTS (SELECT FROM erasure e WHERE e.person_id = p.id AND e.state = 'asked') AS asked
     FROM person p WHERE p.id = $2 AND p.case_id = $1`,
    [caseId, personId],
  )
  return row
}

/** The row of an erasure whose subject was just opened. */
export async function insertErasure(tx: ActTx, id: string, caseId: string, personId: string): Promise<void> {
  await tx.query(`INSERT INTO erasure (id, case_id, person_id, state) VALUES ($1, $2, $3, 'asked')`, [id, caseId, personId])
}

/** Whom an erasure is about; nothing where there is no such erasure. */
export async function personOfErasure(tx: ActTx, id: string): Promise<string | undefined> {
  const [row] = await tx.query<{ personId: string }>('SELECT person_id AS "personId" FROM erasure WHERE id = $1', [id])
  return row?.personId
}

/** Destroys the person's key and all that was sealed under it. The database does so only in the transaction that confirms it. */
export async function destroy(tx: ActTx, erasureId: string): Promise<void> {
  await tx.query('SELECT erase_person($1)', [erasureId])
}

/** The newest first. */
export async function listErasures(
  from: Queries,
  filter: { readonly state: ErasureState | null; readonly caseId: string | null },
  after: readonly [at: string, id: string] | null,
  limit: number,
): Promise<ErasureRow[]> {
  return from.query<ErasureRow>(
    `SELECT e.id, e.case_id AS "caseId", f.reference, e.person_id AS "personId", p.relation, e.state, s.version, asked.reason,
       json_build_object('id', a.id, 'displayName', a.display_name) AS "askedBy", asked.programme_date AS "askedOn",
       CASE WHEN ended.seq IS NOT NULL THEN json_build_object('id', b.id, 'displayName', b.display_name) END AS "endedBy",
       ended.programme_date AS "endedOn", (extract(epoch FROM asked.recorded_at) * 1000000)::bigint AS at
     FROM erasure e JOIN subject s ON s.id = e.id JOIN case_file f ON f.id = e.case_id JOIN person p ON p.id = e.person_id
       JOIN transition asked ON asked.subject_id = e.id AND asked.seq = 1 JOIN account a ON a.id = asked.actor_id
       LEFT JOIN transition ended ON ended.subject_id = e.id AND ended.seq = 2 LEFT JOIN account b ON b.id = ended.actor_id
     WHERE ($1::text IS NULL OR e.state = $1) AND ($2::uuid IS NULL OR e.case_id = $2)
       AND ($3::bigint IS NULL OR ((extract(epoch FROM asked.recorded_at) * 1000000)::bigint, e.id) < ($3::bigint, $4::uuid))
     ORDER BY asked.recorded_at DESC, e.id DESC LIMIT $5`,
    [filter.state, filter.caseId, after?.[0] ?? null, after?.[1] ?? null, limit],
  )
}
