import { Button } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { get, type Query } from '../../api/http'
import { plain, type CaseRow, type Page as ListPage } from '../../api/types'
import { useTexts } from '../../i18n'
import { formatNumber } from '../../i18n/format'
import { FilterBar, type FilterField } from '../../ui/filters'
import { Loaded, Page } from '../../ui/page'
import { Pager, Rows, type Column } from '../../ui/rows'
import { useFilters } from '../../ui/use-filters'
import { DateText, NumberText, Show, StateTag, Word } from '../../ui/values'
import { accountsQuery } from '../session/accounts'
import { useHasRole, useViewer } from '../session/viewer'
import { Guard } from '../shell/guard'
import { caseStates, pathways, services } from './codes'
import { PeopleSearch } from './people-search'

const filterNames = ['state', 'service', 'pathway', 'holder', 'opened_from', 'opened_to', 'reference'] as const

/** The list of cases, its filters in the URL. */
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
  const opens = useHasRole('intake_officer')
  const query = useQuery({
    queryKey: ['cases', search],
    queryFn: () => get<ListPage<CaseRow>>('/cases', { ...search, limit: 50 }),
    placeholderData: keepPreviousData,
  })
  const isFiltered = filterNames.some((name) => search[name])
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
      <StateCounts search={search} onChoose={(state) => filters.set('state', state)} />
      <FilterBar fields={useCaseFilters()} values={search} onChange={filters.set} onClear={() => filters.clear(filterNames)} />
      <Loaded
        query={query}
        isEmpty={(page) => page.items.length === 0}
        empty={isFiltered ? t('cases.none_match') : t('cases.none')}
      >
        {(page) => (
          <>
            <CaseTable rows={page.items} sort={search.sort ?? '-opened_on'} onSort={(sort) => filters.set('sort', sort)} />
            <Pager cursor={search.cursor} next={page.nextCursor} onGo={filters.go} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

function useCaseFilters(): FilterField[] {
  const { t, word } = useTexts()
  const viewer = useViewer()
  const holders = useQuery(accountsQuery).data ?? []
  const choice = (name: string, label: string, group: string, codes: readonly string[], prefix = ''): FilterField => ({
    name,
    label,
    type: 'choice',
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
      options: holders.map((who) => ({
        value: who.id,
        label: who.id === viewer.id ? t('cases.me', { name: who.displayName }) : who.displayName,
      })),
    },
    { name: 'opened_from', label: t('cases.opened_from'), type: 'date' },
    { name: 'opened_to', label: t('cases.opened_to'), type: 'date' },
    { name: 'reference', label: t('case.reference'), type: 'text' },
  ]
}

interface CountsProps {
  search: Query & { state?: string }
  onChoose: (state: string | undefined) => void
}

/** How many cases are in each state, under the other filters; each count is a way to that state. */
function StateCounts({ search, onChoose }: CountsProps) {
  const { t, word, language } = useTexts()
  const { state, cursor: _cursor, sort: _sort, ...others } = search
  const query = useQuery({
    queryKey: ['case-counts', others],
    queryFn: () => get<{ items: { state: string; count: number }[] }>('/cases/counts', others),
    placeholderData: keepPreviousData,
    retry: false,
  })
  if (!query.data) return null
  const count = new Map(query.data.items.map((item) => [item.state, item.count]))
  return (
    <div className="counts" role="group" aria-label={t('cases.counts')}>
      {caseStates.map((name) => (
        <button
          key={name}
          type="button"
          className="chip"
          aria-pressed={state === name}
          onClick={() => onChoose(state === name ? undefined : name)}
        >
          {word('state', `case.${name}`)} <strong className="figure">{formatNumber(count.get(name) ?? 0, language)}</strong>
        </button>
      ))}
    </div>
  )
}

interface TableProps {
  rows: readonly CaseRow[]
  sort: string
  onSort: (sort: string) => void
}

function CaseTable({ rows, sort, onSort }: TableProps) {
  const { t } = useTexts()
  const sorted = (name: string) => (sort === name ? 'ascending' : sort === `-${name}` ? 'descending' : 'none')
  const head = (name: string, label: string) => (
    <button type="button" className="sort" onClick={() => onSort(sort === `-${name}` ? name : `-${name}`)}>
      {label}
      <span aria-hidden> {sort === name ? '↑' : sort === `-${name}` ? '↓' : '↕'}</span>
    </button>
  )
  const columns: Column<CaseRow>[] = [
    {
      key: 'reference',
      main: true,
      sorted: sorted('reference'),
      head: head('reference', t('case.reference')),
      cell: (row) => (
        <Link to="/cases/$caseId" params={{ caseId: row.id }}>
          {row.reference}
        </Link>
      ),
    },
    { key: 'state', head: t('case.state'), cell: (row) => <StateTag kind="case" state={row.state} /> },
    { key: 'service', head: t('case.service'), cell: (row) => <Word group="service" code={row.service} /> },
    { key: 'pathway', head: t('case.pathway'), cell: (row) => <Word group="pathway" code={row.pathway} /> },
    { key: 'household', head: t('case.household_size'), right: true, cell: (row) => <NumberText value={row.householdSize} /> },
    {
      key: 'holder',
      head: t('case.holder'),
      cell: (row) => <Show value={row.holder}>{(who) => <>{plain(who)?.displayName}</>}</Show>,
    },
    {
      key: t('case.opened'),
      sorted: sorted('opened_on'),
      head: head('opened_on', t('case.opened')),
      cell: (row) => <DateText value={row.openedOn} />,
    },
  ]
  return <Rows caption={t('cases.title')} columns={columns} rows={rows} rowKey={(row) => row.id} />
}
