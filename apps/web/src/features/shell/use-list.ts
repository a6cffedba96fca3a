import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { call } from '../../api/http'
import type { ListSettings } from '../../ui/list-tools/list-settings'
import { useViewer } from '../session/viewer'
import { preferencesQuery, useChoosePreferences, type ListPreference, type Preferences } from './preferences'

const untouched: ListPreference = { columns: null, views: [] }

/**
 * How the viewer looks at one list.
 * @param name of the list among their preferences
 * @param columns that there are; all are shown until somebody chooses
 */
export function useList(name: string, columns: readonly string[]): ListSettings {
  const client = useQueryClient()
  const choose = useChoosePreferences()
  const { roles, viewAs } = useViewer()
  const own = useQuery(preferencesQuery).data?.lists[name] ?? untouched
  const keep = (change: Partial<ListPreference>) => choose({ lists: { [name]: { ...own, ...change } } })
  const shown = useMemo(() => columns.filter((column) => own.columns?.includes(column) ?? true), [columns, own.columns])
  return {
    name,
    shown,
    views: own.views,
    shareWith: viewAs === null ? roles : [],
    showColumns: (next) => keep({ columns: next.length === columns.length ? null : next }),
    saveView: async (called, search) => {
      const view = { name: called, search: search as Record<string, string> }
      const lists = { [name]: { ...own, views: [...own.views.filter((one) => one.name !== called), view] } }
      // Unlike a column, a name may be refused: it is kept only once the server has taken it.
      client.setQueryData(preferencesQuery.queryKey, await call<Preferences>('PATCH', '/preferences', { body: { lists } }))
    },
    dropView: (called) => keep({ views: own.views.filter((one) => one.name !== called) }),
  }
}
