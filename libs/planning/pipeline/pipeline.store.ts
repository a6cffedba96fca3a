import type { Source } from '../counting'
import type { Breakdown } from '../report-kinds'
import { dayEdges } from '../suppression'
import type { ReachedCount } from './funnel'
import type { MoveCount } from './pipeline-cells'

/** A stretch of case ids, both ends included. */
export interface Slice {
  readonly first: string
  readonly last: string
}

/** Cuts all uuids into stretches of the same length: ids are random, so that each holds about as many cases. */
export function slicesOf(count: number): Slice[] {
  const edge = (n: number) => Math.floor((n * 0x1_0000_0000) / count)
  const head = (n: number) => n.toString(16).padStart(8, '0')
  return Array.from({ length: count }, (_, n) => ({
    first: `${head(edge(n))}-0000-0000-0000-000000000000`,
    last: `${head(edge(n + 1) - 1)}-ffff-ffff-ffff-ffffffffffff`,
  }))
}

export async function countCases(source: Source): Promise<number> {
  const [row] = await source.query<{ n: number }>('SELECT count(*)::int AS n FROM planning_case')
  return row!.n
}

/**
 * The moves of a slice of cases before a day, by month, states, group and time since the move before. One stretch of the index
 * transition_of_moved_case, in its order, so that nothing is sorted to know how long a case had been where it was.
 */
export async function movesOf(source: Source, slice: Slice, by: Breakdown, before: string): Promise<MoveCount[]> {
  const grouped = by !== 'none'
  return source.query<MoveCount>(
    `SELECT to_char(date_trunc('month', programme_date::timestamp), 'YYYY-MM') AS month, from_state AS "from", to_state AS "to",
       ${grouped ? by : `'all'`} AS "group", width_bucket(days, $4::int[]) AS place, count(*)::int AS moves,
       count(*) FILTER (WHERE days > term.days_allowed)::int AS late
     FROM (
       SELECT case_id, from_state, to_state, programme_date,
         programme_date - lag(programme_date) OVER (PARTITION BY case_id ORDER BY seq) AS days
       FROM planning_case_move WHERE case_id BETWEEN $1::uuid AND $2::uuid
     ) move ${grouped ? 'JOIN planning_case USING (case_id)' : ''}
     LEFT JOIN (SELECT t.state AS of_state, t.valid, t.days AS days_allowed FROM planning_step_term t) term
       ON term.of_state = from_state AND term.valid @> programme_date
     WHERE programme_date < $3::date
     GROUP BY date_trunc('month', programme_date::timestamp), 2, 3, 4, 5`,
    [slice.first, slice.last, before, dayEdges],
  )
}

/**
 * How far the cases of a slice have come: a published view says which case has had a place and which was paid, and nothing of a person.
 */
export async function reachedOf(source: Source, slice: Slice, by: Breakdown): Promise<ReachedCount[]> {
  return source.query<ReachedCount>(
    `WITH moved AS (
       SELECT case_id, bool_or(to_state = 'vetted') AS vetted, bool_or(to_state = 'registered') AS registered
       FROM planning_case_move WHERE case_id BETWEEN $1::uuid AND $2::uuid GROUP BY case_id
     ), had AS (
       SELECT case_id, bool_or(kind = 'placement') AS placed, bool_or(kind = 'payment') AS paid FROM planning_case_support
       WHERE case_id BETWEEN $1::uuid AND $2::uuid GROUP BY case_id
     )
     SELECT ${by === 'none' ? `'all'` : `f.${by}`} AS "group", count(*)::int AS contacted, count(*) FILTER (WHERE vetted)::int AS vetted,
       count(*) FILTER (WHERE registered)::int AS registered, count(*) FILTER (WHERE registered AND placed)::int AS placed,
       count(*) FILTER (WHERE registered AND paid)::int AS paid
     FROM moved ${by === 'none' ? '' : 'JOIN planning_case f USING (case_id)'} LEFT JOIN had USING (case_id) GROUP BY 1`,
    [slice.first, slice.last],
  )
}

/** The terms that cases are held to, as they were and are. */
export async function stepTerms(
  source: Source,
): Promise<{ step: string; days: number; validFrom: string; validUntil: string | null }[]> {
  return source.query(
    `SELECT state AS step, days, lower(valid) AS "validFrom", upper(valid) AS "validUntil" FROM planning_step_term ORDER BY lower(valid), term`,
  )
}

/** Acts by month, officer and role. @param to the first day after the last month */
export async function actsBetween(
  source: Source,
  from: string,
  to: string,
): Promise<{ month: string; officer: string; role: string; acts: number }[]> {
  return source.query(
    `SELECT to_char(month, 'YYYY-MM') AS month, officer, role, acts
     FROM (SELECT date_trunc('month', programme_date::timestamp) AS month, officer, role, count(*)::int AS acts FROM planning_act
       WHERE programme_date >= $1::date AND programme_date < $2::date GROUP BY 1, 2, 3) counted
     ORDER BY 1, 2, 3`,
    [from, to],
  )
}

/** Cases that are not closed, by who holds them now. */
export async function casesHeld(source: Source): Promise<{ officer: string; cases: number }[]> {
  return source.query(
    `SELECT officer, count(*)::int AS cases FROM planning_case WHERE state <> 'closed' GROUP BY officer ORDER BY officer`,
  )
}
