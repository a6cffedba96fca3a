import { Button, Group, Text } from '@mantine/core'
import { useTexts } from '../i18n'
import { Dialog } from './over'

/** The question before unsent work is left. Staying is the answer that Enter and Escape give. */
export function LeaveDialog({ onStay, onLeave }: { onStay: () => void; onLeave: () => void }) {
  const { t } = useTexts()
  return (
    <Dialog onClose={onStay} withCloseButton={false} zIndex={350} title={t('unsaved.title')}>
      <Text size="sm" mb="md">
        {t('unsaved.body')}
      </Text>
      <Group gap="xs">
        <Button data-autofocus onClick={onStay}>
          {t('unsaved.stay')}
        </Button>
        <Button variant="default" onClick={onLeave}>
          {t('unsaved.leave')}
        </Button>
      </Group>
    </Dialog>
  )
}
