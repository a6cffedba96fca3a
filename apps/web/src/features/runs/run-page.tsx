import { Anchor, Group, Title } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useJob, type Job } from '../../api/events'
import { address } from '../../api/http'
import { plain } from '../../api/types'
import { useTexts } from '../../i18n'
import { formatMonth } from '../../i18n/format'
import { CommandDrawer } from '../../ui/command/command-drawer'
import type { CommandSpec } from '../../ui/command/spec'
import { JobProgress } from '../../ui/job-progress'
import { Loading, ProblemNote, Section } from '../../ui/page'
import { Show, StateTag, Word } from '../../ui/values'
import { useHasRole } from '../session/viewer'
import { Guard } from '../shell/guard'
import { PaySheet } from './pay-sheet'
import { PaymentsList } from './payments-list'
import { failedIn, openIn, useRunCommands, type RunCommand } from './run-commands'
import { runQuery, type Run } from './run-data'
import { RunExceptions } from './run-exceptions'
import { RunSteps } from './run-steps'
import { RunTiles } from './run-tiles'

export function RunPage() {
  return (
    <Guard area="runs">
      <RunScreen />
    </Guard>
  )
}

function RunScreen() {
  const { runId } = useParams({ from: '/shell/runs/$runId' })
  const query = useQuery({
    ...runQuery(runId),
    // While payments are on their way, answers come from the paymaster after the job has ended.
    refetchInterval: (known) => (known.state.data?.state === 'released' ? 5000 : false),
  })
  if (query.data) return <OneRun run={query.data} />
  if (query.error) return <ProblemNote problem={query.error} retry={() => void query.refetch()} />
  return <Loading />
}

/** One payment run: who has signed and what comes next, what it comes to, what went wrong, each payment. */
function OneRun({ run }: { run: Run }) {
  const { t } = useTexts()
  const [spec, setSpec] = useState<CommandSpec | null>(null)
  const client = useQueryClient()
  const close = () => {
    setSpec(null)
    // Whoever was refused because somebody else was quicker sees then what they did.
    void client.invalidateQueries({ queryKey: ['runs'] })
  }
  const { job, connected } = useJob(run.jobId)
  const commands = useRunCommands(run, job)
  useEffect(() => {
    document.title = `${run.reference} · Passage`
  }, [run.reference])
  return (
    <>
      <RunHead run={run} />
      <div className="run-body">
        <RunSteps run={run} commands={commands} open={setSpec} />
        <RunTiles
          people={run.payments}
          called={t('run.payments')}
          total={run.total}
          currency={run.currency}
          before={run.before}
          free={run.lineFree}
          takes={run.state === 'prepared'}
        />
        {job && <Sending run={run} job={job} connected={connected} commands={commands} />}
        <RunExceptions run={run} commands={commands} open={setSpec} />
        <PaymentsList run={run} open={setSpec} />
        <Downloads run={run} />
      </div>
      <CommandDrawer spec={spec} onClose={close} />
    </>
  )
}

function RunHead({ run }: { run: Run }) {
  const { t, language } = useTexts()
  return (
    <div className="identity run-head">
      <Group gap="md">
        <Title order={1} size="h2" id="page-title" tabIndex={-1}>
          {run.reference}
        </Title>
        <StateTag kind="payment_run" state={run.state} />
        <span style={{ flex: 1 }} />
        <Link to="/runs" className="wide-only no-print">
          {t('run.back')}
        </Link>
      </Group>
      <dl className="identity-facts">
        <div>
          <dt>{t('run.kind')}</dt>
          <dd>
            <Word group="run_kind" code={run.kind} />
          </dd>
        </div>
        {run.month && (
          <div>
            <dt>{t('run.month')}</dt>
            <dd>{formatMonth(run.month, language)}</dd>
          </div>
        )}
        <div>
          <dt>{t('run.budget_line')}</dt>
          <dd>
            <Show value={run.budgetLine} />
          </dd>
        </div>
      </dl>
    </div>
  )
}

interface SendingProps {
  run: Run
  job: Job
  connected: boolean
  commands: readonly RunCommand[]
}

/** The sending of the run as it goes on, also after a reload; and that it stands still, where its job ended before its work. */
function Sending({ run, job, connected, commands }: SendingProps) {
  const { t } = useTexts()
  const failed = failedIn(run)
  const standsStill = commands.some(({ event }) => event === 'resume')
  return (
    <Section title={t('run.sending')}>
      <JobProgress job={job} connected={connected} label={t('run.sending')} />
      {failed > 0 && <p className="spaced">{t('run.failed', { count: failed })}</p>}
      {standsStill && <p className="spaced">{t('run.stands_still', { count: openIn(run) })}</p>}
    </Section>
  )
}

/** The run as files and on paper. */
function Downloads({ run }: { run: Run }) {
  const { t } = useTexts()
  const takes = useHasRole('finance_officer', 'finance_approver', 'finance_controller')
  const wasSent = ['released', 'completed'].includes(run.state)
  if ((plain(run.counts) ?? {}).cancelled) return null
  return (
    <Section title={t('run.downloads')}>
      <PaySheet run={run}>
        {takes && wasSent && (
          <Anchor href={address(`/payment-runs/${run.id}/pain.001`)} download>
            {t('run.pain001')}
          </Anchor>
        )}
      </PaySheet>
    </Section>
  )
}
