import { Injectable } from '@nestjs/common'
import { Redaction, type SignedIn } from '@passage/access'
import { ListStatement } from '@passage/case'
import { Database, Refused } from '@passage/platform'
import {
  causeOf,
  paymentRules,
  runRules,
  type PaymentFilter,
  type PaymentOrders,
  type PaymentsQuery,
  type RunsQuery,
} from './payment-lists'
import type { LeftOut, RunKind } from './payment-sources'

/** Who did one of the three separated acts, in which role, and when. */
export interface Signature {
  readonly act: 'prepare' | 'approve' | 'release'
  readonly by: string
  readonly role: string
  readonly accountId: string
  readonly at: string
}

export interface RunRow {
  readonly id: string
  readonly reference: string
  readonly kind: RunKind
  readonly month: string | null
  readonly state: string
  readonly version: number
  readonly currency: string
  readonly budgetLineId: string
  readonly budgetLine: string
  readonly lineFree: bigint
  readonly preparedOn: string
  /** Payments that are not excluded or cancelled, and what they add up to in minor units. */
  readonly payments: number
  readonly total: bigint
  /** State → how many payments stand in it. */
  readonly counts: Readonly<Record<string, number>>
  /** The acts that count now: an approval that was sent back is no longer among them. */
  readonly signatures: readonly Signature[]
  /** The newest job that sends this run; its progress is at /jobs/:id. */
  readonly jobId: string | null
}

/** Somebody whom a run does not pay, and what their case is called. */
export interface NamedLeftOut extends LeftOut {
  readonly caseReference: string
}

/** Payments of a run that failed, were taken out or were given up, for one cause. */
export interface ExceptionGroup {
  readonly state: string
  /** The paymaster's reason code, or the reason that the officer chose. */
  readonly cause: string
  readonly payments: number
  /** Minor units. */
  readonly amount: string
}

/** The run of the same kind and currency before, to compare with. */
export interface RunBefore {
  readonly id: string
  readonly reference: string
  readonly payments: number
  /** Minor units. */
  readonly total: string
}

/** One run with all that is to be said of it. */
export interface RunFile extends RunRow {
  readonly leftOut: readonly NamedLeftOut[]
  readonly exceptions: readonly ExceptionGroup[]
  readonly before: RunBefore | null
}

const runColumns = `
  r.id, r.reference, r.kind, to_char(r.month, 'YYYY-MM') AS month, s.state, s.version, r.currency, r.budget_line_id AS "budgetLineId",
  l.name AS "budgetLine", (SELECT balance FROM ledger_account a WHERE a.budget_line_id = l.id AND a.kind = 'free') AS "lineFree",
  r.prepared_on AS "preparedOn", m.payments, m.total, m.counts,
  (SELECT j.job_id FROM payment_run_job j JOIN job_request q ON q.id = j.job_id WHERE j.run_id = r.id ORDER BY q.requested_at DESC LIMIT 1) AS "jobId",
  (SELECT coalesce(json_agg(json_build_object('act', t.event, 'by', a.display_name, 'role', t.role, 'accountId', a.id, 'at', t.recorded_at) ORDER BY t.seq), '[]')
   FROM transition t JOIN account a ON a.id = t.actor_id
   WHERE t.subject_id = r.id AND t.duty IS NOT NULL
     AND t.seq > coalesce((SELECT max(b.seq) FROM transition b WHERE b.subject_id = r.id AND b.event = 'send_back' AND t.event <> 'prepare'), 0)
  ) AS signatures`

const runTables = `
  payment_run r JOIN subject s ON s.id = r.id JOIN budget_line l ON l.id = r.budget_line_id
  LEFT JOIN LATERAL (
    SELECT coalesce(sum(n) FILTER (WHERE state NOT IN ('excluded', 'cancelled')), 0)::int AS payments,
      coalesce(sum(amount) FILTER (WHERE state NOT IN ('excluded', 'cancelled')), 0)::bigint AS total,
      coalesce(json_object_agg(state, n), '{}') AS counts
    FROM (SELECT ps.state, count(*) AS n, sum(p.amount) AS amount FROM payment p JOIN subject ps ON ps.id = p.id WHERE p.run_id = r.id GROUP BY 1) x
  ) m ON true`

/** One line a state and cause, what still has to be seen to first. */
const exceptionsOf = `
  SELECT coalesce(json_agg(json_build_object('state', x.state, 'cause', x.cause, 'payments', x.payments, 'amount', x.amount)
    ORDER BY array_position(ARRAY['rejected', 'returned', 'excluded', 'given_up'], x.state), x.payments DESC, x.cause), '[]')
  FROM (SELECT y.state, y.cause, count(*)::int AS payments, sum(y.amount)::text AS amount
    FROM (SELECT s.state, p.amount, ${causeOf} AS cause FROM payment p JOIN subject s ON s.id = p.id
          WHERE p.run_id = r.id AND s.state IN ('rejected', 'returned', 'excluded', 'given_up')) y
    GROUP BY y.state, y.cause) x`

/** A payment as a list shows it. */
export interface PaymentRow {
  readonly id: string
  readonly caseReference: string
  readonly coversFrom: string
  /** The first day that it does not cover; null for a reward, which covers no days. */
  readonly coversUntil: string | null
  readonly amount: bigint
  readonly currency: string
  readonly derivation: Readonly<Record<string, unknown>>
  readonly state: string
  readonly attempts: number
  readonly tries: readonly {
    readonly n: number
    readonly outcome: string | null
    readonly reason: string | null
    readonly answeredOn: string | null
  }[]
}

/** A page of a list, and where the next one begins. */
export interface ListPage<Row> {
  readonly rows: readonly Row[]
  readonly nextCursor: string | null
}

@Injectable()
export class PaymentReads {
  constructor(
    private readonly database: Database,
    private readonly redaction: Redaction,
  ) {}

  /** @throws Refused `input.cursor`, `access.field` */
  async runs(
    viewer: SignedIn,
    { state, kind, sort = '-prepared_on' }: RunsQuery,
    limit: number,
    cursor?: string,
  ): Promise<ListPage<RunRow>> {
    const list = new ListStatement(this.redaction, viewer, runRules).narrow({ state, kind })
    const { by, key } = list.ordered(sort, cursor)
    const found = await this.database.query<RunRow & Keyed>(
      `SELECT ${runColumns}, ${key} AS key FROM ${runTables} ${list.where} ORDER BY ${by} LIMIT ${list.bind(limit + 1)}`,
      list.parameters,
    )
    return pageOf(found, limit, (last) => list.nextCursor(sort, last))
  }

  /** How many runs stand in each state, of one kind or of all. */
  async counts(kind?: string): Promise<{ state: string; count: number }[]> {
    return this.database.query(
      `SELECT s.state, count(*)::int AS count FROM payment_run r JOIN subject s ON s.id = r.id
       WHERE $1::text IS NULL OR r.kind = $1 GROUP BY s.state ORDER BY s.state`,
      [kind ?? null],
    )
  }

  /** @throws Refused `payment_run.not_found` */
  async run(id: string): Promise<RunFile> {
    const [row] = await this.database.query<RunFile>(
      `SELECT ${runColumns}, r.left_out AS "leftOut", (${exceptionsOf}) AS exceptions FROM ${runTables} WHERE r.id = $1`,
      [id],
    )
    if (!row) throw Refused.notFound('payment_run')
    return { ...row, leftOut: await this.named(row.leftOut), before: await this.before(row) }
  }

  /** The newest run of a kind and currency that was not cancelled, among those that were prepared before `run`. */
  async before(run: Pick<RunRow, 'kind' | 'currency'> & { readonly id?: string }): Promise<RunBefore | null> {
    const [before] = await this.database.query<RunBefore>(
      `SELECT r.id, r.reference, m.payments, m.total::text AS total FROM ${runTables}
       WHERE r.kind = $1 AND r.currency = $2 AND s.state <> 'cancelled'
         AND ($3::uuid IS NULL OR (r.prepared_on, r.id) < (SELECT x.prepared_on, x.id FROM payment_run x WHERE x.id = $3))
       ORDER BY r.prepared_on DESC, r.id DESC LIMIT 1`,
      [run.kind, run.currency, run.id ?? null],
    )
    return before ?? null
  }

  /** The same rows, each with what its case is called. */
  async named<T extends { readonly caseId: string }>(rows: readonly T[]): Promise<(T & { readonly caseReference: string })[]> {
    const found = await this.database.query<{ id: string; reference: string }>(
      'SELECT id, reference FROM case_file WHERE id = ANY ($1::uuid[])',
      [[...new Set(rows.map((row) => row.caseId))]],
    )
    const references = new Map(found.map(({ id, reference }) => [id, reference]))
    return rows.map((row) => ({ ...row, caseReference: references.get(row.caseId) ?? '' }))
  }

  /** A run's payments, each with every answer of the paymaster to it. @throws Refused `input.cursor`, `access.field` */
  async payments(
    viewer: SignedIn,
    runId: string,
    { sort: asked, ...filters }: PaymentsQuery,
    limit: number,
    cursor?: string,
  ): Promise<ListPage<PaymentRow>> {
    const sort = asked ?? 'id'
    const list = this.paymentsThatFit(viewer, runId, filters)
    const { by, key } = list.ordered(sort, cursor)
    const found = await this.database.query<PaymentRow & Keyed>(
      `SELECT p.id, p.run_id AS "runId", p.case_id AS "caseId", c.reference AS "caseReference", p.payee_person_id AS "payeePersonId",
         p.source_id AS "sourceId", lower(p.covers) AS "coversFrom", upper(p.covers) AS "coversUntil", p.amount, p.currency, p.derivation,
         s.state, s.version, jsonb_array_length(i.tries) AS attempts, i.tries, i.tries -> -1 ->> 'outcome' AS outcome,
         i.tries -> -1 ->> 'reason' AS "outcomeReason", ${causeOf} AS cause, ${key} AS key
       FROM payment p JOIN subject s ON s.id = p.id JOIN case_file c ON c.id = p.case_id
       CROSS JOIN LATERAL (
         SELECT coalesce(jsonb_agg(jsonb_build_object('n', x.n, 'outcome', x.outcome, 'reason', x.reason, 'answeredOn', x.answered_on)
           ORDER BY x.n), '[]') AS tries
         FROM payment_instruction x WHERE x.payment_id = p.id) i
       ${list.where} ORDER BY ${by} LIMIT ${list.bind(limit + 1)}`,
      list.parameters,
    )
    return pageOf(found, limit, (last) => list.nextCursor(sort, last))
  }

  /** How many payments of a run fit. @throws Refused `access.field` */
  async paymentCount(viewer: SignedIn, runId: string, filters: PaymentFilter): Promise<number> {
    const { where, parameters } = this.paymentsThatFit(viewer, runId, filters)
    const [row] = await this.database.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM payment p JOIN subject s ON s.id = p.id ${where}`,
      parameters,
    )
    return row!.n
  }

  private paymentsThatFit(
    viewer: SignedIn,
    runId: string,
    { state, cause }: PaymentFilter,
  ): ListStatement<PaymentFilter, PaymentOrders> {
    const list = new ListStatement(this.redaction, viewer, paymentRules)
    return list.only(`p.run_id = ${list.bind(runId)}`).narrow({ state, cause })
  }

  /**
   * What was posted to a budget line, newest first, with what each posting was for. Amounts in minor units.
   * @param after the id of the posting after which to go on
   */
  async postings(budgetLineId: string, limit: number, after?: string): Promise<{ id: string }[]> {
    return this.database.query<{ id: string }>(
      `SELECT t.id::text AS id, t.what, t.amount, t.currency, t.subject_id AS "subjectId", t.payments, t.programme_date AS "programmeDate",
         t.recorded_at AS "recordedAt", r.reference
       FROM ledger_transfer t LEFT JOIN payment_run r ON r.id = t.subject_id
       WHERE (t.debit IN (SELECT id FROM ledger_account WHERE budget_line_id = $1)
         OR t.credit IN (SELECT id FROM ledger_account WHERE budget_line_id = $1))
         AND ($3::bigint IS NULL OR t.id < $3)
       ORDER BY t.id DESC LIMIT $2`,
      [budgetLineId, limit, after ?? null],
    )
  }

  /** What was or would be instructed for a run, for the pain.001 download. */
  async instructions(runId: string): Promise<{ key: string; amount: bigint; payeePersonId: string }[]> {
    return this.database.query(
      `SELECT i.key, p.amount, p.payee_person_id AS "payeePersonId" FROM payment p
       JOIN LATERAL (SELECT x.key FROM payment_instruction x WHERE x.payment_id = p.id ORDER BY x.n DESC LIMIT 1) i ON true
       WHERE p.run_id = $1 ORDER BY p.id`,
      [runId],
    )
  }
}

interface Keyed {
  readonly key: readonly string[]
}

/** @param found the rows of a page, and one more where there is a next one */
function pageOf<Row extends Keyed>(
  found: readonly Row[],
  limit: number,
  cursor: (last: readonly string[] | null) => string | null,
): ListPage<Row> {
  const rows = found.slice(0, limit)
  return { rows, nextCursor: cursor(found.length > limit ? rows.at(-1)!.key : null) }
}
