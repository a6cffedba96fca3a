import { Group } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Suspense, useMemo } from 'react'
import { inWords, useTexts } from '../../i18n'
import { FilterBar, type FilterField } from '../../ui/filters'
import { later } from '../../ui/later'
import { ExportLinks } from '../../ui/list-tools/export-links'
import { LongList } from '../../ui/long-list'
import { Empty, Loaded, Page } from '../../ui/page'
import { lifecyclesQuery } from '../case/case-data'
import { useAccountOptions } from '../session/accounts'
import { people } from '../shell/areas'
import { Guard } from '../shell/guard'
import { filterNames, logQuery, narrowing, openedBy, placeText, type LogEntry, type LogSearch, type Place } from './log-data'
import { columnNames, useLogColumns } from './log-columns'
import { Verification } from './verification'

const EntryDrawer = later(() => import('./entry-drawer'), 'EntryDrawer')

const kinds = [
  'case',
  'code',
  'placement',
  'entitlement',
  'payment_run',
  'payment',
  'reward_claim',
  'erasure',
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
  const { t } = useTexts()
  const search: LogSearch = useSearch({ from: '/shell/log' })
  const navigate = useNavigate()
  const fields = useLogFilters(search)
  const to = (next: LogSearch) => {
    const kept = Object.fromEntries(Object.entries(next).filter(([, value]) => value))
    void navigate({ to: '.', search: kept as never, resetScroll: false })
  }
  // Another filter lists other entries, so that the place in the listed chain says nothing any more.
  const narrow = (change: LogSearch) => to({ ...search, seq: undefined, entry: undefined, ...change })
  const opened = openedBy(search)
  return (
    <Page title={t('nav.log')} lead={t('log.lead')}>
      <Verification />
      <FilterBar
        values={search}
        onChange={(name, value) => narrow({ [name]: value, ...(name === 'kind' ? { event: undefined } : {}) })}
        onClear={() => narrow(Object.fromEntries(filterNames.map((name) => [name, undefined])))}
        fields={fields}
      />
      <Group justify="flex-end" gap="xs">
        <ExportLinks path="/transitions" query={{ ...narrowing(search), columns: columnNames.join(',') }} />
      </Group>
      <Entries search={search} />
      {opened && (
        <Suspense>
          <EntryDrawer
            place={opened}
            onGo={(place: Place) => to({ ...search, seq: undefined, entry: placeText(place) })}
            onClose={() => to({ ...search, seq: undefined, entry: undefined })}
          />
        </Suspense>
      )}
    </Page>
  )
}

function Entries({ search }: { search: LogSearch }) {
  const { t, word } = useTexts()
  const query = useInfiniteQuery(logQuery(search))
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  const columns = useLogColumns(search)
  const more = query.hasNextPage && !query.isFetchingNextPage ? () => void query.fetchNextPage() : undefined
  return (
    <Loaded query={query}>
      {() =>
        rows.length === 0 ? (
          <Empty>{t('log.none')}</Empty>
        ) : (
          <LongList<LogEntry>
            caption={t('nav.log')}
            columns={columns}
            shown={columnNames}
            rows={rows}
            rowKey={placeText}
            rowName={(entry) => word('kind', entry.kind)}
            total={query.hasNextPage ? null : rows.length}
            more={more}
          />
        )
      }
    </Loaded>
  )
}

/** What the log can be narrowed by. Events and reasons are those of the lifecycles, of the chosen kind where one is chosen. */
function useLogFilters(search: LogSearch): FilterField[] {
  const { t, word } = useTexts()
  const lifecycles = (useQuery(lifecyclesQuery).data ?? []).filter((one) => !search.kind || one.name === search.kind)
  const edges = lifecycles.flatMap((one) => [one.opening, ...Object.values(one.states)].flatMap((of) => Object.entries(of)))
  const choice = (name: string, label: string, values: readonly string[], nameOf: (value: string) => string): FilterField => ({
    name,
    label,
    type: 'choice',
    options: [...new Set([...values, ...(search[name] ? [search[name]] : [])])].map((value) => ({ value, label: nameOf(value) })),
  })
  const events = [...new Set(edges.map(([event]) => event))].sort()
  const reasons = [...new Set(edges.flatMap(([, edge]) => edge.reasons ?? []))].sort()
  const account = useAccountOptions()
  const eventName = (value: string) => {
    const kind = search.kind ?? lifecycles.find((one) => hasEvent(one, value))?.name
    return kind ? word('event', `${kind}.${value}`) : inWords(value)
  }
  return [
    choice('kind', t('log.kind'), kinds, (value) => word('kind', value)),
    choice('event', t('log.event'), events, eventName),
    { name: 'case', label: t('log.case'), type: 'text' },
    { name: 'actor', label: t('log.actor'), type: 'choice', options: account },
    choice('role', t('timeline.role'), [...people, 'system'], (value) => word('role', value)),
    choice('reason', t('field.reason'), reasons, (value) => word('reason', value)),
    { name: 'from', label: t('log.from'), type: 'date' },
    { name: 'to', label: t('log.to'), type: 'date' },
    ...(search.subject ? [{ name: 'subject', label: t('log.subject'), type: 'text' } as const] : []),
  ]
}

function hasEvent(
  { opening, states }: { opening: Record<string, unknown>; states: Record<string, Record<string, unknown>> },
  event: string,
): boolean {
  return [opening, ...Object.values(states)].some((edges) => Object.hasOwn(edges, event))
}
