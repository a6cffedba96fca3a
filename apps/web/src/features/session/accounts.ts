import { queryOptions, useQuery } from '@tanstack/react-query'
import { getItems } from '../../api/http'

/** Colleagues, to choose a holder from or to name who acted. */
export const accountsQuery = queryOptions({
  queryKey: ['accounts'],
  queryFn: () => getItems<{ id: string; displayName: string }>('/accounts'),
  staleTime: 300_000,
})

export function useAccountOptions(): { value: string; label: string }[] {
  return (useQuery(accountsQuery).data ?? []).map(({ id, displayName }) => ({ value: id, label: displayName }))
}
