import type { ReactNode } from 'react'
import { useTexts } from '../../i18n'
import type { Change } from './timeline-data'

interface Props {
  changes: readonly Change[]
  caption?: string
  /** How a field is called. */
  called: (field: string) => ReactNode
  /** How a value of a field is shown. */
  shown: (field: string, value: unknown) => ReactNode
}

/** What an entry changed, field by field, before and after. */
export function ChangesTable({ changes, caption, called, shown }: Props) {
  const { t } = useTexts()
  return (
    <table className="changes">
      {caption && <caption>{caption}</caption>}
      <thead>
        <tr>
          <th scope="col">{t('stale.field')}</th>
          <th scope="col">{t('timeline.before')}</th>
          <th scope="col">{t('timeline.after')}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ field, before, after }) => (
          <tr key={field}>
            <th scope="row">{called(field)}</th>
            <td>{shown(field, before)}</td>
            <td>{shown(field, after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
