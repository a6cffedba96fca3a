import { Text } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { get } from '../../api/http'
import { plain, type Maybe, type Page as ListPage, type TimelineEntry } from '../../api/types'
import { inWords, useTexts } from '../../i18n'
import { FilterBar } from '../../ui/filters'
import { Loaded, Page } from '../../ui/page'
import { Pager } from '../../ui/rows'
import { useFilters } from '../../ui/use-filters'
import { DateText, Show, StateTag, TimeText } from '../../ui/values'
import { lifecyclesQuery } from '../case/case-data'
import { nameOf } from '../case/notes'
import { useAccountOptions } from '../session/accounts'
import { Guard } from '../shell/guard'
import { Verification } from './verification'

export interface LogEntry extends TimelineEntry {
  readonly caseId?: Maybe<string | null>
  readonly reference?: Maybe<string | null>
  readonly prevHash?: Maybe<string | null>
  readonly bytes?: Maybe<string>
  readonly hashHolds?: boolean
}

const kinds = [
  'case',
  'code',
  'placement',
  'entitlement',
  'payment_run',
  'payment',
  'reward_claim',
  'site',
  'rule',
  'fund',
] as const

export function LogPage() {
  return (
    <Guard area="log">
      <Log />
    </Guard>
  )
}

/** The transition log: every change of state, who made it, in which role, and the proof of it. */
function Log() {
  const { t, word } = useTexts()
  const search = useSearch({ from: '/shell/log' })
  const filters = useFilters(search)
  const query = useQuery({
    queryKey: ['log', search],
    queryFn: () => get<ListPage<LogEntry>>('/transitions', { ...search, limit: 50 }),
    placeholderData: keepPreviousData,
  })
  const lifecycles = (useQuery(lifecyclesQuery).data ?? []).filter((one) => !search.kind || one.name === search.kind)
  const names = ['kind', 'event', 'case', 'actor', 'from', 'to'] as const
  const events = [
    ...new Set(lifecycles.flatMap((one) => [one.opening, ...Object.values(one.states)].flatMap((edges) => Object.keys(edges)))),
  ]
    .sort()
    .map((value) => ({ value, label: search.kind ? word('event', `${search.kind}.${value}`) : inWords(value) }))
  return (
    <Page title={t('nav.log')} lead={t('log.lead')}>
      <Verification />
      <FilterBar
        values={search}
        onChange={filters.set}
        onClear={() => filters.clear(names)}
        fields={[
          {
            name: 'kind',
            label: t('log.kind'),
            type: 'choice',
            options: kinds.map((value) => ({ value, label: word('kind', value) })),
          },
          { name: 'event', label: t('log.event'), type: 'choice', options: events },
          { name: 'case', label: t('log.case'), type: 'text' },
          { name: 'actor', label: t('log.actor'), type: 'choice', options: useAccountOptions() },
          { name: 'from', label: t('log.from'), type: 'date' },
          { name: 'to', label: t('log.to'), type: 'date' },
        ]}
      />
      <Loaded query={query} isEmpty={(page) => page.items.length === 0} empty={t('log.none')}>
        {(page) => (
          <>
            <ol className="log">
              {page.items.map((entry) => (
                <LogRow key={`${entry.subjectId}.${entry.seq}`} entry={entry} />
              ))}
            </ol>
            <Pager cursor={search.cursor} next={page.nextCursor} onGo={filters.go} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

/** One line of the log; it opens to its proof. */
function LogRow({ entry }: { entry: LogEntry }) {
  const { t, word } = useTexts()
  const [open, setOpen] = useState(false)
  const from = plain(entry.from)
  const caseId = plain(entry.caseId)
  const role = plain(entry.role)
  return (
    <li>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <span className="log-what">
            <strong>
              <Show value={entry.event}>{(event) => word('did', `${entry.kind}.${event}`)}</Show>
            </strong>{' '}
            <span className="faint">{word('kind', entry.kind)}</span>{' '}
            {plain(entry.reference) && <span>{plain(entry.reference)}</span>}
          </span>
          <span className="log-who">
            {role === 'system'
              ? t('timeline.by_system', { job: plain(entry.job) || t('timeline.some_job') })
              : nameOf(entry.actor)}
            {role && role !== 'system' && <span className="faint"> {word('role', role)}</span>}
          </span>
          <span className="log-when">
            <DateText value={entry.programmeDate} />
          </span>
        </summary>
        <div className="log-more">
          <p>
            {from ? (
              <>
                <StateTag kind={entry.kind} state={entry.from} /> →{' '}
              </>
            ) : (
              `${t('log.opened')} `
            )}
            <StateTag kind={entry.kind} state={entry.to} />
            {entry.reason && (
              <>
                {' '}
                · {t('field.reason')}: <Show value={entry.reason}>{(reason) => word('reason', reason)}</Show>
              </>
            )}{' '}
            · {t('timeline.recorded')} <TimeText value={entry.recordedAt} />
            {caseId && (
              <>
                {' · '}
                <Link to="/cases/$caseId" params={{ caseId }}>
                  {t('log.to_case')}
                </Link>
              </>
            )}
          </p>
          {open && <Proof entry={entry} />}
        </div>
      </details>
    </li>
  )
}

/** The bytes that were hashed, the hash, and the hash of the entry before. */
function Proof({ entry }: { entry: LogEntry }) {
  const { t } = useTexts()
  const query = useQuery({
    queryKey: ['log', entry.subjectId, entry.seq],
    queryFn: () => get<LogEntry>(`/transitions/${entry.subjectId}/${entry.seq}`),
    staleTime: Infinity,
  })
  return (
    <Loaded query={query}>
      {(proof) => (
        <dl className="proof">
          <div>
            <dt>{t('log.subject')}</dt>
            <dd>
              <code className="hash">{entry.subjectId}</code> · {t('timeline.seq', { seq: entry.seq })}
            </dd>
          </div>
          <div>
            <dt>{t('log.payload')}</dt>
            <dd className="bytes">
              {proof.payload === undefined ? '–' : JSON.stringify(plain(proof.payload) ?? proof.payload, null, 1)}
            </dd>
          </div>
          <div>
            <dt>
              {t('timeline.hash')}
              {proof.hashHolds !== undefined && <strong> {proof.hashHolds ? t('log.holds') : t('log.holds_not')}</strong>}
            </dt>
            <dd>
              <Show value={proof.hash}>{(hash) => <code className="hash">{hash}</code>}</Show>
            </dd>
          </div>
          <div>
            <dt>{t('log.prev')}</dt>
            <dd>
              {plain(proof.prevHash) ? (
                <code className="hash">{plain(proof.prevHash)}</code>
              ) : (
                <Text size="sm">{t('log.first')}</Text>
              )}
            </dd>
          </div>
          <div>
            <dt>{t('log.bytes')}</dt>
            <dd className="bytes">
              <Show value={proof.bytes} />
            </dd>
          </div>
        </dl>
      )}
    </Loaded>
  )
}
