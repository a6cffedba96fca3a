import { Injectable } from '@nestjs/common'
import { Redaction, type Page, type Redacted, type SignedIn } from '@passage/access'
import { Database, decodeCursor, encodeCursor, Refused } from '@passage/platform'
import { accessColumns, accessJoins, type AccessRecord } from '../access-records'

export interface BrokenGlass {
  readonly id: string
  readonly by: { readonly id: string; readonly displayName: string }
  readonly role: string
  readonly caseId: string
  readonly reference: string
  readonly classes: readonly string[]
  readonly reason: string
  readonly openedAt: string
  readonly endsAt: string
  readonly endedAt: string | null
  readonly open: boolean
  /** How many entries of the access log were made under it. */
  readonly reads: number
  readonly told: readonly { readonly displayName: string; readonly seenAt: string | null }[]
  /** Whether the viewer was told of it and has not said that they saw it. */
  readonly unseen: boolean
}

export interface GlassQuery {
  /** Only those of which the viewer was told and which they have not seen. */
  readonly unseen?: boolean | undefined
  readonly cursor?: string | undefined
  readonly limit?: number | undefined
}

const list = 'break_glass'
const at = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

/** Who may see one: every auditor, whoever broke it, and whoever was told. */
const visible = `($1 OR g.account_id = $2::uuid OR EXISTS (SELECT FROM break_glass_told t WHERE t.glass_id = g.id AND t.account_id = $2::uuid))`

/** Broken glasses and what was read under them, for those whom they concern. */
@Injectable()
export class BrokenGlasses {
  constructor(
    private readonly database: Database,
    private readonly redaction: Redaction,
  ) {}

  /** A page, newest first. @throws Refused `input.cursor` */
  async page(viewer: SignedIn, { unseen = false, cursor, limit = 50 }: GlassQuery): Promise<Redacted<Page<BrokenGlass>>> {
    const after = decodeCursor(list, ['time', 'uuid'], cursor)
    const rows = await this.database.query<BrokenGlass>(
      `${selecting}
       WHERE ${visible} AND (NOT $3 OR me.glass_id IS NOT NULL AND me.seen_at IS NULL)
         AND ($4::timestamptz IS NULL OR (g.opened_at, g.id) < ($4::timestamptz, $5::uuid))
       ORDER BY g.opened_at DESC, g.id DESC LIMIT $6::int + 1`,
      [viewer.roles.includes('auditor'), viewer.accountId, unseen, after?.[0] ?? null, after?.[1] ?? null, limit],
    )
    const shown = rows.slice(0, limit)
    const last = rows.length > limit ? shown.at(-1) : undefined
    return this.redaction.many(viewer, 'break_glass', shown, {
      nextCursor: last ? encodeCursor(list, [last.openedAt, last.id]) : null,
    })
  }

  /** What was read under one, oldest first. @throws Refused `break_glass.not_found` */
  async reads(viewer: SignedIn, id: string): Promise<Redacted<Page<AccessRecord>>> {
    const [glass] = await this.database.query(`SELECT 1 FROM break_glass g WHERE g.id = $3::uuid AND ${visible}`, [
      viewer.roles.includes('auditor'),
      viewer.accountId,
      id,
    ])
    if (!glass) throw Refused.notFound('break_glass')
    const rows = await this.database.query<AccessRecord>(
      `SELECT ${accessColumns} FROM access_log l ${accessJoins} WHERE l.purpose = $1 AND l.purpose LIKE 'glass:%' ORDER BY l.id LIMIT 500`,
      [`glass:${id}`],
    )
    return this.redaction.many(viewer, 'glass_read', rows)
  }
}

const selecting = `
  SELECT g.id, json_build_object('id', a.id, 'displayName', a.display_name) AS by, g.role, g.case_id AS "caseId", f.reference, g.classes, g.reason,
    ${at('g.opened_at')} AS "openedAt", ${at('g.ends_at')} AS "endsAt", ${at('g.ended_at')} AS "endedAt",
    g.ended_at IS NULL AND g.ends_at > now() AS open,
    (SELECT count(*)::int FROM access_log l WHERE l.purpose = 'glass:' || g.id AND l.purpose LIKE 'glass:%' AND l.act = 'read') AS reads,
    (SELECT json_agg(json_build_object('displayName', b.display_name, 'seenAt', ${at('t.seen_at')}) ORDER BY b.display_name)
     FROM break_glass_told t JOIN account b ON b.id = t.account_id WHERE t.glass_id = g.id) AS told,
    (me.glass_id IS NOT NULL AND me.seen_at IS NULL) AS unseen
  FROM break_glass g JOIN account a ON a.id = g.account_id JOIN case_file f ON f.id = g.case_id
    LEFT JOIN break_glass_told me ON me.glass_id = g.id AND me.account_id = $2::uuid`
