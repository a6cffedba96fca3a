import { queryOptions } from '@tanstack/react-query'
import { get } from '../../api/http'
import type { Maybe, Page } from '../../api/types'

/** How much of a kind waits for one of the viewer's roles, and since which programme date. */
export interface Need {
  readonly need: string
  readonly role: string
  readonly count: Maybe<number>
  readonly oldestOn: Maybe<string | null>
}

export const needsQuery = queryOptions({
  queryKey: ['needs'],
  queryFn: async () => (await get<Page<Need>>('/needs')).items,
  refetchInterval: 60_000,
})

interface Way {
  readonly to: string
  readonly search?: Readonly<Record<string, string>>
  readonly hash?: string
}

/** Where what waits is done. */
const ways: Readonly<Record<string, Way>> = {
  contacts_to_open: { to: '/cases', search: { state: 'contacted' } },
  checks_open: { to: '/cases', search: { state: 'in_vetting' } },
  checks_overdue: { to: '/reminders' },
  recommendations_to_decide: { to: '/cases', search: { state: 'awaiting_decision' } },
  decisions_overdue: { to: '/reminders' },
  codes_to_issue: { to: '/cases', search: { state: 'vetted' } },
  erasures_to_decide: { to: '/erasures' },
  households_waiting: { to: '/waiting-list' },
  arrivals_expected: { to: '/sites', hash: 'arrivals' },
  departures_due: { to: '/reminders' },
  custody_to_take: { to: '/claims', search: { state: 'filed' } },
  claims_to_verify: { to: '/claims', search: { state: 'filed' } },
  claims_to_value: { to: '/claims', search: { state: 'verified' } },
  claims_to_approve: { to: '/claims', search: { state: 'valued' } },
  claims_to_pay: { to: '/claims', search: { state: 'approved' } },
  runs_to_prepare: { to: '/runs/new' },
  runs_to_approve: { to: '/runs', search: { state: 'prepared' } },
  runs_to_release: { to: '/runs', search: { state: 'approved' } },
  payments_failed: { to: '/runs', search: { state: 'released' } },
  sites_full: { to: '/sites' },
  reports_ready: { to: '/reports' },
  glass_unseen: { to: '/break-glass', search: { unseen: 'true' } },
  findings: { to: '/log' },
  log_unverified: { to: '/log' },
}

/** @param viewerId whose own cases `my_open_cases` means */
export function wayTo(need: string, viewerId: string): Way | null {
  return need === 'my_open_cases' ? { to: '/cases', search: { holder: viewerId } } : (ways[need] ?? null)
}
