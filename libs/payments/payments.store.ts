import type { ActTx } from '@passage/case'
import { brokenConstraint, Refused, type Tx } from '@passage/platform'
import type { ProposedPayment, RunKind, SourcePayment } from './payment-sources'

type Reader = Pick<Tx, 'query'>

export interface NewRun {
  readonly id: string
  readonly kind: RunKind
  readonly month: string | null
  readonly budgetLineId: string
  readonly currency: string
  readonly leftOut: readonly unknown[]
}

/** @returns the run's reference, `R-2021-09-0007` */
export async function insertRun(tx: ActTx, run: NewRun): Promise<string> {
  const [row] = await tx.query<{ reference: string }>(
    `INSERT INTO payment_run (id, reference, kind, month, budget_line_id, currency, prepared_on, left_out)
     VALUES ($1, 'R-' || to_char(coalesce($3::date, $6::date), 'YYYY-MM') || '-' || lpad(nextval('payment_run_reference_seq')::text, 4, '0'),
       $2, $3, $4, $5, $6, $7)
     RETURNING reference`,
    [run.id, run.kind, run.month, run.budgetLineId, run.currency, tx.today, JSON.stringify(run.leftOut)],
  )
  return row!.reference
}

/** @throws Refused `payment.paid_twice` where another live payment covers one of the same days; the database decides, not a look before */
export async function insertPayments(
  tx: ActTx,
  run: Pick<NewRun, 'id' | 'currency'>,
  payments: readonly (ProposedPayment & { readonly id: string })[],
): Promise<void> {
  try {
    await tx.query(
      `INSERT INTO payment (id, run_id, case_id, payee_person_id, source_id, paid_for, covers, amount, currency, derivation)
       SELECT p.id, $1, p.case_id, p.payee, p.source, p.paid_for, daterange(p.covers_from, p.covers_until), p.amount, $2, p.derivation
       FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[], $8::date[], $9::date[], $10::bigint[], $11::jsonb[])
         AS p (id, case_id, payee, source, paid_for, covers_from, covers_until, amount, derivation)`,
      [
        run.id,
        run.currency,
        payments.map((p) => p.id),
        payments.map((p) => p.caseId),
        payments.map((p) => p.payeePersonId),
        payments.map((p) => p.sourceId),
        payments.map((p) => p.paidFor),
        payments.map((p) => p.coversFrom),
        payments.map((p) => p.coversUntil),
        payments.map((p) => String(p.amount)),
        payments.map((p) => JSON.stringify(p.derivation)),
      ],
    )
  } catch (error) {
    if (brokenConstraint(error) !== 'nobody_is_paid_twice') throw error
    throw paidTwice()
  }
}

export function paidTwice(): Refused {
  return new Refused(
    'payment.paid_twice',
    'Another run that is not cancelled pays somebody of this run for some of the same days.',
    {
      fix: 'Look at the dry run again: whoever is paid elsewhere is left out there.',
    },
  )
}

/** The ids of a run's payments in the given states, in id order. */
export async function paymentsOf(tx: Reader, runId: string, states: readonly string[], limit = 1_000_000): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT p.id FROM payment p JOIN subject s ON s.id = p.id WHERE p.run_id = $1 AND s.state = ANY ($2) ORDER BY p.id LIMIT $3`,
    [runId, states, limit],
  )
  return rows.map((row) => row.id)
}

/** How many of a run's payments stand in the given states. */
export async function countIn(tx: Reader, runId: string, states: readonly string[]): Promise<number> {
  const [row] = await tx.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM payment p JOIN subject s ON s.id = p.id WHERE p.run_id = $1 AND s.state = ANY ($2)',
    [runId, states],
  )
  return row!.n
}

/**
 * The ids of a run's payments in the given states, locked until the transaction ends: what is counted is what moves, also where a payment is
 * given up or comes back from the bank at the same moment.
 */
export async function lockPaymentsOf(tx: ActTx, runId: string, states: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT s.id FROM subject s JOIN payment p ON p.id = s.id WHERE p.run_id = $1 AND s.state = ANY ($2) ORDER BY s.id FOR NO KEY UPDATE OF s`,
    [runId, states],
  )
  return rows.map((row) => row.id)
}

/** {@link lockRunWith} for one payment. @returns the id of its run. @throws Refused `payment.not_found` */
export async function lockRunOf(tx: ActTx, paymentId: string): Promise<string> {
  const [run] = await tx.query<{ id: string }>(
    'SELECT s.id FROM payment p JOIN subject s ON s.id = p.run_id WHERE p.id = $1 FOR NO KEY UPDATE OF s',
    [paymentId],
  )
  if (!run) throw Refused.notFound('payment')
  return run.id
}

/**
 * Locks a run before payments of it are: whatever moves both takes them in this order, so that nobody waits in a circle.
 * @returns which of the payments are the run's
 * @throws Refused `payment_run.not_found`
 */
export async function lockRunWith(tx: ActTx, runId: string, paymentIds: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ id: string | null }>(
    `SELECT p.id FROM subject s LEFT JOIN payment p ON p.run_id = s.id AND p.id = ANY ($2::uuid[])
     WHERE s.id = $1 AND s.kind = 'payment_run' FOR NO KEY UPDATE OF s`,
    [runId, paymentIds],
  )
  if (rows.length === 0) throw Refused.notFound('payment_run')
  return new Set(rows.flatMap(({ id }) => id ?? []))
}

/** The run, locked against a second request to send it, and whether a job sends it now. */
export async function findRunForSending(
  tx: ActTx,
  runId: string,
): Promise<{ state: string; version: number; atWork: boolean } | undefined> {
  const [run] = await tx.query<{ state: string; version: number }>(
    `SELECT state, version FROM subject WHERE id = $1 AND kind = 'payment_run' FOR NO KEY UPDATE`,
    [runId],
  )
  if (!run) return undefined
  const open = await tx.query(
    'SELECT FROM payment_run_job j JOIN job_request q ON q.id = j.job_id WHERE j.run_id = $1 AND q.closed_at IS NULL LIMIT 1',
    [runId],
  )
  return { ...run, atWork: open.length > 0 }
}

export async function insertRunJob(tx: ActTx, runId: string, jobId: string): Promise<void> {
  await tx.query('INSERT INTO payment_run_job (run_id, job_id) VALUES ($1, $2)', [runId, jobId])
}

/** One process at a time writes down a run's next instructions; held until the transaction ends. */
export async function lockRunForSending(tx: ActTx, runId: string): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('send ' || $1, 0))`, [runId])
}

export interface RunMoney {
  readonly runId: string
  readonly kind: RunKind
  readonly fundId: string
  readonly budgetLineId: string
  readonly free: bigint
  readonly currency: string
  readonly amount: bigint
  readonly payments: number
}

/** What a run's payments in the given states add up to, beside what its budget line has free. */
export async function moneyOf(tx: Reader, runIds: readonly string[], states: readonly string[]): Promise<RunMoney[]> {
  return tx.query<RunMoney>(
    `SELECT r.id AS "runId", r.kind, l.fund_id AS "fundId", l.id AS "budgetLineId", l.currency,
       (SELECT balance FROM ledger_account a WHERE a.budget_line_id = l.id AND a.kind = 'free') AS free,
       coalesce(sum(p.amount) FILTER (WHERE s.state = ANY ($2)), 0)::bigint AS amount,
       (count(*) FILTER (WHERE s.state = ANY ($2)))::int AS payments
     FROM payment_run r JOIN budget_line l ON l.id = r.budget_line_id
     LEFT JOIN payment p ON p.run_id = r.id LEFT JOIN subject s ON s.id = p.id
     WHERE r.id = ANY ($1) GROUP BY r.id, l.id`,
    [runIds, states],
  )
}

export interface MovedMoney extends Omit<RunMoney, 'free'> {
  readonly ofSources: readonly SourcePayment[]
}

/** The given payments grouped by run, with what they add up to. */
export async function moneyOfPayments(tx: Reader, paymentIds: readonly string[]): Promise<MovedMoney[]> {
  return tx.query<MovedMoney>(
    `SELECT r.id AS "runId", r.kind, l.fund_id AS "fundId", l.id AS "budgetLineId", l.currency, sum(p.amount)::bigint AS amount,
       count(*)::int AS payments,
       json_agg(json_build_object('paymentId', p.id, 'sourceId', p.source_id, 'caseId', p.case_id) ORDER BY p.id) AS "ofSources"
     FROM payment p JOIN payment_run r ON r.id = p.run_id JOIN budget_line l ON l.id = r.budget_line_id
     WHERE p.id = ANY ($1) GROUP BY r.id, l.id ORDER BY r.id`,
    [paymentIds],
  )
}

/** Frees the days of payments that will not be made, so that another run may pay them. */
export async function takeOff(tx: ActTx, paymentIds: readonly string[]): Promise<void> {
  await tx.query('UPDATE payment SET live = false WHERE id = ANY ($1)', [paymentIds])
}

/** How many payments of each run stand in each state. */
export async function countsOf(tx: Reader, runIds: readonly string[]): Promise<Map<string, Record<string, number>>> {
  const rows = await tx.query<{ runId: string; counts: Record<string, number> }>(
    `SELECT x.run_id AS "runId", json_object_agg(x.state, x.n) AS counts
     FROM (SELECT p.run_id, s.state, count(*)::int AS n FROM payment p JOIN subject s ON s.id = p.id WHERE p.run_id = ANY ($1) GROUP BY 1, 2) x
     GROUP BY x.run_id`,
    [runIds],
  )
  return new Map(rows.map((row) => [row.runId, row.counts]))
}
