import { queryOptions } from '@tanstack/react-query'
import { call, get, Problem } from './http'
import { beginSession } from './session-state'
import type { Account, DemoAccount } from './types'

interface SessionAnswer {
  readonly secondFactor: boolean
  readonly account: Pick<Account, 'id' | 'username' | 'displayName' | 'roles' | 'siteId'> | null
  readonly csrfToken: string | null
  readonly viewAs: string | null
  readonly expiresAt: string | null
  readonly idleMinutes: number | null
}

/** The account of an answer; null while the second factor is still to come. */
function begun(answer: SessionAnswer): Account | null {
  if (!answer.account || !answer.csrfToken) return null
  beginSession(answer.csrfToken)
  const { viewAs, expiresAt, idleMinutes } = answer
  return { ...answer.account, viewAs, expiresAt, idleMinutes }
}

/** Who is logged in, or null. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async (): Promise<Account | null> => {
    try {
      return begun(await call<SessionAnswer>('GET', '/session', { quiet: true }))
    } catch (problem) {
      if (problem instanceof Problem && problem.status === 401) return null
      throw problem
    }
  },
  staleTime: Infinity,
  retry: false,
})

/** @returns the account, or null where the second factor is asked for now */
export async function logIn(username: string, password: string): Promise<Account | null> {
  return begun(await call<SessionAnswer>('POST', '/session', { body: { username, password }, quiet: true }))
}

/** Answers the second factor, with a code of the app or a recovery code. */
export async function answerSecondFactor(code: string): Promise<Account> {
  const account = begun(await call<SessionAnswer>('POST', '/session/second-factor', { body: { code }, quiet: true }))
  if (!account) throw new Error('the second factor was answered, and nobody is signed in')
  return account
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
