import { plain, type TimelineEntry } from '../../api/types'

/** A thing that a case has, as its log tells of it. */
export interface PathSubject {
  readonly id: string
  readonly kind: string
  readonly state: string
  /** The states that it came to, each with the first day that it did. */
  readonly reached: ReadonlyMap<string, string>
  /** The ways that it went, as `from>to`. */
  readonly ways: ReadonlySet<string>
}

export function wayOf(from: string | null | undefined, to: string): string {
  return `${from ?? ''}>${to}`
}

/** The case and everything that it has, in the order in which they began. */
export function subjectsOf(path: readonly TimelineEntry[]): PathSubject[] {
  const subjects = new Map<string, { kind: string; state: string; reached: Map<string, string>; ways: Set<string> }>()
  for (const { subjectId, kind, programmeDate, ...entry } of [...path].reverse()) {
    const to = plain(entry.to)
    if (!to) continue
    const subject = subjects.get(subjectId) ?? { kind, state: to, reached: new Map<string, string>(), ways: new Set<string>() }
    subject.state = to
    subject.ways.add(wayOf(plain(entry.from), to))
    if (!subject.reached.has(to)) subject.reached.set(to, programmeDate)
    subjects.set(subjectId, subject)
  }
  return [...subjects].map(([id, subject]) => ({ id, ...subject }))
}
