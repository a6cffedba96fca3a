import { queryOptions } from '@tanstack/react-query'
import { get, getItems } from '../../api/http'
import type { Who } from '../../api/types'

/** One of the viewer's own sessions. Times are ISO 8601. */
export interface OwnSession {
  readonly id: string
  readonly device: string
  readonly address: string
  readonly openedAt: string
  readonly lastSeenAt: string
  readonly expiresAt: string
  readonly current: boolean
}

export interface SecondFactor {
  readonly on: boolean
  readonly codesLeft: number
}

/** What an authenticator app needs, shown once. */
export interface Enrolment {
  readonly secret: string
  readonly uri: string
  /** The same as a QR code, in SVG. */
  readonly qr: string
}

/** A role that is lent for a time. */
export interface Delegation {
  readonly id: string
  readonly from: Who
  readonly to: Who
  readonly role: string
  readonly reason: string
  readonly beginsAt: string
  readonly endsAt: string
  readonly endedAt: string | null
  readonly active: boolean
}

export const sessionsQuery = queryOptions({ queryKey: ['sessions'], queryFn: () => getItems<OwnSession>('/sessions') })

export const secondFactorQuery = queryOptions({ queryKey: ['totp'], queryFn: () => get<SecondFactor>('/totp') })

export const delegationsQuery = queryOptions({
  queryKey: ['delegations'],
  queryFn: () => getItems<Delegation>('/delegations'),
})
