import { useInfiniteQuery } from '@tanstack/react-query'
import { get } from '../../api/http'
import type { Page, Who } from '../../api/types'
import type { KeptView } from './list-settings'

/** A view that the viewer shares, or that a colleague shares with a role of the viewer's. */
export interface SharedView extends KeptView {
  readonly id: string
  readonly role: string
  readonly sharedBy: Who
  readonly own: boolean
  /** Whether colleagues see it now. */
  readonly active: boolean
}

const viewsAtOnce = 100

/** The shared views of a list, own ones first. Asked anew whenever they are looked at: colleagues share and take back meanwhile. */
export function useSharedViews(list: string) {
  const query = useInfiniteQuery({
    queryKey: ['shared-views', list],
    queryFn: ({ pageParam }) => get<Page<SharedView>>('/shared-views', { list, cursor: pageParam, limit: viewsAtOnce }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    staleTime: 0,
  })
  return { ...query, views: query.data?.pages.flatMap((page) => page.items) ?? [] }
}
