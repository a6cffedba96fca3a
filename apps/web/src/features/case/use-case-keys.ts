import { useNavigate } from '@tanstack/react-router'
import type { CaseAction } from '../../api/types'
import { useKeys, type KeyMove } from '../../ui/keys'
import { openActsMenu } from './acts-menu'

interface Moves {
  readonly caseId: string
  /** Writing a note, where the viewer may. */
  readonly note: CaseAction | undefined
  readonly act: (action: CaseAction) => void
}

/** The single keys of a case: along the timeline, to the acts, to a note. Enter opens a row by itself. */
export function useCaseKeys({ caseId, note, act }: Moves): void {
  const navigate = useNavigate()
  const along = (step: 1 | -1) => {
    const rows = [...document.querySelectorAll<HTMLElement>('.timeline summary')]
    if (rows.length === 0) {
      void navigate({ to: '/cases/$caseId', params: { caseId }, search: { tab: 'timeline' } })
      return
    }
    const here = rows.findIndex((row) => row === document.activeElement)
    const next = rows[here < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, here + step))]
    next?.focus()
    next?.scrollIntoView({ block: 'nearest' })
  }
  const moves: KeyMove[] = [
    { keys: 'j', label: 'case_key.next', run: () => along(1) },
    { keys: 'k', label: 'case_key.previous', run: () => along(-1) },
    { keys: 'a', label: 'case_key.acts', run: openActsMenu },
    { keys: 'n', label: 'case_key.note', run: () => note && act(note) },
  ]
  useKeys({ title: 'case_key.title', moves })
}
