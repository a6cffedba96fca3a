import { Button, Stack, Text, Title } from '@mantine/core'
import { memo } from 'react'
import type { CaseAction } from '../../api/types'
import { useTexts } from '../../i18n'
import { keyOfAct, nameOfAct, type SortedActs } from './acts'

/** What the viewer may do now. */
export const NextActions = memo(function NextActions({ acts, onAct }: { acts: SortedActs; onAct: (action: CaseAction) => void }) {
  const { t, word } = useTexts()
  return (
    <section className="section next-actions">
      <Title order={2} mb="sm">
        {t('action.title')}
      </Title>
      {acts.able.length === 0 && <Text c="dimmed">{t('action.none')}</Text>}
      <Stack gap={6}>
        {acts.able.map((action) => (
          <Button
            key={keyOfAct(action)}
            variant={action === acts.main ? 'light' : 'default'}
            size="sm"
            justify="flex-start"
            fullWidth
            onClick={() => onAct(action)}
          >
            {word('event', nameOfAct(action))}
          </Button>
        ))}
      </Stack>
    </section>
  )
})
