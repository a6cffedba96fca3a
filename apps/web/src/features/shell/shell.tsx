import { Burger, Drawer, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { clockQuery } from '../../api/session'
import { useTexts } from '../../i18n'
import { formatDate } from '../../i18n/format'
import { Announcer } from '../../ui/announce'
import { DateText } from '../../ui/values'
import { GlassCount } from '../glass/glass-count'
import { GlassWatch } from '../glass/glass-watch'
import { ReminderCount } from '../reminders/reminder-count'
import { SessionEnded } from '../session/session-ended'
import { useHasRole, useViewer } from '../session/viewer'
import { AccountMenu } from './account-menu'
import { areas, mayUse, type AreaName } from './areas'
import { Banner } from './banner'
import { Brand } from './brand'
import { LanguageChoice } from './language-choice'
import { ViewingBar } from './viewing-bar'

function MainMenu({ onGo }: { onGo?: () => void }) {
  const { t } = useTexts()
  const viewer = useViewer()
  const names = (Object.keys(areas) as AreaName[]).filter((name) => mayUse(name, viewer.roles))
  return (
    <nav aria-label={t('nav.label')}>
      <ul className="menu">
        {names.map((name) => (
          <li key={name}>
            <Link to={areas[name].to} onClick={onGo} activeOptions={{ exact: areas[name].to === '/' }}>
              {t(areas[name].label)}
              {name === 'reminders' && <ReminderCount />}
              {name === 'glass' && <GlassCount />}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** What stands around every screen: the banner, who and when, the menu. */
export function Shell() {
  const { t, language } = useTexts()
  const clock = useQuery(clockQuery)
  const trains = useHasRole('trainer')
  const [open, setOpen] = useState(false)
  const path = useRouterState({ select: (state) => state.location.pathname })
  const first = useRef(true)
  useEffect(() => {
    // A new screen: the keyboard and the screen reader start at its title, not at the link that was pressed.
    if (first.current) first.current = false
    else document.getElementById('page-title')?.focus({ preventScroll: true })
  }, [path])
  return (
    <>
      <a className="skip" href="#content">
        {t('nav.skip')}
      </a>
      <Banner />
      <ViewingBar />
      <header className="top">
        <span className="narrow-only">
          <Burger size="sm" opened={open} onClick={() => setOpen(true)} aria-label={t('nav.open')} />
        </span>
        <Brand />
        {clock.data && (
          <Text size="sm" className="clock" title={t('clock.title')}>
            <span className="faint wide-only">{t('clock.title')} </span>
            {trains ? (
              <Link to="/clock" aria-label={t('clock.to_clock', { day: formatDate(clock.data.today, language) })}>
                <DateText value={clock.data.today} />
              </Link>
            ) : (
              <DateText value={clock.data.today} />
            )}
          </Text>
        )}
        <span style={{ flex: 1 }} />
        <span className="wide-only">
          <LanguageChoice />
        </span>
        <AccountMenu />
      </header>
      <Drawer
        opened={open}
        onClose={() => setOpen(false)}
        size="xs"
        title={t('nav.label')}
        closeButtonProps={{ 'aria-label': t('form.close') }}
      >
        <MainMenu onGo={() => setOpen(false)} />
        <div style={{ marginTop: 24 }}>
          <LanguageChoice />
        </div>
      </Drawer>
      <div className="frame">
        <div className="side">
          <MainMenu />
        </div>
        <main className="content" id="content">
          <Outlet />
        </main>
      </div>
      <GlassWatch />
      <SessionEnded />
      <Announcer />
    </>
  )
}
