import { Injectable } from '@nestjs/common'
import { Redaction, type Page, type Redacted, type Role, type SignedIn } from '@passage/access'
import { Database, decodeCursor, encodeCursor } from '@passage/platform'
import { inBatches, ListFiles, narrowedBy, orderSaid, type FiledList, type FileFormat } from '../lists/list-files'
import type { DueKind } from './due-kinds'

/** Who may be reminded of something. */
export const remindedRoles = [
  'vetting_officer',
  'vetting_approver',
  'equipment_assessor',
  'host_organisation',
  'finance_officer',
] as const satisfies readonly Role[]

export interface NoticeFilters {
  readonly kind?: DueKind | undefined
  /** The settled ones; otherwise those that are open. */
  readonly settled?: boolean | undefined
}

export interface NoticeQuery extends NoticeFilters {
  readonly cursor?: string | undefined
  readonly limit?: number | undefined
}

/** A reminder. Case and subject are null for what belongs to the whole programme. */
export interface NoticeRow {
  readonly id: string
  readonly kind: DueKind
  readonly dueOn: string
  readonly caseId: string | null
  readonly reference: string | null
  readonly subjectId: string | null
  readonly siteId: string | null
  readonly role: Role
  readonly settledOn: string | null
}

const list = 'notices'

/** Reminders as files know them: columns by the names under which the screen knows them. */
const filedNotices = {
  resource: 'notice',
  title: 'Reminders',
  columns: {
    kind: [{ title: 'What fell due', field: 'kind' }],
    due: [{ title: 'Due on', field: 'dueOn' }],
    about: [{ title: 'Case', field: 'reference' }],
    settled: [{ title: 'Settled on', field: 'settledOn' }],
  },
} as const satisfies FiledList<NoticeRow>

const noticesABatch = 1_000

/** Of a reminder: it is of one of the viewer's roles, of the host's own site, and as it was asked for. */
const asAsked = `n.role = ANY ($1) AND (n.role <> 'host_organisation' OR n.site_id = $2::uuid) AND (n.settled_on IS NOT NULL) = $3
         AND ($4::text IS NULL OR n.kind = $4)`

/** The worklist of reminders: what fell due and is not done. */
@Injectable()
export class Notices {
  constructor(
    private readonly database: Database,
    private readonly redaction: Redaction,
    private readonly files: ListFiles,
  ) {}

  /** A page for the viewer's roles, the longest due first; a host organisation sees those of its own site. @throws Refused `input.cursor` */
  async page(viewer: SignedIn, query: NoticeQuery): Promise<Redacted<Page<NoticeRow>>> {
    const { rows, nextCursor } = await this.read(viewer, query)
    return this.redaction.many(viewer, 'notice', rows, { nextCursor })
  }

  /** @throws Refused `input.column`, `input.too_many_rows` */
  async file(
    format: FileFormat,
    viewer: SignedIn,
    { kind, settled }: NoticeFilters,
    columns?: string,
  ): Promise<Redacted<unknown>> {
    return this.files.made(format, viewer, filedNotices, {
      columns,
      narrowed: narrowedBy(
        { kind: 'Only the kind', settled: 'Only those that are' },
        { kind, settled: settled ? 'settled' : 'open' },
      ),
      order: orderSaid('due_on'),
      total: await this.total(viewer, { kind, settled }),
      batches: inBatches(async (cursor) => {
        const { rows, nextCursor } = await this.read(viewer, { kind, settled, cursor, limit: noticesABatch })
        return { rows: await this.redaction.rows(viewer, 'notice', rows), nextCursor }
      }),
    })
  }

  private async total(viewer: SignedIn, filters: NoticeFilters): Promise<number> {
    const [row] = await this.database.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM notice n WHERE ${asAsked}`,
      asked(viewer, filters),
    )
    return row!.n
  }

  private async read(
    viewer: SignedIn,
    { cursor, limit = 50, ...filters }: NoticeQuery,
  ): Promise<{ rows: NoticeRow[]; nextCursor: string | null }> {
    const after = decodeCursor(list, ['day', 'uuid'], cursor)
    const rows = await this.database.query<NoticeRow>(
      `SELECT n.id, n.kind, n.due_on AS "dueOn", n.case_id AS "caseId", f.reference, n.subject_id AS "subjectId", n.site_id AS "siteId",
         n.role, n.settled_on AS "settledOn"
       FROM notice n LEFT JOIN case_file f ON f.id = n.case_id
       WHERE ${asAsked} AND ($5::date IS NULL OR (n.due_on, n.id) > ($5::date, $6::uuid))
       ORDER BY n.due_on, n.id LIMIT $7::int + 1`,
      [...asked(viewer, filters), after?.[0] ?? null, after?.[1] ?? null, limit],
    )
    const shown = rows.slice(0, limit)
    const last = rows.length > limit ? shown.at(-1) : undefined
    return { rows: shown, nextCursor: last ? encodeCursor(list, [last.dueOn, last.id]) : null }
  }
}

/** The parameters of {@link asAsked}. */
function asked(viewer: SignedIn, { kind, settled = false }: NoticeFilters): unknown[] {
  return [viewer.roles, viewer.siteId, settled, kind ?? null]
}
