import { Modal, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { onSessionChange, sessionHasEnded } from '../../api/session-state'
import { sessionQuery } from '../../api/session'
import { useTexts } from '../../i18n'
import { SignIn } from './sign-in'
import { useViewer } from './viewer'

/**
 * The session has ended while somebody worked. The page stays mounted under this dialog, so that what they typed is still there once
 * they are back. Another account gets a fresh start: the page was read with the eyes of the first.
 */
export function SessionEnded() {
  const { t } = useTexts()
  const client = useQueryClient()
  const viewer = useViewer()
  const ended = useSyncExternalStore(onSessionChange, sessionHasEnded)
  return (
    <Modal
      opened={ended && viewer.id !== ''}
      onClose={() => undefined}
      withCloseButton={false}
      // Over the drawer whose form is waiting.
      zIndex={400}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={<Text fw={650}>{t('session.ended')}</Text>}
    >
      <Text size="sm" mb="md">
        {t('session.ended_lead')}
      </Text>
      <SignIn
        username={viewer.username}
        onDone={(account) => {
          if (account.id !== viewer.id) {
            window.location.assign('/')
            return
          }
          client.setQueryData(sessionQuery.queryKey, account)
          void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'session' })
        }}
      />
    </Modal>
  )
}
