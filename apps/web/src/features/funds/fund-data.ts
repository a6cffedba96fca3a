import { infiniteQueryOptions } from '@tanstack/react-query'
import { get } from '../../api/http'
import type { Page } from '../../api/types'
import type { TextKey } from '../../i18n'

/** One posting of the ledger to a budget line. */
export interface Posting {
  readonly id: string
  readonly what: string
  /** Minor units. */
  readonly amount: string
  readonly currency: string
  readonly subjectId: string
  /** The run that it was for, where it was for one. */
  readonly reference: string | null
  readonly payments: number
  readonly programmeDate: string
  readonly recordedAt: string
}

/** What a posting did with the line's money. */
export const postingWords: Readonly<Record<string, { readonly label: TextKey }>> = {
  allocation: { label: 'fund.posted_allocation' },
  commitment: { label: 'fund.posted_commitment' },
  commitment_freed: { label: 'fund.posted_commitment_freed' },
  settlement: { label: 'fund.posted_settlement' },
  failure: { label: 'fund.posted_failure' },
  bank_return: { label: 'fund.posted_bank_return' },
}

/** The roles that read the ledger. The server decides; what it refuses is not asked for. */
export const ledgerReaders = ['finance_officer', 'finance_approver', 'finance_controller', 'auditor'] as const

export const postingsQuery = (budgetLineId: string) =>
  infiniteQueryOptions({
    queryKey: ['budget-lines', budgetLineId, 'transfers'],
    queryFn: ({ pageParam }) => get<Page<Posting>>(`/budget-lines/${budgetLineId}/transfers`, { cursor: pageParam, limit: 100 }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
