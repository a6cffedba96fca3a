import { Button, Menu, Text, useMantineColorScheme } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useNavigate } from '@tanstack/react-router'
import { logOut, sessionQuery } from '../../api/session'
import { useTexts } from '../../i18n'
import { useHasRole, useViewer } from '../session/viewer'
import { ViewAsDialog } from './view-as-dialog'

/** Who is logged in and in which role; the way to another account. */
export function AccountMenu() {
  const { t, word } = useTexts()
  const viewer = useViewer()
  const trains = useHasRole('trainer')
  const [choosing, setChoosing] = useState(false)
  const client = useQueryClient()
  const navigate = useNavigate()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const leave = async () => {
    // Leaving must work when the server is away or the session is gone already.
    await logOut().catch(() => undefined)
    client.clear()
    client.setQueryData(sessionQuery.queryKey, null)
    await navigate({ to: '/login' })
  }
  return (
    <>
      <Menu position="bottom-end" width={250}>
        <Menu.Target>
          <Button variant="default" size="sm" className="who" px="sm">
            <span className="who-text">
              <span className="who-name">{viewer.displayName}</span>
              <span className="faint wide-only">{viewer.roles.map((role) => word('role', role)).join(', ')}</span>
            </span>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            {viewer.username}
            <Text size="xs">{viewer.roles.map((role) => word('role', role)).join(', ')}</Text>
          </Menu.Label>
          <Menu.Item component={Link} to="/account">
            {t('account.mine')}
          </Menu.Item>
          {trains && <Menu.Item onClick={() => setChoosing(true)}>{t('viewing.begin')}</Menu.Item>}
          <Menu.Item onClick={() => void leave()}>{t('account.switch')}</Menu.Item>
          <Menu.Divider />
          <Menu.Label>{t('account.theme')}</Menu.Label>
          {(['light', 'dark', 'auto'] as const).map((scheme) => (
            <Menu.Item
              key={scheme}
              onClick={() => setColorScheme(scheme)}
              aria-current={colorScheme === scheme ? 'true' : undefined}
            >
              {t(`account.theme_${scheme}`)}
              {colorScheme === scheme && ' ✓'}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {trains && <ViewAsDialog opened={choosing} onClose={() => setChoosing(false)} />}
    </>
  )
}
