import { Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { plain } from '../../api/types'
import { comma, useTexts } from '../../i18n'
import { useSaid } from '../../i18n/said'
import type { CommandSpec } from '../../ui/command/spec'
import { Conditions, Section } from '../../ui/page'
import { DateText, NumberText, TimeText } from '../../ui/values'
import { lifecyclesQuery } from '../case/case-data'
import { isAble, mainOf, nextActOf, type RunCommand } from './run-commands'
import type { Run } from './run-data'

const signed = ['prepare', 'approve', 'release'] as const
const stepOf: Readonly<Record<string, number>> = { prepared: 1, approved: 2, released: 3, completed: 4 }

interface Props {
  run: Run
  commands: readonly RunCommand[]
  open: (spec: CommandSpec) => void
}

/** The way of a run in four steps by three people: who has done what, what comes next, and why it may not be the viewer's. */
export function RunSteps({ run, commands, open }: Props) {
  const { t } = useTexts()
  const main = mainOf(commands)
  const able = commands.filter((command) => isAble(command) && command !== main)
  const next = commands.find(({ event }) => event === nextActOf[run.state])
  const others = commands.filter((command) => !isAble(command) && command !== next)
  return (
    <Section title={t('run.steps')}>
      <Rail run={run} />
      {next && !isAble(next) && <WhyNotNext command={next} />}
      {(main || able.length > 0) && (
        <Group mt="md" gap="xs" className="no-print">
          {main && <Button onClick={() => open(main.spec)}>{main.title}</Button>}
          {able.map(({ event, title, spec }) => (
            <Button key={event} variant="default" onClick={() => open(spec)}>
              {title}
            </Button>
          ))}
        </Group>
      )}
      {others.length > 0 && (
        <details className="why no-print">
          <summary>{t('action.why')}</summary>
          <ul className="plain">
            {others.map((command) => (
              <li key={command.event}>
                {command.title}
                <Refusals command={command} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </Section>
  )
}

function Rail({ run }: { run: Run }) {
  const { t, word } = useTexts()
  const signatures = plain(run.signatures) ?? []
  const reached = run.state === 'cancelled' ? -1 : (stepOf[run.state] ?? 0)
  const status = (place: number) => (place < reached ? 'done' : place === reached ? 'next' : 'later')
  const said = { done: t('run.step_done'), next: t('run.step_next'), later: t('run.step_later') }
  return (
    <ol className="run-steps">
      {signed.map((act, place) => {
        const signature = signatures.find((one) => one.act === act)
        const stands = signature ? 'done' : status(place)
        return (
          <li key={act} data-step={stands} aria-current={stands === 'next' ? 'step' : undefined}>
            <strong>{word('run_act', act)}</strong>
            <span className="step-status">{said[stands]}</span>
            {signature ? (
              <>
                <bdi translate="no">{signature.by}</bdi>
                <span className="small faint">
                  {word('role', signature.role)}, <TimeText value={signature.at} />
                </span>
              </>
            ) : (
              <ActedBy act={act} />
            )}
          </li>
        )
      })}
      <li data-step={status(3)} aria-current={status(3) === 'next' ? 'step' : undefined}>
        <strong>{t('run.step_reconcile')}</strong>
        <span className="step-status">{said[status(3)]}</span>
        <Answered run={run} />
      </li>
    </ol>
  )
}

/** Whose a step is that nobody has taken. */
function ActedBy({ act }: { act: string }) {
  const { word } = useTexts()
  const lifecycle = useQuery(lifecyclesQuery).data?.find((one) => one.name === 'payment_run')
  const edge = Object.values(lifecycle?.states ?? {}).flatMap((edges) => edges[act] ?? [])[0]
  return <span className="small faint">{edge?.by.map((role) => word('role', role)).join(comma())}</span>
}

function Answered({ run }: { run: Run }) {
  const { t } = useTexts()
  const counts = plain(run.counts)
  if (!counts || !['released', 'completed'].includes(run.state))
    return <span className="small faint">{t('run.by_paymaster')}</span>
  return (
    <>
      <span>
        {t('run.settled_of')} <NumberText value={counts.settled ?? 0} /> / <NumberText value={run.payments} />
      </span>
      <span className="small faint">
        {t('run.prepared_on')} <DateText value={run.preparedOn} />
      </span>
    </>
  )
}

/** What stands against the next act, said before anybody tries. */
function WhyNotNext({ command }: { command: RunCommand }) {
  const { t } = useTexts()
  return (
    <div className="next-refused" role="note">
      <strong>{t('run.next_is', { act: command.title })}</strong>
      <Refusals command={command} />
    </div>
  )
}

function Refusals({ command }: { command: RunCommand }) {
  const said = useSaid()
  return <Conditions items={command.refusals.map((one) => ({ ...one, because: said(one.because), fix: said(one.fix) }))} />
}
