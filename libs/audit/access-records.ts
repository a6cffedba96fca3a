import { Injectable } from '@nestjs/common'
import { Redaction, type Page, type Redacted, type SignedIn } from '@passage/access'
import { Database, decodeCursor, encodeCursor } from '@passage/platform'
import { caseIdSql } from './transition-log'

export interface AccessQuery {
  readonly case?: string | undefined
  readonly actor?: string | undefined
  readonly act?: 'read' | 'refused' | undefined
  readonly cursor?: string | undefined
  readonly limit?: number | undefined
}

/** One read of recorded fields, or one refusal; which fields, never what they said. */
export interface AccessRecord {
  readonly id: bigint
  readonly at: string
  /** Null for somebody without a session. */
  readonly actor: { readonly id: string; readonly displayName: string } | null
  readonly roles: readonly string[]
  readonly act: 'read' | 'refused'
  readonly resource: string
  readonly resourceId: string | null
  readonly caseId: string | null
  readonly reference: string | null
  readonly fields: readonly string[]
  readonly code: string | null
  readonly requestId: string | null
}

const list = 'access_log'

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
    const after = decodeCursor(list, ['int'], query.cursor)
    if (after) where.push(`l.id < ${bind(after[0])}::bigint`)
    const rows = await this.database.query<AccessRecord>(
      `SELECT l.id, to_char(l.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at,
         CASE WHEN l.actor_id IS NOT NULL THEN json_build_object('id', l.actor_id, 'displayName', a.display_name) END AS actor,
         l.roles, l.act, l.resource, l.resource_id AS "resourceId", l.case_id AS "caseId", f.reference, l.fields, l.code,
         l.request_id AS "requestId"
       FROM access_log l LEFT JOIN account a ON a.id = l.actor_id LEFT JOIN case_file f ON f.id = l.case_id
       ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''} ORDER BY l.id DESC LIMIT ${bind(limit)}::int + 1`,
      parameters,
    )
    const shown = rows.slice(0, limit)
    const last = rows.length > limit ? shown.at(-1) : undefined
    return this.redaction.many(viewer, 'access_record', shown, { nextCursor: last ? encodeCursor(list, [last.id]) : null })
  }
}
