import { Suspense, useEffect, useSyncExternalStore } from 'react'
import { endSession, onSessionChange, sessionHasEnded } from '../../api/session-state'
import { logOut } from '../../api/session'
import { later } from '../../ui/later'
import { useNow } from '../../ui/use-now'
import { lastActive, watchActivity } from './last-active'
import { useViewer } from './viewer'

const SessionEnded = later(() => import('./session-ended'), 'SessionEnded')
const SessionEnding = later(() => import('./session-ending'), 'SessionEnding')

const minute = 60_000
/** How long before its end a session says so: time to read it and to answer (WCAG 2.2.1 asks for 20 seconds at least). */
const warnedBefore = 2 * minute

/**
 * Watches over the session: warns before it ends for want of use or of age, and ends it here when nobody answers. The screens themselves ask the
 * server again and again, so that the server alone would never see that nobody is there.
 */
export function SessionWatch() {
  const viewer = useViewer()
  const ended = useSyncExternalStore(onSessionChange, sessionHasEnded)
  const now = useNow(5_000)
  useEffect(watchActivity, [])
  const idleEnd = viewer.idleMinutes === null ? Infinity : lastActive() + viewer.idleMinutes * minute
  const lastEnd = viewer.expiresAt === null ? Infinity : Date.parse(viewer.expiresAt)
  const end = Math.min(idleEnd, lastEnd)
  const isOver = viewer.id !== '' && now >= end
  useEffect(() => {
    if (!isOver || ended) return
    // Whatever the server answers, nothing is shown here any longer.
    void logOut().catch(() => undefined)
    endSession()
  }, [isOver, ended])
  if (viewer.id === '') return null
  return (
    <Suspense>
      {ended && <SessionEnded />}
      {!ended && !isOver && now >= end - warnedBefore && <SessionEnding end={end} canStay={idleEnd <= lastEnd} />}
    </Suspense>
  )
}
