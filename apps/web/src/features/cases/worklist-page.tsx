import { Button, Group } from '@mantine/core'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { memo, useCallback, useDeferredValue, useMemo, useState } from 'react'
import { get, type Query } from '../../api/http'
import type { CaseRow, Page as ListPage } from '../../api/types'
import { useTexts } from '../../i18n'
import { FilterBar, type FilterField } from '../../ui/filters'
import { ExportLinks, inFiles } from '../../ui/list-tools/export-links'
import { ListTools } from '../../ui/list-tools/list-tools'
import { LongList } from '../../ui/long-list'
import { Empty, Loaded, Page } from '../../ui/page'
import { byState, StateChips } from '../../ui/state-chips'
import { useFilters } from '../../ui/use-filters'
import { useReadyAhead } from '../../ui/use-ready-ahead'
import { accountsQuery } from '../session/accounts'
import { useHasRole, useViewer, useViewing } from '../session/viewer'
import { Guard } from '../shell/guard'
import { useList } from '../shell/use-list'
import { BulkBar } from './bulk-bar'
import { caseColumnNames, useCaseColumns } from './case-columns'
import { caseStates, pathways, services } from './codes'
import { PeopleSearch } from './people-search'

const filterNames = ['state', 'service', 'pathway', 'holder', 'opened_from', 'opened_to', 'reference'] as const
const defaultSort = '-opened_on'
const rowsAtOnce = 100

/** The list of cases: what is asked for stands in the address, how it looks is kept with the account. */
export function WorklistPage() {
  return (
    <Guard area="cases">
      <Worklist />
    </Guard>
  )
}

function Worklist() {
  const { t } = useTexts()
  const search = useSearch({ from: '/shell/cases' })
  const filters = useFilters(search)
  // What was pressed answers at once; the filters and the rows follow.
  const listed = useDeferredValue(search)
  const chooseState = useCallback((state: string | undefined) => filters.set('state', state), [filters])
  const sortBy = useCallback((sort: string) => filters.set('sort', sort), [filters])
  const opens = useHasRole('intake_officer')
  useReadyAhead('/cases/$caseId')
  const { shown } = useList('cases', caseColumnNames)
  return (
    <Page
      title={t('cases.title')}
      actions={
        opens && (
          <Button component={Link} to="/cases/new">
            {t('cases.open')}
          </Button>
        )
      }
    >
      <PeopleSearch />
      <StateCounts search={search} onChoose={chooseState} />
      <Tools search={listed} filters={filters} />
      <Cases key={JSON.stringify(listed)} search={listed} shown={shown} onSort={sortBy} />
    </Page>
  )
}

interface ToolsProps {
  search: CasesProps['search']
  filters: ReturnType<typeof useFilters>
}

/** What narrows the list and keeps it: filters, views, columns, files. */
const Tools = memo(function Tools({ search, filters }: ToolsProps) {
  const { t } = useTexts()
  const list = useList('cases', caseColumnNames)
  const viewer = useViewer()
  const ready = { [t('cases.mine')]: { holder: viewer.id } }
  return (
    <>
      <FilterBar fields={useCaseFilters()} values={search} onChange={filters.set} onClear={() => filters.clear(filterNames)} />
      <Group justify="space-between" gap="xs">
        <ListTools list={list} columns={useColumnLabels()} always="reference" search={search} ready={ready} />
        <ExportLinks path="/cases" query={{ ...search, columns: inFiles(list.shown) }} />
      </Group>
    </>
  )
})

function useColumnLabels() {
  const columns = useCaseColumns(defaultSort, ignore)
  return columns.map(({ key, label }) => ({ key, label }))
}
const ignore = () => undefined

interface CasesProps {
  search: Readonly<Record<string, string | undefined>>
  shown: readonly string[]
  onSort: (sort: string) => void
}

/** The rows, which come as somebody scrolls; a tick belongs to the list as it was asked for. */
const Cases = memo(function Cases({ search, shown, onSort }: CasesProps) {
  const { t } = useTexts()
  const viewing = useViewing()
  const [ticked, setTicked] = useState<Record<string, true>>({})
  const columns = useCaseColumns(search.sort ?? defaultSort, onSort)
  const query = useInfiniteQuery({
    queryKey: ['cases', 'list', search],
    queryFn: ({ pageParam }) => get<ListPage<CaseRow>>('/cases', { ...search, cursor: pageParam, limit: rowsAtOnce }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
  const total = useTotal(search)
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  const more = query.hasNextPage && !query.isFetchingNextPage ? () => void query.fetchNextPage() : undefined
  const chosen = useMemo(() => rows.filter((row) => ticked[row.id]), [rows, ticked])
  const isFiltered = filterNames.some((name) => search[name])
  return (
    <Loaded query={query}>
      {() =>
        rows.length === 0 ? (
          <Empty>{isFiltered ? t('cases.none_match') : t('cases.none')}</Empty>
        ) : (
          <>
            <LongList
              caption={t('cases.title')}
              columns={columns}
              shown={shown}
              rows={rows}
              rowKey={keyOf}
              rowName={nameOf}
              total={total}
              more={more}
              selected={viewing ? undefined : ticked}
              onSelect={viewing ? undefined : setTicked}
            />
            {chosen.length > 0 && <BulkBar cases={chosen} onClear={() => setTicked({})} />}
          </>
        )
      }
    </Loaded>
  )
})

const keyOf = (row: CaseRow) => row.id
const nameOf = (row: CaseRow) => row.reference

function useCaseFilters(): FilterField[] {
  const { t, word } = useTexts()
  const viewer = useViewer()
  const holders = useQuery(accountsQuery).data
  return useMemo(() => {
    const choice = (name: string, label: string, group: string, codes: readonly string[], prefix = ''): FilterField => ({
      name,
      label,
      type: 'choice',
      several: true,
      options: codes.map((code) => ({ value: code, label: word(group, prefix + code) })),
    })
    return [
      choice('state', t('case.state'), 'state', caseStates, 'case.'),
      choice('service', t('case.service'), 'service', services),
      choice('pathway', t('case.pathway'), 'pathway', pathways),
      {
        name: 'holder',
        label: t('case.holder'),
        type: 'choice',
        options: (holders ?? []).map((who) => ({
          value: who.id,
          label: who.id === viewer.id ? t('cases.me', { name: who.displayName }) : who.displayName,
        })),
      },
      { name: 'opened_from', label: t('cases.opened_from'), type: 'date' },
      { name: 'opened_to', label: t('cases.opened_to'), type: 'date' },
      { name: 'reference', label: t('case.reference'), type: 'text' },
    ]
  }, [t, word, holders, viewer.id])
}

const countsQuery = (search: Query) => ({
  queryKey: ['case-counts', search],
  queryFn: () => get<{ items: { state: string; count: number }[] }>('/cases/counts', search),
  placeholderData: keepPreviousData,
  retry: false,
})

/** How many cases fit the filters. */
function useTotal({ sort: _sort, ...filters }: Query): number | null {
  const counts = useQuery(countsQuery(filters)).data
  return counts ? counts.items.reduce((sum, { count }) => sum + count, 0) : null
}

interface CountsProps {
  search: Query & { state?: string }
  onChoose: (state: string | undefined) => void
}

/** How many cases are in each state, under the other filters. */
const StateCounts = memo(function StateCounts({ search, onChoose }: CountsProps) {
  const { t } = useTexts()
  const { state, sort: _sort, ...others } = search
  const counts = useQuery(countsQuery(others)).data
  if (!counts) return null
  return (
    <StateChips
      kind="case"
      label={t('cases.counts')}
      states={caseStates}
      counts={byState(counts.items)}
      chosen={state}
      several
      onChoose={onChoose}
    />
  )
})
