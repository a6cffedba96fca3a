import { Group } from '@mantine/core'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { get, getItems, type Query } from '../../api/http'
import { plain, type Page as ListPage } from '../../api/types'
import { useTexts } from '../../i18n'
import { FilterBar, type FilterField } from '../../ui/filters'
import { ExportLinks, inFiles } from '../../ui/list-tools/export-links'
import { ListTools } from '../../ui/list-tools/list-tools'
import { LongList } from '../../ui/long-list'
import { Empty, Loaded, Page } from '../../ui/page'
import { valuesOf } from '../../ui/several'
import { byState, StateChips } from '../../ui/state-chips'
import { useFilters } from '../../ui/use-filters'
import type { Claim } from '../case/case-data'
import { categoriesOf, tariffQuery } from '../rules/rule-data'
import { useHasRole } from '../session/viewer'
import { Guard } from '../shell/guard'
import { useList } from '../shell/use-list'
import { claimColumnNames, useClaimColumns } from './claim-columns'

const states = ['filed', 'verified', 'valued', 'approved', 'in_payment', 'paid', 'rejected', 'withdrawn'] as const
const filterNames = ['state', 'category', 'filed_from', 'filed_to', 'reference'] as const

export function ClaimsPage() {
  return (
    <Guard area="claims">
      <Claims />
    </Guard>
  )
}

/** Reward claims across all cases: the queue of those who verify, value and approve. What is asked for stands in the address. */
function Claims() {
  const { t } = useTexts()
  const search = useSearch({ from: '/shell/claims' })
  const filters = useFilters(search)
  // A host organisation sees the claims that wait for its receipt, and no others.
  const isHost = !useHasRole('equipment_assessor', 'finance_officer', 'finance_approver', 'finance_controller', 'auditor')
  const list = useList('claims', claimColumnNames)
  const sort = search.sort ?? (isHost ? 'received_on' : 'filed_on')
  const columns = useClaimColumns(sort, filters.set, isHost)
  const counts = useCounts(search, !isHost)
  const fields = useClaimFilters(isHost)
  const query = useInfiniteQuery({
    queryKey: ['claims', search],
    queryFn: ({ pageParam }) => get<ListPage<Claim>>('/reward-claims', { ...search, cursor: pageParam, limit: 100 }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  const inAll =
    counts &&
    Object.entries(counts).reduce((sum, [state, n]) => sum + (search.state && !valuesOf(search.state).includes(state) ? 0 : n), 0)
  const isFiltered = filterNames.some((name) => search[name])
  return (
    <Page title={t('nav.claims')} lead={t('claim.lead')}>
      {!isHost && (
        <StateChips
          kind="reward_claim"
          label={t('claim.states')}
          states={states}
          counts={counts}
          chosen={search.state}
          several
          onChoose={(state) => filters.set('state', state)}
        />
      )}
      <FilterBar fields={fields} values={search} onChange={filters.set} onClear={() => filters.clear(filterNames)} />
      <Group justify="space-between" gap="xs">
        <ListTools
          list={list}
          columns={columns.map(({ key, label }) => ({ key, label }))}
          always="reference"
          search={search}
          ready={{}}
        />
        <ExportLinks path="/reward-claims" query={{ ...search, columns: inFiles(list.shown) }} />
      </Group>
      <Loaded query={query}>
        {() =>
          rows.length === 0 ? (
            <Empty>{isFiltered ? t('claim.none_match') : t('claim.none_yet')}</Empty>
          ) : (
            <LongList
              caption={t('nav.claims')}
              columns={columns}
              shown={list.shown}
              rows={rows}
              rowKey={keyOf}
              rowName={nameOf}
              total={inAll ?? (query.hasNextPage ? null : rows.length)}
              more={query.hasNextPage && !query.isFetchingNextPage ? () => void query.fetchNextPage() : undefined}
            />
          )
        }
      </Loaded>
    </Page>
  )
}

const keyOf = (claim: Claim) => claim.id
const nameOf = (claim: Claim) => plain(claim.caseReference) ?? ''

/** How many claims stand in each state under the other filters, for those who may ask. */
function useCounts(
  { state: _state, sort: _sort, ...others }: Query,
  asks: boolean,
): Readonly<Record<string, number>> | undefined {
  const { data } = useQuery({
    queryKey: ['claims', 'counts', others],
    queryFn: () => getItems<{ state: string; count: number }>('/reward-claims/counts', others),
    placeholderData: keepPreviousData,
    enabled: asks,
    retry: false,
  })
  return data && byState(data)
}

/** A host is asked for receipts alone, and does not read when a claim was filed. */
function useClaimFilters(isHost: boolean): FilterField[] {
  const { t, word } = useTexts()
  const tariff = useQuery(tariffQuery).data ?? []
  const choice = (name: string, label: string, group: string, codes: readonly string[], prefix = ''): FilterField => ({
    name,
    label,
    type: 'choice',
    options: codes.map((code) => ({ value: code, label: word(group, prefix + code) })),
  })
  const category = choice('category', t('claim.category'), 'category', categoriesOf(tariff))
  const reference: FilterField = { name: 'reference', label: t('case.reference'), type: 'text' }
  if (isHost) return [category, reference]
  return [
    { ...choice('state', t('case.state'), 'state', states, 'reward_claim.'), several: true },
    category,
    { name: 'filed_from', label: t('claim.filed_from'), type: 'date' },
    { name: 'filed_to', label: t('claim.filed_to'), type: 'date' },
    reference,
  ]
}
