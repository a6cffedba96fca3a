import { queryOptions } from '@tanstack/react-query'
import { get } from '../../api/http'
import type { Maybe, Page } from '../../api/types'
import type { DueKind } from '../clock/clock-data'

/** What fell due. Case and subject are null for what belongs to the whole programme. */
export interface Reminder {
  readonly id: string
  readonly kind: DueKind
  readonly dueOn: string
  readonly caseId: Maybe<string | null>
  readonly reference: Maybe<string | null>
  readonly siteId: Maybe<string | null>
  readonly role: string
  readonly settledOn: string | null
}

/** How many the count in the menu tells before it says "and more". */
export const mostCounted = 99

export const reminderCountQuery = queryOptions({
  queryKey: ['notices', 'count'],
  queryFn: async () => (await get<Page<Reminder>>('/notices', { limit: mostCounted + 1 })).items.length,
  refetchInterval: 60_000,
})

export const remindersQuery = (search: { kind?: string; settled?: string; cursor?: string }) =>
  queryOptions({
    queryKey: ['notices', search.kind, search.settled, search.cursor],
    queryFn: () => get<Page<Reminder>>('/notices', { ...search, limit: 50 }),
  })
