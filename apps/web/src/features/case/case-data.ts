import { queryOptions } from '@tanstack/react-query'
import { get, getItems } from '../../api/http'
import type { CaseAction, CaseFile, LifecycleData, Maybe, Note, Who } from '../../api/types'

/** What the case page reads. Every key begins with `case` and its id, so that a command can refresh them all. */
export const caseQuery = (id: string) => queryOptions({ queryKey: ['case', id], queryFn: () => get<CaseFile>(`/cases/${id}`) })

export const actionsQuery = (id: string) =>
  queryOptions({ queryKey: ['case', id, 'actions'], queryFn: () => getItems<CaseAction>(`/cases/${id}/actions`) })

export const notesQuery = (id: string) =>
  queryOptions({ queryKey: ['case', id, 'notes'], queryFn: () => getItems<Note>(`/cases/${id}/notes`) })

export const lifecyclesQuery = queryOptions({
  queryKey: ['lifecycles'],
  queryFn: async (): Promise<LifecycleData[]> => {
    const answer = await get<LifecycleData[] | { items: LifecycleData[] } | Record<string, LifecycleData>>('/lifecycles')
    if (Array.isArray(answer)) return answer
    return Array.isArray((answer as { items?: unknown }).items)
      ? (answer as { items: LifecycleData[] }).items
      : Object.values(answer)
  },
  staleTime: Infinity,
})

export interface PlannedCheck {
  readonly check: string
  readonly title: Maybe<string>
  readonly required: Maybe<boolean>
  readonly done: Maybe<boolean>
  readonly result: Maybe<string | null>
}

interface Recorded {
  readonly id: string
  readonly round: number
  readonly by: Maybe<Who | string>
  readonly on: Maybe<string>
}

export interface Vetting {
  readonly round: number
  readonly plan: PlannedCheck[]
  readonly checks: (Recorded & { check: string; result: string })[]
  readonly recommendation: (Recorded & { recommendation: string }) | null
  readonly recommendations?: (Recorded & { recommendation: string })[]
  readonly decisions: (Recorded & { decision: string; reason?: string | null })[]
}

export const vettingQuery = (id: string) =>
  queryOptions({ queryKey: ['case', id, 'vetting'], queryFn: () => get<Maybe<Vetting>>(`/cases/${id}/vetting`) })

export interface Code {
  readonly id: string
  readonly kind: Maybe<string>
  readonly code: Maybe<string>
  readonly state: Maybe<string>
  readonly issuedOn: Maybe<string>
}

export const codesQuery = (id: string) =>
  queryOptions({ queryKey: ['case', id, 'codes'], queryFn: () => getItems<Code>(`/cases/${id}/codes`) })

export interface Placement {
  readonly id: string
  readonly state: Maybe<string>
  readonly version: number
  readonly siteId: Maybe<string | null>
  readonly siteName: Maybe<string | null>
  readonly from: Maybe<string | null>
  readonly to: Maybe<string | null>
  readonly caseId: Maybe<string>
  readonly reference: Maybe<string>
  readonly householdSize: Maybe<number>
  readonly since: Maybe<string | null>
}

export const placementsQuery = (id: string) =>
  queryOptions({ queryKey: ['case', id, 'placements'], queryFn: () => getItems<Placement>(`/cases/${id}/placements`) })

export interface Entitlement {
  readonly id: string
  readonly state: Maybe<string>
  readonly personId: Maybe<string>
  readonly payeePersonId: Maybe<string | null>
  readonly from: Maybe<string | null>
  readonly until: Maybe<string | null>
  readonly country: Maybe<string>
}

/** The roles that may ask for the entitlements of a case, and for its claims. The server decides; what it refuses is not asked for. */
export const entitlementReaders = [
  'finance_officer',
  'finance_approver',
  'finance_controller',
  'intake_officer',
  'registrar',
  'relocation_officer',
  'auditor',
]
export const claimReaders = [
  'intake_officer',
  'equipment_assessor',
  'finance_officer',
  'finance_approver',
  'finance_controller',
  'auditor',
]

export const entitlementsQuery = (id: string) =>
  queryOptions({ queryKey: ['case', id, 'entitlements'], queryFn: () => getItems<Entitlement>(`/cases/${id}/entitlements`) })

export interface Claim {
  readonly id: string
  readonly caseId: Maybe<string>
  readonly caseReference: Maybe<string>
  readonly state: string
  readonly version: number
  readonly filedOn: Maybe<string>
  readonly receivedOn: Maybe<string | null>
  readonly custodyOn: Maybe<string | null>
  readonly items: { category: Maybe<string>; count: Maybe<number> }[]
  readonly scheme: Maybe<string | null>
  readonly amount: Maybe<string | null>
  readonly currency: Maybe<string | null>
}

export const claimsQuery = (id: string) =>
  queryOptions({ queryKey: ['case', id, 'claims'], queryFn: () => getItems<Claim>(`/cases/${id}/reward-claims`) })
