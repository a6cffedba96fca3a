export type Search = Readonly<Record<string, string | undefined>>

export interface KeptView {
  readonly name: string
  readonly search: Readonly<Record<string, string>>
}

/** How somebody looks at one list, and how to change it. */
export interface ListSettings {
  readonly name: string
  readonly shown: readonly string[]
  readonly views: readonly KeptView[]
  /** The roles that somebody may share a view with; none while they only look through one. */
  readonly shareWith: readonly string[]
  readonly showColumns: (columns: readonly string[]) => void
  readonly saveView: (name: string, search: Search) => Promise<void>
  readonly dropView: (name: string) => void
}

export interface ListToolsProps {
  readonly list: ListSettings
  readonly columns: readonly { readonly key: string; readonly label: string }[]
  /** The column that cannot be hidden. */
  readonly always: string
  readonly search: Search
  /** Views that everybody has, by name. */
  readonly ready: Readonly<Record<string, Search>>
}
