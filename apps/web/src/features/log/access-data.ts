import { infiniteQueryOptions } from '@tanstack/react-query'
import { get } from '../../api/http'
import type { Maybe, Page, Who } from '../../api/types'

/** One read of recorded fields, one refusal, or one act beside the log of transitions. */
export interface AccessRecord {
  readonly id: string
  readonly at: string
  readonly actor: Maybe<Who | null>
  readonly roles: Maybe<string[] | null>
  readonly viewedAs: Maybe<string | null>
  readonly act: Maybe<string>
  readonly resource: Maybe<string>
  readonly resourceId?: Maybe<string | null>
  readonly caseId: Maybe<string | null>
  readonly reference: Maybe<string | null>
  readonly fields: Maybe<string[] | null>
  readonly purpose: Maybe<string | null>
  readonly rows?: Maybe<number | null>
  readonly code: Maybe<string | null>
  readonly requestId?: Maybe<string | null>
}

export const accessFilters = ['case', 'actor', 'act', 'resource'] as const
export type AccessSearch = Readonly<Record<string, string | undefined>>
const rowsAtOnce = 100

/** What of the address narrows the log; the rest of it opens a record. */
export function narrowing(search: AccessSearch): AccessSearch {
  return Object.fromEntries(accessFilters.map((name) => [name, search[name]]))
}

export const accessQuery = (search: AccessSearch) => {
  const asked = narrowing(search)
  return infiniteQueryOptions({
    queryKey: ['access-log', asked],
    queryFn: ({ pageParam }) => get<Page<AccessRecord>>('/access-log', { ...asked, cursor: pageParam, limit: rowsAtOnce }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
}
