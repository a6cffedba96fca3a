import { Tabs } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect, useMemo, useState } from 'react'
import { clockQuery } from '../../api/session'
import { plain, type CaseAction, type CaseFile } from '../../api/types'
import { useTexts, type TextKey } from '../../i18n'
import { CommandDrawer } from '../../ui/command/command-drawer'
import type { CommandSpec } from '../../ui/command/spec'
import { Loading, ProblemNote } from '../../ui/page'
import { CaseGlass, useVettingGlass } from '../glass/case-glass'
import { useHasRole, useViewer } from '../session/viewer'
import { Guard } from '../shell/guard'
import { keyOfAct, sortActs } from './acts'
import { actionsQuery, caseQuery, claimReaders, entitlementReaders } from './case-data'
import { pathQuery } from './case-path'
import { subjectsOf } from './subjects'
import { CaseReaders } from './case-readers'
import { ClaimsPanel } from './claims-panel'
import { commandOf } from './commands'
import { useFlags } from './flags'
import { Household } from './household'
import { Flags, IdentityBar } from './identity-bar'
import { NextActions } from './next-actions'
import { Notes } from './notes'
import type { Act, PanelProps } from './panel-props'
import { AllowancePanel, CodesPanel, PlacementsPanel } from './panels'
import { comparedOf } from './standing'
import { StatePictures } from './statechart/state-pictures'
import { TaskList } from './task-list'
import { tasksOf } from './tasks'
import { LatestEntries, Timeline } from './timeline'
import { useCaseKeys } from './use-case-keys'
import { VettingPanel } from './vetting-panel'
import { WhyNot } from './why-not'

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
  if (query.data) return <OneCase key={caseId} file={query.data} />
  if (query.error) return <ProblemNote problem={query.error} retry={() => void query.refetch()} />
  return <Loading />
}

/** One case: who it is about on top, where it stands beside, what was done in the middle, what can be done on the other side. */
function OneCase({ file }: { file: CaseFile }) {
  const texts = useTexts()
  const { t } = texts
  const client = useQueryClient()
  const search = useSearch({ from: '/shell/cases/$caseId' })
  const actions = useQuery(actionsQuery(file.id))
  const path = useQuery(pathQuery(file.id))
  const today = useQuery(clockQuery).data?.today ?? ''
  const [spec, setSpec] = useState<CommandSpec | null>(null)
  const [asked, setAsked] = useState<{ key: string } | null>(null)
  const subjects = useMemo(() => subjectsOf(path.data ?? []), [path.data])
  const flags = useFlags(file, subjects)
  const shown = useShownTabs(file)
  useEffect(() => {
    document.title = `${file.reference} · Passage`
  }, [file.reference])

  const ground = { file, today, texts }
  const acts = sortActs(actions.data ?? [], (action) => commandOf(action, ground) !== null)
  const act: Act = (action, start) => {
    const command = commandOf(action, ground, start)
    const compared = comparedOf(client, file, action, texts)
    setSpec(command && compared ? { ...command, compared } : command)
  }
  const onAct = (action: CaseAction) => act(action)
  useCaseKeys({ caseId: file.id, note: acts.able.find(({ kind, event }) => kind === 'case' && event === 'add_note'), act: onAct })

  const panel: PanelProps = { file, actions: actions.data ?? [], act }
  return (
    <>
      <IdentityBar file={file} flags={flags} acts={acts} onAct={onAct} onWhy={(action) => setAsked({ key: keyOfAct(action) })} />
      <CaseGlass file={file} />
      <div className="case-columns">
        <aside aria-label={t('action.title')} className="case-acts">
          <div className="flags-below">
            <Flags flags={flags} />
          </div>
          <TaskList caseId={file.id} tasks={tasksOf(file.state, subjects)} tabs={shown} />
          {actions.error && <ProblemNote problem={actions.error} retry={() => void actions.refetch()} />}
          {actions.data && (
            <>
              <NextActions acts={acts} onAct={onAct} />
              <WhyNot acts={acts} asked={asked} />
            </>
          )}
        </aside>
        <div className="case-middle">
          <CaseTabs panel={panel} shown={shown} search={search} />
        </div>
        <div className="case-way">
          {path.error && <ProblemNote problem={path.error} retry={() => void path.refetch()} />}
          {path.data && <StatePictures caseId={file.id} subjects={subjects} selected={search} />}
        </div>
      </div>
      <CommandDrawer spec={spec} onClose={() => setSpec(null)} />
    </>
  )
}

interface TabsProps {
  panel: PanelProps
  shown: readonly string[]
  search: { tab?: string; kind?: string; state?: string; actor?: string }
}

function CaseTabs({ panel, shown, search }: TabsProps) {
  const { t } = useTexts()
  const navigate = useNavigate()
  const { file } = panel
  const { kind, state, actor } = search
  const tab = search.tab !== undefined && shown.includes(search.tab) ? search.tab : 'overview'
  return (
    <Tabs
      value={tab}
      onChange={(next) => void navigate({ to: '.', search: (next === 'overview' ? {} : { tab: next }) as never })}
      keepMounted={false}
    >
      <Tabs.List mb="md" className="case-tabs">
        {tabs
          .filter(({ name }) => shown.includes(name))
          .map(({ name, label }) => (
            <Tabs.Tab key={name} value={name}>
              {t(label)}
            </Tabs.Tab>
          ))}
      </Tabs.List>
      <Tabs.Panel value="overview">
        <Household {...panel} />
        <Notes {...panel} />
        <LatestEntries caseId={file.id} />
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
        <Timeline caseId={file.id} filter={{ kind, state, actor }} />
      </Tabs.Panel>
      <Tabs.Panel value="readers">
        <CaseReaders caseId={file.id} />
      </Tabs.Panel>
    </Tabs>
  )
}

/** Vetting is for those who vet or broke the glass, who looked for the auditor and the holder, money for those whom it concerns. */
function useShownTabs(file: CaseFile): string[] {
  const vets = useHasRole('vetting_officer', 'vetting_approver')
  const audits = useHasRole('auditor')
  const viewer = useViewer()
  const glass = useVettingGlass(file.id)
  const answers = audits || plain(file.holder)?.id === viewer.id
  const hidden = {
    vetting: !vets && !glass,
    readers: !answers,
    allowance: !useHasRole(...entitlementReaders),
    reward: !useHasRole(...claimReaders),
  } as Readonly<Record<string, boolean>>
  return tabs.map(({ name }) => name).filter((name) => !hidden[name])
}
