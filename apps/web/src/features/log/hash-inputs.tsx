import { isRedacted, plain } from '../../api/types'
import { useTexts, type TextKey } from '../../i18n'
import { Covered } from '../../ui/values'
import type { ProvenEntry } from './log-data'

/** The fields of the hashed bytes, as the server takes them apart. */
const names: Readonly<Record<string, TextKey>> = {
  format: 'hashed.format',
  subject: 'hashed.subject',
  seq: 'hashed.seq',
  lifecycle: 'hashed.lifecycle',
  'lifecycle version': 'hashed.lifecycle_version',
  event: 'hashed.event',
  from: 'hashed.from',
  to: 'hashed.to',
  actor: 'hashed.actor',
  role: 'hashed.role',
  job: 'hashed.job',
  reason: 'hashed.reason',
  'programme date': 'hashed.programme_date',
  'recorded at (microseconds since 1970)': 'hashed.recorded_at',
  payload: 'hashed.payload',
  'previous hash': 'hashed.previous',
}

/** What was hashed, field by field with its bytes, and the bytes in one piece. Whoever hashes them anywhere must get the same hash. */
export function HashInputs({ entry }: { entry: ProvenEntry }) {
  const { t } = useTexts()
  if (isRedacted(entry.explained)) return <Covered />
  const fields = entry.explained ?? []
  return (
    <>
      {fields.length === 0 ? (
        <p>{t('log.unreadable')}</p>
      ) : (
        <details>
          <summary>{t('log.by_field')}</summary>
          <div className="report-table inputs" role="region" aria-label={t('log.inputs')} tabIndex={0}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{t('stale.field')}</th>
                  <th scope="col">{t('log.value')}</th>
                  <th scope="col">{t('log.field_bytes')}</th>
                </tr>
              </thead>
              <tbody translate="no">
                {fields.map(({ field, value, bytes }) => (
                  <tr key={field}>
                    <th scope="row" translate="yes">
                      {names[field] ? t(names[field]) : field}
                    </th>
                    <td>{value === null ? <span className="faint">–</span> : <code>{value}</code>}</td>
                    <td>
                      <code>{bytes}</code>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      )}
      <details>
        <summary>{t('log.bytes')}</summary>
        <pre className="bytes" translate="no" tabIndex={0} aria-label={t('log.bytes')} role="region">
          {plain(entry.bytes)}
        </pre>
      </details>
    </>
  )
}
