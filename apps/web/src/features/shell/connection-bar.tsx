import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useSyncExternalStore } from 'react'
import { connectionIsLost, onConnection } from '../../api/connection'
import { call } from '../../api/http'
import { useTexts } from '../../i18n'
import { announce } from '../../ui/announce'

const triedEvery = 5_000

/** On every screen while the server cannot be reached: that it is so, that nothing is lost, and what happens next. */
export function ConnectionBar() {
  const { t } = useTexts()
  const client = useQueryClient()
  const lost = useSyncExternalStore(onConnection, connectionIsLost)
  const wasLost = useRef(false)
  useEffect(() => {
    if (!lost) {
      if (wasLost.current) {
        announce(t('connection.back'))
        void client.invalidateQueries({ predicate: ({ queryKey: [of] }) => of !== 'session' })
      }
      wasLost.current = false
      return
    }
    wasLost.current = true
    const timer = window.setInterval(tryAgain, triedEvery)
    window.addEventListener('online', tryAgain)
    return () => {
      window.clearInterval(timer)
      window.removeEventListener('online', tryAgain)
    }
  }, [lost, client, t])
  if (!lost) return null
  return (
    <section className="connection" role="alert">
      <p>
        <strong>{t('connection.lost')}</strong> {t('connection.lost_lead')}
      </p>
      <button type="button" onClick={tryAgain}>
        {t('connection.retry')}
      </button>
    </section>
  )
}

/** The lightest question there is; its answer alone says whether the server is there. */
function tryAgain(): void {
  void call('GET', '/session', { quiet: true }).catch(() => undefined)
}
