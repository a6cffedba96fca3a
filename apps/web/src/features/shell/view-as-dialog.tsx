import { Button, Group, Radio, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTexts } from '../../i18n'
import { useSubmit } from '../../ui/command/submit'
import { Dialog } from '../../ui/over'
import { ProblemNote } from '../../ui/page'
import { people } from './areas'

/** The trainer's own role needs no view, and what the auditor reads is no lesson. */
const viewable = people.filter((role) => role !== 'trainer' && role !== 'auditor')

/** A trainer chooses through which role to look. */
export function ViewAsDialog({ onClose }: { onClose: () => void }) {
  const { t, word } = useTexts()
  const [role, setRole] = useState<string>(viewable[0] ?? '')
  // Another pair of eyes: nothing that was read with the first may stay on the screens.
  const begin = useSubmit<void>({ onDone: () => window.location.assign('/') })
  return (
    <Dialog onClose={onClose} title={t('viewing.begin')}>
      <Stack>
        <Text size="sm">{t('viewing.lead')}</Text>
        {begin.error !== null && <ProblemNote problem={begin.error} />}
        <Radio.Group label={t('viewing.which')} value={role} onChange={setRole}>
          <Stack gap={8} mt="xs">
            {viewable.map((one) => (
              <Radio key={one} value={one} label={word('role', one)} description={word('role_does', one)} />
            ))}
          </Stack>
        </Radio.Group>
        <Group gap="xs">
          <Button loading={begin.isPending} onClick={() => begin.mutate({ path: '/view-as', body: { role } })}>
            {t('viewing.begin_now')}
          </Button>
          <Button variant="subtle" onClick={onClose}>
            {t('form.cancel')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
