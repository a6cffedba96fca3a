import type { PolicyTable } from './table'

/**
 * Places, occupied and free are facts about sites, not about people: planners and programme managers read them, and a host organisation
 * those of its own site.
 */
const ofSites = { class: 'operational', also: ['programme_manager', 'planner'], atOwnSite: ['host_organisation'] } as const

/** What a host must know to receive a household, and no more: never the case, never a name. */
const ofStays = { class: 'operational', atOwnSite: ['host_organisation'] } as const

export const relocationPolicy = {
  site: {
    id: ofSites,
    name: ofSites,
    country: ofSites,
    region: ofSites,
    organisation: ofSites,
    places: ofSites,
    occupied: ofSites,
    booked: ofSites,
    outOfService: ofSites,
    free: ofSites,
    shortage: ofSites,
    state: ofSites,
    version: ofSites,
    outages: { ...ofSites, of: 'site_outage' },
  },
  site_outage: {
    id: ofSites,
    from: ofSites,
    to: ofSites,
    places: ofSites,
    reason: ofSites,
    liftedOn: ofSites,
  },
  site_day: {
    day: ofSites,
    places: ofSites,
    outOfService: ofSites,
    booked: ofSites,
    occupied: ofSites,
    free: ofSites,
    shortage: ofSites,
  },
  site_calendar: {
    siteId: ofSites,
    siteName: ofSites,
    state: ofSites,
    days: { ...ofSites, of: 'site_day' },
  },
  shortage: {
    siteId: ofSites,
    siteName: ofSites,
    from: ofSites,
    to: ofSites,
    places: ofSites,
    outOfService: ofSites,
    booked: ofSites,
    free: ofSites,
    shortage: ofSites,
  },
  placement: {
    id: ofStays,
    reference: ofStays,
    householdSize: ofStays,
    from: ofStays,
    to: ofStays,
    state: ofStays,
    version: ofStays,
    siteId: ofStays,
    siteName: ofStays,
    caseId: { class: 'operational' },
    since: { class: 'operational' },
  },
} as const satisfies PolicyTable
