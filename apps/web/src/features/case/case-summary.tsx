import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { CaseFile } from '../../api/types'
import { clockQuery } from '../../api/session'
import { useTexts } from '../../i18n'
import { Empty, Loaded, Page, Section } from '../../ui/page'
import { DateText, StateTag } from '../../ui/values'
import { useHasRole } from '../session/viewer'
import { Guard } from '../shell/guard'
import { caseQuery, claimReaders, entitlementReaders, lifecyclesQuery } from './case-data'
import { pathQuery } from './case-path'
import { subjectsOf } from './subjects'
import { CaseFacts } from './identity-bar'
import { Household } from './household'
import { Notes } from './notes'
import type { PanelProps } from './panel-props'
import { AllowancePanel, CodesPanel, PlacementsPanel } from './panels'
import { ClaimsPanel } from './claims-panel'
import { StateList } from './statechart/state-list'
import { TaskList } from './task-list'
import { tasksOf } from './tasks'
import { TimelineRow } from './timeline-row'
import { VettingPanel } from './vetting-panel'

export function CaseSummaryPage() {
  return (
    <Guard area="cases">
      <SummaryScreen />
    </Guard>
  )
}

function SummaryScreen() {
  const { caseId } = useParams({ from: '/shell/cases/$caseId/summary' })
  const query = useQuery(caseQuery(caseId))
  return <Loaded query={query}>{(file) => <Summary file={file} />}</Loaded>
}

/** The whole case on paper, as far as the viewer reads it: no buttons, every entry of the timeline open. */
function Summary({ file }: { file: CaseFile }) {
  const { t } = useTexts()
  const today = useQuery(clockQuery).data?.today
  const vets = useHasRole('vetting_officer', 'vetting_approver')
  const readsEntitlements = useHasRole(...entitlementReaders)
  const readsClaims = useHasRole(...claimReaders)
  const panel: PanelProps = { file, actions: [], act: () => undefined }
  return (
    <Page
      title={t('summary.title', { reference: file.reference })}
      lead={
        <>
          {t('summary.synthetic')} {t('summary.as_of')} <DateText value={today} />
        </>
      }
      actions={
        <span className="no-print row-end">
          <Link to="/cases/$caseId" params={{ caseId: file.id }}>
            {t('summary.back')}
          </Link>
          <Button onClick={() => window.print()}>{t('summary.print')}</Button>
        </span>
      }
    >
      <div className="case-summary">
        <Section title={t('summary.case')} aside={<StateTag kind="case" state={file.state} />}>
          <CaseFacts file={file} everything />
        </Section>
        <Way file={file} />
        <Household {...panel} />
        {vets && <VettingPanel {...panel} />}
        <CodesPanel {...panel} />
        <PlacementsPanel {...panel} />
        {readsEntitlements && <AllowancePanel {...panel} />}
        {readsClaims && <ClaimsPanel {...panel} />}
        <Notes {...panel} />
        <Story caseId={file.id} />
      </div>
    </Page>
  )
}

/** Where the case stands: its tasks, and its states as a list. */
function Way({ file }: { file: CaseFile }) {
  const { t } = useTexts()
  const path = useQuery(pathQuery(file.id))
  const lifecycles = useQuery(lifecyclesQuery)
  const subjects = subjectsOf(path.data ?? [])
  const own = subjects.find(({ id }) => id === file.id)
  const lifecycle = lifecycles.data?.find(({ name }) => name === 'case')
  return (
    <>
      <TaskList caseId={file.id} tasks={tasksOf(file.state, subjects)} tabs={[]} />
      <Section title={t('picture.title')}>
        {own && lifecycle && <StateList lifecycle={lifecycle} subject={own} caseId={file.id} />}
      </Section>
    </>
  )
}

function Story({ caseId }: { caseId: string }) {
  const { t } = useTexts()
  const path = useQuery(pathQuery(caseId))
  return (
    <Section title={t('timeline.title')}>
      <Loaded query={path}>
        {(entries) =>
          entries.length === 0 ? (
            <Empty>{t('timeline.none')}</Empty>
          ) : (
            <ol className="timeline" reversed>
              {entries.map((entry) => (
                <TimelineRow key={`${entry.subjectId}.${entry.seq}`} entry={entry} caseId={caseId} open />
              ))}
            </ol>
          )
        }
      </Loaded>
    </Section>
  )
}
