import { Alert, Button, Drawer, Group, Text } from '@mantine/core'
import { useState } from 'react'
import type { Receipt } from '../../api/types'
import { useTexts } from '../../i18n'
import { CommandForm } from './command-form'
import type { CommandSpec } from './spec'

interface Props {
  spec: CommandSpec | null
  onClose: () => void
  onDone?: (receipt: Receipt) => void
}

/** A command's form beside the page that it belongs to. What was typed is not thrown away without a question. */
export function CommandDrawer({ spec, onClose, onDone }: Props) {
  const { t } = useTexts()
  const [dirty, setDirty] = useState(false)
  const [asking, setAsking] = useState(false)
  const close = () => {
    setDirty(false)
    setAsking(false)
    onClose()
  }
  const tryToClose = () => (dirty ? setAsking(true) : close())
  return (
    <Drawer
      opened={spec !== null}
      onClose={tryToClose}
      position="right"
      size="md"
      title={<Text fw={650}>{spec?.title}</Text>}
      closeButtonProps={{ 'aria-label': t('form.close') }}
    >
      {asking && (
        <Alert color="yellow" variant="light" mb="md" role="alert" title={t('form.unsaved')}>
          <Group gap="xs">
            <Button size="xs" color="red.8" onClick={close}>
              {t('form.discard')}
            </Button>
            <Button size="xs" variant="default" onClick={() => setAsking(false)}>
              {t('form.keep')}
            </Button>
          </Group>
        </Alert>
      )}
      {spec && (
        <CommandForm
          key={spec.path + spec.title}
          spec={spec}
          onDirty={setDirty}
          onCancel={tryToClose}
          onDone={(receipt) => {
            close()
            onDone?.(receipt)
          }}
        />
      )}
    </Drawer>
  )
}
