import type { SiteCapacity, Taken } from './relocation.rules'

export const countries = ['MM', 'TH', 'IN'] as const
export type Country = (typeof countries)[number]

/** Why places are out of service. `closed` is written by closing a site and cannot be recorded by itself. */
export const outageReasons = ['repair', 'flood', 'water_supply', 'health', 'safety', 'host_withdrew'] as const
export type OutageReason = (typeof outageReasons)[number]

export interface NewSite {
  readonly id: string
  readonly name: string
  readonly country: Country
  readonly region: string
  readonly organisation: string
  readonly places: number
}

/** A site with the figures of the programme date. */
export interface SiteRow extends NewSite {
  /** Places of households that stay there. */
  readonly occupied: number
  /** Places of households that are booked for today and have not arrived. */
  readonly booked: number
  readonly outOfService: number
  readonly free: number
  readonly shortage: number
  readonly state: string
  readonly version: number
}

export interface OutageRow {
  readonly id: string
  readonly from: string
  readonly to: string | null
  readonly places: number
  readonly reason: OutageReason | 'closed'
  readonly liftedOn: string | null
}

export interface SiteCapacityRow extends SiteCapacity {
  readonly id: string
  readonly name: string
  readonly state: string
  /** `arrived`: the household has come, or came and left; else it is booked. */
  readonly stays: (Taken & { readonly placementId: string; readonly arrived: boolean })[]
  readonly outages: Taken[]
}

/** What an open site has free on the fullest of some days. */
export interface FreePlaces {
  readonly siteId: string
  readonly name: string
  readonly country: Country
  readonly region: string
  readonly places: number
  readonly free: number
}

/** A placement as lists show it; without a site and days while the household waits. */
export interface PlacementRow {
  readonly id: string
  readonly caseId: string
  readonly reference: string
  readonly siteId: string | null
  readonly siteName: string | null
  readonly householdSize: number
  readonly since: string
  readonly from: string | null
  readonly to: string | null
  readonly state: string
  readonly version: number
}

/** A placement that has a site and days. */
export interface Stay extends PlacementRow {
  readonly siteId: string
  readonly siteName: string
  readonly from: string
}
