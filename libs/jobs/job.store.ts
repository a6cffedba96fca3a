import type { Role } from '@passage/access'
import type { Tx } from '@passage/platform'
import type { JobData } from './job-data'

/** Inside a transaction, or one statement of its own. */
export type Sql = Pick<Tx, 'query'>

export type JobOutcome = 'done' | 'cancelled' | 'failed'

/** Why a job failed: a stable code and a sentence, nothing personal. */
export interface JobProblem {
  readonly code: string
  readonly detail: string
}

/** A job as its asker sees it. Times are ISO 8601. */
export interface JobView {
  readonly id: string
  readonly queue: string
  readonly name: string
  readonly requestedBy: string
  readonly requestedAt: string
  readonly startedAt: string | null
  readonly closedAt: string | null
  readonly cancelAskedAt: string | null
  readonly outcome: JobOutcome | null
  readonly done: number
  readonly total: number | null
  readonly problem: JobProblem | null
}

/** An open request, as the worker and the sweep need it. */
export interface OpenJob {
  readonly id: string
  readonly queue: string
  readonly name: string
  readonly data: JobData
  readonly requestedBy: string
}

/** Somebody asked for a job: the worker enqueues it at once. Delivered when the transaction commits, never when it is rolled back. */
export const requestedChannel = 'job_requested'
/** A job moved on, closed, or was asked to stop; the payload is its id. */
export const progressChannel = 'job_progress'

/** Puts the request into the caller's transaction. */
export async function insertJob(tx: Sql, job: OpenJob & { total: number | null }): Promise<void> {
  await tx.query('INSERT INTO job_request (id, queue, name, data, requested_by, total) VALUES ($1, $2, $3, $4, $5, $6)', [
    job.id,
    job.queue,
    job.name,
    JSON.stringify(job.data),
    job.requestedBy,
    job.total,
  ])
  await tx.query('SELECT pg_notify($1, $2)', [requestedChannel, job.id])
}

/** Whether an account may ask for what these roles may ask for: it is not disabled, and holds one of them, its own or lent. */
export async function mayAsk(sql: Sql, accountId: string, by: readonly Role[]): Promise<boolean> {
  const [row] = await sql.query<{ may: boolean }>('SELECT roles_of($1) && $2::text[] AS may', [accountId, by])
  return row!.may
}

interface ViewRow extends Omit<JobView, 'problem'> {
  problem: string | null
}

// The seven digits that to_char would not give are of no use to anybody here: milliseconds will do.
const iso = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

export async function readJob(sql: Sql, id: string): Promise<JobView | undefined> {
  const [row] = await sql.query<ViewRow>(
    `SELECT id, queue, name, requested_by AS "requestedBy", ${iso('requested_at')} AS "requestedAt", ${iso('started_at')} AS "startedAt",
       ${iso('closed_at')} AS "closedAt", ${iso('cancel_asked_at')} AS "cancelAskedAt", outcome, done, total, problem
     FROM job_request WHERE id = $1`,
    [id],
  )
  return row && { ...row, problem: row.problem === null ? null : (JSON.parse(row.problem) as JobProblem) }
}

export async function readJobData(sql: Sql, id: string): Promise<JobData> {
  const [row] = await sql.query<{ data: JobData }>('SELECT data FROM job_request WHERE id = $1', [id])
  return row?.data ?? {}
}

/** Marks the job as begun. @returns nothing when it is closed, or unknown in this database */
export async function startJob(sql: Sql, id: string): Promise<OpenJob | undefined> {
  const [row] = await sql.query<OpenJob>(
    `WITH begun AS (
       UPDATE job_request SET started_at = coalesce(started_at, clock_timestamp()) WHERE id = $1 AND closed_at IS NULL
       RETURNING id, queue, name, data, requested_by)
     SELECT id, queue, name, data, requested_by AS "requestedBy", pg_notify('${progressChannel}', id::text) FROM begun`,
    [id],
  )
  return row && { id: row.id, queue: row.queue, name: row.name, data: row.data, requestedBy: row.requestedBy }
}

/** @returns false when the job is closed already */
export async function writeProgress(sql: Sql, id: string, done: number, total: number | undefined): Promise<boolean> {
  const moved = await sql.query(
    `WITH moved AS (
       UPDATE job_request SET done = $2, total = coalesce($3, total) WHERE id = $1 AND closed_at IS NULL RETURNING id)
     SELECT pg_notify('${progressChannel}', id::text) FROM moved`,
    [id, done, total ?? null],
  )
  return moved.length > 0
}

/**
 * Closes the job in the transaction of its last effect, so that both stand or neither.
 * @returns false when it was closed before: somebody else carried it through
 */
export async function closeJob(sql: Sql, id: string, outcome: JobOutcome, problem?: JobProblem): Promise<boolean> {
  const closed = await sql.query(
    `WITH closed AS (
       UPDATE job_request SET closed_at = clock_timestamp(), outcome = $2, problem = $3,
         done = CASE WHEN $2 = 'done' THEN coalesce(total, done) ELSE done END
       WHERE id = $1 AND closed_at IS NULL RETURNING id)
     SELECT pg_notify('${progressChannel}', id::text) FROM closed`,
    [id, outcome, problem ? JSON.stringify(problem) : null],
  )
  return closed.length > 0
}

export async function askToCancel(sql: Sql, id: string): Promise<boolean> {
  const asked = await sql.query(
    `WITH asked AS (
       UPDATE job_request SET cancel_asked_at = coalesce(cancel_asked_at, clock_timestamp()) WHERE id = $1 AND closed_at IS NULL RETURNING id)
     SELECT pg_notify('${progressChannel}', id::text) FROM asked`,
    [id],
  )
  return asked.length > 0
}

export async function isCancelAsked(sql: Sql, id: string): Promise<boolean> {
  const [row] = await sql.query<{ asked: boolean }>(
    'SELECT cancel_asked_at IS NOT NULL AS asked FROM job_request WHERE id = $1',
    [id],
  )
  return row?.asked ?? false
}

export interface Waiting {
  readonly id: string
  readonly queue: string
  readonly name: string
}

/** What was asked for and has not been put into its queue, oldest first. */
export async function notEnqueued(sql: Sql, queues: readonly string[], limit: number): Promise<Waiting[]> {
  return sql.query<Waiting>(
    `SELECT id, queue, name FROM job_request
     WHERE closed_at IS NULL AND enqueued_at IS NULL AND queue = ANY ($1) ORDER BY requested_at LIMIT $2`,
    [queues, limit],
  )
}

export async function markEnqueued(sql: Sql, ids: readonly string[]): Promise<void> {
  await sql.query('UPDATE job_request SET enqueued_at = clock_timestamp() WHERE id = ANY ($1::uuid[])', [ids])
}

/** What is in a queue and still open, a page at a time by id. */
export async function stillOpen(sql: Sql, queues: readonly string[], after: string, limit: number): Promise<Waiting[]> {
  return sql.query<Waiting>(
    `SELECT id, queue, name FROM job_request
     WHERE closed_at IS NULL AND enqueued_at IS NOT NULL AND queue = ANY ($1) AND id > $2 ORDER BY id LIMIT $3`,
    [queues, after, limit],
  )
}
