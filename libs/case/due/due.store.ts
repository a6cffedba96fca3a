import type { Tx } from '@passage/platform'
import type { ActTx } from '../act'
import { dueKinds, type DueKind, type DueRule } from './due-kinds'
import { standsSql } from './due-rules'

type Reader = Pick<Tx, 'query'>

/** How many items of a kind are due on a day, or have fired. */
export interface DueCount {
  readonly dueOn: string
  readonly kind: DueKind
  readonly count: number
}

/** An item that still stands when it fires. */
export interface StandingItem {
  readonly subjectId: string | null
  readonly caseId: string | null
  readonly siteId: string | null
}

/** The earliest day on or before `day` with something that has not fired, and its kinds in the order of firing. */
export async function earliestDue(tx: Reader, day: string): Promise<{ dueOn: string; kinds: DueKind[] } | undefined> {
  const rows = await tx.query<{ dueOn: string; kind: DueKind }>(
    `SELECT DISTINCT due_on AS "dueOn", kind FROM due_item
     WHERE fired_on IS NULL AND due_on = (SELECT min(due_on) FROM due_item WHERE fired_on IS NULL) AND due_on <= $1`,
    [day],
    'earliest_due',
  )
  if (rows.length === 0) return undefined
  const known = new Set(rows.map((row) => row.kind))
  return { dueOn: rows[0]!.dueOn, kinds: dueKinds.filter((kind) => known.has(kind)) }
}

export async function subjectsDue(tx: Reader, kind: DueKind, dueOn: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT subject_id AS id FROM due_item WHERE kind = $1 AND due_on = $2 AND fired_on IS NULL AND subject_id IS NOT NULL ORDER BY 1`,
    [kind, dueOn],
    'subjects_due',
  )
  return rows.map(({ id }) => id)
}

/** What of a day's items of a kind is still to be acted on, in id order. */
export async function standing(tx: Reader, rule: DueRule, dueOn: string): Promise<StandingItem[]> {
  const site = 'remind' in rule.firing && rule.firing.site ? rule.firing.site : 'NULL::uuid'
  return tx.query<StandingItem>(
    `SELECT i.subject_id AS "subjectId", s.case_id AS "caseId", (${site}) AS "siteId"
     FROM due_item i LEFT JOIN subject s ON s.id = i.subject_id
     WHERE i.kind = $1 AND i.due_on = $2 AND i.fired_on IS NULL AND (${rule.stands}) ORDER BY i.subject_id`,
    [rule.kind, dueOn],
    `standing_${rule.kind}`,
  )
}

/** Closes a day's items of a kind, and plans the next where the kind goes on by itself. */
export async function close(tx: ActTx, rule: DueRule, dueOn: string, fired: readonly StandingItem[]): Promise<void> {
  await tx.query(
    `UPDATE due_item SET fired_on = $3, fired_at = clock_timestamp(),
       outcome = CASE WHEN coalesce(subject_id, '00000000-0000-0000-0000-000000000000') = ANY ($4::uuid[]) THEN 'fired' ELSE 'passed_by' END,
       fired_by = (SELECT job_id FROM bound_actor WHERE binding_id = $5::bigint AND txid = pg_current_xact_id() LIMIT 1)
     WHERE kind = $1 AND due_on = $2 AND fired_on IS NULL`,
    [
      rule.kind,
      dueOn,
      tx.today,
      fired.map(({ subjectId }) => subjectId ?? '00000000-0000-0000-0000-000000000000'),
      String(tx.bindingId),
    ],
    'close_due',
  )
  if (!rule.next) return
  await tx.query(
    `INSERT INTO due_item (due_on, kind, subject_id, planned_on)
     SELECT next, kind, subject_id, $3::date FROM (SELECT i.kind, i.subject_id, (${rule.next})::date AS next FROM due_item i WHERE i.kind = $1 AND i.due_on = $2) i
     WHERE next IS NOT NULL ON CONFLICT ON CONSTRAINT a_due_item_stands_once DO NOTHING`,
    [rule.kind, dueOn, tx.today],
  )
}

/**
 * One notice an item; one that stands already is not made twice. Its id follows from what makes it the one, so that two moves from the same
 * start come to the same rows.
 */
export async function insertNotices(
  tx: ActTx,
  rule: DueRule,
  dueOn: string,
  role: string,
  items: readonly StandingItem[],
): Promise<void> {
  await tx.query(
    `INSERT INTO notice (id, kind, due_on, subject_id, case_id, site_id, role, made_on)
     SELECT md5(concat_ws(' ', $1::text, $2::date, n.subject_id))::uuid, $1, $2::date, n.subject_id, n.case_id, n.site_id, $3, $4::date
     FROM unnest($5::uuid[], $6::uuid[], $7::uuid[]) AS n (subject_id, case_id, site_id)
     ON CONFLICT ON CONSTRAINT a_notice_stands_once DO NOTHING`,
    [
      rule.kind,
      dueOn,
      role,
      tx.today,
      items.map(({ subjectId }) => subjectId),
      items.map(({ caseId }) => caseId),
      items.map(({ siteId }) => siteId),
    ],
    'insert_notices',
  )
}

/** Moves the clock; PostgreSQL refuses whoever may not, and every direction but forward. */
export async function moveClock(tx: ActTx, day: string): Promise<void> {
  await tx.query('SELECT move_programme_clock($1, $2::bigint)', [day, String(tx.bindingId)])
}

/**
 * What would fire up to a day by the state as it is now, with what firing itself plans within the range (a second monthly run), in the
 * order of firing. What would pass by without effect is not counted.
 */
export async function dueUntil(from: Reader, rules: readonly DueRule[], day: string): Promise<DueCount[]> {
  const goingOn = rules.filter((rule) => rule.next)
  const next = `(CASE i.kind ${goingOn.map((rule) => `WHEN '${rule.kind}' THEN (${rule.next})`).join(' ')} END)::date`
  return from.query<DueCount>(
    `WITH RECURSIVE item (kind, subject_id, due_on) AS (
       SELECT kind, subject_id, due_on FROM due_item WHERE fired_on IS NULL AND due_on <= $1::date
       UNION
       SELECT i.kind, i.subject_id, ${next} FROM item i WHERE i.kind = ANY ($2) AND ${next} <= $1::date
     )
     SELECT i.due_on AS "dueOn", i.kind, count(*)::int AS count FROM item i WHERE ${standsSql(rules)}
     GROUP BY i.due_on, i.kind ORDER BY i.due_on, array_position($3::text[], i.kind)`,
    [day, goingOn.map(({ kind }) => kind), dueKinds],
  )
}
