import { Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { sessionQuery } from '../../api/session'
import { useTexts } from '../../i18n'
import { Dialog } from '../../ui/over'
import { noteActive } from './last-active'
import { SignIn } from './sign-in'
import { useViewer } from './viewer'

/**
 * The session has ended while somebody worked. The page stays mounted under this dialog, so that what they typed is still there once
 * they are back; until then it is covered, since whoever stands here now may be somebody else. Another account gets a fresh start.
 */
export function SessionEnded() {
  const { t } = useTexts()
  const client = useQueryClient()
  const viewer = useViewer()
  return (
    <Dialog
      onClose={() => undefined}
      withCloseButton={false}
      // Over the drawer whose form is waiting.
      zIndex={400}
      closeOnEscape={false}
      closeOnClickOutside={false}
      overlayProps={{ backgroundOpacity: 1, color: 'var(--ground)' }}
      title={t('session.ended')}
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
          noteActive()
          client.setQueryData(sessionQuery.queryKey, account)
          void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'session' })
        }}
      />
    </Dialog>
  )
}
