import { queryOptions } from '@tanstack/react-query'
import { get, getItems } from '../../api/http'
import type { Maybe, Page, Who } from '../../api/types'

/** Somebody who reads, for minutes and with a reason, what no rule lets them read of one case. Times are ISO 8601. */
export interface Glass {
  readonly id: string
  readonly by: Maybe<Who>
  readonly role: Maybe<string>
  readonly caseId: Maybe<string>
  readonly reference: Maybe<string>
  readonly classes: Maybe<string[]>
  readonly reason: Maybe<string>
  readonly openedAt: Maybe<string>
  readonly endsAt: Maybe<string>
  readonly endedAt: Maybe<string | null>
  readonly open: Maybe<boolean>
  readonly reads: Maybe<number>
  readonly told: Maybe<{ readonly displayName: string; readonly seenAt: string | null }[]>
  readonly unseen: Maybe<boolean>
}

/** One entry of the access log that was made under a broken glass. */
export interface GlassRead {
  readonly id: string
  readonly at: Maybe<string>
  readonly act: Maybe<string>
  readonly resource: Maybe<string>
  readonly fields: Maybe<string[]>
}

export const glassReasons = ['danger_to_life', 'complaint', 'suspected_fraud', 'audit_of_case', 'colleague_absent'] as const

/** Minutes that are offered; the server takes 1 to 60. */
export const glassMinutes = [5, 15, 30, 60] as const

/** Roles that may break the glass for a class. The server decides; this keeps the offer honest. */
export const glassBreakers: Readonly<Record<'personal' | 'vetting', readonly string[]>> = {
  personal: [
    'vetting_officer',
    'vetting_approver',
    'registrar',
    'relocation_officer',
    'finance_officer',
    'finance_approver',
    'finance_controller',
    'auditor',
  ],
  vetting: ['vetting_officer', 'vetting_approver', 'auditor'],
}

/** How many the count in the menu tells before it says "and more". */
export const mostCounted = 99

export const unseenCountQuery = queryOptions({
  queryKey: ['glass', 'count'],
  queryFn: async () => (await get<Page<Glass>>('/break-glass', { unseen: true, limit: mostCounted + 1 })).items.length,
  refetchInterval: 60_000,
})

export const glassesQuery = (search: { unseen?: string; cursor?: string }) =>
  queryOptions({
    queryKey: ['glass', 'list', search.unseen, search.cursor],
    queryFn: () => get<Page<Glass>>('/break-glass', { ...search, limit: 50 }),
  })

/** The newest ones, among which is every glass that is open. */
export const newestGlassesQuery = queryOptions({
  queryKey: ['glass', 'newest'],
  queryFn: () => getItems<Glass>('/break-glass', { limit: 200 }),
})

export const glassReadsQuery = (id: string) =>
  queryOptions({ queryKey: ['glass', id, 'reads'], queryFn: () => getItems<GlassRead>(`/break-glass/${id}/reads`) })
