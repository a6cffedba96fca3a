import type { Look } from '@passage/access'
import { edgeOf, type EventClass, type SubjectKind } from '../lifecycle'
import { lifecycles } from '../lifecycles'

/** A field that an entry of the log named, and what it was before. */
export interface TimelineChange {
  readonly field: string
  /** Null where nothing named it before, or where it tells of the event alone. */
  readonly before: unknown
  readonly after: unknown
}

/** An entry of the log, as far as its changes need it. */
export interface Told {
  readonly subjectId: string
  readonly seq: number
  readonly class: EventClass | undefined
  readonly payload: Readonly<Record<string, unknown>>
}

/**
 * Fields that say something lasting of their subject, so that the one named before is the one replaced. The others tell of the event alone: a
 * check does not replace the check before it.
 */
const lasting = new Set(
  'holder site from to wanted_from wanted_to until places country payee amount currency lines items received kind'.split(' '),
)

/** What points at rows beside the log, and is shown as what stands there: notes and records of vetting. */
const pointers = new Set(['note', 'noteId', 'commitment', 'record'])

/**
 * What each entry changed, from its payload and the last earlier payload of the same subject that named the same field. Pure.
 *
 * Whoever reads an entry reads what was replaced too, so that a field which an event of a narrower class named last is left out: of a change,
 * nobody sees more than of the two events.
 * @param history every entry of the subjects up to the newest that is asked for, in the order of `seq`
 * @returns the changes by `subjectId/seq`
 */
export function changesIn(history: readonly Told[]): Map<string, TimelineChange[]> {
  const last = new Map<string, { readonly value: unknown; readonly class: EventClass | undefined }>()
  return new Map(
    history.map(({ subjectId, seq, class: own, payload }) => {
      const changes: TimelineChange[] = []
      for (const [field, after] of Object.entries(payload)) {
        if (pointers.has(field)) continue
        const key = `${subjectId}/${field}`
        const before = lasting.has(field) ? last.get(key) : undefined
        last.set(key, { value: after, class: own })
        if (before && before.class !== 'operational' && before.class !== own) continue
        if (before && JSON.stringify(before.value) === JSON.stringify(after)) continue
        changes.push({ field, before: before?.value ?? null, after })
      }
      return [`${subjectId}/${seq}`, changes]
    }),
  )
}

/** What one entry of the log changed, with holders and sites by their names. */
export async function changesOf(
  look: Look,
  entry: { readonly subjectId: string; readonly seq: number },
): Promise<TimelineChange[]> {
  const changes = changesIn(await historyOf(look, [entry]))
  const key = `${entry.subjectId}/${entry.seq}`
  return (await withNames(look, new Map([[key, changes.get(key) ?? []]]))).get(key)!
}

/** Every entry of these subjects up to the newest of them that is shown. */
export async function historyOf(
  look: Look,
  shown: readonly { readonly subjectId: string; readonly seq: number }[],
): Promise<Told[]> {
  const newest = new Map<string, number>()
  for (const { subjectId, seq } of shown) newest.set(subjectId, Math.max(seq, newest.get(subjectId) ?? 0))
  const rows = await look.query<HistoryRow>(
    `SELECT t.subject_id AS "subjectId", t.seq, t.lifecycle AS kind, t.from_state AS "from", t.event, t.payload
     FROM unnest($1::uuid[], $2::int[]) AS s (id, newest) JOIN transition t ON t.subject_id = s.id AND t.seq <= s.newest
     ORDER BY t.subject_id, t.seq`,
    [[...newest.keys()], [...newest.values()]],
  )
  return rows.map(({ kind, from, event, payload, ...row }) => ({
    ...row,
    class: classOf(kind, from, event),
    payload: JSON.parse(payload) as Record<string, unknown>,
  }))
}

interface HistoryRow {
  readonly subjectId: string
  readonly seq: number
  readonly kind: SubjectKind
  readonly from: string | null
  readonly event: string
  readonly payload: string
}

/** The class that the lifecycle gives an event; an edge that no lifecycle knows any more has none, and is shown to the auditor only. */
export function classOf(kind: SubjectKind, from: string | null, event: string): EventClass | undefined {
  const edge = edgeOf(lifecycles[kind], from, event)
  return edge && (edge.class ?? 'operational')
}

/** Holders and sites by their names: what is operational about both, whoever reads the change. */
export async function withNames(look: Look, changes: Map<string, TimelineChange[]>): Promise<Map<string, TimelineChange[]>> {
  const all = [...changes.values()].flat()
  const idsOf = (field: string): unknown[] => [
    ...new Set(all.filter((c) => c.field === field).flatMap(({ before, after }) => [before, after])),
  ]
  const ids = [...idsOf('holder'), ...idsOf('site')].filter((id) => typeof id === 'string')
  if (ids.length === 0) return changes
  const rows = await look.query<{ id: string; named: object }>(
    `SELECT id, json_build_object('id', id, 'displayName', display_name) AS named FROM account WHERE id = ANY ($1::uuid[])
     UNION ALL SELECT site_id, json_build_object('id', site_id, 'name', name) FROM planning_site WHERE site_id = ANY ($1::uuid[])`,
    [ids],
  )
  const named = new Map<unknown, object>(rows.map((row) => [row.id, row.named]))
  const name = (value: unknown): unknown => named.get(value) ?? value
  return new Map(
    [...changes].map(([key, list]) => [
      key,
      list.map((c) => (c.field === 'holder' || c.field === 'site' ? { ...c, before: name(c.before), after: name(c.after) } : c)),
    ]),
  )
}
