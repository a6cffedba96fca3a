import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useJob, type Job } from '../../api/events'
import type { Receipt } from '../../api/types'
import { useTexts } from '../../i18n'
import { useSaid } from '../../i18n/said'
import { useSubmit } from '../../ui/command/submit'
import { JobProgress } from '../../ui/job-progress'
import { Loaded, Loading, Page, ProblemNote, Section } from '../../ui/page'
import { Facts } from '../../ui/rows'
import { DateText, StateTag, TimeText } from '../../ui/values'
import { useHasRole } from '../session/viewer'
import { Guard } from '../shell/guard'
import { isOpen, reportQuery, resultQuery, type Report } from './report-data'
import { Exports, PaperMark, ResultView } from './report-result'
import { useParamTexts } from './report-words'

export function ReportPage() {
  return (
    <Guard area="reports">
      <ReportScreen />
    </Guard>
  )
}

function ReportScreen() {
  const { reportId } = useParams({ from: '/shell/reports/$reportId' })
  const query = useQuery(reportQuery(reportId))
  if (query.data) return <OneReport report={query.data} />
  if (query.error) return <ProblemNote problem={query.error} retry={() => void query.refetch()} />
  return <Loading />
}

/** One report: what was asked, how far it is, and in the end what it says. */
function OneReport({ report }: { report: Report }) {
  const { t, word } = useTexts()
  const result = useQuery({ ...resultQuery(report.id), enabled: report.hasResult })
  const paramTexts = useParamTexts()
  return (
    <Page title={word('report_kind', report.kind)} actions={result.data && <Exports result={result.data} />}>
      {result.data && <PaperMark result={result.data} />}
      <Section title={t('report.asked')} aside={<StateTag kind="report" state={report.state} />}>
        <Facts
          items={[
            ...paramTexts(report.params),
            [t('clock.title'), <DateText key="date" value={report.programmeDate} />],
            [t('report.by'), report.requestedBy.displayName],
            [t('report.asked_at'), <TimeText key="at" value={report.requestedAt} />],
            ...(report.finishedAt ? [[t('report.finished_at'), <TimeText key="end" value={report.finishedAt} />] as const] : []),
          ]}
        />
        <p className="no-print back">
          <Link to="/reports">{t('report.back')}</Link>
        </p>
      </Section>
      {isOpen(report) && <Counting report={report} />}
      {report.state === 'cancelled' && <Ended report={report} title={t('report.was_stopped')} />}
      {report.state === 'failed' && <Ended report={report} title={t('job.failed')} />}
      {report.hasResult && <Loaded query={result}>{(known) => <ResultView result={known} />}</Loaded>}
    </Page>
  )
}

/** Progress lives on the server: whoever leaves comes back to it. */
function Counting({ report }: { report: Report }) {
  const { t } = useTexts()
  const { job, connected } = useJob(report.mayCancel ? report.id : null)
  const stop = useSubmit<Receipt>({ said: t('report.stop_said') })
  // Who may not watch the job itself sees how far the report was when it was last looked at.
  const seen: Job = job ?? {
    id: report.id,
    name: 'run_report',
    requestedAt: report.requestedAt,
    startedAt: report.state === 'running' ? report.requestedAt : null,
    closedAt: null,
    outcome: null,
    done: report.done,
    total: report.total,
    problem: null,
  }
  return (
    <Section title={t('report.counting')}>
      <Stack gap="sm">
        <JobProgress job={seen} connected={connected || job === null} label={t('report.counting')} />
        <Text size="sm" c="dimmed">
          {t('report.leave')}
        </Text>
        {stop.error !== null && <ProblemNote problem={stop.error} />}
        {report.mayCancel && seen.closedAt === null && (
          <Group>
            <Button variant="default" loading={stop.isPending} onClick={() => stop.mutate({ path: `/jobs/${report.id}/cancel` })}>
              {t('report.stop')}
            </Button>
          </Group>
        )}
      </Stack>
    </Section>
  )
}

/** A report that ended without a result, and the way to another. */
function Ended({ report, title }: { report: Report; title: string }) {
  const { t } = useTexts()
  const said = useSaid()
  const asks = useHasRole('planner', 'programme_manager')
  return (
    <Alert color={report.state === 'failed' ? 'red' : 'gray'} variant="light" title={title}>
      <Stack gap="xs" align="flex-start">
        {report.problem && <Text size="sm">{said(report.problem.detail)}</Text>}
        {asks && (
          <Link to="/reports/new" search={{ kind: report.kind }}>
            {t('report.again')}
          </Link>
        )}
      </Stack>
    </Alert>
  )
}
