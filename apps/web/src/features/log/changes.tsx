import { isRedacted, type Maybe } from '../../api/types'
import { inWords, useTexts } from '../../i18n'
import { Covered } from '../../ui/values'
import { ChangedValue } from '../case/changed-value'
import { ChangesTable } from '../case/changes-table'
import type { Change } from '../case/timeline-data'

const identifier = /^[0-9a-f]{8}-[0-9a-f]{4}-|^[0-9a-f]{32,}$/

/** What an entry changed, field by field: also what only points at other rows, since an auditor follows it. */
export function Changes({ changes }: { changes: Maybe<readonly Change[] | null> | undefined }) {
  const { t, told } = useTexts()
  if (isRedacted(changes)) return <Covered />
  if (changes === null) return <p>{t('log.unreadable')}</p>
  if (!changes || changes.length === 0) return <p className="faint">{t('log.no_changes')}</p>
  return (
    <ChangesTable
      changes={changes}
      called={(field) => <span translate="no">{told('changed', field, inWords(field))}</span>}
      shown={(field, value) => <Value field={field} value={value} />}
    />
  )
}

function Value({ field, value }: { field: string; value: unknown }) {
  const isRaw = Array.isArray(value) || (typeof value === 'string' && identifier.test(value))
  if (!isRaw) return <ChangedValue field={field} value={value} />
  return (
    <code className="hash" translate="no">
      {typeof value === 'string' ? value : JSON.stringify(value)}
    </code>
  )
}
