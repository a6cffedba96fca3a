import { queryOptions } from '@tanstack/react-query'
import { get } from '../../api/http'
import type { Page, Who } from '../../api/types'

/** What falls due by programme date, in the order in which it fires on a day, and the role that a reminder goes to. */
export const dueKinds = {
  arrival_missed: null,
  pre_cdm_review: null,
  contact_waits: 'vetting_officer',
  check_overdue: 'vetting_officer',
  decision_overdue: 'vetting_approver',
  arrival_expected: 'host_organisation',
  departure_expected: 'host_organisation',
  custody_overdue: 'equipment_assessor',
  run_due: 'finance_officer',
} as const satisfies Record<string, string | null>

export type DueKind = keyof typeof dueKinds

/** How far the clock is to move: exactly one of the three. */
export interface ClockStep {
  readonly days?: number
  readonly months?: number
  readonly toNextRun?: true
}

/** What a move would fire, in order. `dueOn` lies before `from` for what is late and fires on the first day. */
export interface ClockPreview {
  readonly from: string
  readonly to: string
  readonly items: readonly { readonly dueOn: string; readonly kind: DueKind; readonly count: number }[]
}

export interface ClockMove {
  readonly id: string
  readonly from: string
  readonly to: string
  /** The day where the move stands, or ended. */
  readonly reached: string
  readonly by: Who
  readonly requestedAt: string
  readonly closedAt: string | null
  readonly outcome: 'done' | 'cancelled' | 'failed' | null
  readonly fired: readonly { readonly kind: DueKind; readonly count: number }[]
}

export interface RestorePoint {
  readonly id: string
  readonly name: string
  readonly madeAt: string
  readonly madeBy: string
  readonly programmeDate: string
  readonly cases: number
  readonly bytes: number
  /** Whether it is of this version of the schema, so that it can be loaded. */
  readonly fits: boolean
}

/** The name of the point to which a reset returns. */
export const startName = 'start'

export const movesQuery = (cursor: string | undefined) =>
  queryOptions({
    queryKey: ['clock', 'moves', cursor],
    queryFn: () => get<Page<ClockMove>>('/clock/moves', { cursor, limit: 10 }),
  })

export const restorePointsQuery = queryOptions({
  queryKey: ['restore-points'],
  queryFn: () => get<{ items: RestorePoint[]; available: boolean }>('/restore-points'),
})
