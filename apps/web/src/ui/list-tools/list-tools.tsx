import { Suspense, useState } from 'react'
import { useTexts } from '../../i18n'
import { later } from '../later'

const ColumnChoice = later(() => import('./column-choice'), 'ColumnChoice')
const ViewChoice = later(() => import('./view-choice'), 'ViewChoice')

export type Search = Readonly<Record<string, string | undefined>>

/** How somebody looks at one list, and how to change it. */
export interface ListSettings {
  readonly shown: readonly string[]
  readonly views: readonly { readonly name: string; readonly search: Readonly<Record<string, string>> }[]
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

/** Columns to choose and views to keep, over a list. What the buttons open is fetched when it is first wanted. */
export function ListTools(props: ListToolsProps) {
  const { t } = useTexts()
  const [wanted, setWanted] = useState<'columns' | 'views' | null>(null)
  const button = (name: 'columns' | 'views', label: string) => (
    <button type="button" className="tool" aria-haspopup="dialog" aria-expanded={wanted === name} onClick={() => setWanted(name)}>
      {label}
    </button>
  )
  return (
    <span className="tools">
      {button('views', t('list.views'))}
      {button('columns', t('list.columns'))}
      <Suspense>
        {wanted === 'columns' && <ColumnChoice {...props} onClose={() => setWanted(null)} />}
        {wanted === 'views' && <ViewChoice {...props} onClose={() => setWanted(null)} />}
      </Suspense>
    </span>
  )
}
