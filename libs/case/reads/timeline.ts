import { Injectable } from '@nestjs/common'
import { asViewer, Redaction, type Look, type Page, type Redacted, type SignedIn } from '@passage/access'
import { Database, decodeCursor, encodeCursor, Refused } from '@passage/platform'
import { edgeOf, type EventClass, type SubjectKind } from '../lifecycle'
import { lifecycles } from '../lifecycles'
import { Notes, type Note } from '../notes'

export interface TimelineQuery {
  readonly kind?: SubjectKind | undefined
  readonly cursor?: string | undefined
  readonly limit?: number | undefined
}

export interface TimelineEntry {
  readonly subjectId: string
  readonly kind: SubjectKind
  readonly seq: number
  readonly event: string
  readonly from: string | null
  readonly to: string
  readonly actor: { readonly id: string; readonly displayName: string }
  readonly role: string
  readonly job: string
  readonly reason: string | null
  readonly programmeDate: string
  readonly recordedAt: string
  readonly payload: Readonly<Record<string, unknown>>
  readonly hash: string
  readonly note?: Note
}

type Row = Omit<TimelineEntry, 'payload' | 'note'> & { readonly payload: string }

const list = 'timeline'

/** Everything that happened to a case and to its codes, placements, entitlements, payments and claims, newest first. */
@Injectable()
export class Timeline {
  constructor(
    private readonly database: Database,
    private readonly notes: Notes,
    private readonly redaction: Redaction,
  ) {}

  /** @throws Refused `case.not_found`, `input.cursor` */
  async page(viewer: SignedIn, caseId: string, query: TimelineQuery): Promise<Redacted<Page<TimelineEntry>>> {
    const { shown, entries, more } = await asViewer(this.database, viewer, (look) => this.readIn(look, caseId, query))
    const last = more ? shown.at(-1) : undefined
    const nextCursor = last ? encodeCursor(list, [last.recordedAt, last.subjectId, last.seq]) : null
    return this.redaction.many(viewer, 'timeline_entry', entries, { nextCursor, caseId })
  }

  private async readIn(look: Look, caseId: string, { kind, cursor, limit = 50 }: TimelineQuery) {
    const after = decodeCursor(list, ['time', 'uuid', 'int'], cursor) ?? [null, null, null]
    const rows = await look.query<Row>(
      `SELECT t.subject_id AS "subjectId", t.lifecycle AS kind, t.seq, t.event, t.from_state AS "from", t.to_state AS "to",
         json_build_object('id', a.id, 'displayName', a.display_name) AS actor, t.role, t.job, t.reason,
         t.programme_date AS "programmeDate", to_char(t.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "recordedAt",
         t.payload, encode(t.hash, 'hex') AS hash
       FROM subject s JOIN transition t ON t.subject_id = s.id JOIN account a ON a.id = t.actor_id
       WHERE s.case_id = $1 AND ($2::text IS NULL OR s.kind = $2)
         AND ($3::timestamptz IS NULL OR (t.recorded_at, t.subject_id, t.seq) < ($3::timestamptz, $4::uuid, $5::int))
       ORDER BY t.recorded_at DESC, t.subject_id DESC, t.seq DESC
       LIMIT $6::int + 1`,
      [caseId, kind ?? null, ...after, limit],
    )
    if (rows.length === 0 && cursor === undefined) await this.mustExist(look, caseId)
    const shown = rows.slice(0, limit)
    return { shown, entries: await this.withNotes(look, shown, caseId), more: rows.length > limit }
  }

  private async withNotes(
    look: Look,
    rows: readonly Row[],
    caseId: string,
  ): Promise<(TimelineEntry & { class: EventClass | undefined })[]> {
    const entries = rows.map(({ payload, ...row }) => {
      const held = JSON.parse(payload) as Record<string, unknown>
      return { ...row, payload: held, class: classOf(row.kind, row.from, row.event), noteId: noteIdOf(held) }
    })
    const notes = await this.notes.open(
      look,
      caseId,
      entries.flatMap((entry) => entry.noteId ?? []),
    )
    return entries.map(({ noteId, ...entry }) => {
      const note = noteId ? notes.get(noteId) : undefined
      return note ? { ...entry, note } : entry
    })
  }

  private async mustExist(look: Look, caseId: string): Promise<void> {
    const [found] = await look.query(`SELECT 1 FROM case_file WHERE id = $1`, [caseId])
    if (!found) throw Refused.notFound('case')
  }
}

/** The class that the lifecycle gives an event; an edge that no lifecycle knows any more has none, and is shown to the auditor only. */
function classOf(kind: SubjectKind, from: string | null, event: string): EventClass | undefined {
  const edge = edgeOf(lifecycles[kind], from, event)
  return edge && (edge.class ?? 'operational')
}

function noteIdOf(payload: Readonly<Record<string, unknown>>): string | undefined {
  const id = payload.note ?? payload.noteId
  return typeof id === 'string' ? id : undefined
}
