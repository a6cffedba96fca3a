import { useQuery } from '@tanstack/react-query'
import { plain, type Edge } from '../../api/types'
import { useTexts } from '../../i18n'
import type { CommandSpec } from '../../ui/command/spec'
import { lifecyclesQuery } from '../case/case-data'
import { useViewer } from '../session/viewer'
import type { Run } from './run-data'

/** One act on a run: its form when the viewer may do it, else why not. */
export interface RunCommand {
  readonly event: string
  readonly spec: CommandSpec | null
  readonly why: string | null
}

/** The duties that one person may not combine on one run. */
const duties: Readonly<Record<string, string>> = { approve: 'approve', release: 'release' }

/** Events that are acts on payments, or that jobs do; they have no button of their own on the run. */
const elsewhere = new Set(['exclude'])

/** What can be done with the run in its state, from the lifecycle itself and from who has signed so far. The server decides again. */
export function useRunCommands(run: Run): RunCommand[] {
  const { t, word } = useTexts()
  const viewer = useViewer()
  const lifecycle = useQuery(lifecyclesQuery).data?.find((one) => one.name === 'payment_run')
  const edges = Object.entries(lifecycle?.states[run.state] ?? {}) as [string, Edge][]
  const counts = plain(run.counts) ?? {}
  const mine = (plain(run.signatures) ?? []).find((signature) => signature.accountId === viewer.id)
  const failed = (counts.rejected ?? 0) + (counts.returned ?? 0)

  return edges
    .filter(([event]) => !elsewhere.has(event))
    .map(([event, edge]) => {
      const title = event === 'retry' ? t('run.retry', { count: failed }) : word('event', `payment_run.${event}`)
      let why: string | null = null
      if (!edge.by.some((role) => viewer.roles.includes(role))) {
        const roles = edge.by.filter((role) => role !== 'system').map((role) => word('role', role))
        why = t('run.role_does', { roles: roles.join(', ') })
      } else if (event in duties && mine) {
        why = t('run.you_signed', { act: word('run_act', mine.act) })
      } else if (event === 'retry' && failed === 0) {
        why = t('run.none_failed')
      } else if (event === 'complete' && (counts.released ?? 0) + (counts.instructed ?? 0) + failed > 0) {
        why = t('run.not_final')
      }
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
        seen: run.version,
      }
      return { event, spec: why ? null : spec, why }
    })
}
