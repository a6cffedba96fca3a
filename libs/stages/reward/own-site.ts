import type { SignedIn } from '@passage/access'

/** Fits no site: what a host organisation's account sees as long as nobody has said which site it works at. */
const noSite = '00000000-0000-0000-0000-000000000000'

/** The one site whose claims the viewer may know of; null for whoever is not confined to one, as host organisations are. */
export function onlySiteOf(viewer: Pick<SignedIn, 'roles' | 'siteId'>): string | null {
  const confined = viewer.roles.includes('host_organisation') && !viewer.roles.includes('equipment_assessor')
  return confined ? (viewer.siteId ?? noSite) : null
}
