import { useNavigate } from '@tanstack/react-router'
import { useLayoutEffect, useMemo, useRef } from 'react'

type Search = Readonly<Record<string, string | undefined>>

/** Changes one filter of the screen's URL; the list starts at its first page again. */
export function useFilters(search: Search): {
  set: (name: string, value: string | undefined) => void
  clear: (names: readonly string[]) => void
  go: (cursor: string | undefined) => void
} {
  const navigate = useNavigate()
  const now = useRef(search)
  useLayoutEffect(() => {
    now.current = search
  })
  // The same functions however the filters stand, so that what is given them is not drawn anew for their sake.
  return useMemo(() => {
    const to = (change: Search) => {
      const kept = Object.fromEntries(Object.entries({ ...now.current, ...change }).filter(([, value]) => value))
      // The screen stays; only its search changes, which the router cannot know of a name that comes as text.
      void navigate({ to: '.', search: kept as never })
    }
    return {
      set: (name, value) => to({ cursor: undefined, [name]: value }),
      clear: (names) => to({ cursor: undefined, ...Object.fromEntries(names.map((name) => [name, undefined])) }),
      go: (cursor) => to({ cursor }),
    }
  }, [navigate])
}
