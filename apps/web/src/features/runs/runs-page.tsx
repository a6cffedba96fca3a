import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useTexts } from '../../i18n'
import { formatMonth } from '../../i18n/format'
import { money } from '../../ui/money'
import { Loaded, Page } from '../../ui/page'
import { Pager, Rows, type Column } from '../../ui/rows'
import { useFilters } from '../../ui/use-filters'
import { DateText, MoneyText, NumberText, StateTag, Word } from '../../ui/values'
import { useHasRole } from '../session/viewer'
import { Guard } from '../shell/guard'
import { runsQuery, type Run } from './run-data'

export function RunsPage() {
  return (
    <Guard area="runs">
      <Runs />
    </Guard>
  )
}

function Runs() {
  const { t, language } = useTexts()
  const search = useSearch({ from: '/shell/runs' })
  const filters = useFilters(search)
  const prepares = useHasRole('finance_officer')
  const query = useQuery(runsQuery(search.cursor))
  const columns: Column<Run>[] = [
    {
      key: 'reference',
      main: true,
      head: t('run.reference'),
      cell: (run) => (
        <Link to="/runs/$runId" params={{ runId: run.id }}>
          {run.reference}
        </Link>
      ),
    },
    { key: 'kind', head: t('run.kind'), cell: (run) => <Word group="run_kind" code={run.kind} /> },
    { key: 'month', head: t('run.month'), cell: (run) => (run.month ? formatMonth(run.month, language) : '–') },
    { key: 'state', head: t('case.state'), cell: (run) => <StateTag kind="payment_run" state={run.state} /> },
    { key: 'payments', head: t('run.payments'), right: true, cell: (run) => <NumberText value={run.payments} /> },
    { key: 'total', head: t('run.total'), right: true, cell: (run) => <MoneyText value={money(run.total, run.currency)} /> },
    { key: 'on', head: t('run.prepared_on'), cell: (run) => <DateText value={run.preparedOn} /> },
  ]
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
      <Loaded query={query} isEmpty={(page) => page.items.length === 0} empty={t('run.none')}>
        {(page) => (
          <>
            <Rows caption={t('run.title')} columns={columns} rows={page.items} rowKey={(run) => run.id} />
            <Pager cursor={search.cursor} next={page.nextCursor} onGo={filters.go} />
          </>
        )}
      </Loaded>
    </Page>
  )
}
