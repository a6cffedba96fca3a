import { Menu, Text, useMantineColorScheme } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { logOut, sessionQuery } from '../../api/session'
import { comma, useTexts } from '../../i18n'
import { digitsInUse } from '../../i18n/format'
import { useOpenedMenu } from '../../ui/opened-menu'
import { useHasRole, useViewer } from '../session/viewer'
import { useChoosePreferences, type Theme } from './preferences'
import { ViewAsDialog } from './view-as-dialog'
import { WhoButton } from './who-button'

const themes = ['light', 'dark', 'auto'] as const
const digitChoices = ['language', 'latin', 'burmese'] as const

/** The way to one's own account and to another one, and how one likes the screens. */
export function AccountMenuList() {
  const { t, word } = useTexts()
  const viewer = useViewer()
  const trains = useHasRole('trainer')
  const [choosing, setChoosing] = useState(false)
  const client = useQueryClient()
  const navigate = useNavigate()
  const { colorScheme } = useMantineColorScheme()
  const choose = useChoosePreferences()
  const leave = async () => {
    // Leaving must work when the server is away or the session is gone already.
    await logOut().catch(() => undefined)
    client.clear()
    client.setQueryData(sessionQuery.queryKey, null)
    await navigate({ to: '/login' })
  }
  const choice = (key: string, label: string, chosen: boolean, onChoose: () => void) => (
    <Menu.Item key={key} onClick={onChoose} closeMenuOnClick={false} aria-current={chosen ? 'true' : undefined}>
      {label}
      {chosen && <span aria-hidden> ✓</span>}
    </Menu.Item>
  )
  return (
    <>
      <Menu position="bottom-end" width={260} {...useOpenedMenu()} trapFocus>
        <Menu.Target>
          {/* It takes the place of the button that was pressed. */}
          <WhoButton autoFocus />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            {viewer.username}
            <Text size="xs">{viewer.roles.map((role) => word('role', role)).join(comma())}</Text>
          </Menu.Label>
          <Menu.Item component={Link} to="/account">
            {t('account.mine')}
          </Menu.Item>
          {trains && <Menu.Item onClick={() => setChoosing(true)}>{t('viewing.begin')}</Menu.Item>}
          <Menu.Item onClick={() => void leave()}>{t('account.switch')}</Menu.Item>
          <Menu.Divider />
          <Menu.Label>{t('account.theme')}</Menu.Label>
          {themes.map((theme: Theme) =>
            choice(theme, t(`account.theme_${theme}`), colorScheme === theme, () => choose({ theme })),
          )}
          <Menu.Divider />
          <Menu.Label>{t('digits.label')}</Menu.Label>
          {digitChoices.map((digits) =>
            choice(digits, t(`digits.${digits}`), digitsInUse() === digits, () => choose({ digits })),
          )}
        </Menu.Dropdown>
      </Menu>
      {choosing && <ViewAsDialog onClose={() => setChoosing(false)} />}
    </>
  )
}
