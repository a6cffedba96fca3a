import { useRouter, type AnyRouter } from '@tanstack/react-router'
import { useEffect } from 'react'

/** Fetches the page that comes next, as the router writes its address, while nothing else is to do, so that it opens without a wait. */
export function useReadyAhead(path: string): void {
  const router = useRouter<AnyRouter>()
  useEffect(() => {
    const route = router.routesByPath[path]
    if (!route) throw new Error(`No page has the address ${path}.`)
    // Safari has no idle callbacks; a second after the list has come is late enough.
    const asks = window.requestIdleCallback ?? ((run: () => void) => window.setTimeout(run, 1_000))
    const forgets = window.cancelIdleCallback ?? window.clearTimeout
    const id = asks(() => void router.loadRouteChunk(route))
    return () => forgets(id)
  }, [router, path])
}
