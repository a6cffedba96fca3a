import { Injectable } from '@nestjs/common'
import { Redaction, type Page, type Redacted, type SignedIn } from '@passage/access'
import { inBatches, ListStatement, type ListRows, type ListRules } from '@passage/case'
import { Database, Refused } from '@passage/platform'
import { caseIdSql } from './transition-log'

export interface AccessFilters {
  /** A case reference or a case's id. */
  readonly case?: string | undefined
  readonly actor?: string | undefined
  readonly act?: AccessRecord['act'] | undefined
  readonly resource?: string | undefined
}

export interface AccessQuery extends AccessFilters {
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

/** How the access log is narrowed and walked. */
const rules: ListRules<AccessFilters, 'at'> = {
  name: 'access_log',
  resource: 'access_record',
  filters: {
    case: { sql: (value) => `l.case_id = ${caseIdSql(value)}`, field: 'reference' },
    actor: { sql: 'l.actor_id = $?::uuid', field: 'actor' },
    act: { sql: 'l.act = $?', field: 'act' },
    resource: { sql: 'l.resource = $?', field: 'resource' },
  },
  // Numbered as they are recorded.
  orders: { at: { field: 'at', columns: ['l.id'], casts: ['bigint'], kinds: ['int'] } },
}

/** Newest first. */
export const accessSort = '-at'
const recordsABatch = 1_000

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

  /** A page, newest first. @throws Refused `input.cursor`, `access.field` */
  async page(viewer: SignedIn, query: AccessQuery): Promise<Redacted<Page<AccessRecord>>> {
    const { rows, nextCursor } = await this.read(viewer, query)
    return this.redaction.many(viewer, 'access_record', rows, { nextCursor })
  }

  /**
   * All records that fit, in the order of the pages and redacted as on them: for a file. It begins at what is newest now: the log grows with
   * every read, and what is recorded meanwhile would push the oldest out.
   * @throws Refused `access.field`
   */
  async all(viewer: SignedIn, filters: AccessFilters): Promise<ListRows<AccessRecord>> {
    const list = this.narrowed(viewer, filters)
    const [row] = await this.database.query<{ total: number; after: string | null }>(
      `SELECT count(*)::int AS total, (max(l.id) + 1)::text AS after FROM access_log l ${list.where}`,
      list.parameters,
    )
    const { total, after } = row!
    const newest = list.nextCursor(accessSort, after === null ? null : [after]) ?? undefined
    const batches = inBatches(async (cursor = newest) => {
      const { rows, nextCursor } = await this.read(viewer, { ...filters, cursor, limit: recordsABatch })
      return { rows: await this.redaction.rows(viewer, 'access_record', rows), nextCursor }
    })
    return { total, batches }
  }

  private async read(
    viewer: SignedIn,
    { cursor, limit = 50, ...filters }: AccessQuery,
  ): Promise<{ rows: AccessRecord[]; nextCursor: string | null }> {
    const list = this.narrowed(viewer, filters)
    const { by } = list.ordered(accessSort, cursor)
    const found = await this.database.query<AccessRecord>(
      `SELECT ${accessColumns} FROM access_log l ${accessJoins} ${list.where} ORDER BY ${by} LIMIT ${list.bind(limit)}::int + 1`,
      list.parameters,
    )
    const rows = found.slice(0, limit)
    const last = found.length > limit ? rows.at(-1)! : null
    return { rows, nextCursor: list.nextCursor(accessSort, last && [String(last.id)]) }
  }

  private narrowed(viewer: SignedIn, filters: AccessFilters): ListStatement<AccessFilters, 'at'> {
    return new ListStatement(this.redaction, viewer, rules).narrow(filters)
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
