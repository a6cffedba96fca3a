import { Suspense, useState } from 'react'
import { useTexts } from '../../i18n'
import { later } from '../later'
import type { ListToolsProps } from './list-settings'

const ColumnChoice = later(() => import('./column-choice'), 'ColumnChoice')
const ViewChoice = later(() => import('./view-choice'), 'ViewChoice')

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
