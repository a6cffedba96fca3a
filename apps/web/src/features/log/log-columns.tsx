import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { plain } from '../../api/types'
import { useTexts } from '../../i18n'
import type { ListColumn } from '../../ui/long-list'
import { DateText, Show, StateTag } from '../../ui/values'
import { nameOf } from '../case/notes'
import { placeText, type LogEntry, type LogSearch } from './log-data'
import { Arrow } from '../../ui/arrow'

export const columnNames = ['what', 'of', 'moved', 'who', 'reason', 'when'] as const

/** The columns of the log. The first names what happened, and leads to the entry's own address. */
export function useLogColumns(search: LogSearch): readonly ListColumn<LogEntry>[] {
  const { t, word } = useTexts()
  return useMemo(() => {
    const { seq: _seq, ...listed } = search
    const columns: Record<(typeof columnNames)[number], Omit<ListColumn<LogEntry>, 'key'>> = {
      what: {
        main: true,
        width: 22,
        label: t('log.event'),
        cell: (entry) => (
          <Link to="/log" search={{ ...listed, entry: placeText(entry) }} resetScroll={false}>
            <Show value={entry.event}>{(event) => word('did', `${entry.kind}.${event}`)}</Show>
          </Link>
        ),
      },
      of: {
        width: 18,
        label: t('log.subject'),
        cell: (entry) => (
          <span>
            {word('kind', entry.kind)} {plain(entry.reference) && <span className="figure faint">{plain(entry.reference)}</span>}
          </span>
        ),
      },
      moved: { width: 22, label: t('case.state'), cell: (entry) => <Moved entry={entry} /> },
      who: { width: 20, label: t('log.actor'), cell: (entry) => <Actor entry={entry} /> },
      reason: {
        width: 14,
        label: t('field.reason'),
        cell: (entry) => <Show value={entry.reason}>{(reason) => word('reason', reason)}</Show>,
      },
      when: { width: 12, label: t('clock.title'), cell: (entry) => <DateText value={entry.programmeDate} /> },
    }
    return columnNames.map((key) => ({ key, ...columns[key] }))
  }, [search, t, word])
}

/** From which state into which; an entry that leaves the state says only where it is. */
export function Moved({ entry }: { entry: LogEntry }) {
  const { t, word } = useTexts()
  const [from, to] = [plain(entry.from), plain(entry.to)]
  if (to === undefined || from === to) return <StateTag kind={entry.kind} state={entry.to} />
  return (
    <span>
      {from ? (
        <>
          {word('state', `${entry.kind}.${from}`)} <Arrow />
          <span className="unseen"> {t('effect.becomes')} </span>{' '}
        </>
      ) : (
        <span className="faint">{t('log.opened')} </span>
      )}
      <StateTag kind={entry.kind} state={entry.to} />
    </span>
  )
}

/** Who acted and in which role at the time; of the system, which job. */
function Actor({ entry }: { entry: LogEntry }) {
  const { t, word } = useTexts()
  const role = plain(entry.role)
  if (role === 'system') {
    return (
      <span>
        <span className="tag">{t('timeline.system')}</span> <span className="small faint">{word('job_name', jobOf(entry))}</span>
      </span>
    )
  }
  return (
    <span>
      {nameOf(entry.actor)}
      {role && <span className="faint small stacked">{word('role', role)}</span>}
    </span>
  )
}

/** The name of the job that acted, without that of its queue. */
export function jobOf(entry: LogEntry): string {
  return plain(entry.job)?.split('/').at(-1) || 'some'
}
