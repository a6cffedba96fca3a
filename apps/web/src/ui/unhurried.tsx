import { Children, createContext, startTransition, use, useDeferredValue, useEffect, useState, type ReactNode } from 'react'

/** Whether a place on the page is being returned to, for which the page must be as long as it was: it is drawn in one go then. */
export const AtOnce = createContext(false)

/**
 * Draws its children in short slices, between which the browser answers to keys and clicks; what is drawn meanwhile stands there until all of it
 * is ready. For what is large and has just been asked for: a page, the form in a drawer.
 */
export function Unhurried({ children, meanwhile = null }: { children: ReactNode; meanwhile?: ReactNode }) {
  const ready = useDeferredValue(true, use(AtOnce))
  return ready ? children : meanwhile
}

/** Draws its children one after the other, since what is put into the page in one step is also laid out and painted in one. */
export function OneByOne({ children }: { children: ReactNode }) {
  const parts = Children.toArray(children)
  const all = use(AtOnce)
  const [drawn, setDrawn] = useState(all ? parts.length : 1)
  useEffect(() => {
    if (drawn < parts.length) startTransition(() => setDrawn(drawn + 1))
  }, [drawn, parts.length])
  return parts.slice(0, drawn)
}
