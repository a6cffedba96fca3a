import { Injectable } from '@nestjs/common'
import { Refused, type Tx } from '@passage/platform'
import type { Days } from './days'
import type { PlacementRow, Stay } from './relocation.entity'
import type { Queries } from './sites.store'

const columns = `p.id, subject.case_id AS "caseId", f.reference, p.site_id AS "siteId", site.name AS "siteName",
  CASE WHEN subject.state = 'waiting' THEN f.household_size ELSE p.household_size END AS "householdSize",
  p.since, lower(p.days) AS "from", upper(p.days) - 1 AS "to", subject.state, subject.version`

const source = `placement p JOIN subject USING (id) JOIN case_file f ON f.id = subject.case_id LEFT JOIN site ON site.id = p.site_id`

/** All SQL of placements. */
@Injectable()
export class PlacementsStore {
  /** Puts households on the waiting list. They take no places; how many each will take is read when it is booked. */
  async insertWaiting(
    tx: Tx,
    waiting: readonly { readonly id: string; readonly caseId: string }[],
    since: string,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO placement (id, since, household_size)
       SELECT w.id, $3::date, f.household_size FROM unnest($1::uuid[], $2::uuid[]) AS w (id, case_id) JOIN case_file f ON f.id = w.case_id`,
      [waiting.map((w) => w.id), waiting.map((w) => w.caseId), since],
    )
  }

  /** Stays that were not on the waiting list. Each takes a place for each member that its household has now. */
  async insertBooked(tx: Tx, booked: readonly BookedStay[], since: string): Promise<void> {
    await tx.query(
      `INSERT INTO placement (id, since, household_size, site_id, days)
       SELECT b.id, $6::date, f.household_size, b.site_id, daterange(b.first_day, b.last_day, '[]')
       FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::date[], $5::date[]) AS b (id, case_id, site_id, first_day, last_day)
       JOIN case_file f ON f.id = b.case_id`,
      [...columnsOf(booked), since],
    )
  }

  /** Gives waiting households their sites and days. */
  async setStays(tx: Tx, booked: readonly BookedStay[]): Promise<void> {
    await tx.query(
      `UPDATE placement p SET site_id = b.site_id, days = daterange(b.first_day, b.last_day, '[]'), household_size = f.household_size
       FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::date[], $5::date[]) AS b (id, case_id, site_id, first_day, last_day)
       JOIN case_file f ON f.id = b.case_id WHERE p.id = b.id`,
      columnsOf(booked),
    )
  }

  async setDays(tx: Tx, stays: readonly ({ readonly id: string } & Days)[]): Promise<void> {
    await tx.query(
      `UPDATE placement p SET days = daterange(s.first_day, s.last_day, '[]')
       FROM unnest($1::uuid[], $2::date[], $3::date[]) AS s (id, first_day, last_day) WHERE p.id = s.id`,
      [stays.map((s) => s.id), stays.map((s) => s.from), stays.map((s) => s.to)],
    )
  }

  /** @throws Refused `placement.not_found` */
  async get(from: Queries, id: string): Promise<PlacementRow> {
    return (await this.getAll(from, [id]))[0]!
  }

  /** @returns the placements in the order of the ids @throws Refused `placement.not_found` */
  async getAll(from: Queries, ids: readonly string[]): Promise<PlacementRow[]> {
    const found = await this.many(from, ids)
    return ids.map((id) => {
      const row = found.get(id)
      if (!row) throw Refused.notFound('placement')
      return row
    })
  }

  /** The days on which cases began, in the order of their ids. @throws Refused `case.not_found` */
  async casesOpenedOn(from: Queries, caseIds: readonly string[]): Promise<string[]> {
    const rows = await from.query<{ id: string; day: string }>(
      'SELECT id, opened_on AS day FROM case_file WHERE id = ANY ($1::uuid[])',
      [caseIds],
    )
    const days = new Map(rows.map((row) => [row.id, row.day]))
    return caseIds.map((id) => {
      const day = days.get(id)
      if (day === undefined) throw Refused.notFound('case')
      return day
    })
  }

  async many(from: Queries, ids: readonly string[]): Promise<Map<string, PlacementRow>> {
    const rows = await from.query<PlacementRow>(
      `SELECT ${columns} FROM ${source} WHERE p.id = ANY ($1::uuid[])`,
      [ids],
      'placements',
    )
    return new Map(rows.map((row) => [row.id, row]))
  }

  /** How many members the households have now, by case. */
  async householdSizes(from: Queries, caseIds: readonly string[]): Promise<Map<string, number>> {
    const rows = await from.query<{ id: string; size: number }>(
      'SELECT id, household_size AS size FROM case_file WHERE id = ANY ($1::uuid[])',
      [caseIds],
    )
    return new Map(rows.map((row) => [row.id, row.size]))
  }

  /** Cases that wait for a place or have one. */
  async casesWithLive(from: Queries, caseIds: readonly string[]): Promise<Set<string>> {
    const rows = await from.query<{ case_id: string }>(
      `SELECT case_id FROM subject WHERE case_id = ANY ($1::uuid[]) AND kind = 'placement' AND state IN ('waiting', 'booked', 'staying')`,
      [caseIds],
    )
    return new Set(rows.map((row) => row.case_id))
  }

  /** Newest first. */
  async ofCase(from: Queries, caseId: string): Promise<PlacementRow[]> {
    return from.query<PlacementRow>(
      `SELECT ${columns} FROM ${source} WHERE subject.case_id = $1 AND subject.kind = 'placement'
       ORDER BY p.since DESC, lower(p.days) DESC NULLS FIRST, p.id`,
      [caseId],
    )
  }

  /**
   * Stays at a site by first day.
   * @param after first day and id after which the page begins
   */
  async ofSite(
    from: Queries,
    siteId: string,
    states: readonly string[],
    after: readonly [string, string] | null,
    limit: number,
  ): Promise<Stay[]> {
    return from.query<Stay>(
      `SELECT ${columns} FROM ${source}
       WHERE p.site_id = $1 AND subject.state = ANY ($2::text[])
         AND ($3::date IS NULL OR (lower(p.days), p.id) > ($3::date, $4::uuid))
       ORDER BY lower(p.days), p.id LIMIT $5`,
      [siteId, states, after?.[0] ?? null, after?.[1] ?? null, limit],
    )
  }

  /**
   * Booked stays that begin at most so many days ahead, or should have begun, by first day.
   * @param siteId every site where it is null
   */
  async arrivals(
    from: Queries,
    siteId: string | null,
    days: number,
    after: readonly [string, string] | null,
    limit: number,
  ): Promise<Stay[]> {
    return from.query<Stay>(
      `SELECT ${columns} FROM ${source}, programme_clock clock
       WHERE subject.kind = 'placement' AND subject.state = 'booked' AND lower(p.days) <= clock.today + $1::int
         AND ($2::uuid IS NULL OR p.site_id = $2) AND ($3::date IS NULL OR (lower(p.days), p.id) > ($3::date, $4::uuid))
       ORDER BY lower(p.days), p.id LIMIT $5`,
      [days, siteId, after?.[0] ?? null, after?.[1] ?? null, limit],
    )
  }

  /**
   * Who waits, the longest first; of those who came on the same day the one who was written down first.
   * @param after microseconds of the record and id after which the page begins
   */
  async waiting(
    from: Queries,
    after: readonly [string, string] | null,
    limit: number,
  ): Promise<(PlacementRow & { at: bigint })[]> {
    return from.query<PlacementRow & { at: bigint }>(
      `SELECT ${columns}, (extract(epoch FROM t.recorded_at) * 1000000)::bigint AS at
       FROM ${source} JOIN transition t ON t.subject_id = p.id AND t.seq = 1
       WHERE subject.kind = 'placement' AND subject.state = 'waiting'
         AND ($1::bigint IS NULL OR (t.recorded_at, p.id) > (timestamptz 'epoch' + $1::bigint * interval '1 microsecond', $2::uuid))
       ORDER BY t.recorded_at, p.id LIMIT $3`,
      [after?.[0] ?? null, after?.[1] ?? null, limit],
    )
  }
}

/** A stay that is booked: whose, where, and from which to which day. */
export interface BookedStay extends Days {
  readonly id: string
  readonly caseId: string
  readonly siteId: string
}

/** Stays as arrays for `unnest`: id, case, site, first and last day. */
function columnsOf(booked: readonly BookedStay[]): unknown[] {
  return [
    booked.map((b) => b.id),
    booked.map((b) => b.caseId),
    booked.map((b) => b.siteId),
    booked.map((b) => b.from),
    booked.map((b) => b.to),
  ]
}

/** @throws Refused where the household still waits and has neither site nor days */
export function asStay(placement: PlacementRow): Stay {
  if (placement.siteId === null || placement.from === null) {
    throw new Refused('placement.illegal_transition', 'This household waits for a place and has no dates yet.', {
      fix: 'Book a place for it first.',
    })
  }
  return placement as Stay
}
