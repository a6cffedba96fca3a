import { Tabs } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import {
  memo,
  startTransition,
  useCallback,
  useDeferredValue,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
  type Ref,
} from 'react'
import { clockQuery } from '../../api/session'
import { plain, type CaseAction, type CaseFile } from '../../api/types'
import { useTexts, type TextKey } from '../../i18n'
import { CommandDrawer } from '../../ui/command/command-drawer'
import type { CommandSpec } from '../../ui/command/spec'
import { Loading, ProblemNote } from '../../ui/page'
import { OneByOne } from '../../ui/unhurried'
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
  const file = useDeferredValue(query.data)
  if (file) return <OneCase key={caseId} file={file} />
  if (query.error) return <ProblemNote problem={query.error} retry={() => void query.refetch()} />
  return <Loading />
}

/**
 * One case: who it is about on top, where it stands beside, what was done in the middle, what can be done on the other side. The parts are drawn
 * each when what it shows has changed, in slices: the answers to some ten questions arrive one after the other.
 */
function OneCase({ file }: { file: CaseFile }) {
  const texts = useTexts()
  const { t } = texts
  const client = useQueryClient()
  const search = useSearch({ from: '/shell/cases/$caseId' })
  const actions = useQuery(actionsQuery(file.id))
  const path = useQuery(pathQuery(file.id))
  const listed = useDeferredValue(actions.data)
  const way = useDeferredValue(path.data)
  const today = useQuery(clockQuery).data?.today ?? ''
  const openDrawer = useRef<(spec: CommandSpec | null) => void>(null)
  const [asked, setAsked] = useState<{ key: string } | null>(null)
  const subjects = useMemo(() => subjectsOf(way ?? []), [way])
  const flags = useFlags(file, subjects)
  const shown = useShownTabs(file)
  useEffect(() => {
    document.title = `${file.reference} · Passage`
  }, [file.reference])

  const ground = useMemo(() => ({ file, today, texts }), [file, today, texts])
  const acts = useMemo(() => sortActs(listed ?? [], (action) => commandOf(action, ground) !== null), [listed, ground])
  const act = useCallback<Act>(
    (action, start) => {
      const command = commandOf(action, ground, start)
      const compared = comparedOf(client, file, action, texts)
      openDrawer.current?.(command && compared ? { ...command, compared } : command)
    },
    [client, file, ground, texts],
  )
  const onAct = useCallback((action: CaseAction) => act(action), [act])
  const onWhy = useCallback((action: CaseAction) => setAsked({ key: keyOfAct(action) }), [])
  useCaseKeys({ caseId: file.id, note: acts.able.find(({ kind, event }) => kind === 'case' && event === 'add_note'), act: onAct })

  const panel = useMemo<PanelProps>(() => ({ file, actions: listed ?? [], act }), [file, listed, act])
  return (
    <>
      <IdentityBar file={file} flags={flags} acts={acts} onAct={onAct} onWhy={onWhy} />
      <CaseGlass file={file} />
      <div className="case-columns">
        <OneByOne>
          <aside aria-label={t('action.title')} className="case-acts">
            <div className="flags-below">
              <Flags flags={flags} />
            </div>
            <TaskList caseId={file.id} tasks={tasksOf(file.state, subjects)} tabs={shown} />
            {actions.error && <ProblemNote problem={actions.error} retry={() => void actions.refetch()} />}
            {listed && (
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
            {way && <StatePictures caseId={file.id} subjects={subjects} selected={search} />}
          </div>
        </OneByOne>
      </div>
      <ActDrawer ref={openDrawer} />
    </>
  )
}

/** The drawer of a case's acts. It keeps to itself what it shows, so that the case is not drawn anew when it opens. */
function ActDrawer({ ref }: { ref: Ref<(spec: CommandSpec | null) => void> }) {
  const [spec, setSpec] = useState<CommandSpec | null>(null)
  // In slices, as all that is large.
  useImperativeHandle(ref, () => (next) => startTransition(() => setSpec(next)), [])
  return <CommandDrawer spec={spec} onClose={() => setSpec(null)} />
}

interface TabsProps {
  panel: PanelProps
  shown: readonly string[]
  search: { tab?: string; kind?: string; state?: string; actor?: string }
}

const CaseTabs = memo(function CaseTabs({ panel, shown, search }: TabsProps) {
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
})

/** Vetting is for those who vet or broke the glass, who looked for the auditor and the holder, money for those whom it concerns. */
function useShownTabs(file: CaseFile): string[] {
  const vets = useHasRole('vetting_officer', 'vetting_approver')
  const audits = useHasRole('auditor')
  const viewer = useViewer()
  const glass = useVettingGlass(file.id)
  const answers = audits || plain(file.holder)?.id === viewer.id
  const hidden = [
    !vets && !glass && 'vetting',
    !answers && 'readers',
    !useHasRole(...entitlementReaders) && 'allowance',
    !useHasRole(...claimReaders) && 'reward',
  ].join()
  return useMemo(() => tabs.map(({ name }) => name).filter((name) => !hidden.split(',').includes(name)), [hidden])
}
