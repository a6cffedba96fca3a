import { createHash, timingSafeEqual } from 'node:crypto'
import { Refused } from '@passage/platform'

/**
 * Shows the metrics to whom they are meant for: whoever bears the token, or, where none is set, everybody in a demo and nobody elsewhere.
 * @throws Refused `route.not_found`, since who may not see them need not know of them
 */
export function assertMonitor(authorization: string | undefined, token: string | undefined, demo: boolean): void {
  const shown = token === undefined ? demo : timingSafeEqual(digest(authorization ?? ''), digest(`Bearer ${token}`))
  if (shown) return
  throw new Refused('route.not_found', 'There is nothing at this address.', { fix: 'The addresses are listed at /api/docs.' })
}

/** Of equal length, whatever came. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
