import type { AccessRequest } from '../signed-in'

const tokenShape = '([A-Za-z0-9_-]{43})'

export const sessionCookie = 'passage_session'
/** Says that somebody has signed in from this browser before; it lets nobody in by itself. */
export const deviceCookie = 'passage_device'
/** Ties the answer of an OpenID provider to the browser that was sent there. */
export const oidcCookie = 'passage_oidc'

const yearInSeconds = 365 * 24 * 3600

/** The opaque token of one of our cookies. */
export function cookieOf({ headers }: Pick<AccessRequest, 'headers'>, name: string): string | undefined {
  const { cookie } = headers
  return typeof cookie === 'string' ? new RegExp(`(?:^|; ?)${name}=${tokenShape}(?:;|$)`).exec(cookie)?.[1] : undefined
}

const tokenInCookies = new RegExp(`(?:^|; ?)${sessionCookie}=${tokenShape}(?:;|$)`)

export function sessionTokenOf({ headers }: Pick<AccessRequest, 'headers'>): string | undefined {
  const { cookie } = headers
  return typeof cookie === 'string' ? tokenInCookies.exec(cookie)?.[1] : undefined
}

/** No lifetime: the browser forgets it when it closes, the database after twelve hours. */
export function sessionCookieHeader(token: string, secure: boolean): string {
  return `${sessionCookie}=${token}; Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`
}

export function noSessionCookieHeader(secure: boolean): string {
  return `${sessionCookieHeader('', secure)}; Max-Age=0`
}

/** Sent to nothing but the login. */
export function deviceCookieHeader(token: string, secure: boolean): string {
  return `${deviceCookie}=${token}; Path=/api/v1/session; HttpOnly; SameSite=Strict; Max-Age=${yearInSeconds}${secure ? '; Secure' : ''}`
}

/** Lax, since the provider sends the browser back from its own site. */
export function oidcCookieHeader(token: string, seconds: number, secure: boolean): string {
  return `${oidcCookie}=${token}; Path=/api/v1/oidc; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure ? '; Secure' : ''}`
}
