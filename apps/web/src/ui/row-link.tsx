import { useRouter, type AnyRouter } from '@tanstack/react-router'
import type { MouseEvent, ReactNode } from 'react'

/**
 * A link of a row in a long list. The router's own watches every address for whether it is the current one, which a row of a list never is, and
 * hundreds of them are felt.
 */
export function RowLink({ to, children }: { to: string; children: ReactNode }) {
  const { history } = useRouter<AnyRouter>()
  const follow = (event: MouseEvent) => {
    // Another tab or window is the browser's to open.
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    history.push(to)
  }
  return (
    <a href={to} onClick={follow}>
      {children}
    </a>
  )
}
