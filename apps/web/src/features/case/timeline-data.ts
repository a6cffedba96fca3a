import { infiniteQueryOptions } from '@tanstack/react-query'
import { get } from '../../api/http'
import type { Maybe, Page, TimelineEntry } from '../../api/types'

/** A field that an entry of the log set, with what stood there before. */
export interface Change {
  readonly field: string
  readonly before: unknown
  readonly after: unknown
}

export type Told = TimelineEntry & { readonly changes?: Maybe<readonly Change[]> }

/** What the timeline is narrowed to. It stands in the URL. */
export interface TimelineFilter {
  readonly kind?: string | undefined
  /** The state that an entry led to; it means something together with the kind. */
  readonly state?: string | undefined
  readonly actor?: string | undefined
}

export const timelineKinds = ['case', 'code', 'placement', 'entitlement', 'payment', 'reward_claim'] as const

export const timelineQuery = (caseId: string, filter: TimelineFilter, limit: number) =>
  infiniteQueryOptions({
    queryKey: ['case', caseId, 'timeline', filter.kind, filter.state, filter.actor, limit],
    queryFn: ({ pageParam }) => get<Page<Told>>(`/cases/${caseId}/timeline`, { ...filter, cursor: pageParam, limit }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
