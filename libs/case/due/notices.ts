import { Injectable } from '@nestjs/common'
import { Redaction, type Page, type Redacted, type Role, type SignedIn } from '@passage/access'
import { Database, decodeCursor, encodeCursor } from '@passage/platform'
import type { DueKind } from './due-kinds'

/** Who may be reminded of something. */
export const remindedRoles = [
  'vetting_officer',
  'vetting_approver',
  'equipment_assessor',
  'host_organisation',
  'finance_officer',
] as const satisfies readonly Role[]

export interface NoticeQuery {
  readonly kind?: DueKind | undefined
  /** The settled ones; otherwise those that are open. */
  readonly settled?: boolean | undefined
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

/** The worklist of reminders: what fell due and is not done. */
@Injectable()
export class Notices {
  constructor(
    private readonly database: Database,
    private readonly redaction: Redaction,
  ) {}

  /** A page for the viewer's roles, the longest due first; a host organisation sees those of its own site. @throws Refused `input.cursor` */
  async page(viewer: SignedIn, { kind, settled = false, cursor, limit = 50 }: NoticeQuery): Promise<Redacted<Page<NoticeRow>>> {
    const after = decodeCursor(list, ['day', 'uuid'], cursor)
    const rows = await this.database.query<NoticeRow>(
      `SELECT n.id, n.kind, n.due_on AS "dueOn", n.case_id AS "caseId", f.reference, n.subject_id AS "subjectId", n.site_id AS "siteId",
         n.role, n.settled_on AS "settledOn"
       FROM notice n LEFT JOIN case_file f ON f.id = n.case_id
       WHERE n.role = ANY ($1) AND (n.role <> 'host_organisation' OR n.site_id = $2::uuid) AND (n.settled_on IS NOT NULL) = $3
         AND ($4::text IS NULL OR n.kind = $4) AND ($5::date IS NULL OR (n.due_on, n.id) > ($5::date, $6::uuid))
       ORDER BY n.due_on, n.id LIMIT $7::int + 1`,
      [viewer.roles, viewer.siteId, settled, kind ?? null, after?.[0] ?? null, after?.[1] ?? null, limit],
    )
    const shown = rows.slice(0, limit)
    const last = rows.length > limit ? shown.at(-1) : undefined
    return this.redaction.many(viewer, 'notice', shown, { nextCursor: last ? encodeCursor(list, [last.dueOn, last.id]) : null })
  }
}
