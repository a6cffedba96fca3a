import { monthOf } from '../calendar'
import { maskingNote, syntheticNote, type Counting, type Ground } from '../counting'
import { tableOf, type ResultRow, type ResultTable } from '../result'
import { emptyHistogram, isHidden, masked, quantile, shownFor, sum, type DaysHistogram } from '../suppression'
import { addUp, placesByDay, type PlaceChange, type PlacesOnDay, type SiteOverTime } from './capacity-by-day'
import { capacityTables } from './capacity-tables'
import { changesAt, sitesOver, stayLengthsAt, waitingNow, type SiteFilter } from './capacity.store'

export interface CapacityParams extends SiteFilter {
  readonly from: string
  readonly to: string
}

/** Sites that are counted in one go. */
const chunk = 200

interface CountedSite {
  readonly site: SiteOverTime
  readonly days: readonly PlacesOnDay[]
  readonly lengths: DaysHistogram
}

/** Places by site and day, who waits, and how long stays are. */
export async function* countCapacity(ground: Ground, params: CapacityParams): Counting {
  const { source } = ground
  const sites = await sitesOver(source, params, params.from, params.to)
  const chunks = Math.ceil(sites.length / chunk)
  const total = 2 * chunks + 1
  const changes = new Map<string, PlaceChange[]>()
  const lengths = new Map<string, DaysHistogram>()
  for (let n = 0; n < chunks; n += 1) {
    const ids = sites.slice(n * chunk, (n + 1) * chunk).map(({ siteId }) => siteId)
    for (const change of await changesAt(source, ids, params.from, params.to)) push(changes, change.siteId, change)
    yield { done: 2 * n + 1, total }
    for (const { siteId, place, stays } of await stayLengthsAt(source, ids, `${monthOf(ground.today)}-01`)) {
      const histogram = lengths.get(siteId) ?? emptyHistogram()
      lengths.set(siteId, histogram)
      histogram[place]! += stays
    }
    yield { done: 2 * n + 2, total }
  }
  const waiting = waitingRows(ground, await waitingNow(source))
  yield { done: total, total }
  const counted = sites.map((site) => ({
    site,
    days: placesByDay(site, changes.get(site.siteId) ?? [], params.from, params.to),
    lengths: lengths.get(site.siteId) ?? emptyHistogram(),
  }))
  return { notes: notesOf(params, waiting), tables: tablesOf(ground, params, counted, waiting) }
}

function tablesOf(ground: Ground, params: CapacityParams, counted: readonly CountedSite[], waiting: ResultRow[]): ResultTable[] {
  const rows: Readonly<Record<string, ResultRow[]>> = {
    by_day: addUp(counted.map(({ days }) => days)).map((one) => ({
      ...placesOf(one),
      shortage: shortageOn(ground, params, one, waiting),
    })),
    by_site: counted.flatMap(({ site, days }) =>
      days.map((one) => ({
        site_id: site.siteId,
        site: site.name,
        organisation: site.organisation,
        region: site.region,
        country: site.country,
        ...placesOf(one),
      })),
    ),
    by_organisation: together(counted, ({ organisation }) => ({ organisation })),
    by_region: together(counted, ({ region, country }) => ({ region, country })),
    waiting,
    stay_lengths: counted.map(({ site, lengths }) => ({
      site_id: site.siteId,
      site: site.name,
      ...lengthsOf(ground, site, lengths),
    })),
  }
  return capacityTables.map((form) => tableOf(form, rows[form.key]!))
}

function placesOf({ day, places, outOfService, booked, occupied, free, over }: PlacesOnDay): ResultRow {
  return { day, places, out_of_service: outOfService, booked, occupied, free, over }
}

/** Sites that share what `by` says of them, added up. */
function together(counted: readonly CountedSite[], by: (site: SiteOverTime) => ResultRow): ResultRow[] {
  const groups = new Map<string, (readonly PlacesOnDay[])[]>()
  for (const { site, days } of counted) push(groups, JSON.stringify(by(site)), days)
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([group, sites]) => addUp(sites).map((one) => ({ ...(JSON.parse(group) as ResultRow), ...placesOf(one) })))
}

/** Made from what is shown of those who wait, so that it tells no more of them than that. */
function shortageOn(
  { today }: Ground,
  params: CapacityParams,
  { day, free, over }: PlacesOnDay,
  waiting: ResultRow[],
): number | null {
  if (day < today || isFiltered(params)) return null
  const people = waiting.find(({ size }) => size === 'all')?.people
  return over + (typeof people === 'number' ? Math.max(0, people - free) : 0)
}

const sizes: readonly (readonly [title: string, least: number, most: number])[] = [
  ['1', 1, 1],
  ['2', 2, 2],
  ['3 to 4', 3, 4],
  ['5 and more', 5, Infinity],
  ['all', 1, Infinity],
]

function waitingRows({ masking, today }: Ground, waiting: readonly { size: number; households: number }[]): ResultRow[] {
  return sizes.map(([size, least, most]) => {
    const those = waiting.filter((one) => one.size >= least && one.size <= most)
    return {
      size,
      households: masked(masking, `capacity/waiting/${today}/${size}/households`, sum(those.map(({ households }) => households))),
      people: masked(masking, `capacity/waiting/${today}/${size}/people`, sum(those.map((one) => one.size * one.households))),
    }
  })
}

function lengthsOf({ today, masking }: Ground, { siteId }: SiteOverTime, lengths: DaysHistogram): ResultRow {
  const cell = `capacity/stays/${siteId}/${monthOf(today)}`
  const stays = sum(lengths)
  return {
    median: shownFor(masking, cell, stays, () => quantile(lengths, 0.5)),
    ninetieth: shownFor(masking, cell, stays, () => quantile(lengths, 0.9)),
  }
}

function isFiltered({ siteId, organisation, region, country }: SiteFilter): boolean {
  return [siteId, organisation, region, country].some((filter) => filter !== undefined)
}

function notesOf(params: CapacityParams, waiting: ResultRow[]): string[] {
  const people = waiting.find(({ size }) => size === 'all')?.people
  return [
    syntheticNote,
    'Places are facts about sites and are shown as they are. Who waits, and how long stays were, are counts of people.',
    maskingNote,
    ...(isFiltered(params) ? ['Shortage ahead is left out, since those who wait may be given a place at any site.'] : []),
    ...(isHidden(people) ? ['Too few people wait to be counted into the shortage ahead.'] : []),
  ]
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
