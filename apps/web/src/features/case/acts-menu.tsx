import { Button, Menu, type ButtonProps } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState, type ComponentProps } from 'react'
import type { CaseAction, CaseFile } from '../../api/types'
import { useTexts } from '../../i18n'
import { useOpenedMenu } from '../../ui/opened-menu'
import { keyOfAct, nameOfAct, type SortedActs } from './acts'

interface Props {
  file: CaseFile
  acts: SortedActs
  onAct: (action: CaseAction) => void
  onWhy: (action: CaseAction) => void
}

/** Opens the menu of the case that is on the screen, as a press of its button does. */
export function openActsMenu(): void {
  const button = document.querySelector<HTMLElement>('.acts-menu-button')
  button?.focus()
  button?.click()
}

/** All acts of a case. What is refused is not hidden: chosen, it leads to why. Nothing of the menu is drawn before it is first wanted. */
export function ActsMenu(props: Props) {
  const [wanted, setWanted] = useState(false)
  return wanted ? (
    <OpenedMenu {...props} />
  ) : (
    <MenuButton acts={props.acts} aria-haspopup="menu" onClick={() => setWanted(true)} />
  )
}

function MenuButton({ acts, ...button }: Pick<Props, 'acts'> & ButtonProps & ComponentProps<'button'>) {
  const { t } = useTexts()
  return (
    <Button
      {...button}
      className="acts-menu-button"
      size="sm"
      variant={acts.main || acts.able.length === 0 ? 'default' : 'filled'}
    >
      <span className="acts-menu-word">{t('action.menu')}</span>
    </Button>
  )
}

function OpenedMenu({ file, acts, onAct, onWhy }: Props) {
  const { t, word } = useTexts()
  const navigate = useNavigate()
  return (
    <Menu position="bottom-end" width={280} shadow="md" loop withinPortal={false} {...useOpenedMenu()} trapFocus>
      <Menu.Target>
        {/* It takes the place of the button that was pressed. */}
        <MenuButton acts={acts} autoFocus />
      </Menu.Target>
      <Menu.Dropdown className="acts-menu">
        {acts.able.map((action) => (
          <Menu.Item key={keyOfAct(action)} onClick={() => onAct(action)}>
            {word('event', nameOfAct(action))}
          </Menu.Item>
        ))}
        {acts.refused.length > 0 && (
          <>
            {acts.able.length > 0 && <Menu.Divider />}
            <Menu.Label>{t('action.not_now')}</Menu.Label>
            {acts.refused.map((action) => (
              <Menu.Item key={keyOfAct(action)} className="act-refused" onClick={() => onWhy(action)}>
                {word('event', nameOfAct(action))}
                <span className="small"> · {t('action.why_short')}</span>
              </Menu.Item>
            ))}
          </>
        )}
        <Menu.Divider />
        <Menu.Item onClick={() => void navigate({ to: '/cases/$caseId/summary', params: { caseId: file.id } })}>
          {t('summary.open')}
        </Menu.Item>
        <Menu.Item onClick={() => void navigate({ to: '/cases' })}>{t('case.back')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
