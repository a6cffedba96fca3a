import { queryOptions } from '@tanstack/react-query'
import { get, getItems, Problem } from '../../api/http'
import type { Page, Who } from '../../api/types'

export const reportKinds = ['capacity', 'budget', 'pipeline'] as const
export type ReportKindName = (typeof reportKinds)[number]

/** One thing that a kind of report may be told. */
export interface ReportParam {
  readonly name: string
  readonly title: string
  readonly type: 'day' | 'month' | 'count' | 'choice' | 'text' | 'id'
  readonly required: boolean
  readonly help: string
  readonly values?: readonly string[]
  readonly least?: number
  readonly most?: number
}

export interface ReportKind {
  readonly kind: ReportKindName
  readonly title: string
  readonly does: string
  readonly params: readonly ReportParam[]
}

export type ReportParams = Readonly<Record<string, string | number>>

export interface Report {
  readonly id: string
  readonly kind: ReportKindName
  readonly params: ReportParams
  readonly requestedBy: Who
  readonly requestedAt: string
  readonly programmeDate: string | null
  readonly finishedAt: string | null
  readonly state: 'waiting' | 'running' | 'done' | 'cancelled' | 'failed'
  readonly done: number
  readonly total: number | null
  readonly problem: { readonly code: string; readonly detail: string } | null
  readonly hasResult: boolean
  readonly mayCancel: boolean
}

/** A count that is not told: fewer than ten people, or not enough to say. */
export interface HiddenCell {
  readonly hidden: true
}

export type Cell = string | number | null | HiddenCell
export type Row = Readonly<Record<string, Cell>>

export interface ReportColumn {
  readonly key: string
  readonly title: string
  readonly unit: 'text' | 'day' | 'month' | 'count' | 'people' | 'days' | 'money' | 'currency' | 'percent'
  readonly definition: string
}

/** How a table may be drawn; `series` makes one line a value of that column. */
export interface ChartHint {
  readonly type: 'line' | 'bar' | 'funnel'
  readonly x: string
  readonly y: readonly string[]
  readonly series?: string
}

export interface ReportTable {
  readonly key: string
  readonly title: string
  readonly about: string
  readonly columns: readonly ReportColumn[]
  readonly rows: readonly Row[]
  readonly chart?: ChartHint
}

export interface ReportResult {
  readonly id: string
  readonly kind: ReportKindName
  readonly title: string
  readonly programmeDate: string
  readonly madeAt: string
  readonly params: ReportParams
  readonly requestedBy: Who
  readonly notes: readonly string[]
  readonly tables: readonly ReportTable[]
}

export function isHidden(cell: Cell | undefined): cell is HiddenCell {
  return typeof cell === 'object' && cell !== null
}

export function isOpen(report: Report): boolean {
  return report.state === 'waiting' || report.state === 'running'
}

/** How often a report that is being counted is looked at in a list, or by somebody who may not watch its job, in milliseconds. */
const glance = 2_000

export const kindsQuery = queryOptions({
  queryKey: ['report-kinds'],
  queryFn: () => getItems<ReportKind>('/reports/kinds'),
  staleTime: Infinity,
})

export const reportsQuery = (search: { kind?: string; cursor?: string }) =>
  queryOptions({
    queryKey: ['reports', 'list', search.kind, search.cursor],
    queryFn: () => get<Page<Report>>('/reports', { ...search, limit: 25 }),
    refetchInterval: (known) => (known.state.data?.items.some(isOpen) ? glance : false),
  })

export const reportQuery = (id: string) =>
  queryOptions({
    queryKey: ['reports', id],
    queryFn: () => get<Report>(`/reports/${id}`),
    refetchInterval: (known) => (known.state.data && isOpen(known.state.data) ? glance : false),
  })

/** A result never changes once it is there. */
export const resultQuery = (id: string) =>
  queryOptions({
    queryKey: ['report-result', id],
    queryFn: () => get<ReportResult>(`/reports/${id}/result`),
    staleTime: Infinity,
    retry: (count: number, problem: unknown) => count < 2 && problem instanceof Problem && problem.status >= 502,
  })
