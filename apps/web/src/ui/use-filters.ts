import { useNavigate } from '@tanstack/react-router'

type Search = Readonly<Record<string, string | undefined>>

/** Changes one filter of the screen's URL; the list starts at its first page again. */
export function useFilters(search: Search): {
  set: (name: string, value: string | undefined) => void
  clear: (names: readonly string[]) => void
  go: (cursor: string | undefined) => void
} {
  const navigate = useNavigate()
  const to = (next: Record<string, string | undefined>) => {
    const kept = Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined && value !== ''))
    // The screen stays; only its search changes, which the router cannot know of a name that comes as text.
    void navigate({ to: '.', search: kept as never })
  }
  return {
    set: (name, value) => to({ ...search, cursor: undefined, [name]: value }),
    clear: (names) => to({ ...search, cursor: undefined, ...Object.fromEntries(names.map((name) => [name, undefined])) }),
    go: (cursor) => to({ ...search, cursor }),
  }
}
