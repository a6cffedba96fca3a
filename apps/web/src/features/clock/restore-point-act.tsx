import { Alert, Button, Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTexts } from '../../i18n'
import { formatDate, formatNumber, formatTime } from '../../i18n/format'
import { Dialog } from '../../ui/over'
import { Facts } from '../../ui/rows'
import type { RestorePoint } from './clock-data'
import type { KeeperAct } from './use-keeper'

export interface Asked {
  readonly what: 'load' | 'reset' | 'delete'
  readonly point: RestorePoint
  /** As it is called on the screen. */
  readonly name: string
}

interface Props {
  asked: Asked | null
  busy: boolean
  problem: ReactNode
  onConfirm: (act: KeeperAct) => void
  onClose: () => void
}

/** The interruption before a restore point is loaded or deleted: what it does to everybody, and what is lost. */
export function RestorePointAct({ asked, busy, problem, onConfirm, onClose }: Props) {
  const { t, language } = useTexts()
  if (!asked) return null
  const { what, point, name } = asked
  const acts: Record<Asked['what'], KeeperAct> = {
    load: { method: 'POST', path: `/restore-points/${point.id}/load`, said: t('restore.loaded_said', { name }), swaps: true },
    reset: { method: 'POST', path: '/reset', said: t('restore.loaded_said', { name }), swaps: true },
    delete: { method: 'DELETE', path: `/restore-points/${point.id}`, said: t('restore.deleted_said', { name }) },
  }
  const title = { load: t('restore.load_this', { name }), reset: t('restore.reset'), delete: t('restore.delete_this', { name }) }[
    what
  ]
  const button = { load: t('restore.load_now'), reset: t('restore.reset_now'), delete: t('restore.delete_now') }[what]
  return (
    <Dialog onClose={() => !busy && onClose()} size="lg" title={title}>
      <Facts
        items={[
          [t('clock.title'), formatDate(point.programmeDate, language)],
          [t('cases.title'), formatNumber(point.cases, language)],
          [t('restore.made'), formatTime(point.madeAt, language)],
        ]}
      />
      <Alert color="yellow" variant="light" my="md" title={t('restore.consequences')}>
        {what === 'delete' ? (
          <Text size="sm">{t('restore.delete_means')}</Text>
        ) : (
          <ul className="conditions">
            <li>{t('restore.load_loses', { at: formatTime(point.madeAt, language) })}</li>
            <li>{t('restore.load_signs_out')}</li>
            <li>{t('restore.load_keep')}</li>
          </ul>
        )}
      </Alert>
      {problem}
      <Group gap="xs" mt="md">
        <Button color="red.8" loading={busy} onClick={() => onConfirm(acts[what])}>
          {button}
        </Button>
        <Button variant="subtle" disabled={busy} onClick={onClose}>
          {t('form.cancel')}
        </Button>
      </Group>
    </Dialog>
  )
}
