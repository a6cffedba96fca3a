import { Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { clockQuery } from '../../api/session'
import { plain, type CaseFile } from '../../api/types'
import { useTexts, type TextKey } from '../../i18n'
import { CommandDrawer } from '../../ui/command/command-drawer'
import type { CommandSpec } from '../../ui/command/spec'
import { Loading, ProblemNote } from '../../ui/page'
import { CaseGlass, useVettingGlass } from '../glass/case-glass'
import { useHasRole, useViewer } from '../session/viewer'
import { Guard } from '../shell/guard'
import { actionsQuery, caseQuery } from './case-data'
import { CaseReaders } from './case-readers'
import { commandOf } from './commands'
import { Household } from './household'
import { IdentityBar } from './identity-bar'
import { NextActions } from './next-actions'
import { Notes } from './notes'
import type { Act, PanelProps } from './panel-props'
import { AllowancePanel, CodesPanel, PlacementsPanel } from './panels'
import { ClaimsPanel } from './claims-panel'
import { StatePicture } from './state-picture'
import { Timeline } from './timeline'
import { VettingPanel } from './vetting-panel'

const tabs: readonly { name: string; label: TextKey }[] = [
  { name: 'overview', label: 'case.tab_overview' },
  { name: 'vetting', label: 'case.tab_vetting' },
  { name: 'code', label: 'case.tab_code' },
  { name: 'placement', label: 'case.tab_placement' },
  { name: 'allowance', label: 'case.tab_allowance' },
  { name: 'reward', label: 'case.tab_reward' },
  { name: 'timeline', label: 'case.tab_timeline' },
  { name: 'readers', label: 'case.tab_readers' },
]

export function CasePage() {
  return (
    <Guard area="cases">
      <CaseScreen />
    </Guard>
  )
}

function CaseScreen() {
  const { caseId } = useParams({ from: '/shell/cases/$caseId' })
  const query = useQuery(caseQuery(caseId))
  if (query.data) return <OneCase file={query.data} />
  if (query.error) return <ProblemNote problem={query.error} retry={() => void query.refetch()} />
  return <Loading />
}

/** One case: who it is about on top, what was done, what can be done next. */
function OneCase({ file }: { file: CaseFile }) {
  const texts = useTexts()
  const { t } = texts
  const navigate = useNavigate()
  const search = useSearch({ from: '/shell/cases/$caseId' })
  const actions = useQuery(actionsQuery(file.id))
  const today = useQuery(clockQuery).data?.today ?? ''
  const [spec, setSpec] = useState<CommandSpec | null>(null)
  const hidden = useHiddenTabs(file)
  const shown = tabs.filter(({ name }) => !hidden.includes(name))
  const tab = shown.some(({ name }) => name === search.tab) ? (search.tab ?? 'overview') : 'overview'
  useEffect(() => {
    document.title = `${file.reference} · Passage`
  }, [file.reference])

  const act: Act = (action, start) => setSpec(commandOf(action, { file, today, texts }, start))
  const panel: PanelProps = { file, actions: actions.data ?? [], act }
  return (
    <>
      <IdentityBar file={file} />
      <CaseGlass file={file} />
      <div className="case-columns">
        <div>
          <Tabs
            value={tab}
            onChange={(next) => void navigate({ to: '.', search: (next === 'overview' ? {} : { tab: next }) as never })}
            keepMounted={false}
          >
            <Tabs.List mb="md" className="case-tabs">
              {shown.map(({ name, label }) => (
                <Tabs.Tab key={name} value={name}>
                  {t(label)}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            <Tabs.Panel value="overview">
              <Household {...panel} />
              <Notes {...panel} />
              <Timeline caseId={file.id} short />
            </Tabs.Panel>
            <Tabs.Panel value="vetting">
              <VettingPanel {...panel} />
            </Tabs.Panel>
            <Tabs.Panel value="code">
              <CodesPanel {...panel} />
            </Tabs.Panel>
            <Tabs.Panel value="placement">
              <PlacementsPanel {...panel} />
            </Tabs.Panel>
            <Tabs.Panel value="allowance">
              <AllowancePanel {...panel} />
            </Tabs.Panel>
            <Tabs.Panel value="reward">
              <ClaimsPanel {...panel} />
            </Tabs.Panel>
            <Tabs.Panel value="timeline">
              <Timeline caseId={file.id} kind={search.kind} />
            </Tabs.Panel>
            <Tabs.Panel value="readers">
              <CaseReaders caseId={file.id} />
            </Tabs.Panel>
          </Tabs>
        </div>
        <aside aria-label={t('action.title')}>
          <NextActions query={actions} act={act} ground={{ file, today, texts }} />
          <StatePicture caseId={file.id} state={file.state} />
        </aside>
      </div>
      <CommandDrawer spec={spec} onClose={() => setSpec(null)} />
    </>
  )
}

/** Tabs that are not for this viewer: vetting but for those who vet or broke the glass, and who looked but for auditor and holder. */
function useHiddenTabs(file: CaseFile): string[] {
  const vets = useHasRole('vetting_officer', 'vetting_approver')
  const audits = useHasRole('auditor')
  const viewer = useViewer()
  const glass = useVettingGlass(file.id)
  const answers = audits || plain(file.holder)?.id === viewer.id
  return [...(vets || glass ? [] : ['vetting']), ...(answers ? [] : ['readers'])]
}
