import { Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { isRedacted, plain } from '../../api/types'
import { useTexts } from '../../i18n'
import { formatNumber } from '../../i18n/format'
import { Covered, DateText, Show, StateTag, TimeText } from '../../ui/values'
import { useHasRole } from '../session/viewer'
import { ChangedValue, readable } from './changed-value'
import { ChangesTable } from './changes-table'
import { nameOf } from './notes'
import type { Change, Told } from './timeline-data'

interface Props {
  entry: Told
  caseId: string
  /** On paper there is nothing to press, and everything is told. */
  open?: boolean
}

/** One line of the story, which opens to who in which role, why, what it changed, and its place in the log. */
export function TimelineRow({ entry, caseId, open = false }: Props) {
  const { t, word } = useTexts()
  const [opened, setOpened] = useState(open)
  const bySystem = plain(entry.role) === 'system'
  const from = plain(entry.from)
  const to = plain(entry.to)
  const note = plain(entry.note)
  return (
    <li data-system={bySystem}>
      <details open={open} onToggle={(event) => event.currentTarget.open && setOpened(true)}>
        <summary>
          <span className="entry-what">
            <strong>
              <Show value={entry.event}>{(event) => word('did', `${entry.kind}.${event}`)}</Show>
            </strong>
            {entry.kind !== 'case' && <span className="faint"> · {word('kind', entry.kind)}</span>}
            {to && from !== to && (
              <span className="faint">
                {' · '}
                {from ? `${word('state', `${entry.kind}.${from}`)} → ` : ''}
                {word('state', `${entry.kind}.${to}`)}
              </span>
            )}
          </span>
          <span className="entry-who small faint">
            {bySystem ? (
              <>
                <span className="tag">{t('timeline.system')}</span> {word('job_name', jobOf(entry))}
              </>
            ) : (
              nameOf(entry.actor)
            )}{' '}
            · <DateText value={entry.programmeDate} />
          </span>
        </summary>
        {opened && <Particulars entry={entry} caseId={caseId} />}
      </details>
      {note && (
        <Text size="sm" component="blockquote" className="note break">
          {isRedacted(note) ? <Covered /> : <Show value={note.text} />}
        </Text>
      )}
    </li>
  )
}

/** The name of the job that acted, without that of its queue. */
function jobOf(entry: Told): string {
  return plain(entry.job)?.split('/').at(-1) || 'some'
}

function Particulars({ entry, caseId }: Props) {
  const { t, word, language } = useTexts()
  const audits = useHasRole('auditor')
  return (
    <div className="particulars small">
      <dl className="facts">
        <div>
          <dt>{t('timeline.actor')}</dt>
          <dd>{plain(entry.role) === 'system' ? t('timeline.system') : nameOf(entry.actor)}</dd>
        </div>
        <div>
          <dt>{t('timeline.role')}</dt>
          <dd>
            <Show value={entry.role}>{(role) => word('role', role)}</Show>
          </dd>
        </div>
        <div>
          <dt>{t('field.reason')}</dt>
          <dd>
            <Show value={entry.reason}>{(reason) => word('reason', reason)}</Show>
          </dd>
        </div>
        <div>
          <dt>{t('case.state')}</dt>
          <dd>
            <StateTag kind={entry.kind} state={entry.to} />
          </dd>
        </div>
      </dl>
      <Changes changes={entry.changes} />
      <p className="break">
        {t('timeline.place')}: {t('timeline.seq', { seq: formatNumber(entry.seq, language) })} · {t('timeline.recorded')}{' '}
        <TimeText value={entry.recordedAt} />
        <br />
        {t('timeline.hash')}: <Show value={entry.hash}>{(hash) => <code className="hash">{hash}</code>}</Show>
        {audits && (
          <>
            <br />
            <Link to="/log" search={{ case: caseId, kind: entry.kind }} className="no-print">
              {t('timeline.in_log')}
            </Link>
          </>
        )}
      </p>
    </div>
  )
}

/** What an entry changed, field by field. */
function Changes({ changes }: { changes: Told['changes'] }) {
  const { t, word } = useTexts()
  if (changes === undefined) return null
  if (isRedacted(changes))
    return (
      <p>
        {t('timeline.changed')}: <Covered />
      </p>
    )
  const rows = readable(changes as readonly Change[])
  if (rows.length === 0) return null
  return (
    <ChangesTable
      changes={rows}
      caption={t('timeline.changed')}
      called={(field) => word('changed', field)}
      shown={(field, value) => <ChangedValue field={field} value={value} />}
    />
  )
}
