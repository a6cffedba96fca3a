import type { DueKind } from '@passage/case'
import { Refused, type Tx } from '@passage/platform'

type Reader = Pick<Tx, 'query'>

/** How the clock stands. */
export interface ClockState {
  readonly today: string
  readonly demo: boolean
  /** The next day after today on which a run is due; null where no term says so. */
  readonly nextRunOn: string | null
  /** Whether a trainer may move it now: in a demo, while no move is at work. */
  readonly mayMove: boolean
}

export async function readClock(from: Reader): Promise<ClockState> {
  const [clock] = await from.query<ClockState>(
    `SELECT c.today, coalesce((SELECT demo FROM instance), false) AS demo,
       (SELECT min(day) FROM (
          SELECT (date_trunc('month', c.today) + make_interval(months => n))::date + term_days('allowance_run', c.today) - 1 AS day
          FROM generate_series(0, 1) n) d WHERE day > c.today) AS "nextRunOn",
       EXISTS (SELECT FROM instance WHERE demo) AND NOT EXISTS (
         SELECT FROM job_request WHERE queue = 'training' AND name = 'move_clock' AND closed_at IS NULL) AS "mayMove"
     FROM programme_clock c`,
  )
  if (!clock) throw new Error('the programme clock was never set')
  return clock
}

/** @throws Refused `clock.moving` while a move is at work; two requests at once wait for one another here */
export async function refuseSecondMove(tx: Tx): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtext('programme_clock'))`)
  const moving = await tx.query(
    `SELECT FROM job_request WHERE queue = 'training' AND name = 'move_clock' AND closed_at IS NULL LIMIT 1`,
  )
  if (moving.length > 0) {
    throw new Refused('clock.moving', 'The clock is moving already.', { fix: 'Wait until that move ends, or stop it first.' })
  }
}

/** A move of the clock, as it was asked for. */
export interface PlannedMove {
  readonly from: string
  readonly to: string
}

export async function insertMove(tx: Tx, jobId: string, { from, to }: PlannedMove): Promise<void> {
  await tx.query('INSERT INTO clock_move (job_id, from_day, to_day, reached) VALUES ($1, $2, $3, $2)', [jobId, from, to])
}

export async function findMove(from: Reader, jobId: string): Promise<PlannedMove | undefined> {
  const [move] = await from.query<PlannedMove>('SELECT from_day AS "from", to_day AS "to" FROM clock_move WHERE job_id = $1', [
    jobId,
  ])
  return move
}

export async function setReached(tx: Tx, jobId: string, day: string): Promise<void> {
  await tx.query('UPDATE clock_move SET reached = $2 WHERE job_id = $1', [jobId, day])
}

/** A move with what it fired. Times are ISO 8601. */
export interface ClockMoveRow extends PlannedMove {
  readonly id: string
  readonly reached: string
  readonly by: { readonly id: string; readonly displayName: string }
  readonly requestedAt: string
  readonly closedAt: string | null
  readonly outcome: string | null
  readonly fired: readonly { readonly kind: DueKind; readonly count: number }[]
  /** Microseconds of the request, for the cursor. */
  readonly at: bigint
}

const iso = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/** Newest first. @param after microseconds of the request and id after which the page begins */
export async function listMoves(from: Reader, after: readonly [string, string] | null, limit: number): Promise<ClockMoveRow[]> {
  return from.query<ClockMoveRow>(
    `SELECT m.job_id AS id, m.from_day AS "from", m.to_day AS "to", m.reached,
       json_build_object('id', a.id, 'displayName', a.display_name) AS by,
       ${iso('j.requested_at')} AS "requestedAt", ${iso('j.closed_at')} AS "closedAt", j.outcome,
       (extract(epoch FROM j.requested_at) * 1000000)::bigint AS at,
       (SELECT coalesce(json_agg(json_build_object('kind', kind, 'count', n) ORDER BY kind), '[]')
        FROM (SELECT kind, count(*) AS n FROM due_item WHERE fired_by = m.job_id AND outcome = 'fired' GROUP BY kind) fired) AS fired
     FROM clock_move m JOIN job_request j ON j.id = m.job_id JOIN account a ON a.id = j.requested_by
     WHERE $1::bigint IS NULL OR (j.requested_at, m.job_id) < (timestamptz 'epoch' + $1::bigint * interval '1 microsecond', $2::uuid)
     ORDER BY j.requested_at DESC, m.job_id DESC LIMIT $3::int`,
    [after?.[0] ?? null, after?.[1] ?? null, limit],
  )
}
