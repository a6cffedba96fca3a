import { Outlet } from '@tanstack/react-router'
import { Suspense, useEffect, useRef, useState } from 'react'
import { useTexts } from '../../i18n'
import { Announcer } from '../../ui/announce'
import { later } from '../../ui/later'
import { GlassWatch } from '../glass/glass-watch'
import { SessionWatch } from '../session/session-watch'
import { AccountMenu } from './account-menu'
import { Banner } from './banner'
import { Brand } from './brand'
import { ConnectionBar } from './connection-bar'
import { FocusKept } from './focus-kept'
import { useFrameKeys } from './go-keys'
import { LanguageChoice } from './language-choice'
import { MainMenu } from './main-menu'
import { useOwnPreferences } from './preferences'
import { ViewingBar } from './viewing-bar'

const Palette = later(() => import('./palette'), 'Palette')
const KeyList = later(() => import('./key-list'), 'KeyList')
const NarrowMenu = later(() => import('./narrow-menu'), 'NarrowMenu')

type Over = 'palette' | 'keys' | 'menu' | null

/** What stands around every screen: the banner, the way to everything, who is here. */
export function Shell() {
  const { t } = useTexts()
  const [over, setOver] = useState<Over>(null)
  const close = () => setOver(null)
  useOwnPreferences()
  useFrameKeys({ palette: () => setOver('palette'), keyList: () => setOver('keys') })
  usePaletteChord(() => setOver('palette'))
  return (
    <>
      <a className="skip" href="#content">
        {t('nav.skip')}
      </a>
      <Banner dated />
      <ViewingBar />
      <ConnectionBar />
      <header className="top">
        <button
          type="button"
          className="narrow-only burger"
          aria-label={t('nav.open')}
          aria-expanded={over === 'menu'}
          onClick={() => setOver('menu')}
        >
          <svg aria-hidden width="18" height="14" viewBox="0 0 18 14">
            <path d="M0 1h18M0 7h18M0 13h18" stroke="currentColor" strokeWidth="2" />
          </svg>
        </button>
        <Brand />
        <button type="button" className="palette-button" onClick={() => setOver('palette')}>
          <span>{t('palette.open')}</span>
          <kbd className="wide-only">Ctrl K</kbd>
        </button>
        <span className="wide-only">
          <LanguageChoice />
        </span>
        <AccountMenu />
      </header>
      <div className="frame">
        <div className="side">
          <MainMenu />
        </div>
        <main className="content" id="content">
          <Outlet />
        </main>
      </div>
      <Suspense>
        {over === 'palette' && <Palette onClose={close} onKeys={() => setOver('keys')} />}
        {over === 'keys' && <KeyList onClose={close} />}
        {over === 'menu' && <NarrowMenu onClose={close} />}
      </Suspense>
      <GlassWatch />
      <SessionWatch />
      <FocusKept />
      <Announcer />
    </>
  )
}

/** Ctrl K, or ⌘ K, from wherever somebody types. */
function usePaletteChord(open: () => void): void {
  const held = useRef(open)
  held.current = open
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
      event.preventDefault()
      held.current()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}
