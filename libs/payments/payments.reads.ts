import { Injectable } from '@nestjs/common'
import { Database, Refused } from '@passage/platform'
import type { LeftOut, RunKind } from './payment-sources'

/** Who did one of the three separated acts, and when. */
export interface Signature {
  readonly act: 'prepare' | 'approve' | 'release'
  readonly by: string
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
  readonly leftOut: readonly LeftOut[]
  /** The acts that count now: an approval that was sent back is no longer among them. */
  readonly signatures: readonly Signature[]
  /** The newest job that sends this run; its progress is at /jobs/:id. */
  readonly jobId: string | null
}

const runColumns = `
  r.id, r.reference, r.kind, to_char(r.month, 'YYYY-MM') AS month, s.state, s.version, r.currency, r.budget_line_id AS "budgetLineId",
  l.name AS "budgetLine", (SELECT balance FROM ledger_account a WHERE a.budget_line_id = l.id AND a.kind = 'free') AS "lineFree",
  r.prepared_on AS "preparedOn", r.left_out AS "leftOut", m.payments, m.total, m.counts,
  (SELECT j.job_id FROM payment_run_job j JOIN job_request q ON q.id = j.job_id WHERE j.run_id = r.id ORDER BY q.requested_at DESC LIMIT 1) AS "jobId",
  (SELECT coalesce(json_agg(json_build_object('act', t.event, 'by', a.display_name, 'accountId', a.id, 'at', t.recorded_at) ORDER BY t.seq), '[]')
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

export interface PaymentFilter {
  readonly state?: string | undefined
  readonly after?: string | undefined
  readonly limit: number
}

@Injectable()
export class PaymentReads {
  constructor(private readonly database: Database) {}

  /** Newest first. @param before the reference's run id after which to go on */
  async runs(limit: number, before?: string): Promise<RunRow[]> {
    return this.database.query<RunRow>(
      `SELECT ${runColumns} FROM ${runTables}
       WHERE $2::uuid IS NULL OR (r.prepared_on, r.id) < (SELECT b.prepared_on, b.id FROM payment_run b WHERE b.id = $2)
       ORDER BY r.prepared_on DESC, r.id DESC LIMIT $1`,
      [limit, before ?? null],
    )
  }

  /** @throws Refused `payment_run.not_found` */
  async run(id: string): Promise<RunRow> {
    const [row] = await this.database.query<RunRow>(`SELECT ${runColumns} FROM ${runTables} WHERE r.id = $1`, [id])
    if (!row) throw Refused.notFound('payment_run')
    return row
  }

  /** A run's payments in id order. */
  async payments(runId: string, filter: PaymentFilter): Promise<{ id: string }[]> {
    return this.database.query<{ id: string }>(
      `SELECT p.id, p.run_id AS "runId", p.case_id AS "caseId", c.reference AS "caseReference", p.payee_person_id AS "payeePersonId",
         p.source_id AS "sourceId", lower(p.covers) AS "coversFrom", upper(p.covers) AS "coversUntil", p.amount, p.currency, p.derivation,
         s.state, s.version, coalesce(i.n, 0) AS attempts, i.outcome, i.reason AS "outcomeReason"
       FROM payment p JOIN subject s ON s.id = p.id JOIN case_file c ON c.id = p.case_id
       LEFT JOIN LATERAL (SELECT x.n, x.outcome, x.reason FROM payment_instruction x WHERE x.payment_id = p.id ORDER BY x.n DESC LIMIT 1) i ON true
       WHERE p.run_id = $1 AND ($2::text IS NULL OR s.state = $2) AND ($3::uuid IS NULL OR p.id > $3)
       ORDER BY p.id LIMIT $4`,
      [runId, filter.state ?? null, filter.after ?? null, filter.limit],
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
