import { Button, Group } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useTexts } from '../../i18n'
import { formatMonth } from '../../i18n/format'
import { FilterBar } from '../../ui/filters'
import { ExportLinks, inFiles } from '../../ui/list-tools/export-links'
import { sortable } from '../../ui/list-tools/sort-head'
import { ListTools } from '../../ui/list-tools/list-tools'
import { LongList, type ListColumn } from '../../ui/long-list'
import { money } from '../../ui/money'
import { Empty, Loaded, Page } from '../../ui/page'
import { valuesOf } from '../../ui/several'
import { byState, StateChips } from '../../ui/state-chips'
import { useFilters } from '../../ui/use-filters'
import { DateText, MoneyText, NumberText, Show, StateTag, Word } from '../../ui/values'
import { useHasRole } from '../session/viewer'
import { Guard } from '../shell/guard'
import { useList } from '../shell/use-list'
import { runCountsQuery, runKinds, runsQuery, runStates, type RunRow } from './run-data'

const columnNames = ['reference', 'kind', 'month', 'state', 'payments', 'total', 'budget_line', 'prepared_on'] as const

export function RunsPage() {
  return (
    <Guard area="runs">
      <Runs />
    </Guard>
  )
}

/** Every payment run, newest first unless asked for otherwise. What is asked for stands in the address. */
function Runs() {
  const { t, word } = useTexts()
  const search = useSearch({ from: '/shell/runs' })
  const filters = useFilters(search)
  const list = useList('runs', columnNames)
  const prepares = useHasRole('finance_officer')
  const counts = useQuery(runCountsQuery(search.kind)).data ?? []
  const columns = useRunColumns(search.sort ?? '-prepared_on', filters.set)
  const query = useInfiniteQuery(runsQuery(search))
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  const total = counts.reduce(
    (sum, { state, count }) => (!search.state || valuesOf(search.state).includes(state) ? sum + count : sum),
    0,
  )
  const labels = columns.map(({ key, label }) => ({ key, label }))
  return (
    <Page
      title={t('run.title')}
      lead={t('run.lead')}
      actions={
        prepares && (
          <Button component={Link} to="/runs/new">
            {t('run.new')}
          </Button>
        )
      }
    >
      <StateChips
        kind="payment_run"
        label={t('run.states_of_runs')}
        states={runStates}
        counts={byState(counts)}
        chosen={search.state}
        several
        onChoose={(state) => filters.set('state', state)}
      />
      <FilterBar
        fields={[
          {
            name: 'kind',
            label: t('run.kind'),
            type: 'choice',
            options: runKinds.map((value) => ({ value, label: word('run_kind', value) })),
          },
        ]}
        values={search}
        onChange={filters.set}
        onClear={() => filters.clear(['kind', 'state'])}
      />
      <Group justify="space-between" gap="xs">
        <ListTools list={list} columns={labels} always="reference" search={search} ready={{}} />
        <ExportLinks path="/payment-runs" query={{ ...search, columns: inFiles(list.shown) }} />
      </Group>
      <Loaded query={query}>
        {() =>
          rows.length === 0 ? (
            <Empty>{search.state || search.kind ? t('run.none_match') : t('run.none')}</Empty>
          ) : (
            <LongList
              caption={t('run.title')}
              columns={columns}
              shown={list.shown}
              rows={rows}
              rowKey={keyOf}
              rowName={nameOf}
              total={total}
              more={query.hasNextPage && !query.isFetchingNextPage ? () => void query.fetchNextPage() : undefined}
            />
          )
        }
      </Loaded>
    </Page>
  )
}

const keyOf = (run: RunRow) => run.id
const nameOf = (run: RunRow) => run.reference

/** @param sort as the address has it: `total`, or `-prepared_on` for the other way round */
function useRunColumns(sort: string, set: (name: string, value: string | undefined) => void): readonly ListColumn<RunRow>[] {
  const { t, language } = useTexts()
  return useMemo(() => {
    const sorted = (name: string, label: string) => sortable(name, label, sort, (next) => set('sort', next))
    return [
      {
        key: 'reference',
        label: t('run.reference'),
        width: 15,
        main: true,
        cell: (run) => (
          <Link to="/runs/$runId" params={{ runId: run.id }}>
            {run.reference}
          </Link>
        ),
      },
      { key: 'kind', label: t('run.kind'), width: 15, cell: (run) => <Word group="run_kind" code={run.kind} /> },
      {
        key: 'month',
        label: t('run.month'),
        width: 9,
        cell: (run) => (run.month ? formatMonth(run.month, language) : <span className="faint">–</span>),
      },
      {
        key: 'state',
        ...sorted('state', t('case.state')),
        width: 12,
        cell: (run) => <StateTag kind="payment_run" state={run.state} />,
      },
      { key: 'payments', label: t('run.payments'), width: 9, right: true, cell: (run) => <NumberText value={run.payments} /> },
      {
        key: 'total',
        ...sorted('total', t('run.total')),
        width: 17,
        right: true,
        cell: (run) => <MoneyText value={money(run.total, run.currency)} />,
      },
      { key: 'budget_line', label: t('run.budget_line'), width: 14, cell: (run) => <Show value={run.budgetLine} /> },
      {
        key: 'prepared_on',
        ...sorted('prepared_on', t('run.prepared_on')),
        width: 11,
        cell: (run) => <DateText value={run.preparedOn} />,
      },
    ]
    // The texts change with the language alone.
  }, [language, sort, set, t])
}
