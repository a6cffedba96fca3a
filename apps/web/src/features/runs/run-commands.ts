import { useQuery } from '@tanstack/react-query'
import type { Job } from '../../api/events'
import { call, freshKey, Problem } from '../../api/http'
import { plain, type Edge } from '../../api/types'
import { comma, useTexts } from '../../i18n'
import type { Effects } from '../../ui/command/effects-data'
import type { CommandSpec } from '../../ui/command/spec'
import { lifecyclesQuery } from '../case/case-data'
import { useViewer, useViewing } from '../session/viewer'
import type { Run } from './run-data'

/** Why an act is not to be had now, and what would mend it. */
export interface Refusal {
  readonly condition: string
  readonly because: string
  readonly fix: string
}

/** One act on a run: its form, whose it is, and what stands against it. */
export interface RunCommand {
  readonly event: string
  readonly title: string
  readonly spec: CommandSpec
  /** Whether one of the viewer's roles does it. */
  readonly mine: boolean
  readonly refusals: readonly Refusal[]
}

/** What carries a run on, in the order in which it is wanted; the first that the viewer may do is the one that stands out. */
const onward = ['approve', 'release', 'retry', 'resume', 'complete']
/** Events that are acts on payments. */
const elsewhere = new Set(['exclude'])
const acrossRuns = ['finance_officer']
const resumers = ['finance_controller', 'finance_officer']

/** The act that carries the run on, whoever does it. */
export const nextActOf: Readonly<Record<string, string>> = { prepared: 'approve', approved: 'release', released: 'complete' }

export function isAble(command: RunCommand): boolean {
  return command.mine && command.refusals.length === 0
}

/** The one act that stands out. */
export function mainOf(commands: readonly RunCommand[]): RunCommand | undefined {
  return onward.flatMap((event) => commands.find((command) => command.event === event && isAble(command)) ?? [])[0]
}

export function failedIn(run: Run): number {
  const counts = plain(run.counts) ?? {}
  return (counts.rejected ?? 0) + (counts.returned ?? 0)
}

/** Payments that wait to be sent or answered. */
export function openIn(run: Run): number {
  const counts = plain(run.counts) ?? {}
  return (counts.released ?? 0) + (counts.instructed ?? 0)
}

/**
 * What can be done with the run in its state: from the lifecycle, from who has signed, and from the server itself, which is asked what it
 * would say before anybody tries.
 */
export function useRunCommands(run: Run, job: Job | null): RunCommand[] {
  const { t, word, language } = useTexts()
  const viewer = useViewer()
  const lifecycle = useQuery(lifecyclesQuery).data?.find((one) => one.name === 'payment_run')
  const edges = Object.entries(lifecycle?.states[run.state] ?? {}) as [string, Edge][]
  const mine = (plain(run.signatures) ?? []).find((signature) => signature.accountId === viewer.id)
  const refused = useForetold(run, edges, mine !== undefined)
  const failed = failedIn(run)
  const why = (condition: string, because: string, fix = ''): Refusal[] => [{ condition, because, fix }]

  const commands = edges
    .filter(([event]) => !elsewhere.has(event))
    .map(([event, edge]): RunCommand => {
      const title = event === 'retry' ? t('run.retry', { count: failed }) : word('event', `payment_run.${event}`)
      const isMine = edge.by.some((role) => viewer.roles.includes(role))
      let refusals: readonly Refusal[] = []
      if (!isMine) {
        const roles = edge.by.filter((role) => role !== 'system').map((role) => word('role', role))
        refusals = why('role', t('run.role_does', { roles: roles.join(language === 'my' ? '၊ ' : ', ') }))
      } else if (event in refused) refusals = refused[event] ?? []
      else if (event === 'retry' && failed === 0) refusals = why('failed', t('run.none_failed'))
      else if (event === 'complete' && openIn(run) + failed > 0) refusals = why('final', t('run.not_final'))
      const spec: CommandSpec = {
        title,
        path: `/payment-runs/${run.id}/${event.replaceAll('_', '-')}`,
        fields: edge.reasons?.length
          ? [
              {
                name: 'reason',
                label: 'field.reason',
                type: 'choice',
                required: true,
                options: edge.reasons.map((value) => ({ value, label: word('reason', value) })),
              },
            ]
          : [],
        lead: edge.to === run.state ? undefined : t('action.leads_to', { state: word('state', `payment_run.${edge.to}`) }),
        serious: edge.serious,
        foreseen: true,
        seen: run.version,
      }
      return { event, title, spec, mine: isMine, refusals }
    })

  if (run.state !== 'released') return commands
  const resumes = viewer.roles.some((role) => resumers.includes(role))
  const standsStill = openIn(run) > 0 && job !== null && job.closedAt !== null
  if (standsStill)
    commands.push({
      event: 'resume',
      title: t('run.resume'),
      spec: {
        title: t('run.resume'),
        path: `/payment-runs/${run.id}/resume`,
        fields: [],
        lead: t('run.resume_lead', { count: openIn(run) }),
        seen: run.version,
      },
      mine: resumes,
      refusals: resumes
        ? []
        : why('role', t('run.role_does', { roles: resumers.map((role) => word('role', role)).join(comma()) })),
    })
  if (viewer.roles.some((role) => acrossRuns.includes(role)))
    commands.push({
      event: 'reconcile',
      title: t('run.reconcile'),
      spec: { title: t('run.reconcile'), path: '/payment-runs/reconcile', fields: [], lead: t('run.reconcile_lead') },
      mine: true,
      refusals: [],
    })
  return commands
}

/**
 * What the server says of the next act beforehand: it is asked to try it and take it back. A release is asked about only where the viewer has
 * signed already, since that is refused at once and a release itself moves every payment.
 */
function useForetold(
  run: Run,
  edges: readonly [string, Edge][],
  hasSigned: boolean,
): Readonly<Record<string, readonly Refusal[]>> {
  const viewer = useViewer()
  const viewing = useViewing()
  const event = nextActOf[run.state]
  const edge = edges.find(([name]) => name === event)?.[1]
  const wanted = event === 'approve' || (event === 'release' && hasSigned)
  const isMine = edge?.by.some((role) => viewer.roles.includes(role)) ?? false
  const query = useQuery({
    queryKey: ['runs', run.id, 'foretold', event, run.version],
    queryFn: async (): Promise<readonly Refusal[]> => {
      try {
        await call<Effects>('POST', `/payment-runs/${run.id}/${event}`, {
          body: {},
          key: freshKey(),
          seen: run.version,
          dryRun: true,
        })
        return []
      } catch (problem) {
        if (!(problem instanceof Problem) || problem.status === 0 || problem.status >= 500) throw problem
        if (problem.conditions.length > 0) return problem.conditions
        return [{ condition: problem.code, because: problem.message, fix: problem.fix }]
      }
    },
    enabled: wanted && isMine && !viewing,
    staleTime: 60_000,
  })
  return event && query.data ? { [event]: query.data } : {}
}
