import type { ReactNode } from 'react'
import type { TextKey } from '../../i18n'

export interface Option {
  readonly value: string
  readonly label: string
}

interface Base {
  readonly name: string
  readonly label: TextKey
  readonly hint?: TextKey
  readonly required?: boolean
}

/** One field of a command's form. */
export type Field = Base &
  (
    | { readonly type: 'text' | 'area' | 'number' | 'date' | 'month' | 'password' }
    | { readonly type: 'money'; readonly currencyName: string; readonly currencies: readonly string[] }
    | { readonly type: 'choice'; readonly options: readonly Option[] }
    /** Options that come from the server; `key` names them in the cache. */
    | { readonly type: 'lookup'; readonly key: readonly unknown[]; readonly load: () => Promise<Option[]> }
    | { readonly type: 'items'; readonly key: readonly unknown[]; readonly load: () => Promise<Option[]> }
    | { readonly type: 'flag' }
  )

export type Answers = Record<string, unknown>

/** One thing that could be seen of what a command is about, in the reader's language. */
export interface SeenFact {
  readonly name: string
  readonly label: string
  readonly value: string
}

/** Something that was done after the form was opened. */
export interface DoneSince {
  readonly key: string
  readonly what: string
  readonly who: string
  /** ISO 8601. */
  readonly at: string
}

/** How the thing stands now that somebody else has changed it. */
export interface StandsNow {
  readonly version: number
  readonly facts: readonly SeenFact[]
  readonly since: readonly DoneSince[]
}

/** What lets a form show both versions when somebody else was quicker. */
export interface Compared {
  readonly saw: readonly SeenFact[]
  readonly read: () => Promise<StandsNow>
}

/** One command as a form: what to ask, where to send it, whether to ask once more. */
export interface CommandSpec {
  readonly title: string
  readonly path: string
  readonly lead?: ReactNode
  readonly fields: readonly Field[]
  readonly start?: Answers
  /** The body that the API expects, from the answers; by default the filled answers as they are. */
  readonly body?: (answers: Answers) => unknown
  /** Cannot be undone: the answers are shown once more before they are sent. */
  readonly serious?: boolean
  readonly seen?: number | null
  /** The server can try this command without doing it (`Dry-Run: true`), so that its effects are shown before it happens. */
  readonly foreseen?: boolean
  /** Why nobody can take it back, where that is so: the check becomes an interruption that says it. */
  readonly forGood?: string
  readonly compared?: Compared
  /** What the command acts on, one by one, by name in the order in which they are sent: a refusal names those that it is about. */
  readonly picked?: readonly string[]
  readonly submit?: string
  /** What is announced when it has been done. */
  readonly said?: string
}

/** Only what was filled in; the API refuses empty texts where it expects none. */
export function filled(answers: Answers): Answers {
  return Object.fromEntries(
    Object.entries(answers).filter(([, value]) => value !== '' && value !== undefined && value !== null && value !== false),
  )
}
