import { Injectable } from '@nestjs/common'
import { asViewer, Redaction, type Look, type Page, type Redacted, type SignedIn } from '@passage/access'
import { Database, decodeCursor, encodeCursor, Refused } from '@passage/platform'
import type { EventClass, SubjectKind } from '../lifecycle'
import { words } from '../decide'
import { lifecycles } from '../lifecycles'
import { Notes, type Note } from '../notes'
import { changesIn, classOf, historyOf, withNames, type TimelineChange } from './timeline-changes'

export interface TimelineQuery {
  readonly kind?: SubjectKind | undefined
  /** The state that an entry led to, or left its subject in; a state of the kind, which must be said too. */
  readonly state?: string | undefined
  /** Who acted: people, or the system in one of its jobs. */
  readonly actor?: 'people' | 'system' | undefined
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
  /** What the payload changed, field by field, holders and sites by name. */
  readonly changes: readonly TimelineChange[]
  readonly hash: string
  readonly note?: Note
}

type Row = Omit<TimelineEntry, 'payload' | 'changes' | 'note'> & { readonly payload: string }

const list = 'timeline'

/** Everything that happened to a case and to its codes, placements, entitlements, payments and claims, newest first. */
@Injectable()
export class Timeline {
  constructor(
    private readonly database: Database,
    private readonly notes: Notes,
    private readonly redaction: Redaction,
  ) {}

  /** @throws Refused `case.not_found`, `input.cursor`, `input.invalid` for a state that the kind does not have */
  async page(viewer: SignedIn, caseId: string, query: TimelineQuery): Promise<Redacted<Page<TimelineEntry>>> {
    assertStateOfKind(query)
    const { shown, entries, more } = await asViewer(this.database, viewer, (look) => this.readIn(look, caseId, query))
    const last = more ? shown.at(-1) : undefined
    const nextCursor = last ? encodeCursor(list, [last.recordedAt, last.subjectId, last.seq]) : null
    return this.redaction.many(viewer, 'timeline_entry', entries, { nextCursor, caseId })
  }

  private async readIn(look: Look, caseId: string, { kind, state, actor, cursor, limit = 50 }: TimelineQuery) {
    const after = decodeCursor(list, ['time', 'uuid', 'int'], cursor) ?? [null, null, null]
    const rows = await look.query<Row>(
      `SELECT t.subject_id AS "subjectId", t.lifecycle AS kind, t.seq, t.event, t.from_state AS "from", t.to_state AS "to",
         json_build_object('id', a.id, 'displayName', a.display_name) AS actor, t.role, t.job, t.reason,
         t.programme_date AS "programmeDate", to_char(t.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "recordedAt",
         t.payload, encode(t.hash, 'hex') AS hash
       FROM subject s JOIN transition t ON t.subject_id = s.id JOIN account a ON a.id = t.actor_id
       WHERE s.case_id = $1 AND ($2::text IS NULL OR s.kind = $2)
         AND ($7::text IS NULL OR t.to_state = $7) AND ($8::text IS NULL OR (t.role = 'system') = ($8 = 'system'))
         AND ($3::timestamptz IS NULL OR (t.recorded_at, t.subject_id, t.seq) < ($3::timestamptz, $4::uuid, $5::int))
       ORDER BY t.recorded_at DESC, t.subject_id DESC, t.seq DESC
       LIMIT $6::int + 1`,
      [caseId, kind ?? null, ...after, limit, state ?? null, actor ?? null],
    )
    if (rows.length === 0 && cursor === undefined) await this.mustExist(look, caseId)
    const shown = rows.slice(0, limit)
    return { shown, entries: await this.told(look, shown, caseId), more: rows.length > limit }
  }

  private async told(
    look: Look,
    rows: readonly Row[],
    caseId: string,
  ): Promise<(TimelineEntry & { class: EventClass | undefined })[]> {
    if (rows.length === 0) return []
    const changes = await withNames(look, changesIn(await historyOf(look, rows)))
    const entries = rows.map(({ payload, ...row }) => {
      const held = JSON.parse(payload) as Record<string, unknown>
      return {
        ...row,
        payload: held,
        class: classOf(row.kind, row.from, row.event),
        changes: changes.get(`${row.subjectId}/${row.seq}`) ?? [],
        noteId: noteIdOf(held),
      }
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

/** @throws Refused `input.invalid` */
function assertStateOfKind({ kind, state }: TimelineQuery): void {
  if (state === undefined || (kind && Object.hasOwn(lifecycles[kind].states, state))) return
  const states = kind ? Object.keys(lifecycles[kind].states).join(', ') : ''
  throw Refused.field(
    'state',
    kind ? `A ${words(kind)} is never ${words(state)}.` : 'A state says nothing without the kind whose state it is.',
    kind ? `Send one of ${states}.` : 'Send the kind as well, such as kind=case.',
  )
}

function noteIdOf(payload: Readonly<Record<string, unknown>>): string | undefined {
  const id = payload.note ?? payload.noteId
  return typeof id === 'string' ? id : undefined
}
