import { useBlocker } from '@tanstack/react-router'
import { Suspense } from 'react'
import { later } from './later'

const LeaveDialog = later(() => import('./leave-dialog'), 'LeaveDialog')

/** Asks before a page with unsent work is left: by a link, by the browser's "back", or by closing the window. Draw it beside the form. */
export function UnsavedGuard({ dirty }: { dirty: boolean }) {
  const blocker = useBlocker({
    // Another filter or tab of the same page leaves nothing.
    shouldBlockFn: ({ current, next }) => dirty && current.pathname !== next.pathname,
    enableBeforeUnload: () => dirty,
    withResolver: true,
  })
  if (blocker.status !== 'blocked') return null
  return (
    <Suspense>
      <LeaveDialog onStay={blocker.reset} onLeave={blocker.proceed} />
    </Suspense>
  )
}
