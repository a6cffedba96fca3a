import { Button, Group, Text } from '@mantine/core'
import { endSession } from '../../api/session-state'
import { call } from '../../api/http'
import { useTexts } from '../../i18n'
import { formatNumber } from '../../i18n/format'
import { Dialog } from '../../ui/over'
import { useNow } from '../../ui/use-now'
import { noteActive } from './last-active'

interface Props {
  /** When the session ends, in milliseconds since 1970. */
  end: number
  /** Whether somebody who is there keeps it alive; a session that has grown too old ends all the same. */
  canStay: boolean
}

/** The session is about to end: stay, or where that cannot be, sign in anew with everything that was typed still there. */
export function SessionEnding({ end, canStay }: Props) {
  const { t, language } = useTexts()
  const left = Math.max(0, Math.ceil((end - useNow(1_000)) / 1_000))
  const stay = () => {
    noteActive()
    void call('GET', '/session', { quiet: true }).catch(() => undefined)
  }
  return (
    <Dialog onClose={canStay ? stay : () => undefined} withCloseButton={false} zIndex={400} title={t('session.ending')}>
      <Text size="sm" mb="md" role="timer">
        {t('session.ending_in', { n: formatNumber(left, language) })}{' '}
        {canStay ? t('session.ending_stay') : t('session.ending_anew')}
      </Text>
      <Group gap="xs">
        {canStay ? (
          <Button data-autofocus onClick={stay}>
            {t('session.stay')}
          </Button>
        ) : (
          <Button data-autofocus onClick={endSession}>
            {t('session.anew')}
          </Button>
        )}
      </Group>
    </Dialog>
  )
}
