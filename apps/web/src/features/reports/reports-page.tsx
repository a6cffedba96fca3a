import { Button } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useTexts } from '../../i18n'
import { formatNumber } from '../../i18n/format'
import { FilterBar } from '../../ui/filters'
import { Loaded, Page } from '../../ui/page'
import { Pager, Rows, type Column } from '../../ui/rows'
import { useFilters } from '../../ui/use-filters'
import { DateText, StateTag, TimeText } from '../../ui/values'
import { useHasRole } from '../session/viewer'
import { Guard } from '../shell/guard'
import { isOpen, reportKinds, reportsQuery, type Report } from './report-data'
import { useParamTexts } from './report-words'

export function ReportsPage() {
  return (
    <Guard area="reports">
      <Reports />
    </Guard>
  )
}

/** Who asked for what, newest first. */
function Reports() {
  const { t, word } = useTexts()
  const search = useSearch({ from: '/shell/reports' })
  const filters = useFilters(search)
  const asks = useHasRole('planner', 'programme_manager')
  const query = useQuery({ ...reportsQuery(search), placeholderData: keepPreviousData })
  const paramTexts = useParamTexts()
  const columns: Column<Report>[] = [
    {
      key: 'kind',
      main: true,
      head: t('report.report'),
      cell: (report) => (
        <Link to="/reports/$reportId" params={{ reportId: report.id }}>
          {word('report_kind', report.kind)}
        </Link>
      ),
    },
    {
      key: 'params',
      head: t('report.params'),
      cell: (report) => (
        <span>
          {paramTexts(report.params)
            .map(([label, value]) => `${label}: ${value}`)
            .join(' · ') || t('report.no_params')}
        </span>
      ),
    },
    { key: 'state', head: t('case.state'), cell: (report) => <StateWithProgress report={report} /> },
    { key: 'date', head: t('clock.title'), cell: (report) => <DateText value={report.programmeDate} /> },
    { key: 'by', head: t('report.by'), cell: (report) => report.requestedBy.displayName },
    { key: 'at', head: t('report.asked_at'), cell: (report) => <TimeText value={report.requestedAt} /> },
  ]
  return (
    <Page
      title={t('nav.reports')}
      lead={t('report.lead')}
      actions={
        asks && (
          <Button component={Link} to="/reports/new">
            {t('report.new')}
          </Button>
        )
      }
    >
      <FilterBar
        fields={[
          {
            name: 'kind',
            label: t('report.kind'),
            type: 'choice',
            options: reportKinds.map((value) => ({ value, label: word('report_kind', value) })),
          },
        ]}
        values={search}
        onChange={filters.set}
        onClear={() => filters.clear(['kind'])}
      />
      <Loaded
        query={query}
        isEmpty={(page) => page.items.length === 0}
        empty={search.kind ? t('report.none_match') : t('report.none')}
      >
        {(page) => (
          <>
            <Rows caption={t('nav.reports')} columns={columns} rows={page.items} rowKey={(report) => report.id} />
            <Pager cursor={search.cursor} next={page.nextCursor} onGo={filters.go} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

function StateWithProgress({ report }: { report: Report }) {
  const { t, language } = useTexts()
  return (
    <span>
      <StateTag kind="report" state={report.state} />
      {isOpen(report) && report.total !== null && report.total > 0 && (
        <span className="small">
          {' '}
          {t('job.counted', { done: formatNumber(report.done, language), total: formatNumber(report.total, language) })}
        </span>
      )}
    </span>
  )
}
