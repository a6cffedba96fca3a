import { Alert, Button, Group, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/http'
import { clockQuery, type Clock } from '../../api/session'
import type { Receipt } from '../../api/types'
import { useTexts } from '../../i18n'
import { formatDate } from '../../i18n/format'
import { useSubmit } from '../../ui/command/submit'
import { NumberField } from '../../ui/number-field'
import { SideDrawer } from '../../ui/over'
import { ProblemNote } from '../../ui/page'
import type { ClockPreview, ClockStep } from './clock-data'
import { PreviewOfMove } from './preview'

/** How far to move: nothing happens before it was seen what will fire. */
export function MoveForm({ clock }: { clock: Clock }) {
  const { t, language } = useTexts()
  const [days, setDays] = useState<number | ''>(10)
  const [seen, setSeen] = useState<{ step: ClockStep; preview: ClockPreview } | null>(null)
  const look = useMutation({
    mutationFn: (step: ClockStep) => call<ClockPreview>('POST', '/clock/preview', { body: step }),
    onSuccess: (preview, step) => setSeen({ step, preview }),
  })
  if (!clock.demo) return <Alert color="gray" variant="light" title={t('clock.not_a_demo')} />
  const step = (label: string, asked: ClockStep, disabled = false) => (
    <Button
      variant="default"
      disabled={disabled}
      loading={look.isPending && look.variables === asked}
      onClick={() => look.mutate(asked)}
    >
      {label}
    </Button>
  )
  const typed = days === '' ? null : days
  return (
    <>
      <Text size="sm" mb="sm">
        {t('clock.forward_lead')}
      </Text>
      {look.error !== null && <ProblemNote problem={look.error} />}
      <div role="group" aria-label={t('clock.forward')} className="clock-steps">
        {step(t('clock.step_day'), oneDay)}
        {step(t('clock.step_week'), oneWeek)}
        {step(t('clock.step_month'), oneMonth)}
        {step(
          clock.nextRunOn ? t('clock.step_run', { day: formatDate(clock.nextRunOn, language) }) : t('clock.step_run_none'),
          toNextRun,
          clock.nextRunOn === null,
        )}
      </div>
      <form
        noValidate
        className="clock-days"
        onSubmit={(event) => {
          event.preventDefault()
          if (typed !== null) look.mutate({ days: typed })
        }}
      >
        <NumberField label={t('clock.days')} w={130} value={days} onChange={setDays} />
        <Button type="submit" variant="default" disabled={typed === null}>
          {t('clock.preview')}
        </Button>
      </form>
      <Text size="sm" c="dimmed" mt="sm">
        {t('clock.no_way_back')} <a href="#restore-points">{t('clock.to_restore_points')}</a>
      </Text>
      {seen && (
        <SideDrawer onClose={() => setSeen(null)} size="lg" title={t('clock.preview_title')}>
          <Confirmation {...seen} onClose={() => setSeen(null)} onLookAgain={() => look.mutate(seen.step)} />
        </SideDrawer>
      )}
    </>
  )
}

const oneDay: ClockStep = { days: 1 }
const oneWeek: ClockStep = { days: 7 }
const oneMonth: ClockStep = { months: 1 }
const toNextRun: ClockStep = { toNextRun: true }

interface ConfirmationProps {
  step: ClockStep
  preview: ClockPreview
  onClose: () => void
  onLookAgain: () => void
}

/** What will fire, and the serious act below it. */
function Confirmation({ step, preview, onClose, onLookAgain }: ConfirmationProps) {
  const { t, language } = useTexts()
  const client = useQueryClient()
  const to = formatDate(preview.to, language)
  const move = useSubmit<Receipt>({
    said: t('clock.moving', { to }),
    onDone: () => {
      onClose()
      void client.invalidateQueries({ queryKey: clockQuery.queryKey })
    },
  })
  return (
    <>
      <PreviewOfMove preview={preview} />
      <Alert color="yellow" variant="light" mt="md" title={t('clock.serious_title')}>
        <Text size="sm">{t('clock.serious', { to })}</Text>
      </Alert>
      {move.error !== null && (
        <div className="spaced">
          <ProblemNote problem={move.error} retry={onLookAgain} />
        </div>
      )}
      <Group mt="md" gap="xs">
        <Button
          color="red.8"
          loading={move.isPending}
          onClick={() => move.mutate({ path: '/clock/moves', body: { ...step, seenToday: preview.from } })}
        >
          {t('clock.move', { to })}
        </Button>
        <Button variant="subtle" onClick={onClose}>
          {t('form.cancel')}
        </Button>
      </Group>
    </>
  )
}
