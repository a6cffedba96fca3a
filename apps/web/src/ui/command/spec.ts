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
    | { readonly type: 'text' | 'area' | 'date' | 'month' | 'password' }
    | { readonly type: 'number'; readonly min?: number }
    | { readonly type: 'money'; readonly currencyName: string; readonly currencies: readonly string[] }
    | { readonly type: 'choice'; readonly options: readonly Option[] }
    /** Options that come from the server; `key` names them in the cache. */
    | { readonly type: 'lookup'; readonly key: readonly unknown[]; readonly load: () => Promise<Option[]> }
    | { readonly type: 'items'; readonly key: readonly unknown[]; readonly load: () => Promise<Option[]> }
    | { readonly type: 'flag' }
  )

export type Answers = Record<string, unknown>

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
