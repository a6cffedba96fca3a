import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { get } from '../../api/http'
import type { Maybe, Page, TimelineEntry } from '../../api/types'
import type { Change } from '../case/timeline-data'

export interface LogEntry extends TimelineEntry {
  readonly caseId?: Maybe<string | null>
  readonly reference?: Maybe<string | null>
}

/** A field of the bytes that were hashed: what it says, and which bytes it is (hexadecimal). */
export interface HashedField {
  readonly field: string
  readonly value: string | null
  readonly bytes: string
}

/** An entry with all that proves it. */
export interface ProvenEntry extends LogEntry {
  readonly prevHash: Maybe<string | null>
  readonly bytes: Maybe<string>
  readonly hashHolds: Maybe<boolean>
  readonly explained: Maybe<readonly HashedField[]>
  readonly changes: Maybe<readonly Change[] | null>
  readonly previous: Maybe<{ readonly seq: number; readonly hash: string } | null>
  readonly next: Maybe<{ readonly seq: number; readonly hash: string; readonly prevHash: string } | null>
}

/** Where an entry stands: in the chain of which subject, and as which of it. */
export interface Place {
  readonly subjectId: string
  readonly seq: number
}

export const filterNames = ['kind', 'event', 'case', 'actor', 'role', 'reason', 'from', 'to', 'subject'] as const
const rowsAtOnce = 100

export type LogSearch = Readonly<Record<string, string | undefined>>

/** `0f…/3`, as the address of the page has it. */
export function placeText({ subjectId, seq }: Place): string {
  return `${subjectId}/${seq}`
}

/** The entry that the address opens: by itself, or as the place in the chain that is listed. */
export function openedBy(search: LogSearch): Place | null {
  const [subjectId, seq] = search.entry?.split('/') ?? [search.subject, search.seq]
  return subjectId && /^[1-9]\d{0,8}$/.test(seq ?? '') ? { subjectId, seq: Number(seq) } : null
}

/** What of the address narrows the log; the rest of it opens an entry. */
export function narrowing(search: LogSearch): LogSearch {
  return Object.fromEntries(filterNames.map((name) => [name, search[name]]))
}

export const logQuery = (search: LogSearch) => {
  const asked = narrowing(search)
  return infiniteQueryOptions({
    queryKey: ['log', 'list', asked],
    queryFn: ({ pageParam }) => get<Page<LogEntry>>('/transitions', { ...asked, cursor: pageParam, limit: rowsAtOnce }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
}

/** An entry never changes, but another may come to stand after it. */
export const entryQuery = ({ subjectId, seq }: Place) =>
  queryOptions({
    queryKey: ['log', 'entry', subjectId, seq],
    queryFn: () => get<ProvenEntry>(`/transitions/${subjectId}/${seq}`),
  })
