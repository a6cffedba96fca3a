import { Injectable } from '@nestjs/common'
import { Redaction, type Redacted, type Resource, type SignedIn } from '@passage/access'
import { inBatches, ListFiles, narrowedBy, orderSaid, type FiledList, type FileFormat } from '@passage/case'
import type { PaymentsQuery, RunsQuery } from './payment-lists'
import { PaymentReads, type ListPage, type PaymentRow, type RunRow } from './payments.reads'

/** Payment runs as files know them. */
const filedRuns = {
  resource: 'payment_run',
  title: 'Payment runs',
  columns: {
    reference: [{ title: 'Reference', field: 'reference' }],
    kind: [{ title: 'Kind', field: 'kind' }],
    month: [{ title: 'Month', field: 'month' }],
    state: [{ title: 'State', field: 'state' }],
    payments: [{ title: 'Payments', field: 'payments' }],
    total: [
      { title: 'Total', field: 'total', money: true },
      { title: 'Currency', field: 'currency' },
    ],
    budget_line: [{ title: 'Budget line', field: 'budgetLine' }],
    prepared_on: [{ title: 'Prepared on', field: 'preparedOn' }],
  },
} as const satisfies FiledList<RunRow>

/** The payments of a run as files know them. */
const filedPayments = {
  resource: 'payment',
  title: 'Payments',
  columns: {
    case: [{ title: 'Case', field: 'caseReference' }],
    amount: [
      { title: 'Amount', field: 'amount', money: true },
      { title: 'Currency', field: 'currency' },
    ],
    derivation: [{ title: 'Computed from', field: 'derivation', says: derivationOf }],
    covers: [
      { title: 'Covers from', field: 'coversFrom', says: (row) => (row.coversUntil === null ? '' : row.coversFrom) },
      { title: 'Covers until, that day not included', field: 'coversUntil' },
    ],
    state: [{ title: 'State', field: 'state' }],
    tries: [
      { title: 'Attempts', field: 'attempts' },
      { title: 'Answers', field: 'tries', says: answersOf },
    ],
  },
} as const satisfies FiledList<PaymentRow>

const rowsABatch = 1_000

/** Runs, and the payments of one, as a file. */
@Injectable()
export class PaymentFiles {
  constructor(
    private readonly reads: PaymentReads,
    private readonly redaction: Redaction,
    private readonly files: ListFiles,
  ) {}

  /** @throws Refused `input.column`, `input.too_many_rows` */
  async runs(
    format: FileFormat,
    viewer: SignedIn,
    { state, kind, sort }: RunsQuery,
    columns?: string,
  ): Promise<Redacted<unknown>> {
    const counts = await this.reads.counts(kind)
    return this.files.made(format, viewer, filedRuns, {
      columns,
      narrowed: narrowedBy({ state: 'Only the state', kind: 'Only the kind' }, { state, kind }),
      order: orderSaid(sort ?? '-prepared_on'),
      total: counts.reduce((sum, of) => (state === undefined || state.includes(of.state) ? sum + of.count : sum), 0),
      batches: this.batches(viewer, 'payment_run', (after) => this.reads.runs(viewer, { state, kind, sort }, rowsABatch, after)),
    })
  }

  /** @throws Refused `payment_run.not_found`, `input.column`, `input.too_many_rows` */
  async payments(
    format: FileFormat,
    viewer: SignedIn,
    runId: string,
    { state, cause, sort }: PaymentsQuery,
    columns?: string,
  ): Promise<Redacted<unknown>> {
    const { id, reference } = await this.reads.run(runId)
    return this.files.made(format, viewer, filedPayments, {
      of: { id, reference },
      columns,
      narrowed: narrowedBy({ state: 'Only the state', cause: 'Only for the cause' }, { state, cause }),
      order: sort === undefined ? 'as in the list' : orderSaid(sort),
      total: await this.reads.paymentCount(viewer, runId, { state, cause }),
      batches: this.batches(viewer, 'payment', (after) =>
        this.reads.payments(viewer, runId, { state, cause, sort }, rowsABatch, after),
      ),
    })
  }

  private batches<Row extends object>(
    viewer: SignedIn,
    resource: Resource,
    read: (cursor: string | undefined) => Promise<ListPage<Row>>,
  ): AsyncGenerator<readonly Row[]> {
    return inBatches(async (cursor) => {
      const { rows, nextCursor } = await read(cursor)
      return { rows: await this.redaction.rows(viewer, resource, rows), nextCursor }
    })
  }
}

/** What the amount was computed from, part by part as the run froze it. */
function derivationOf({ derivation }: PaymentRow): string {
  return Object.entries(derivation)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join('; ')
}

/** Each answer of the paymaster, the newest last. */
function answersOf({ tries }: PaymentRow): string {
  return tries
    .map(
      ({ n, outcome, reason, answeredOn }) =>
        `${n}. ${[outcome ?? 'no answer yet', reason, answeredOn].filter(Boolean).join(' ')}`,
    )
    .join('; ')
}
