import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { get, getItems } from '../../api/http'
import type { Maybe, Page } from '../../api/types'

export const runKinds = ['allowance', 'reward'] as const
export const runStates = ['prepared', 'approved', 'released', 'completed', 'cancelled'] as const
export const paymentStates = [
  'rejected',
  'returned',
  'prepared',
  'released',
  'instructed',
  'settled',
  'excluded',
  'given_up',
  'cancelled',
] as const

export interface Signature {
  readonly act: string
  readonly by: string
  readonly role: string
  readonly accountId: string
  readonly at: string
}

export interface LeftOut {
  readonly caseId: string
  readonly caseReference: Maybe<string>
  readonly sourceId: string
  readonly why: string
}

/** Payments that failed, were taken out or were given up, for one cause. */
export interface ExceptionGroup {
  readonly state: string
  readonly cause: string
  readonly payments: number
  /** Minor units. */
  readonly amount: string
}

/** The run of the same kind and currency before. */
export interface RunBefore {
  readonly id: string
  readonly reference: string
  readonly payments: number
  /** Minor units. */
  readonly total: string
}

export interface RunRow {
  readonly id: string
  readonly reference: string
  readonly kind: string
  readonly month: string | null
  readonly state: string
  readonly version: number
  readonly currency: string
  readonly budgetLine: Maybe<string>
  readonly lineFree: Maybe<string>
  readonly preparedOn: string
  readonly payments: number
  readonly total: Maybe<string>
  readonly counts: Maybe<Record<string, number>>
  readonly signatures: Maybe<Signature[]>
  readonly jobId: string | null
}

export interface Run extends RunRow {
  readonly leftOut: Maybe<LeftOut[]>
  readonly exceptions: Maybe<ExceptionGroup[]>
  readonly before: Maybe<RunBefore | null>
}

/** One instruction to the paymaster, and what came back. */
export interface Try {
  readonly n: number
  readonly outcome: string | null
  readonly reason: string | null
  readonly answeredOn: string | null
}

export interface ProposedPayment {
  readonly caseId: string
  readonly caseReference: Maybe<string>
  readonly sourceId: string
  readonly amount: Maybe<string>
  readonly derivation: Maybe<Record<string, string | number | null>>
}

export interface Payment extends ProposedPayment {
  readonly id: string
  readonly currency: string
  readonly coversFrom: Maybe<string>
  readonly coversUntil: Maybe<string | null>
  readonly state: string
  readonly version: number
  readonly tries: Maybe<Try[]>
  readonly cause: Maybe<string | null>
}

export interface DryRun {
  readonly currency: string
  readonly lineFree: string
  readonly people: number
  readonly total: string
  readonly payments: ProposedPayment[]
  readonly leftOut: LeftOut[]
  readonly before: RunBefore | null
}

export interface BudgetLine {
  readonly id: string
  readonly name: string
  readonly purpose: string
  readonly currency: string
  readonly free: Maybe<string>
  readonly committed: Maybe<string>
  readonly spent: Maybe<string>
}

export interface Fund {
  readonly id: string
  readonly name: string
  readonly currency: string
  readonly state: string
  readonly version: number
  readonly received: Maybe<string>
  readonly unallocated: Maybe<string>
  readonly lines: BudgetLine[]
}

export interface RunSearch {
  readonly state?: string
  readonly kind?: string
  readonly sort?: string
}

export const runsQuery = ({ state, kind, sort }: RunSearch) =>
  infiniteQueryOptions({
    queryKey: ['runs', 'list', state, kind, sort],
    queryFn: ({ pageParam }) => get<Page<RunRow>>('/payment-runs', { state, kind, sort, cursor: pageParam, limit: 100 }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })

export const runCountsQuery = (kind: string | undefined) =>
  queryOptions({
    queryKey: ['runs', 'counts', kind],
    queryFn: () => getItems<{ state: string; count: number }>('/payment-runs/counts', { kind }),
    placeholderData: keepPreviousData,
  })

export const runQuery = (id: string) => queryOptions({ queryKey: ['runs', id], queryFn: () => get<Run>(`/payment-runs/${id}`) })

export interface PaymentSearch {
  readonly state?: string
  readonly cause?: string
  readonly sort?: string
}

export const paymentsQuery = (run: Pick<Run, 'id' | 'version'>, { state, cause, sort }: PaymentSearch) =>
  infiniteQueryOptions({
    queryKey: ['runs', run.id, 'payments', state, cause, sort, run.version],
    queryFn: ({ pageParam }) =>
      get<Page<Payment>>(`/payment-runs/${run.id}/payments`, { state, cause, sort, cursor: pageParam, limit: 100 }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })

/** The first payments of a run that fit, as they stand at this moment. */
export async function paymentsOnce(runId: string, { state, cause }: PaymentSearch, limit: number): Promise<Payment[]> {
  return (await get<Page<Payment>>(`/payment-runs/${runId}/payments`, { state, cause, limit })).items
}

/** Every payment of a run, page by page, for paper. */
export async function allPayments(runId: string): Promise<Payment[]> {
  const payments: Payment[] = []
  let cursor: string | undefined
  do {
    const page = await get<Page<Payment>>(`/payment-runs/${runId}/payments`, { cursor, limit: 200 })
    payments.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  return payments
}

export const fundsQuery = queryOptions({ queryKey: ['funds'], queryFn: () => getItems<Fund>('/funds') })
