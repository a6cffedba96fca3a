import { queryOptions } from '@tanstack/react-query'
import { get } from '../../api/http'
import type { Page, TimelineEntry } from '../../api/types'

const pagesAtMost = 5

/**
 * The whole log of a case, newest first. Where everything stands is told from here, and not from the lists of codes and payments: those
 * are recorded as looked at in the access log, and a page that merely opens has looked at none of them.
 */
export const pathQuery = (caseId: string) =>
  queryOptions({
    queryKey: ['case', caseId, 'path'],
    queryFn: async (): Promise<TimelineEntry[]> => {
      const entries: TimelineEntry[] = []
      let cursor: string | undefined
      for (let page = 0; page < pagesAtMost; page++) {
        const answer = await get<Page<TimelineEntry>>(`/cases/${caseId}/timeline`, { limit: 200, cursor })
        entries.push(...answer.items)
        if (!answer.nextCursor) break
        cursor = answer.nextCursor
      }
      return entries
    },
  })
