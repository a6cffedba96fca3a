import { useDeferredValue, type ReactNode } from 'react'

/**
 * Draws its children in short slices, between which the browser answers to keys and clicks; what is drawn meanwhile stands there until all of it
 * is ready. For what is large and has just been asked for: a page, the form in a drawer.
 * @param atOnce draws in one go after all, where a place on the page is being returned to
 */
export function Unhurried({
  children,
  meanwhile = null,
  atOnce = false,
}: {
  children: ReactNode
  meanwhile?: ReactNode
  atOnce?: boolean
}) {
  const ready = useDeferredValue(true, atOnce)
  return ready ? children : meanwhile
}
