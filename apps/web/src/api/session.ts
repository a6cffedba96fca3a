import { queryOptions } from '@tanstack/react-query'
import { call, get, Problem } from './http'
import { beginSession } from './session-state'
import type { Account, DemoAccount } from './types'

interface SessionAnswer {
  account: Account
  csrfToken: string
}

/** Who is logged in, or null. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async (): Promise<Account | null> => {
    try {
      const answer = await call<SessionAnswer>('GET', '/session', { quiet: true })
      beginSession(answer.csrfToken)
      return answer.account
    } catch (problem) {
      if (problem instanceof Problem && problem.status === 401) return null
      throw problem
    }
  },
  staleTime: Infinity,
  retry: false,
})

export async function logIn(username: string, password: string): Promise<Account> {
  const answer = await call<SessionAnswer>('POST', '/session', { body: { username, password }, quiet: true })
  beginSession(answer.csrfToken)
  return answer.account
}

export async function logOut(): Promise<void> {
  await call('DELETE', '/session', { quiet: true })
}

export const demoAccountsQuery = queryOptions({
  queryKey: ['demo-accounts'],
  queryFn: async (): Promise<DemoAccount[]> => {
    try {
      const answer = await get<DemoAccount[] | { items: DemoAccount[] }>('/demo-accounts')
      return Array.isArray(answer) ? answer : answer.items
    } catch (problem) {
      // Outside a demo there is no such list, and the plain form is all there is.
      if (problem instanceof Problem && problem.status === 404) return []
      throw problem
    }
  },
  staleTime: Infinity,
})

/** How the programme clock stands. */
export interface Clock {
  readonly today: string
  readonly demo: boolean
  /** The next day after today on which an allowance run is due. */
  readonly nextRunOn: string | null
  /** A demo whose clock is not moving at the moment. */
  readonly mayMove: boolean
}

export const clockQuery = queryOptions({
  queryKey: ['clock'],
  queryFn: () => get<Clock>('/clock'),
  refetchInterval: 60_000,
})
