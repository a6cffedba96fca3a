import { Injectable } from '@nestjs/common'
import type { SignedIn } from '@passage/access'
import { Database, type Tx } from '@passage/platform'
import type { KindName } from './report-kinds'
import type { Counted } from './result'

export type AskedParams = Readonly<Record<string, string | number>>

/** A report as its history shows it; how far it is comes from its job. */
export interface ReportRow {
  readonly id: string
  readonly kind: KindName
  readonly params: AskedParams
  readonly requestedBy: { readonly id: string; readonly displayName: string }
  readonly requestedAt: string
  readonly programmeDate: string | null
  readonly finishedAt: string | null
  readonly state: 'waiting' | 'running' | 'done' | 'cancelled' | 'failed'
  readonly done: number
  readonly total: number | null
  readonly problem: { readonly code: string; readonly detail: string } | null
  readonly hasResult: boolean
  /** Whether the viewer asked for it and may still stop it. */
  readonly mayCancel: boolean
}

const iso = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

const columns = `r.id, r.kind, r.params, json_build_object('id', a.id, 'displayName', a.display_name) AS "requestedBy",
  ${iso('r.requested_at')} AS "requestedAt", r.programme_date AS "programmeDate", ${iso('r.finished_at')} AS "finishedAt",
  coalesce(j.outcome, CASE WHEN j.started_at IS NULL THEN 'waiting' ELSE 'running' END) AS state, j.done, j.total, j.problem::json AS problem,
  r.result IS NOT NULL AS "hasResult", r.requested_by = $1 AND j.closed_at IS NULL AS "mayCancel"`

const joined = 'report r JOIN job_request j ON j.id = r.id JOIN account a ON a.id = r.requested_by'

/** All SQL over the table of reports itself. */
@Injectable()
export class ReportStore {
  constructor(private readonly database: Database) {}

  async insert(tx: Tx, report: { id: string; kind: KindName; params: AskedParams; requestedBy: string }): Promise<void> {
    await tx.query('INSERT INTO report (id, kind, params, requested_by) VALUES ($1, $2, $3, $4)', [
      report.id,
      report.kind,
      JSON.stringify(report.params),
      report.requestedBy,
    ])
  }

  /** Newest first, one more than `limit` where there are more. */
  async page(
    viewer: SignedIn,
    kind: KindName | undefined,
    after: readonly string[] | undefined,
    limit: number,
  ): Promise<ReportRow[]> {
    return this.database.query<ReportRow>(
      `SELECT ${columns} FROM ${joined}
       WHERE ($2::text IS NULL OR r.kind = $2) AND ($3::timestamptz IS NULL OR (r.requested_at, r.id) < ($3, $4::uuid))
       ORDER BY r.requested_at DESC, r.id DESC LIMIT $5::int + 1`,
      [viewer.accountId, kind ?? null, after?.[0] ?? null, after?.[1] ?? null, limit],
    )
  }

  async one(viewer: SignedIn, id: string): Promise<ReportRow | undefined> {
    const [row] = await this.database.query<ReportRow>(`SELECT ${columns} FROM ${joined} WHERE r.id = $2`, [viewer.accountId, id])
    return row
  }

  async result(id: string): Promise<Counted | null> {
    const [row] = await this.database.query<{ result: Counted | null }>('SELECT result FROM report WHERE id = $1', [id])
    return row?.result ?? null
  }

  /** What a job is to count. */
  async asked(id: string): Promise<{ kind: KindName; params: AskedParams } | undefined> {
    const [row] = await this.database.query<{ kind: KindName; params: AskedParams }>(
      'SELECT kind, params FROM report WHERE id = $1',
      [id],
    )
    return row
  }

  /** Written once: a second run of the job finds it there and changes nothing. Only the worker's role may. */
  async finish(tx: Tx, id: string, programmeDate: string, result: Counted): Promise<void> {
    await tx.query(
      'UPDATE report SET programme_date = $2, result = $3, finished_at = clock_timestamp() WHERE id = $1 AND result IS NULL',
      [id, programmeDate, JSON.stringify(result)],
    )
  }

  async today(): Promise<string> {
    const [row] = await this.database.query<{ today: string }>('SELECT today FROM programme_clock')
    return row!.today
  }

  /** The key of the noise; the worker's role alone may read it. */
  async secret(): Promise<Buffer> {
    const [row] = await this.database.query<{ secret: Buffer }>('SELECT secret FROM report_secret')
    return row!.secret
  }

  /** The first days on which there is something to count. */
  async beginnings(): Promise<{ today: string; firstSite: string | null; firstCase: string | null; funds: number }> {
    const [row] = await this.database.query<{ today: string; firstSite: string | null; firstCase: string | null; funds: number }>(
      `SELECT today, (SELECT min(open_from) FROM planning_site) AS "firstSite", (SELECT min(opened_on) FROM planning_case) AS "firstCase",
         (SELECT count(*)::int FROM planning_fund) AS funds
       FROM programme_clock`,
    )
    return row!
  }

  /** How many sites fit what a capacity report is narrowed to. */
  async sitesThat(column: 'site_id' | 'organisation' | 'region' | 'country', value: string): Promise<number> {
    const [row] = await this.database.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM planning_site WHERE ${column} = $1::${column === 'site_id' ? 'uuid' : 'text'}`,
      [value],
    )
    return row!.n
  }
}
