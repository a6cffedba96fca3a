import { Refused } from '@passage/platform'
import { met, unmet, type ActTx, type Asked, type ConditionLoader, type Verdict } from '@passage/case'
import { dayInWords, type Days } from './days'
import type { PlacementsStore } from './placements.store'
import { daysAdded, explainFull, firstFull, type Taken } from './relocation.rules'
import type { SiteCapacityRow } from './relocation.entity'
import type { SitesStore } from './sites.store'

/** What `site_has_places` must know: where and when, and for new dates the days that the stay has already. */
export interface StayAsked extends Days {
  readonly siteId: string
  readonly had?: Days
}

/** What `stay_has_begun` must know: the day of the arrival. */
export interface ArrivalAsked {
  readonly on: string
}

const open: Verdict = { met: 'open' }

export function relocationConditions(sites: SitesStore, placements: PlacementsStore): Readonly<Record<string, ConditionLoader>> {
  return {
    household_has_no_other_placement: async (tx, asked) => {
      const taken = await placements.casesWithLive(
        tx,
        asked.flatMap((a) => a.caseId ?? []),
      )
      return asked.map((a) => {
        const other = taken.has(a.caseId ?? '')
        // The second of one call finds the first.
        if (!a.looking) taken.add(a.caseId ?? '')
        if (!other) return met
        return unmet(
          'placement.exists',
          'The household is on the waiting list already, or has a placement.',
          'Book its place from the waiting list, move it, or cancel the placement that it has.',
        )
      })
    },

    site_has_places: siteHasPlaces(sites, placements),

    acts_at_own_site: async (tx, asked) => {
      if (actsAnywhere(tx)) return asked.map(() => met)
      const own = await sites.ofAccount(tx, tx.actor.id)
      const found = await placements.many(tx, subjects(asked))
      const { message, details } = Refused.notFound('placement')
      // The same words as for a placement that does not exist: a host is not told that another's does.
      const elsewhere = unmet('placement.not_found', message, details.fix!)
      return asked.map((a) => (own !== null && found.get(a.subjectId)?.siteId === own ? met : elsewhere))
    },

    stay_has_begun: async (tx, asked) => {
      const found = await placements.many(tx, subjects(asked))
      return asked.map((a) => {
        const { from, to } = found.get(a.subjectId)!
        const on = (a.ask as ArrivalAsked | undefined)?.on ?? tx.today
        if (from !== null && on < from) {
          return unmet(
            'placement.not_begun',
            `The stay begins on ${dayInWords(from)}.`,
            'Wait until then, or have the dates of the placement changed first.',
          )
        }
        if (to !== null && on > to) {
          return unmet(
            'placement.over',
            `The stay was booked until ${dayInWords(to)}.`,
            'Have the dates of the placement changed first, or cancel it if the household did not arrive.',
          )
        }
        return met
      })
    },

    site_is_empty: async (tx, asked) => {
      const inUse = await sites.inUse(tx, subjects(asked), tx.today)
      return asked.map((a) =>
        inUse.has(a.subjectId)
          ? unmet(
              'site.in_use',
              'Households stay at this site or are booked for it.',
              'Move them to another site, or cancel what is only booked; then close the site.',
            )
          : met,
      )
    },
  }
}

/** A relocation officer acts at every site; an account of a host organisation at its own. */
export function actsAnywhere(tx: ActTx): boolean {
  return tx.actor.roles.includes('relocation_officer')
}

/**
 * No day is overbooked by what is booked. Two hundred requests for the last five places come here at once, each with its own case locked
 * and so in nobody's way: what they must queue for is the site. The loader locks the sites' subjects, in id order so that no two
 * transactions wait for one another in a circle, and only THEN reads what is booked, in statements of their own: under READ COMMITTED each
 * sees whatever committed while the lock was waited for. Closing a site or recording an outage moves the same subject and so queues too.
 */
function siteHasPlaces(sites: SitesStore, placements: PlacementsStore): ConditionLoader {
  return async (tx, asked) => {
    // Who only looks has named no site yet; and a look holds no locks.
    const isActing = (a: Asked): boolean => !a.looking && a.ask !== undefined
    const acting = asked.filter(isActing)
    if (acting.length === 0) return asked.map(() => open)
    const stays = acting.map((a) => a.ask as StayAsked)
    const siteIds = [...new Set(stays.map((stay) => stay.siteId))]
    await sites.lock(tx, siteIds)
    const firstDay = stays.map((stay) => stay.from).reduce((a, b) => (a < b ? a : b))
    const capacities = await sites.capacities(tx, siteIds, firstDay)
    const existing = await placements.many(tx, subjects(acting))
    const sizes = await placements.householdSizes(
      tx,
      acting.flatMap((a) => a.caseId ?? []),
    )
    // One after the other, each counting those before it: several acts of one call compete for the same places.
    return asked.map((a): Verdict => {
      if (!isActing(a)) return open
      const stay = a.ask as StayAsked
      const places = stay.had ? existing.get(a.subjectId)!.householdSize : (sizes.get(a.caseId ?? '') ?? 0)
      return place(capacities.get(stay.siteId), a.subjectId, stay, places)
    })
  }
}

/** Decides one stay and, where it fits, counts it. */
function place(site: SiteCapacityRow | undefined, placementId: string, stay: StayAsked, places: number): Verdict {
  if (!site) return unmet('site.unknown', 'There is no such site.', 'Choose a site from the list of sites.')
  if (site.state !== 'open') {
    return unmet('site.closed', `${site.name} is closed.`, 'Choose another site, or put the household on the waiting list.')
  }
  const others = { ...site, stays: site.stays.filter((s) => s.placementId !== placementId) }
  for (const days of stay.had ? daysAdded(stay.had, stay) : [stay]) {
    const wanted: Taken = { from: days.from, to: days.to, places }
    const full = firstFull(others, wanted)
    if (!full) continue
    const { because, fix } = explainFull(site.name, others, wanted, full)
    return unmet('site.full', because, stay.had ? 'Choose other dates, or move the household to another site.' : fix)
  }
  site.stays.splice(0, site.stays.length, ...others.stays, {
    placementId,
    arrived: false,
    from: stay.from,
    to: stay.to,
    places,
  })
  return met
}

function subjects(asked: readonly Asked[]): string[] {
  return asked.map((a) => a.subjectId)
}
