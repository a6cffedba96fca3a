import { Refused } from '@passage/platform'
import type { ActTx } from '@passage/case'
import { asStay, type PlacementsStore } from './placements.store'
import { actsAnywhere } from './relocation.conditions'
import type { Stay } from './relocation.entity'
import type { SitesStore } from './sites.store'

/**
 * The stays that somebody wants to act on, in the order of the ids. A host that asks about another's site gets the answer for a placement that does not exist, before
 * the lifecycle could say anything about it: its state, its version and that it exists are none of the host's business. The condition
 * `acts_at_own_site` holds the same rule after the locks.
 * @throws Refused `placement.not_found`
 */
export async function staysToActOn(
  tx: ActTx,
  sites: SitesStore,
  placements: PlacementsStore,
  ids: readonly string[],
): Promise<Stay[]> {
  const found = await placements.getAll(tx, ids)
  if (!actsAnywhere(tx)) {
    const own = await sites.ofAccount(tx, tx.actor.id)
    if (own === null || found.some((placement) => placement.siteId !== own)) throw Refused.notFound('placement')
  }
  return found.map(asStay)
}
