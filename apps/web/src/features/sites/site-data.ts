import { queryOptions } from '@tanstack/react-query'
import { get, getItems } from '../../api/http'
import type { Maybe } from '../../api/types'

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
  readonly state: string
  readonly version: number
}

export interface SiteDay {
  readonly day: string
  readonly places: number
  readonly outOfService: number
  readonly booked: number
  readonly free: number
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

export const sitesQuery = queryOptions({ queryKey: ['sites', 'list'], queryFn: () => getItems<Site>('/sites') })
export const siteQuery = (id: string) => queryOptions({ queryKey: ['sites', id], queryFn: () => get<SiteFile>(`/sites/${id}`) })
export const daysQuery = (id: string, from: string, to: string) =>
  queryOptions({
    queryKey: ['sites', id, 'days', from, to],
    queryFn: () => getItems<SiteDay>(`/sites/${id}/days`, { from, to }),
    enabled: from !== '',
  })

/** A day so many days later; dates are plain days, so UTC arithmetic cannot slip. */
export function addDays(iso: string, days: number): string {
  const day = new Date(`${iso}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() + days)
  return day.toISOString().slice(0, 10)
}
