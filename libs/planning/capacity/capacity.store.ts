import type { Source } from '../counting'
import { dayEdges } from '../suppression'
import type { PlaceChange, SiteOverTime } from './capacity-by-day'

/** Which sites a report is about; all where nothing is named. */
export interface SiteFilter {
  readonly siteId?: string | undefined
  readonly organisation?: string | undefined
  readonly region?: string | undefined
  readonly country?: string | undefined
}

/** The sites that were open on some day up to `to`, by name. */
export async function sitesOver(source: Source, filter: SiteFilter, from: string, to: string): Promise<SiteOverTime[]> {
  return source.query<SiteOverTime>(
    `SELECT s.site_id AS "siteId", s.name, s.organisation, s.region, s.country, s.open_from AS "openFrom", s.closed_on AS "closedOn",
       (SELECT coalesce(json_agg(json_build_object('fromDay', p.from_day, 'places', p.places) ORDER BY p.seq), '[]')
        FROM planning_site_places p WHERE p.site_id = s.site_id) AS places
     FROM planning_site s
     WHERE ($1::uuid IS NULL OR s.site_id = $1) AND ($2::text IS NULL OR s.organisation = $2) AND ($3::text IS NULL OR s.region = $3)
       AND ($4::text IS NULL OR s.country = $4) AND s.open_from <= $6::date AND (s.closed_on IS NULL OR s.closed_on > $5::date)
     ORDER BY s.name`,
    [filter.siteId ?? null, filter.organisation ?? null, filter.region ?? null, filter.country ?? null, from, to],
  )
}

/**
 * What takes places at some sites, as changes by day: a stay adds on its first day and takes away after its last, so that a year costs no
 * more than a day and no row is made for each day of each stay.
 */
export async function changesAt(
  source: Source,
  siteIds: readonly string[],
  from: string,
  to: string,
): Promise<(PlaceChange & { siteId: string })[]> {
  return source.query(
    `WITH taken AS (
       SELECT site_id, first_day, last_day, household_size * (state = 'booked')::int AS booked, household_size * (state <> 'booked')::int AS occupied,
         0 AS out
       FROM site_stay WHERE site_id = ANY ($1::uuid[]) AND first_day <= $3::date AND (last_day IS NULL OR last_day >= greatest(first_day, $2::date))
       UNION ALL
       SELECT site_id, first_day, last_day, 0, 0, places
       FROM site_out_of_service
       WHERE site_id = ANY ($1::uuid[]) AND first_day <= $3::date AND (last_day IS NULL OR last_day >= greatest(first_day, $2::date))
     ), change AS (
       SELECT site_id, greatest(first_day, $2::date) AS day, booked, occupied, out FROM taken
       UNION ALL
       SELECT site_id, last_day + 1, -booked, -occupied, -out FROM taken WHERE last_day < $3::date
     )
     SELECT site_id AS "siteId", day, sum(booked)::int AS booked, sum(occupied)::int AS occupied, sum(out)::int AS out
     FROM change GROUP BY site_id, day ORDER BY site_id, day`,
    [siteIds, from, to],
  )
}

/** How many stays that ended before a day were how long, by place in the scale of days. */
export async function stayLengthsAt(
  source: Source,
  siteIds: readonly string[],
  before: string,
): Promise<{ siteId: string; place: number; stays: number }[]> {
  return source.query(
    `SELECT site_id AS "siteId", width_bucket(last_day - first_day + 1, $3::int[]) AS place, count(*)::int AS stays
     FROM site_stay WHERE site_id = ANY ($1::uuid[]) AND state IN ('left', 'moved') AND last_day < $2::date AND last_day >= first_day
     GROUP BY 1, 2`,
    [siteIds, before, dayEdges],
  )
}

/** Who waits on the programme date, by size of household. */
export async function waitingNow(source: Source): Promise<{ size: number; households: number }[]> {
  return source.query(
    'SELECT household_size AS size, count(*)::int AS households FROM planning_wait GROUP BY household_size ORDER BY household_size',
  )
}
