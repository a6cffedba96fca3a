import { Anchor, Group, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useJob } from '../../api/events'
import { address } from '../../api/http'
import { plain } from '../../api/types'
import { useTexts } from '../../i18n'
import { formatMonth } from '../../i18n/format'
import { CommandDrawer } from '../../ui/command/command-drawer'
import type { CommandSpec } from '../../ui/command/spec'
import { JobProgress } from '../../ui/job-progress'
import { money } from '../../ui/money'
import { Loading, ProblemNote, Section } from '../../ui/page'
import { MoneyText, NumberText, Show, StateTag, Word } from '../../ui/values'
import { useHasRole } from '../session/viewer'
import { Guard } from '../shell/guard'
import { ApprovalRail } from './approval-rail'
import { LeftOutList } from './left-out'
import { PaymentsTable } from './payments-table'
import { runQuery, type Run } from './run-data'
import { useRunCommands } from './run-commands'

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

/** One payment run: where it stands, who signed what, each payment. */
function OneRun({ run }: { run: Run }) {
  const { t, language } = useTexts()
  const [spec, setSpec] = useState<CommandSpec | null>(null)
  const commands = useRunCommands(run)
  const downloads = useHasRole('finance_officer', 'finance_approver', 'finance_controller')
  useEffect(() => {
    document.title = `${run.reference} · Passage`
  }, [run.reference])
  return (
    <>
      <div className="identity">
        <Group gap="md">
          <Title order={1} size="h2" id="page-title" tabIndex={-1}>
            {run.reference}
          </Title>
          <StateTag kind="payment_run" state={run.state} />
          <span style={{ flex: 1 }} />
          <Link to="/runs" className="wide-only">
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
      <div className="run-body">
        <Tiles run={run} />
        <Sending run={run} />
        <ApprovalRail run={run} commands={commands} open={setSpec} />
        {(plain(run.leftOut) ?? []).length > 0 && (
          <Section title={t('run.left_out')}>
            <LeftOutList items={plain(run.leftOut) ?? []} />
          </Section>
        )}
        <PaymentsTable run={run} open={setSpec} />
        {downloads && ['released', 'completed'].includes(run.state) && (
          <Section title={t('run.downloads')}>
            <Anchor href={address(`/payment-runs/${run.id}/pain.001`)} download>
              {t('run.pain001')}
            </Anchor>
          </Section>
        )}
      </div>
      <CommandDrawer spec={spec} onClose={() => setSpec(null)} />
    </>
  )
}

function Tiles({ run }: { run: Run }) {
  const { t } = useTexts()
  return (
    <dl className="tiles">
      <div>
        <dt>{t('run.payments')}</dt>
        <dd>
          <NumberText value={run.payments} />
        </dd>
      </div>
      <div>
        <dt>{t('run.total')}</dt>
        <dd>
          <MoneyText value={money(run.total, run.currency)} />
        </dd>
      </div>
      <div>
        <dt>{t('run.line_left')}</dt>
        <dd>
          <MoneyText value={money(run.lineFree, run.currency)} />
        </dd>
      </div>
      {Object.entries(plain(run.counts) ?? {}).map(([state, count]) => (
        <div key={state}>
          <dt>
            <StateTag kind="payment" state={state} />
          </dt>
          <dd>
            <NumberText value={count} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** The sending of the run as it goes on, also after a reload. */
function Sending({ run }: { run: Run }) {
  const { t } = useTexts()
  const { job, connected } = useJob(run.jobId)
  const counts = plain(run.counts) ?? {}
  if (!job) return null
  const failed = (counts.rejected ?? 0) + (counts.returned ?? 0)
  return (
    <Section title={t('run.sending')}>
      <JobProgress job={job} connected={connected} label={t('run.sending')} />
      {failed > 0 && <p>{t('run.failed', { count: failed })}</p>}
    </Section>
  )
}
