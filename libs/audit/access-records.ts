import { Injectable } from '@nestjs/common'
import { Redaction, type Page, type Redacted, type SignedIn } from '@passage/access'
import { Database, decodeCursor, encodeCursor, Refused } from '@passage/platform'
import { caseIdSql } from './transition-log'

export interface AccessQuery {
  readonly case?: string | undefined
  readonly actor?: string | undefined
  readonly act?: AccessRecord['act'] | undefined
  readonly resource?: string | undefined
  readonly cursor?: string | undefined
  readonly limit?: number | undefined
}

/** One read of recorded fields, one refusal, or one act beside the log of transitions; which fields, never what they said. */
export interface AccessRecord {
  readonly id: bigint
  readonly at: string
  /** Null for somebody without a session. */
  readonly actor: { readonly id: string; readonly displayName: string } | null
  readonly roles: readonly string[]
  readonly viewedAs: string | null
  readonly act: 'read' | 'refused' | 'did'
  readonly resource: string
  readonly resourceId: string | null
  readonly caseId: string | null
  readonly reference: string | null
  readonly fields: readonly string[]
  readonly purpose: string | null
  /** Of a file: how many rows it was made of. */
  readonly rows: number | null
  readonly code: string | null
  readonly requestId: string | null
}

/** Who has looked at a case: an account with what it read of it, how often, and when first and last. */
export interface CaseReader {
  readonly actor: { readonly id: string; readonly displayName: string }
  readonly roles: readonly string[]
  readonly resources: readonly string[]
  readonly underGlass: boolean
  readonly times: number
  readonly firstAt: string
  readonly lastAt: string
}

const list = 'access_log'

export const accessColumns = `l.id, to_char(l.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at,
  CASE WHEN l.actor_id IS NOT NULL THEN json_build_object('id', l.actor_id, 'displayName', a.display_name) END AS actor,
  l.roles, l.viewed_as AS "viewedAs", l.act, l.resource, l.resource_id AS "resourceId", l.case_id AS "caseId", f.reference, l.fields, l.purpose,
  l.row_count AS rows, l.code, l.request_id AS "requestId"`

export const accessJoins = 'LEFT JOIN account a ON a.id = l.actor_id LEFT JOIN case_file f ON f.id = l.case_id'

/** Who read what that could hurt somebody, and who was refused: for the auditor, whose own reading of it is recorded too. */
@Injectable()
export class AccessRecords {
  constructor(
    private readonly database: Database,
    private readonly redaction: Redaction,
  ) {}

  /** A page, newest first. @throws Refused `input.cursor` */
  async page(viewer: SignedIn, query: AccessQuery): Promise<Redacted<Page<AccessRecord>>> {
    const { limit = 50 } = query
    const parameters: unknown[] = []
    const bind = (value: unknown): string => `$${parameters.push(value)}`
    const where: string[] = []
    if (query.case) where.push(`l.case_id = ${caseIdSql(bind(query.case), query.case)}`)
    if (query.actor) where.push(`l.actor_id = ${bind(query.actor)}::uuid`)
    if (query.act) where.push(`l.act = ${bind(query.act)}`)
    if (query.resource) where.push(`l.resource = ${bind(query.resource)}`)
    const after = decodeCursor(list, ['int'], query.cursor)
    if (after) where.push(`l.id < ${bind(after[0])}::bigint`)
    const rows = await this.database.query<AccessRecord>(
      `SELECT ${accessColumns} FROM access_log l ${accessJoins}
       ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''} ORDER BY l.id DESC LIMIT ${bind(limit)}::int + 1`,
      parameters,
    )
    const shown = rows.slice(0, limit)
    const last = rows.length > limit ? shown.at(-1) : undefined
    return this.redaction.many(viewer, 'access_record', shown, { nextCursor: last ? encodeCursor(list, [last.id]) : null })
  }

  /**
   * Who has looked at a case, the latest first: for the auditors, and for whoever holds the case and answers for it.
   * @throws Refused `case.not_found`, `access.held`
   */
  async readersOf(viewer: SignedIn, caseId: string): Promise<Redacted<Page<CaseReader>>> {
    const [file] = await this.database.query<{ holderId: string }>(
      'SELECT holder_id AS "holderId" FROM case_file WHERE id = $1',
      [caseId],
    )
    if (!file) throw Refused.notFound('case')
    if (file.holderId !== viewer.accountId && !viewer.roles.includes('auditor')) {
      throw new Refused('access.held', 'Who has looked at a case is told to whoever holds it, and to auditors.', {
        fix: 'Ask the holder, whose name stands on the case.',
      })
    }
    const rows = await this.database.query<CaseReader>(
      `SELECT json_build_object('id', l.actor_id, 'displayName', a.display_name) AS actor,
         ARRAY(SELECT DISTINCT unnest(r.roles) FROM access_log r WHERE r.case_id = $1 AND r.actor_id = l.actor_id AND r.act = 'read' ORDER BY 1) AS roles,
         array_agg(DISTINCT l.resource ORDER BY l.resource) AS resources, bool_or(l.purpose LIKE 'glass:%') IS TRUE AS "underGlass", count(*)::int AS times,
         to_char(min(l.at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "firstAt",
         to_char(max(l.at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "lastAt"
       FROM access_log l JOIN account a ON a.id = l.actor_id WHERE l.case_id = $1 AND l.act = 'read'
       GROUP BY l.actor_id, a.display_name ORDER BY max(l.at) DESC, l.actor_id LIMIT 200`,
      [caseId],
    )
    return this.redaction.many(viewer, 'case_reader', rows, { caseId })
  }
}
