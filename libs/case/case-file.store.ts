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
}

/** @returns the number behind the next case reference; gaps are possible where a transaction did not commit */
export async function nextCaseNumber(tx: Tx): Promise<bigint> {
  const [row] = await tx.query<{ next: bigint }>(`SELECT nextval('case_reference_seq') AS next`)
  return row!.next
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

/** Those of several cases in one statement, for runs. */
export async function membersOf(from: Queries, caseIds: readonly string[]): Promise<Member[]> {
  return from.query<Member>(
    `SELECT id, case_id AS "caseId", relation, since, until FROM person WHERE case_id = ANY ($1::uuid[])
     ORDER BY case_id, relation <> 'applicant', since, id`,
    [caseIds],
  )
}

export async function insertCaseFile(tx: Tx, file: Omit<CaseFile, 'state'>): Promise<void> {
  // The state is copied from the subject, which the caller has opened in this transaction.
  await tx.query(
    `INSERT INTO case_file (id, reference, service, pathway, channel, opened_on, holder_id, household_size, state)
     SELECT id, $2, $3, $4, $5, $6::date, $7, $8, state FROM subject WHERE id = $1`,
    [file.id, file.reference, file.service, file.pathway, file.channel, file.openedOn, file.holderId, file.householdSize],
  )
}

export async function insertMembers(tx: Tx, members: readonly Omit<Member, 'until'>[]): Promise<void> {
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

export async function setHolder(tx: Tx, caseId: string, holderId: string): Promise<void> {
  await tx.query('UPDATE case_file SET holder_id = $2 WHERE id = $1', [caseId, holderId])
}

/** @returns the roles of an account that may still log in; empty where there is none */
export async function rolesOfEnabledAccount(tx: Tx, accountId: string): Promise<string[]> {
  const rows = await tx.query<{ role: string }>(
    `SELECT r.role FROM account a JOIN account_role r ON r.account_id = a.id WHERE a.id = $1 AND a.disabled_at IS NULL`,
    [accountId],
  )
  return rows.map((row) => row.role)
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

export async function insertNote(tx: Tx, note: NoteRow): Promise<void> {
  await tx.query(
    `INSERT INTO note (id, case_id, subject_id, class, author_id, written_on, nonce, ciphertext, salt)
     VALUES ($1, $2, $3, $4, $5, $6::date, $7, $8, $9)`,
    [note.id, note.caseId, note.subjectId, note.class, note.authorId, note.writtenOn, note.nonce, note.ciphertext, note.salt],
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
  readonly nonce: Buffer
  readonly ciphertext: Buffer
}

/** The notes of a case, newest first; only those with the ids given, where some are. */
export async function notesOf(from: Queries, caseId: string, ids: readonly string[] | null): Promise<StoredNote[]> {
  return from.query<StoredNote>(
    `SELECT n.id, n.case_id AS "caseId", n.subject_id AS "subjectId", n.class,
       json_build_object('id', a.id, 'displayName', a.display_name) AS author, n.written_on AS "writtenOn",
       p.id AS "applicantId", n.nonce, n.ciphertext
     FROM note n JOIN account a ON a.id = n.author_id JOIN person p ON p.case_id = n.case_id AND p.relation = 'applicant'
     WHERE n.case_id = $1 AND ($2::uuid[] IS NULL OR n.id = ANY ($2::uuid[]))
     ORDER BY n.written_at DESC, n.id`,
    [caseId, ids],
  )
}

/**
 * The applicant of a case, under whose key its notes are sealed: an erasure of the applicant erases them too. Locks the case as a move
 * does, because a note refers to it: two who write notes first and move the case then would wait for one another in a circle.
 */
export async function lockForNote(tx: Tx, caseId: string): Promise<string | undefined> {
  const [row] = await tx.query<{ id: string }>(
    `SELECT p.id FROM subject s JOIN person p ON p.case_id = s.id AND p.relation = 'applicant' WHERE s.id = $1 FOR NO KEY UPDATE OF s`,
    [caseId],
  )
  return row?.id
}
