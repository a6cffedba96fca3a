import { Injectable, type OnModuleInit } from '@nestjs/common'
import { NeedRules } from '@passage/case'
import { staysSince } from './sites.store'

/** How far ahead an arrival is prepared for. */
export const arrivalDays = 7

const placementsIn = (state: string): string =>
  `FROM subject s JOIN placement p ON p.id = s.id WHERE s.kind = 'placement' AND s.state = '${state}'`

/** What relocation needs: who waits for a place, who is to come, who was to leave. A host counts at its own site alone. */
@Injectable()
export class RelocationNeeds implements OnModuleInit {
  constructor(private readonly needs: NeedRules) {}

  onModuleInit(): void {
    const arrivals = (today: string): string =>
      `SELECT lower(p.days) AS since ${placementsIn('booked')} AND lower(p.days) <= ${today} + ${arrivalDays}`
    this.needs.register('households_waiting', ['relocation_officer'], () => `SELECT p.since ${placementsIn('waiting')}`)
    this.needs.register('arrivals_expected', ['relocation_officer'], ({ today }) => arrivals(today))
    this.needs.register(
      'arrivals_expected',
      ['host_organisation'],
      ({ today, mySite }) => `${arrivals(today)} AND p.site_id = ${mySite}`,
    )
    this.needs.register(
      'departures_due',
      ['host_organisation'],
      ({ today, mySite }) =>
        `SELECT upper(p.days) - 1 AS since ${placementsIn('staying')} AND upper(p.days) - 1 <= ${today} AND p.site_id = ${mySite}`,
    )
    this.needs.register('sites_full', ['programme_manager', 'planner'], ({ today }) => fullSites(today))
  }
}

/** Open sites without a free place today, as the list of sites counts them. */
function fullSites(today: string): string {
  const now = `first_day <= ${today} AND (last_day IS NULL OR last_day >= ${today})`
  return `SELECT ${today} AS since FROM site JOIN subject USING (id)
      LEFT JOIN (SELECT site_id, sum(household_size) AS people FROM ${staysSince(today)} stay WHERE ${now} GROUP BY site_id) taken ON taken.site_id = site.id
      LEFT JOIN (SELECT site_id, sum(places) AS places FROM site_out_of_service WHERE ${now} GROUP BY site_id) down ON down.site_id = site.id
    WHERE subject.state = 'open' AND coalesce(taken.people, 0) + least(site.places, coalesce(down.places, 0)) >= site.places`
}
