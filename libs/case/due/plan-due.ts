import { literal } from '@passage/platform'
import type { ActTx, Moved } from '../act'
import type { Effect } from '../registry'
import type { DueKind } from './due-kinds'
import { standsSql, type DueRules } from './due-rules'

/** A row to plan from: SQL over the subjects that moved, `m (id)`. */
export interface DuePlan {
  readonly kind: DueKind
  /** SQL of the day; null plans nothing, and so does a term that is not in force. */
  readonly dueOn: string
  /** SQL of tables to join to `m`, and what must hold of them. */
  readonly from?: string
}

/**
 * An effect that plans due items of what moved. It goes with COMMIT, when the act has written its own rows, and costs no round trip. What
 * is planned already stays as it is; what would be due before today is not planned.
 * Today's date is `today` in the SQL.
 */
export function planning(...plans: readonly DuePlan[]): Effect {
  return async (tx, moved) => {
    if (moved.length === 0) return
    for (const { kind, dueOn, from = '' } of plans) {
      tx.lastly(
        `INSERT INTO due_item (due_on, kind, subject_id, planned_on)
         SELECT due_on, '${kind}', id, today FROM (
           SELECT m.id, clock.today, (${dueOn})::date AS due_on FROM unnest(${idsOf(moved)}) AS m (id)
             CROSS JOIN (SELECT ${literal(tx.today)}::date AS today) clock ${from}) planned
         WHERE due_on >= today ORDER BY id ON CONFLICT ON CONSTRAINT a_due_item_stands_once DO NOTHING`,
      )
    }
  }
}

/** An effect that plans one item of the whole programme, such as the next monthly run. `today` is today's date in the SQL. */
export function planningOnce(kind: DueKind, dueOn: string): Effect {
  return async (tx) => planOnce(tx, kind, dueOn)
}

function planOnce(tx: ActTx, kind: DueKind, dueOn: string): void {
  tx.lastly(
    `INSERT INTO due_item (due_on, kind, subject_id, planned_on)
     SELECT due_on, '${kind}', NULL, today FROM (SELECT today, (${dueOn})::date AS due_on FROM (SELECT ${literal(tx.today)}::date AS today) clock) planned
     WHERE due_on >= today ON CONFLICT ON CONSTRAINT a_due_item_stands_once DO NOTHING`,
  )
}

/**
 * The effect `settle_reminders`: what a reminder asked for is done, so that it leaves the list. Reminders of the whole programme are few,
 * and looked at with every act that may settle one.
 */
export function settling(rules: DueRules): Effect {
  return async (tx, moved) => {
    const own = rules.about(new Set(moved.map((m) => m.kind)))
    const common = moved.some((m) => m.caseId === null) ? rules.all().filter(({ about }) => about === null) : []
    const about = [
      ...(own.length > 0 ? [`i.subject_id = ANY (${idsOf(moved)})`] : []),
      ...(common.length > 0 ? ['i.subject_id IS NULL'] : []),
    ]
    if (about.length === 0 || !(await anyOpen(tx, moved, common.length > 0))) return
    tx.lastly(
      `UPDATE notice i SET settled_on = ${literal(tx.today)}::date
       WHERE i.settled_on IS NULL AND (${about.join(' OR ')}) AND NOT (${standsSql([...own, ...common])})`,
    )
  }
}

/** Most acts settle nothing. To ask first costs a short round trip; to plan the long statement that settles took 1.6 ms each time. */
async function anyOpen(tx: ActTx, moved: readonly Moved[], alsoCommon: boolean): Promise<boolean> {
  const [row] = await tx.query<{ any: boolean }>(
    `SELECT EXISTS (SELECT FROM notice WHERE settled_on IS NULL AND subject_id = ANY ($1::uuid[]))
       OR $2::boolean AND EXISTS (SELECT FROM notice WHERE settled_on IS NULL AND subject_id IS NULL) AS any`,
    [moved.map((m) => m.subjectId), alsoCommon],
    'open_reminders',
  )
  return row!.any
}

function idsOf(moved: readonly Moved[]): string {
  return `${literal(`{${moved.map((m) => m.subjectId).join(',')}}`)}::uuid[]`
}
