/** Shapes of the API as the screens read them. A field that the viewer may not read comes as `{ redacted: true }`. */
export interface RedactedMark {
  readonly redacted: true
}

export type Maybe<T> = T | RedactedMark

export interface Money {
  readonly amount: string
  readonly currency: string
}

export interface Page<T> {
  readonly items: T[]
  readonly nextCursor: string | null
}

export interface Receipt {
  readonly id: string
  readonly reference?: string
  readonly state: string
  readonly version: number
}

export interface Account {
  readonly id: string
  readonly username: string
  readonly displayName: string
  readonly roles: string[]
  readonly siteId: string | null
  /** The role that a trainer looks through; `roles` is that one alone then. */
  readonly viewAs: string | null
  /** When the session ends whatever happens (ISO 8601), and after how many minutes of nothing before that. */
  readonly expiresAt: string | null
  readonly idleMinutes: number | null
}

export interface DemoAccount {
  readonly username: string
  readonly displayName: string
  readonly roles: string[]
  readonly password: string
}

export interface Who {
  readonly id: string
  readonly displayName: string
}

export interface CaseRow {
  readonly id: string
  readonly reference: string
  readonly service: Maybe<string>
  readonly pathway: Maybe<string>
  readonly openedOn: Maybe<string>
  readonly holder: Maybe<Who | null>
  readonly householdSize: Maybe<number>
  readonly state: string
  readonly version: number
}

export interface Person {
  readonly id: string
  readonly relation: Maybe<string>
  readonly since: Maybe<string>
  readonly until: Maybe<string | null>
  readonly name: Maybe<string>
  readonly nameMy: Maybe<string | null>
  readonly bornOn: Maybe<string | null>
  readonly rank: Maybe<string | null>
  readonly unit: Maybe<string | null>
  readonly needs: Maybe<string[]>
  /** Their key is destroyed, and nobody reads again what was kept of them. */
  readonly erased: Maybe<boolean>
}

export interface CaseFile extends CaseRow {
  readonly channel: Maybe<string>
  readonly household: Person[]
}

export interface TimelineEntry {
  readonly subjectId: string
  readonly kind: string
  readonly seq: number
  readonly event: Maybe<string>
  readonly from: Maybe<string | null>
  readonly to: Maybe<string>
  readonly actor: Maybe<Who>
  readonly role: Maybe<string>
  readonly job?: Maybe<string | null>
  readonly reason: Maybe<string | null>
  readonly programmeDate: string
  readonly recordedAt: string
  readonly payload?: Maybe<unknown>
  readonly hash?: Maybe<string>
  readonly note?: Maybe<Note | null>
}

export interface CaseAction {
  readonly subjectId: string | null
  readonly kind: string
  readonly subjectState: string | null
  readonly version: number | null
  readonly event: string
  readonly to: string
  readonly serious: boolean
  readonly reasons: string[]
  readonly allowed: boolean
  readonly roles: string[]
  readonly conditions: { condition: string; because: string; fix: string }[]
  readonly mine: boolean
}

export interface Note {
  readonly id: string
  readonly class: Maybe<string>
  readonly text: Maybe<string>
  readonly author: Maybe<Who>
  readonly writtenOn: Maybe<string>
}

export interface Edge {
  readonly to: string
  readonly by: string[]
  readonly when?: string[]
  readonly reasons?: string[]
  readonly serious?: boolean
}

export interface LifecycleData {
  readonly name: string
  readonly about: string
  readonly opening: Record<string, Edge>
  readonly states: Record<string, Record<string, Edge>>
}

export function isRedacted(value: unknown): value is RedactedMark {
  return typeof value === 'object' && value !== null && (value as { redacted?: unknown }).redacted === true
}

/** The value where the viewer may read it, else undefined. */
export function plain<T>(value: Maybe<T> | undefined): T | undefined {
  return value === undefined || isRedacted(value) ? undefined : (value as T)
}
