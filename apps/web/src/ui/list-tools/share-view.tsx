import { Button, Group, Text } from '@mantine/core'
import { useId, useState } from 'react'
import { useTexts } from '../../i18n'
import { useSubmit } from '../command/submit'
import { ProblemNote } from '../page'
import type { SharedView } from './shared-views'

interface ShareViewProps {
  readonly list: string
  readonly name: string
  /** The roles to choose from; with one, nothing is asked. */
  readonly roles: readonly string[]
  /** How it is shared now. */
  readonly shared: SharedView | undefined
  /** Whether what is shared is being asked for. */
  readonly asking: boolean
}

/** Shares an own view with a role, or takes it back. The button keeps its place, and so the focus. */
export function ShareView({ list, name, roles, shared, asking }: ShareViewProps) {
  const { t, word } = useTexts()
  const [choosing, setChoosing] = useState(false)
  const group = useId()
  const share = useSubmit({ said: t('list.shared_said', { name }), onDone: () => setChoosing(false) })
  const stop = useSubmit({ said: t('list.unshared_said', { name }) })
  const busy = share.isPending || stop.isPending || asking
  const [first] = roles
  const label = shared
    ? t('list.stop_sharing')
    : first && roles.length === 1
      ? t('list.share_with_role', { role: word('role', first) })
      : t('list.share_with')
  const send = (role: string) => {
    // Disabled meanwhile, it would lose the focus.
    if (!busy) share.mutate({ path: '/shared-views', body: { list, name, role } })
  }
  const press = () => {
    if (shared) {
      if (!busy) stop.mutate({ path: `/shared-views/${shared.id}/stop` })
    } else if (first && roles.length === 1) send(first)
    else setChoosing(!choosing)
  }
  const problem = share.error ?? stop.error
  return (
    <>
      {(shared || first) && (
        <Button
          size="compact-xs"
          variant="subtle"
          aria-disabled={busy}
          aria-expanded={!shared && roles.length > 1 ? choosing : undefined}
          aria-controls={choosing ? group : undefined}
          aria-label={t('list.act_on_view', { act: label, name })}
          onClick={press}
        >
          {label}
        </Button>
      )}
      {choosing && !shared && (
        <Group id={group} role="group" gap={4} aria-label={t('list.share_roles', { name })}>
          {roles.map((role) => (
            <Button key={role} size="compact-xs" variant="default" aria-disabled={busy} onClick={() => send(role)}>
              {word('role', role)}
            </Button>
          ))}
        </Group>
      )}
      {problem !== null && <ProblemNote problem={problem} />}
    </>
  )
}

/** With whom a view is shared. */
export function SharedWith({ shared }: { shared: SharedView }) {
  const { t, word } = useTexts()
  return (
    <Text size="xs" c="dimmed">
      {t(shared.active ? 'list.shared_with' : 'list.shared_in_vain', { role: word('role', shared.role) })}
    </Text>
  )
}
