import type { Queries } from '@passage/access'
import type { Tx } from '@passage/platform'

export const services = ['soldier', 'police'] as const
export type Service = (typeof services)[number]

export const pathways = ['individual', 'collective', 'surrender', 'in_service'] as const
export type Pathway = (typeof pathways)[number]

export const channels = ['messenger', 'phone', 'host_organisation', 'in_person'] as const
export type Channel = (typeof channels)[number]

export const relations = ['applicant', 'partner', 'child', 'parent', 'sibling', 'other'] as const
export type Relation = (typeof relations)[number]

/** What every stage may know of a case without knowing a person. */
export interface CaseFile {
  readonly id: string
  readonly reference: string
  readonly service: Service
  readonly pathway: Pathway
  readonly channel: Channel
  readonly openedOn: string
  readonly holderId: string
  readonly householdSize: number
  readonly state: string
}

/** A person's place in a household; who they are is sealed apart. */
export interface Member {
  readonly id: string
  readonly caseId: string
  readonly relation: Relation
  readonly since: string
  readonly until: string | null
  /** Whether their key was destroyed: nothing of who they are can be read any more. */
  readonly erased: boolean
}

/** @returns the numbers behind the next case references, rising; gaps are possible where a transaction did not commit */
export async function nextCaseNumbers(tx: Tx, howMany: number): Promise<bigint[]> {
  const rows = await tx.query<{ next: bigint }>(`SELECT nextval('case_reference_seq') AS next FROM generate_series(1, $1::int)`, [
    howMany,
  ])
  return rows.map((row) => row.next)
}

export async function findCaseFile(from: Queries, caseId: string): Promise<CaseFile | undefined> {
  const [row] = await from.query<CaseFile>(
    `SELECT id, reference, service, pathway, channel, opened_on AS "openedOn", holder_id AS "holderId",
       household_size AS "householdSize", state
     FROM case_file WHERE id = $1`,
    [caseId],
  )
  return row
}

/** Their references, by case; no entry where there is no such case. */
export async function referencesOf(from: Queries, caseIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await from.query<{ id: string; reference: string }>(
    'SELECT id, reference FROM case_file WHERE id = ANY ($1::uuid[])',
    [caseIds],
  )
  return new Map(rows.map((row) => [row.id, row.reference]))
}

/** Those of several cases in one statement, for runs. */
export async function membersOf(from: Queries, caseIds: readonly string[]): Promise<Member[]> {
  return from.query<Member>(
    `SELECT id, case_id AS "caseId", relation, since, until, erased_on IS NOT NULL AS erased FROM person WHERE case_id = ANY ($1::uuid[])
     ORDER BY case_id, relation <> 'applicant', since, id`,
    [caseIds],
    'members_of',
  )
}

export async function insertCaseFiles(tx: Tx, files: readonly Omit<CaseFile, 'state'>[]): Promise<void> {
  // The state is copied from the subject, which the caller has opened in this transaction.
  await tx.query(
    `INSERT INTO case_file (id, reference, service, pathway, channel, opened_on, holder_id, household_size, state)
     SELECT f.id, f.reference, f.service, f.pathway, f.channel, f.opened_on, f.holder_id, f.household_size, s.state
     FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::date[], $7::uuid[], $8::int[])
       AS f (id, reference, service, pathway, channel, opened_on, holder_id, household_size)
     JOIN subject s ON s.id = f.id`,
    [
      files.map((f) => f.id),
      files.map((f) => f.reference),
      files.map((f) => f.service),
      files.map((f) => f.pathway),
      files.map((f) => f.channel),
      files.map((f) => f.openedOn),
      files.map((f) => f.holderId),
      files.map((f) => f.householdSize),
    ],
  )
}

export async function insertMembers(tx: Tx, members: readonly Omit<Member, 'until' | 'erased'>[]): Promise<void> {
  await tx.query(
    `INSERT INTO person (id, case_id, relation, since)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::date[])`,
    [members.map((m) => m.id), members.map((m) => m.caseId), members.map((m) => m.relation), members.map((m) => m.since)],
  )
}

export async function setUntil(tx: Tx, personId: string, until: string): Promise<void> {
  await tx.query('UPDATE person SET until = $2::date WHERE id = $1', [personId, until])
}

/** Counts the household again from its members, so that the number cannot drift. */
export async function recountHousehold(tx: Tx, caseId: string): Promise<void> {
  await tx.query(
    `UPDATE case_file SET household_size = (SELECT count(*) FROM person WHERE case_id = $1 AND until IS NULL) WHERE id = $1`,
    [caseId],
  )
}

/** @returns the references, by case */
export async function setHolders(
  tx: Tx,
  assigned: readonly { readonly caseId: string; readonly holderId: string }[],
): Promise<Map<string, string>> {
  const rows = await tx.query<{ id: string; reference: string }>(
    `UPDATE case_file f SET holder_id = a.holder_id FROM unnest($1::uuid[], $2::uuid[]) AS a (case_id, holder_id)
     WHERE f.id = a.case_id RETURNING f.id, f.reference`,
    [assigned.map((a) => a.caseId), assigned.map((a) => a.holderId)],
  )
  return new Map(rows.map((row) => [row.id, row.reference]))
}

/** @returns the roles of each account that may still log in, by account; no entry where there is none */
export async function rolesOfEnabledAccounts(tx: Tx, accountIds: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await tx.query<{ id: string; roles: string[] }>(
    `SELECT a.id, array_agg(r.role) AS roles FROM account a JOIN account_role r ON r.account_id = a.id
     WHERE a.id = ANY ($1::uuid[]) AND a.disabled_at IS NULL GROUP BY a.id`,
    [accountIds],
  )
  return new Map(rows.map((row) => [row.id, row.roles]))
}

export interface NoteRow {
  readonly id: string
  readonly caseId: string
  readonly subjectId: string
  readonly class: NoteClass
  readonly authorId: string
  readonly writtenOn: string
  readonly nonce: Buffer
  readonly ciphertext: Buffer
  readonly salt: Buffer
}

export const noteClasses = ['operational', 'personal', 'vetting', 'financial'] as const
export type NoteClass = (typeof noteClasses)[number]

export async function insertNotes(tx: Tx, notes: readonly NoteRow[]): Promise<void> {
  await tx.query(
    `INSERT INTO note (id, case_id, subject_id, class, author_id, written_on, nonce, ciphertext, salt)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::date[], $7::bytea[], $8::bytea[], $9::bytea[])`,
    [
      notes.map((n) => n.id),
      notes.map((n) => n.caseId),
      notes.map((n) => n.subjectId),
      notes.map((n) => n.class),
      notes.map((n) => n.authorId),
      notes.map((n) => n.writtenOn),
      notes.map((n) => n.nonce),
      notes.map((n) => n.ciphertext),
      notes.map((n) => n.salt),
    ],
  )
}

export interface StoredNote {
  readonly id: string
  readonly caseId: string
  readonly subjectId: string
  readonly class: NoteClass
  readonly author: { readonly id: string; readonly displayName: string }
  readonly writtenOn: string
  readonly applicantId: string
  /** Null, as is the ciphertext, where the database does not show the text to whoever looks. */
  readonly nonce: Buffer | null
  readonly ciphertext: Buffer | null
}

/** The notes of a case, newest first; only those with the ids given, where some are. That there is a note shows to all, its text to its readers. */
export async function notesOf(from: Queries, caseId: string, ids: readonly string[] | null): Promise<StoredNote[]> {
  return from.query<StoredNote>(
    `SELECT h.id, h.case_id AS "caseId", h.subject_id AS "subjectId", h.class,
       json_build_object('id', a.id, 'displayName', a.display_name) AS author, h.written_on AS "writtenOn",
       p.id AS "applicantId", n.nonce, n.ciphertext
     FROM note_head h LEFT JOIN note n ON n.id = h.id
       JOIN account a ON a.id = h.author_id JOIN person p ON p.case_id = h.case_id AND p.relation = 'applicant'
     WHERE h.case_id = $1 AND ($2::uuid[] IS NULL OR h.id = ANY ($2::uuid[]))
     ORDER BY h.written_at DESC, h.id`,
    [caseId, ids],
  )
}

/**
 * The applicants of cases, under whose keys their notes are sealed: an erasure of the applicant erases them too. Locks the cases as a move
 * does, in id order, because a note refers to its case: two who write notes first and move the case then would wait for one another in a
 * circle.
 * @returns the applicant's id by case; no entry where there is no such case
 */
export async function lockForNotes(tx: Tx, caseIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.query<{ caseId: string; id: string }>(
    `SELECT s.id AS "caseId", p.id FROM subject s JOIN person p ON p.case_id = s.id AND p.relation = 'applicant'
     WHERE s.id = ANY ($1::uuid[]) ORDER BY s.id FOR NO KEY UPDATE OF s`,
    [caseIds],
  )
  return new Map(rows.map((row) => [row.caseId, row.id]))
}
