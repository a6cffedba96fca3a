import type { AccessRequest } from '../signed-in'

export const sessionCookie = 'passage_session'
/** Says that somebody has signed in from this browser before; it lets nobody in by itself. */
export const deviceCookie = 'passage_device'
/** Ties the answer of an OpenID provider to the browser that was sent there. */
export const oidcCookie = 'passage_oidc'

const yearInSeconds = 365 * 24 * 3600

/**
 * The name under which a cookie goes. Over TLS it begins with `__Host-`: a browser takes such a cookie from this very host alone, so that no neighbour
 * under the same domain can plant one; it must then be for every path.
 */
export function cookieName(name: string, secure: boolean): string {
  return secure ? `__Host-${name}` : name
}

/** The opaque token of one of our cookies. Where cookies are secure, one without the prefix is not ours. */
export function cookieOf({ headers }: Pick<AccessRequest, 'headers'>, name: string, secure: boolean): string | undefined {
  const { cookie } = headers
  if (typeof cookie !== 'string') return undefined
  return new RegExp(`(?:^|; ?)${cookieName(name, secure)}=([A-Za-z0-9_-]{43})(?:;|$)`).exec(cookie)?.[1]
}

export function sessionTokenOf(request: Pick<AccessRequest, 'headers'>, secure: boolean): string | undefined {
  return cookieOf(request, sessionCookie, secure)
}

/** No lifetime: the browser forgets it when it closes, the database after twelve hours. */
export function sessionCookieHeader(token: string, secure: boolean): string {
  return header(sessionCookie, token, secure, { path: '/', sameSite: 'Strict' })
}

export function noSessionCookieHeader(secure: boolean): string {
  return header(sessionCookie, '', secure, { path: '/', sameSite: 'Strict', maxAge: 0 })
}

/** Sent to nothing but the login, where the prefix does not ask for every path. */
export function deviceCookieHeader(token: string, secure: boolean): string {
  return header(deviceCookie, token, secure, { path: '/api/v1/session', sameSite: 'Strict', maxAge: yearInSeconds })
}

/** Lax, since the provider sends the browser back from its own site. */
export function oidcCookieHeader(token: string, seconds: number, secure: boolean): string {
  return header(oidcCookie, token, secure, { path: '/api/v1/oidc', sameSite: 'Lax', maxAge: seconds })
}

interface Reach {
  readonly path: string
  readonly sameSite: 'Strict' | 'Lax'
  /** Seconds. */
  readonly maxAge?: number
}

function header(name: string, token: string, secure: boolean, { path, sameSite, maxAge }: Reach): string {
  const age = maxAge === undefined ? '' : `; Max-Age=${maxAge}`
  return `${cookieName(name, secure)}=${token}; Path=${secure ? '/' : path}; HttpOnly; SameSite=${sameSite}${age}${secure ? '; Secure' : ''}`
}
