import { queryOptions } from '@tanstack/react-query'
import { get, getItems } from '../../api/http'
import type { Maybe, Page } from '../../api/types'

export interface Signature {
  readonly act: string
  readonly by: string
  readonly accountId: string
  readonly at: string
}

export interface LeftOut {
  readonly caseId: string
  readonly sourceId: string
  readonly why: string
  readonly caseReference?: string
}

export interface Run {
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
  readonly leftOut: Maybe<LeftOut[]>
  readonly signatures: Maybe<Signature[]>
  readonly jobId: string | null
}

export interface Payment {
  readonly id: string
  readonly caseId: string
  readonly caseReference: Maybe<string>
  readonly amount: Maybe<string>
  readonly currency: string
  readonly derivation: Maybe<Record<string, string | number | null>>
  readonly coversFrom: Maybe<string>
  readonly coversUntil: Maybe<string | null>
  readonly state: string
  readonly version: number
  readonly attempts: Maybe<number>
  readonly outcome: Maybe<string | null>
  readonly outcomeReason: Maybe<string | null>
}

export interface DryRun {
  readonly currency: string
  readonly lineFree: string
  readonly people: number
  readonly total: string
  readonly payments: { caseId: string; amount: string; derivation: Record<string, string | number | null> }[]
  readonly leftOut: LeftOut[]
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

export const runsQuery = (cursor: string | undefined) =>
  queryOptions({ queryKey: ['runs', 'list', cursor], queryFn: () => get<Page<Run>>('/payment-runs', { cursor, limit: 30 }) })

export const runQuery = (id: string) => queryOptions({ queryKey: ['runs', id], queryFn: () => get<Run>(`/payment-runs/${id}`) })

export const fundsQuery = queryOptions({ queryKey: ['funds'], queryFn: () => getItems<Fund>('/funds') })
