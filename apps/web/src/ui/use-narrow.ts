import { useLayoutEffect, useState } from 'react'

/** Whether the window is too narrow for tables; they are cards then. The same width stands in styles/base.css. */
export function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => window.matchMedia('(max-width: 47.99em)').matches)
  useLayoutEffect(() => {
    const query = window.matchMedia('(max-width: 47.99em)')
    const follow = () => setNarrow(query.matches)
    query.addEventListener('change', follow)
    return () => query.removeEventListener('change', follow)
  }, [])
  return narrow
}
