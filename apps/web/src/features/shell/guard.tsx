import { Alert } from '@mantine/core'
import type { ReactNode } from 'react'
import { comma, useTexts } from '../../i18n'
import { Page } from '../../ui/page'
import { useViewer } from '../session/viewer'
import { areas, mayUse, type AreaName } from './areas'

/** Says plainly when the viewer's role has no business on a screen, and who has. */
export function Guard({ area, children }: { area: AreaName; children: ReactNode }) {
  const { t, word } = useTexts()
  const viewer = useViewer()
  if (mayUse(area, viewer.roles)) return <>{children}</>
  return (
    <Page title={t(areas[area].label)}>
      <Alert color="gray" variant="light" title={t('guard.title')}>
        {t('guard.body', { roles: areas[area].roles.map((role) => word('role', role)).join(comma()) })}
      </Alert>
    </Page>
  )
}

export function NotFound() {
  const { t } = useTexts()
  return (
    <Page title={t('notfound.title')}>
      <p>
        {t('notfound.body')} <a href="/">{t('notfound.home')}</a>
      </p>
    </Page>
  )
}
