import type { ListRules } from '@passage/case'

/** Why a payment is not simply on its way: the paymaster's code where it failed, the officer's reason where it was taken out or given up. */
export const causeOf = `
  CASE WHEN s.state IN ('rejected', 'returned') THEN coalesce(
    (SELECT x.reason FROM payment_instruction x WHERE x.payment_id = p.id ORDER BY x.n DESC LIMIT 1), 'unknown')
  WHEN s.state IN ('excluded', 'given_up') THEN
    (SELECT t.reason FROM transition t WHERE t.subject_id = p.id ORDER BY t.seq DESC LIMIT 1)
  END`

export const runSorts = ['prepared_on', '-prepared_on', 'total', '-total', 'state', '-state'] as const
export type RunSort = (typeof runSorts)[number]

export interface RunFilter {
  /** Any of these. */
  readonly state?: readonly string[] | undefined
  readonly kind?: string | undefined
}

export interface RunsQuery extends RunFilter {
  /** The newest first unless said. */
  readonly sort?: RunSort | undefined
}

export type RunOrders = 'prepared_on' | 'total' | 'state'

export const runRules: ListRules<RunFilter, RunOrders> = {
  name: 'payment-runs',
  resource: 'payment_run',
  filters: {
    state: { sql: 's.state = $?', field: 'state' },
    kind: { sql: 'r.kind = $?', field: 'kind' },
  },
  orders: {
    prepared_on: { field: 'preparedOn', columns: ['r.prepared_on', 'r.id'], casts: ['date', 'uuid'], kinds: ['day', 'uuid'] },
    // Totals of different currencies are not to be compared.
    total: {
      field: 'total',
      columns: ['r.currency', 'm.total', 'r.id'],
      casts: ['text', 'bigint', 'uuid'],
      kinds: ['text', 'int', 'uuid'],
    },
    state: { field: 'state', columns: ['s.state', 'r.id'], casts: ['text', 'uuid'], kinds: ['text', 'uuid'] },
  },
}

export const paymentSorts = ['reference', '-reference', 'amount', '-amount', 'state', '-state'] as const
export type PaymentSort = (typeof paymentSorts)[number]

export interface PaymentFilter {
  /** Any of these. */
  readonly state?: readonly string[] | undefined
  readonly cause?: string | undefined
}

export interface PaymentsQuery extends PaymentFilter {
  /** As they stand in the run unless said, by their ids. */
  readonly sort?: PaymentSort | undefined
}

export type PaymentOrders = 'id' | 'reference' | 'amount' | 'state'

export const paymentRules: ListRules<PaymentFilter, PaymentOrders> = {
  name: 'payments',
  resource: 'payment',
  filters: {
    state: { sql: 's.state = $?', field: 'state' },
    cause: { sql: `${causeOf} = $?`, field: 'cause' },
  },
  orders: {
    id: { field: 'id', columns: ['p.id'], casts: ['uuid'], kinds: ['uuid'] },
    reference: { field: 'caseReference', columns: ['c.reference', 'p.id'], casts: ['text', 'uuid'], kinds: ['text', 'uuid'] },
    amount: { field: 'amount', columns: ['p.amount', 'p.id'], casts: ['bigint', 'uuid'], kinds: ['int', 'uuid'] },
    state: { field: 'state', columns: ['s.state', 'p.id'], casts: ['text', 'uuid'], kinds: ['text', 'uuid'] },
  },
}
