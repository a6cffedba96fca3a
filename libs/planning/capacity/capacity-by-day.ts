import { daysFrom } from '../calendar'

/** A site, and how many places it had from which day on. */
export interface SiteOverTime {
  readonly siteId: string
  readonly name: string
  readonly organisation: string
  readonly region: string
  readonly country: string
  readonly openFrom: string
  /** The first day on which it is closed. */
  readonly closedOn: string | null
  /** In the order of the days. */
  readonly places: readonly { readonly fromDay: string; readonly places: number }[]
}

/** By how much what takes places changes on a day. */
export interface PlaceChange {
  readonly day: string
  readonly booked: number
  readonly occupied: number
  readonly out: number
}

/** Places of a site, or of several, on one day. */
export interface PlacesOnDay {
  readonly day: string
  readonly places: number
  readonly outOfService: number
  readonly booked: number
  readonly occupied: number
  readonly free: number
  /** What is booked and occupied beyond the places in service. */
  readonly over: number
}

/**
 * The places of one site on each day.
 * @param changes in the order of the days; what began before `from` changes on `from`
 */
export function placesByDay(site: SiteOverTime, changes: readonly PlaceChange[], from: string, to: string): PlacesOnDay[] {
  let [booked, occupied, out, at, set] = [0, 0, 0, 0, 0]
  let told = 0
  return daysFrom(from, to).map((day) => {
    for (let change = changes[at]; change && change.day <= day; change = changes[(at += 1)]) {
      booked += change.booked
      occupied += change.occupied
      out += change.out
    }
    for (let next = site.places[set]; next && next.fromDay <= day; next = site.places[(set += 1)]) told = next.places
    const open = site.openFrom <= day && (site.closedOn === null || day < site.closedOn)
    const places = open ? told : 0
    const outOfService = Math.min(places, out)
    const left = places - outOfService - booked - occupied
    return { day, places, outOfService, booked, occupied, free: Math.max(0, left), over: Math.max(0, -left) }
  })
}

/** The sums of several sites, day by day. Free places of one site do not make up for what another lacks. */
export function addUp(sites: readonly (readonly PlacesOnDay[])[]): PlacesOnDay[] {
  const [first = []] = sites
  return first.map(({ day }, n) => {
    const total = { day, places: 0, outOfService: 0, booked: 0, occupied: 0, free: 0, over: 0 }
    for (const days of sites) {
      const one = days[n]!
      total.places += one.places
      total.outOfService += one.outOfService
      total.booked += one.booked
      total.occupied += one.occupied
      total.free += one.free
      total.over += one.over
    }
    return total
  })
}
