import { queryOptions } from '@tanstack/react-query'
import { get, getItems } from '../../api/http'
import type { Maybe, Page } from '../../api/types'
import type { Placement } from '../case/case-data'

export interface Site {
  readonly id: string
  readonly name: string
  readonly country: Maybe<string>
  readonly region: Maybe<string>
  readonly organisation: Maybe<string>
  readonly places: Maybe<number>
  readonly occupied: Maybe<number>
  readonly booked: Maybe<number>
  readonly free: Maybe<number>
  readonly outOfService: Maybe<number>
  readonly shortage?: Maybe<number>
  readonly state: string
  readonly version: number
}

/** `booked` are all places that are taken on the day; of these, `occupied` those of households that have arrived. */
export interface SiteDay {
  readonly day: string
  readonly places: number
  readonly outOfService: number
  readonly booked: number
  readonly occupied: number
  readonly free: number
  readonly shortage: number
}

export interface SiteCalendar {
  readonly siteId: string
  readonly siteName: string
  readonly state: string
  readonly days: readonly SiteDay[]
}

/** Days on which more is booked at a site than serves. */
export interface Shortage {
  readonly siteId: string
  readonly siteName: string
  readonly from: string
  readonly to: string
  readonly places: number
  readonly outOfService: number
  readonly booked: number
  readonly shortage: number
}

export interface Outage {
  readonly id: string
  readonly from: string
  readonly to: string | null
  readonly places: number
  readonly reason: Maybe<string>
  readonly liftedOn: string | null
}

export interface SiteFile extends Site {
  readonly outages: Outage[]
}

/** How far ahead arrivals and departures are told as near, in days; the server's own list of arrivals reaches as far. */
export const nearDays = 7
/** The most rows that the server gives at once. */
export const mostRows = 200

export const sitesQuery = queryOptions({
  queryKey: ['sites', 'list'],
  queryFn: () => getItems<Site>('/sites', { limit: mostRows }),
})
export const siteQuery = (id: string) => queryOptions({ queryKey: ['sites', id], queryFn: () => get<SiteFile>(`/sites/${id}`) })
export const daysQuery = (id: string, from: string, to: string) =>
  queryOptions({
    queryKey: ['sites', id, 'days', from, to],
    queryFn: () => getItems<SiteDay>(`/sites/${id}/days`, { from, to }),
    enabled: from !== '',
  })
export const calendarsQuery = (from: string, to: string) =>
  queryOptions({
    queryKey: ['sites', 'calendars', from, to],
    queryFn: () => getItems<SiteCalendar>('/site-calendars', { from, to }),
    enabled: from !== '',
  })
export const shortagesQuery = queryOptions({
  queryKey: ['sites', 'shortages'],
  queryFn: () => getItems<Shortage>('/shortages'),
})
export const arrivalsQuery = queryOptions({
  queryKey: ['sites', 'arrivals'],
  queryFn: () => get<Page<Placement>>('/arrivals', { limit: mostRows }),
})
export const staysQuery = (id: string) =>
  queryOptions({
    queryKey: ['sites', id, 'placements'],
    queryFn: () => get<Page<Placement>>(`/sites/${id}/placements`, { limit: mostRows }),
  })

/** A day so many days later; dates are plain days, so UTC arithmetic cannot slip. */
export function addDays(iso: string, days: number): string {
  const day = new Date(`${iso}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() + days)
  return day.toISOString().slice(0, 10)
}
