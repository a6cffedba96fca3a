import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMantineColorScheme } from '@mantine/core'
import { useEffect } from 'react'
import { call, get, Problem } from '../../api/http'
import { chooseLanguage, type Language } from '../../i18n'
import { chooseDigits, type DigitChoice } from '../../i18n/format'
import { useViewing } from '../session/viewer'

export type Theme = 'light' | 'dark' | 'auto'

/** One way to look at a list, under a name: what the URL of the screen says. */
export interface SavedView {
  readonly name: string
  readonly search: Readonly<Record<string, string>>
}

/** How somebody likes one list. */
export interface ListPreference {
  readonly columns: readonly string[] | null
  readonly views: readonly SavedView[]
}

/** What somebody chose for themselves, kept with their account; null where they chose nothing. */
export interface Preferences {
  readonly language: Language | null
  readonly digits: DigitChoice | null
  readonly theme: Theme | null
  readonly lists: Readonly<Record<string, ListPreference>>
}

export const preferencesQuery = queryOptions({
  queryKey: ['preferences'],
  queryFn: () => get<Preferences>('/preferences'),
  staleTime: Infinity,
})

/** Changes what somebody likes, here at once and with their account. While viewing through a role it is for this browser alone. */
export function useChoosePreferences(): (change: Partial<Preferences>) => void {
  const client = useQueryClient()
  const viewing = useViewing()
  const apply = useApply()
  return (change) => {
    apply(change)
    const before = client.getQueryData(preferencesQuery.queryKey)
    if (before)
      client.setQueryData(preferencesQuery.queryKey, { ...before, ...change, lists: { ...before.lists, ...change.lists } })
    if (viewing) return
    void call<Preferences>('PATCH', '/preferences', { body: change }).catch((problem: unknown) => {
      // It holds in this browser; a name that the server does not take must not seem kept.
      if (problem instanceof Problem && problem.status === 422) client.setQueryData(preferencesQuery.queryKey, before)
      void client.invalidateQueries({ queryKey: preferencesQuery.queryKey })
    })
  }
}

function useApply(): (change: Partial<Preferences>) => void {
  const { setColorScheme } = useMantineColorScheme()
  return ({ language, digits, theme }) => {
    if (language) void chooseLanguage(language)
    if (digits) chooseDigits(digits)
    if (theme) setColorScheme(theme)
  }
}

/** Once somebody has signed in: the screens as they like them, on whatever device they sit. */
export function useOwnPreferences(): void {
  const { data } = useQuery(preferencesQuery)
  const apply = useApply()
  const first = data !== undefined
  useEffect(() => {
    if (data) apply(data)
    // Later changes are applied where they are made.
  }, [first])
}
