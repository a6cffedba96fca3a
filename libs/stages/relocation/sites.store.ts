import { Injectable } from '@nestjs/common'
import type { Tx } from '@passage/platform'
import type { Days } from './days'
import type { Taken } from './relocation.rules'
import type { FreePlaces, NewSite, OutageRow, SiteCapacityRow, SiteRow } from './relocation.entity'

export type Queries = Pick<Tx, 'query'>

/**
 * The published stays that take places on a day or later, in two halves: PostgreSQL cannot see through the view's `last_day`, and would read
 * every stay there ever was. Who is booked or stays is found by the index of live placements; of the others only the days decide.
 */
export const staysSince = (day: string): string => `(
  SELECT stay.* FROM subject live JOIN site_stay stay ON stay.placement_id = live.id
  WHERE live.kind = 'placement' AND live.state IN ('booked', 'staying') AND (stay.last_day IS NULL OR stay.last_day >= ${day})
  UNION ALL
  SELECT stay.* FROM site_stay stay WHERE (upper(stay.days) > ${day} OR upper_inf(stay.days)) AND stay.state IN ('left', 'moved')
)`

const staysFrom = staysSince('$1::date')

/** All SQL of sites and their outages. */
@Injectable()
export class SitesStore {
  async insert(tx: Tx, site: NewSite): Promise<void> {
    await tx.query('INSERT INTO site (id, name, country, region, organisation, places) VALUES ($1, $2, $3, $4, $5, $6)', [
      site.id,
      site.name,
      site.country,
      site.region,
      site.organisation,
      site.places,
    ])
  }

  async setPlaces(tx: Tx, siteId: string, places: number): Promise<void> {
    await tx.query('UPDATE site SET places = $2 WHERE id = $1', [siteId, places])
  }

  /** How many places the site has, out of service or not; undefined where there is no such site. */
  async placesOf(from: Queries, siteId: string): Promise<number | undefined> {
    const [row] = await from.query<{ places: number }>('SELECT places FROM site WHERE id = $1', [siteId])
    return row?.places
  }

  async insertOutage(tx: Tx, outage: Omit<OutageRow, 'liftedOn'> & { readonly siteId: string }): Promise<void> {
    await tx.query(
      `INSERT INTO site_outage (id, site_id, days, places, reason) VALUES ($1, $2, daterange($3::date, $4::date, '[]'), $5, $6)`,
      [outage.id, outage.siteId, outage.from, outage.to, outage.places, outage.reason],
    )
  }

  async liftOutage(tx: Tx, outageId: string, on: string): Promise<void> {
    await tx.query('UPDATE site_outage SET lifted_on = $2::date WHERE id = $1', [outageId, on])
  }

  /** Newest first. */
  async outagesOf(from: Queries, siteId: string): Promise<OutageRow[]> {
    return from.query<OutageRow>(
      `SELECT id, lower(days) AS "from", upper(days) - 1 AS "to", places, reason, lifted_on AS "liftedOn"
       FROM site_outage WHERE site_id = $1 ORDER BY lower(days) DESC, id`,
      [siteId],
    )
  }

  /** Locks sites in id order, so that two bookings never wait for one another in a circle. NO KEY: rows may go on referring to them. */
  async lock(tx: Tx, siteIds: readonly string[]): Promise<void> {
    await tx.query(`SELECT FROM subject WHERE id = ANY ($1::uuid[]) AND kind = 'site' ORDER BY id FOR NO KEY UPDATE`, [siteIds])
  }

  /**
   * What takes places at several sites from a day on, in three statements however many sites.
   * @param siteIds all sites where it is null
   */
  async capacities(from: Queries, siteIds: readonly string[] | null, firstDay: string): Promise<Map<string, SiteCapacityRow>> {
    const parameters = [firstDay, siteIds]
    const sites = await from.query<{ id: string; name: string; state: string; places: number }>(
      `SELECT s.id, s.name, subject.state, s.places FROM site s JOIN subject USING (id)
       WHERE $1::uuid[] IS NULL OR s.id = ANY ($1) ORDER BY s.name`,
      [siteIds],
    )
    const stays = await from.query<SiteCapacityRow['stays'][number] & { siteId: string }>(
      `SELECT site_id AS "siteId", placement_id AS "placementId", household_size AS places, first_day AS "from", last_day AS "to",
         state <> 'booked' AS arrived
       FROM ${staysFrom} stay WHERE $2::uuid[] IS NULL OR site_id = ANY ($2)`,
      parameters,
    )
    const outages = await from.query<Taken & { siteId: string }>(
      `SELECT site_id AS "siteId", places, first_day AS "from", last_day AS "to"
       FROM site_out_of_service WHERE ($2::uuid[] IS NULL OR site_id = ANY ($2)) AND (last_day IS NULL OR last_day >= $1::date)`,
      parameters,
    )
    const capacities = new Map(sites.map((site): [string, SiteCapacityRow] => [site.id, { ...site, stays: [], outages: [] }]))
    for (const stay of stays) capacities.get(stay.siteId)!.stays.push(stay)
    for (const outage of outages) capacities.get(outage.siteId)!.outages.push(outage)
    return capacities
  }

  /**
   * What every open site has free on the fullest of some days, by name: `stretches` of relocation.rules.ts in one statement, for all sites at
   * once. Between two changes nothing moves, so that only days of change are looked at, and the first.
   */
  async freePlaces(from: Queries, days: Days): Promise<FreePlaces[]> {
    return from.query<FreePlaces>(
      `WITH taken AS (
         SELECT site_id, first_day, last_day, household_size AS booked, 0 AS out FROM ${staysFrom} stay
         UNION ALL
         SELECT site_id, first_day, last_day, 0, places FROM site_out_of_service WHERE last_day IS NULL OR last_day >= $1::date
       ), change AS (
         SELECT site_id, greatest(first_day, $1::date) AS day, booked, out FROM taken
         WHERE last_day IS NULL OR last_day >= first_day
         UNION ALL
         SELECT site_id, last_day + 1, -booked, -out FROM taken WHERE last_day >= first_day
       ), standing AS (
         SELECT site_id, sum(sum(booked)) OVER by_day AS booked, sum(sum(out)) OVER by_day AS out
         FROM change WHERE $2::date IS NULL OR day <= $2 GROUP BY site_id, day
         WINDOW by_day AS (PARTITION BY site_id ORDER BY day)
       ), fullest AS (
         SELECT site_id, min(places - least(out, places) - booked) AS free
         FROM standing JOIN site ON site.id = site_id GROUP BY site_id
       )
       SELECT site.id AS "siteId", name, country, region, places, greatest(0, coalesce(fullest.free, places))::int AS free
       FROM site JOIN subject USING (id) LEFT JOIN fullest ON fullest.site_id = site.id
       WHERE subject.state = 'open' ORDER BY name`,
      [days.from, days.to],
      'free_places',
    )
  }

  /** Sites at which somebody stays, is booked, or is still to leave on a later day. */
  async inUse(from: Queries, siteIds: readonly string[], today: string): Promise<Set<string>> {
    const rows = await from.query<{ site_id: string }>(
      `SELECT DISTINCT site_id FROM site_stay
       WHERE site_id = ANY ($1::uuid[]) AND (state IN ('booked', 'staying') OR last_day > $2::date)`,
      [siteIds, today],
    )
    return new Set(rows.map((row) => row.site_id))
  }

  /**
   * Sites with today's figures, by name. Occupied and booked are counted in one pass over what takes places today, whatever the number of
   * sites.
   * @param siteId only that one, where it is given
   * @param after the name after which a page begins
   */
  async figures(from: Queries, siteId: string | null, after: string | null = null, limit = 200): Promise<SiteRow[]> {
    return from.query<SiteRow>(
      `WITH taken AS (
         SELECT site_id, coalesce(sum(household_size) FILTER (WHERE state <> 'booked'), 0)::int AS occupied,
           coalesce(sum(household_size) FILTER (WHERE state = 'booked'), 0)::int AS booked
         FROM site_stay, programme_clock WHERE first_day <= today AND (last_day IS NULL OR last_day >= today) GROUP BY site_id
       ), down AS (
         SELECT site_id, sum(places)::int AS places
         FROM site_out_of_service, programme_clock WHERE first_day <= today AND (last_day IS NULL OR last_day >= today) GROUP BY site_id
       ), site_today AS (
         SELECT s.*, subject.state, subject.version, coalesce(taken.occupied, 0) AS occupied, coalesce(taken.booked, 0) AS booked,
           least(s.places, coalesce(down.places, 0)) AS out_of_service
         FROM site s JOIN subject USING (id) LEFT JOIN taken ON taken.site_id = s.id LEFT JOIN down ON down.site_id = s.id
       )
       SELECT id, name, country, region, organisation, places, occupied, booked, out_of_service AS "outOfService",
         CASE WHEN state = 'open' THEN greatest(0, places - out_of_service - occupied - booked) ELSE 0 END AS free,
         greatest(0, occupied + booked - (places - out_of_service)) AS shortage, state, version
       FROM site_today WHERE ($1::uuid IS NULL OR id = $1) AND ($2::text IS NULL OR name > $2) ORDER BY name LIMIT $3`,
      [siteId, after, limit],
    )
  }

  /** The site that an account of a host organisation works at. */
  async ofAccount(from: Queries, accountId: string): Promise<string | null> {
    const [row] = await from.query<{ site_id: string | null }>('SELECT site_id FROM account WHERE id = $1', [accountId])
    return row?.site_id ?? null
  }

  async today(from: Queries): Promise<string> {
    const [row] = await from.query<{ today: string }>('SELECT today FROM programme_clock')
    return row!.today
  }
}
