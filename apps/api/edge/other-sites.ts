import type { IncomingHttpHeaders } from 'node:http'
import { Refused } from '@passage/platform'

/** Where an OpenID provider sends the whole browser back to, from its own site; the sign-in itself checks whose answer that is. */
const cameBack = /^\/api\/v1\/oidc\//

/**
 * Keeps other sites' pages from using a visitor's browser: what a browser says came from another site is refused, whatever its cookies. Browsers
 * say so on every request over TLS and on loopback; elsewhere they send an Origin with all that changes something. What says neither is no page.
 * @param route its pattern, since one address can be spelt in many ways
 * @throws Refused `access.cross_site`
 */
export function assertOwnSite(method: string, route: string, headers: IncomingHttpHeaders): void {
  const site = headers['sec-fetch-site']
  if (method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && cameBack.test(route)) return
  const foreign = site === undefined ? method !== 'GET' && hasForeignOrigin(headers) : site !== 'same-origin' && site !== 'none'
  if (!foreign) return
  throw new Refused('access.cross_site', 'This came from a page of another site.', { fix: 'Do it on a page of Passage.' })
}

function hasForeignOrigin({ origin, host }: IncomingHttpHeaders): boolean {
  if (origin === undefined) return false
  return !URL.canParse(origin) || new URL(origin).host !== host
}
