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
  /** Puts a household on the waiting list. It takes no places; how many it will take is read when it is booked. */
  async insertWaiting(tx: Tx, id: string, caseId: string, since: string): Promise<void> {
    await tx.query(
      'INSERT INTO placement (id, since, household_size) SELECT $1, $3::date, household_size FROM case_file WHERE id = $2',
      [id, caseId, since],
    )
  }

  /** A stay that was not on the waiting list. It takes a place for each member that the household has now. */
  async insertBooked(tx: Tx, id: string, caseId: string, since: string, siteId: string, days: Days): Promise<void> {
    await tx.query(
      `INSERT INTO placement (id, since, household_size, site_id, days)
       SELECT $1, $3::date, household_size, $4, daterange($5::date, $6::date, '[]') FROM case_file WHERE id = $2`,
      [id, caseId, since, siteId, days.from, days.to],
    )
  }

  /** Gives a waiting household its site and days. */
  async setStay(tx: Tx, id: string, caseId: string, siteId: string, days: Days): Promise<void> {
    await tx.query(
      `UPDATE placement SET site_id = $3, days = daterange($4::date, $5::date, '[]'),
         household_size = (SELECT household_size FROM case_file WHERE id = $2) WHERE id = $1`,
      [id, caseId, siteId, days.from, days.to],
    )
  }

  async setDays(tx: Tx, id: string, days: Days): Promise<void> {
    await tx.query(`UPDATE placement SET days = daterange($2::date, $3::date, '[]') WHERE id = $1`, [id, days.from, days.to])
  }

  /** @throws Refused `placement.not_found` */
  async get(from: Queries, id: string): Promise<PlacementRow> {
    const [row] = await from.query<PlacementRow>(`SELECT ${columns} FROM ${source} WHERE p.id = $1`, [id])
    if (!row) throw Refused.notFound('placement')
    return row
  }

  async many(from: Queries, ids: readonly string[]): Promise<Map<string, PlacementRow>> {
    const rows = await from.query<PlacementRow>(`SELECT ${columns} FROM ${source} WHERE p.id = ANY ($1::uuid[])`, [ids])
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

/** @throws Refused where the household still waits and has neither site nor days */
export function asStay(placement: PlacementRow): Stay {
  if (placement.siteId === null || placement.from === null) {
    throw new Refused('placement.illegal_transition', 'This household waits for a place and has no dates yet.', {
      fix: 'Book a place for it first.',
    })
  }
  return placement as Stay
}
