import { Alert, Button, Group } from '@mantine/core'
import { useTexts } from '../i18n'

/** Over a form that is closed with something typed in it: whether that may be thrown away. */
export function UnsavedQuestion({ onDiscard, onKeep }: { onDiscard: () => void; onKeep: () => void }) {
  const { t } = useTexts()
  return (
    <Alert color="yellow" variant="light" mb="md" role="alert" title={t('form.unsaved')}>
      <Group gap="xs">
        <Button size="xs" color="red.8" onClick={onDiscard}>
          {t('form.discard')}
        </Button>
        <Button size="xs" variant="default" onClick={onKeep}>
          {t('form.keep')}
        </Button>
      </Group>
    </Alert>
  )
}
