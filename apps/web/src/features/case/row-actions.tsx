import { Button, Group } from '@mantine/core'
import type { CaseAction } from '../../api/types'
import { useTexts } from '../../i18n'
import type { Act } from './panel-props'

interface Props {
  actions: readonly CaseAction[]
  act: Act
  kind: string
  /** The subject, or null for what opens a new one. */
  subjectId: string | null
}

/** The acts that the viewer may do now on one thing of the case. */
export function RowActions({ actions, act, kind, subjectId }: Props) {
  const { word } = useTexts()
  const able = actions.filter((action) => action.kind === kind && action.subjectId === subjectId && action.mine && action.allowed)
  if (able.length === 0) return null
  return (
    <Group gap={6}>
      {able.map((action) => (
        <Button key={action.event} size="compact-sm" variant="default" onClick={() => act(action)}>
          {word('event', `${kind}.${action.event}`)}
        </Button>
      ))}
    </Group>
  )
}
