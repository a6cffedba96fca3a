import { queryOptions } from '@tanstack/react-query'
import { getItems } from '../../api/http'
import type { Who } from '../../api/types'

/** An account as trainers keep it. */
export interface ManagedAccount {
  readonly id: string
  readonly username: string
  readonly displayName: string
  readonly roles: string[]
  readonly siteId: string | null
  readonly disabled: boolean
  readonly hasPassword: boolean
  readonly hasTotp: boolean
  readonly lastSeenAt: string | null
  readonly liveSessions: number
  readonly version: number
}

/** What was done to an account: who, to whom, what, when. */
export interface AccountEvent {
  readonly at: string
  readonly actor: Who
  readonly account: Who
  readonly what: string
  readonly role: string | null
}

export const managedAccountsQuery = queryOptions({
  queryKey: ['managed-accounts'],
  queryFn: () => getItems<ManagedAccount>('/managed-accounts'),
})

/** The newest events of all accounts: the last change of each that was changed of late. */
export const latestEventsQuery = queryOptions({
  queryKey: ['managed-accounts', 'latest-events'],
  queryFn: () => getItems<AccountEvent>('/account-events', { limit: 200 }),
})
