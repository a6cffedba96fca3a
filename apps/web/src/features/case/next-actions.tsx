import { Button, Stack, Text } from '@mantine/core'
import type { CaseAction } from '../../api/types'
import { useTexts } from '../../i18n'
import { Conditions, Loaded, Section } from '../../ui/page'
import type { Act } from './panel-props'
import { commandOf, type Ground } from './commands'

interface Props {
  query: { data: CaseAction[] | undefined; error: unknown; isPending: boolean; refetch: () => unknown }
  act: Act
  ground: Ground
}

/** Acts that any officer does along the way; they stand after those that carry the case on. */
const upkeep = new Set(['case.add_note', 'case.assign', 'case.change_household'])

/** What the viewer may do now, and why not the rest. */
export function NextActions({ query, act, ground }: Props) {
  const { t } = useTexts()
  return (
    <>
      <Section title={t('action.title')}>
        <Loaded query={query}>{(actions) => <Allowed actions={actions} act={act} ground={ground} />}</Loaded>
      </Section>
      {query.data && <WhyNot actions={query.data} ground={ground} />}
    </>
  )
}

function Allowed({ actions, act, ground }: { actions: readonly CaseAction[]; act: Act; ground: Ground }) {
  const { t, word } = useTexts()
  const able = actions.filter((action) => action.mine && action.allowed && commandOf(action, ground))
  const rank = (action: CaseAction) =>
    (action.serious && action.kind === 'case' ? 1 : 0) + (upkeep.has(`${action.kind}.${action.event}`) ? 2 : 0)
  const ordered = [...able].sort((a, b) => rank(a) - rank(b))
  if (ordered.length === 0) return <Text c="dimmed">{t('action.none')}</Text>
  // What needs a reason is the exception, and a decision must not be nudged: neither stands out.
  const main = ordered.find((action) => rank(action) === 0 && action.reasons.length === 0 && !action.serious)
  return (
    <Stack gap={8}>
      {ordered.map((action) => (
        <Button
          key={`${action.subjectId}.${action.kind}.${action.event}`}
          variant={action === main ? 'filled' : 'default'}
          onClick={() => act(action)}
          justify="flex-start"
          fullWidth
        >
          {word('event', `${action.kind}.${action.event}`)}
        </Button>
      ))}
    </Stack>
  )
}

/** "Why can't I…?": each act that is refused now, with what is missing and what would mend it. */
function WhyNot({ actions, ground }: { actions: readonly CaseAction[]; ground: Ground }) {
  const { t, word } = useTexts()
  const listed = actions.filter((action) => !action.allowed && commandOf(action, ground))
  const mine = listed.filter((action) => action.mine)
  const others = listed.filter((action) => !action.mine)
  if (listed.length === 0) return null
  return (
    <Section title={t('action.why')}>
      <Stack gap="sm">
        {mine.map((action) => (
          <details key={`${action.subjectId}.${action.event}`}>
            <summary>{word('event', `${action.kind}.${action.event}`)}</summary>
            <Text size="sm" component="div">
              <Conditions items={action.conditions} />
            </Text>
          </details>
        ))}
        {others.length > 0 && (
          <details>
            <summary>{t('action.others')}</summary>
            <ul className="conditions">
              {others.map((action) => (
                <li key={`${action.subjectId}.${action.kind}.${action.event}`}>
                  <Text size="sm" span>
                    {word('event', `${action.kind}.${action.event}`)}:{' '}
                    <span className="faint">{action.roles.map((role) => word('role', role)).join(', ')}</span>
                  </Text>
                </li>
              ))}
            </ul>
          </details>
        )}
      </Stack>
    </Section>
  )
}
