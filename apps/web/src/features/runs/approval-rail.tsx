import { Button, Group, Text } from '@mantine/core'
import { plain } from '../../api/types'
import { useTexts } from '../../i18n'
import type { CommandSpec } from '../../ui/command/spec'
import { Section } from '../../ui/page'
import { TimeText } from '../../ui/values'
import type { RunCommand } from './run-commands'
import type { Run } from './run-data'

const acts = ['prepare', 'approve', 'release'] as const

interface Props {
  run: Run
  commands: readonly RunCommand[]
  open: (spec: CommandSpec) => void
}

/** Three acts by three people: who has signed, what is next, and why the viewer may not. */
export function ApprovalRail({ run, commands, open }: Props) {
  const { t, word } = useTexts()
  const signatures = plain(run.signatures) ?? []
  const able = commands.filter((command) => command.spec)
  const refused = commands.filter((command) => command.why)
  return (
    <Section title={t('run.rail')}>
      <ol className="rail">
        {acts.map((act) => {
          const signed = signatures.find((signature) => signature.act === act)
          return (
            <li key={act} data-done={Boolean(signed)}>
              <strong>{word('run_act', act)}</strong>
              <div>
                {signed ? (
                  <>
                    {signed.by}
                    <Text size="sm" c="dimmed" component="div">
                      <TimeText value={signed.at} />
                    </Text>
                  </>
                ) : (
                  <span className="faint">{t('run.not_signed')}</span>
                )}
              </div>
            </li>
          )
        })}
      </ol>
      {able.length > 0 && (
        <Group mt="md" gap="xs">
          {able.map(({ event, spec }) => (
            <Button
              key={event}
              variant={['approve', 'release', 'complete'].includes(event) ? 'filled' : 'default'}
              onClick={() => spec && open(spec)}
            >
              {spec?.title}
            </Button>
          ))}
        </Group>
      )}
      {refused.length > 0 && (
        <details className="why">
          <summary>{t('action.why')}</summary>
          <ul className="conditions">
            {refused.map(({ event, why }) => (
              <li key={event}>
                {word('event', `payment_run.${event}`)}: <span className="fix">{why}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </Section>
  )
}
