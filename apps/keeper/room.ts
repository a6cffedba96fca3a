import { randomUUID } from 'node:crypto'
import type { Client } from 'pg'
import { Refusal } from './refusal'

/** Who asks, as the API knows them; the keeper looks for itself whether it is so. */
export interface Asker {
  readonly accountId: string
  readonly sessionId: string
  readonly requestId: string | null
}

/** What a room says of itself. */
export interface RoomFacts {
  readonly demo: boolean
  readonly programmeDate: string
  readonly cases: number
  /** The newest change of the schema. */
  readonly newestMigration: string
  readonly clockIsMoving: boolean
}

export async function factsOf(room: Client): Promise<RoomFacts> {
  const { rows } = await room.query<RoomFacts>(
    `SELECT coalesce((SELECT demo FROM instance), false) AS demo, (SELECT today::text FROM programme_clock) AS "programmeDate",
       (SELECT count(*)::int FROM case_file) AS cases, (SELECT name FROM migration ORDER BY timestamp DESC LIMIT 1) AS "newestMigration",
       EXISTS (SELECT FROM job_request WHERE queue = 'training' AND closed_at IS NULL) AS "clockIsMoving"`,
  )
  return rows[0]!
}

/** @returns the username @throws Refusal unless this is a trainer's live session */
export async function trainerOf(room: Client, asker: Asker): Promise<string> {
  const { rows } = await room.query<{ username: string }>(
    `SELECT a.username FROM session s JOIN account a ON a.id = s.account_id JOIN account_role r ON r.account_id = a.id AND r.role = 'trainer'
     WHERE s.id = $1 AND a.id = $2 AND s.revoked_at IS NULL AND s.expires_at > now() AND a.disabled_at IS NULL`,
    [asker.sessionId, asker.accountId],
  )
  if (rows[0]) return rows[0].username
  throw new Refusal('access.role', 'Restore points are for trainers.', 'Log in as a trainer.')
}

export type PointAct = 'made' | 'loaded' | 'deleted'

/** Says in the access log who did what with which restore point. */
export async function record(room: Client, asker: Asker, act: PointAct, point: { id: string; name: string }): Promise<void> {
  await room.query(
    `INSERT INTO access_log (actor_id, roles, act, resource, resource_id, fields, code, request_id)
     VALUES ($1, ARRAY['trainer'], 'did', 'restore_point', $2, ARRAY[$3], $4, $5)`,
    [asker.accountId, point.id, point.name, `restore_points.${act}`, asker.requestId],
  )
}

/** What is taken along from the room that goes to the one that comes. */
export interface Luggage {
  readonly session: Record<string, unknown>
  readonly records: readonly Record<string, unknown>[]
}

/** The asker's session, and what was done with restore points before. */
export async function packUp(room: Client, asker: Asker): Promise<Luggage> {
  const session = await room.query(
    `SELECT encode(token_hash, 'hex') AS token_hash, csrf_token, account_id, created_at::text, expires_at::text FROM session WHERE id = $1`,
    [asker.sessionId],
  )
  const records = await room.query(
    `SELECT at::text, actor_id, roles, act, resource, resource_id, fields, code, request_id FROM access_log WHERE act = 'did' ORDER BY id`,
  )
  return { session: session.rows[0], records: records.rows }
}

/**
 * Ends every session but the asker's, who stays signed in under a new number of it, and takes the record of restore points along, so that
 * an auditor finds in every room who brought it about.
 */
export async function unpack(room: Client, { session, records }: Luggage): Promise<void> {
  await room.query('BEGIN')
  await room.query('DELETE FROM session WHERE token_hash = decode($1, $2)', [session.token_hash, 'hex'])
  await room.query('UPDATE session SET revoked_at = now() WHERE revoked_at IS NULL')
  await room.query(
    `INSERT INTO session (id, token_hash, csrf_token, account_id, created_at, expires_at)
     SELECT $1, decode($2, 'hex'), $3, id, $5, $6 FROM account WHERE id = $4 AND disabled_at IS NULL`,
    [randomUUID(), session.token_hash, session.csrf_token, session.account_id, session.created_at, session.expires_at],
  )
  await room.query(
    `INSERT INTO access_log (at, actor_id, roles, act, resource, resource_id, fields, code, request_id)
     SELECT r.at, r.actor_id, r.roles, r.act, r.resource, r.resource_id, r.fields, r.code, r.request_id
     FROM json_to_recordset($1) AS r (at timestamptz, actor_id uuid, roles text[], act text, resource text, resource_id text, fields text[], code text,
       request_id text)
     WHERE NOT EXISTS (SELECT FROM access_log l WHERE l.act = 'did' AND l.at = r.at AND l.code = r.code AND l.resource_id = r.resource_id)
     ORDER BY r.at`,
    [JSON.stringify(records)],
  )
  await room.query('COMMIT')
}
