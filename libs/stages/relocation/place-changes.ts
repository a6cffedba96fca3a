import type { ActTx, Telling } from '@passage/case'
import { addDays } from './days'

/** A stay, or an outage, as it takes places: so many from a first to a last day, both counted. */
export interface PlacesTaken {
  readonly siteId: string
  readonly siteName: string
  readonly people: number
  readonly from: string
  /** Null where the end is open. */
  readonly to: string | null
}

/** What a dry run tells of the places that an act takes, or gives back. */
export const placesTold: Telling<PlacesTaken> = { look: placesTakenBy, changes: placeChanges }

/** Of which days each stay takes places (`site_stay`), and of which each outage of a site does (`site_out_of_service`). */
async function placesTakenBy(tx: ActTx, subjectIds: readonly string[]): Promise<PlacesTaken[]> {
  return tx.query<PlacesTaken>(
    `SELECT stay.site_id AS "siteId", site.name AS "siteName", stay.household_size AS people, stay.first_day AS "from", stay.last_day AS "to"
     FROM site_stay stay JOIN site ON site.id = stay.site_id WHERE stay.placement_id = ANY ($1::uuid[])
     UNION ALL
     SELECT site.id, site.name, o.places, o.first_day, o.last_day FROM site_out_of_service o JOIN site ON site.id = o.site_id
     WHERE site.id = ANY ($1::uuid[]) AND (o.last_day IS NULL OR o.last_day >= o.first_day)
     ORDER BY 2, 1, 4`,
    [subjectIds],
  )
}

/**
 * How many more people take places at each site, and on which days: below zero where places come back. Pure. Days on which nothing changes
 * are left out, and so is a site at which the stays only change hands.
 */
export function placeChanges(before: readonly PlacesTaken[], after: readonly PlacesTaken[]): PlacesTaken[] {
  const sites = new Map<string, string>([...before, ...after].map(({ siteId, siteName }) => [siteId, siteName]))
  return [...sites].flatMap(([siteId, siteName]) => {
    const steps = new Map<string, number>()
    const step = (day: string, people: number): void => void steps.set(day, (steps.get(day) ?? 0) + people)
    for (const [stays, sign] of [
      [before, -1],
      [after, 1],
    ] as const) {
      for (const stay of stays.filter((s) => s.siteId === siteId)) {
        step(stay.from, sign * stay.people)
        if (stay.to !== null) step(addDays(stay.to, 1), -sign * stay.people)
      }
    }
    const days = [...steps].filter(([, people]) => people !== 0).sort(([a], [b]) => (a < b ? -1 : 1))
    let people = 0
    return days.flatMap(([from, more], n) => {
      people += more
      const next = days[n + 1]?.[0]
      return people === 0 ? [] : [{ siteId, siteName, people, from, to: next === undefined ? null : addDays(next, -1) }]
    })
  })
}
