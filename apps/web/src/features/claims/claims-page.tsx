import { Group } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { get } from '../../api/http'
import { plain, type Page as ListPage } from '../../api/types'
import { useTexts } from '../../i18n'
import { ListTools } from '../../ui/list-tools/list-tools'
import { LongList, type ListColumn } from '../../ui/long-list'
import { money } from '../../ui/money'
import { Empty, Loaded, Page } from '../../ui/page'
import { useFilters } from '../../ui/use-filters'
import { DateText, MoneyText, Show, StateTag, Word } from '../../ui/values'
import type { Claim } from '../case/case-data'
import { ClaimItems, CustodyReceipt } from '../case/claims-panel'
import { StateChips } from '../runs/state-chips'
import { useHasRole, useViewer } from '../session/viewer'
import { mayUse } from '../shell/areas'
import { Guard } from '../shell/guard'
import { useList } from '../shell/use-list'

const states = ['filed', 'verified', 'valued', 'approved', 'in_payment', 'paid', 'rejected', 'withdrawn'] as const
const columnNames = ['reference', 'state', 'items', 'received_on', 'custody_on', 'scheme', 'value', 'act'] as const

export function ClaimsPage() {
  return (
    <Guard area="claims">
      <Claims />
    </Guard>
  )
}

/** Reward claims across all cases, by state: the queue of those who verify, value and approve. */
function Claims() {
  const { t } = useTexts()
  const search = useSearch({ from: '/shell/claims' })
  const filters = useFilters(search)
  // A host organisation sees the claims that wait for its receipt, and no others.
  const isHost = useHasRole('host_organisation')
  const list = useList('claims', columnNames)
  const columns = useClaimColumns()
  const query = useInfiniteQuery({
    queryKey: ['claims', search],
    queryFn: ({ pageParam }) => get<ListPage<Claim>>('/reward-claims', { ...search, cursor: pageParam, limit: 100 }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  return (
    <Page title={t('nav.claims')} lead={t('claim.lead')}>
      {!isHost && (
        <StateChips
          kind="reward_claim"
          label={t('claim.states')}
          states={states}
          chosen={search.state}
          onChoose={(state) => filters.set('state', state)}
        />
      )}
      <Group gap="xs">
        <ListTools
          list={list}
          columns={columns.map(({ key, label }) => ({ key, label }))}
          always="reference"
          search={search}
          ready={{}}
        />
      </Group>
      <Loaded query={query}>
        {() =>
          rows.length === 0 ? (
            <Empty>{search.state ? t('claim.none_match') : t('claim.none_yet')}</Empty>
          ) : (
            <LongList
              caption={t('nav.claims')}
              columns={columns}
              shown={list.shown}
              rows={rows}
              rowKey={keyOf}
              rowName={nameOf}
              total={query.hasNextPage ? null : rows.length}
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

function useClaimColumns(): readonly ListColumn<Claim>[] {
  const { t, language } = useTexts()
  const viewer = useViewer()
  const opensCases = mayUse('cases', viewer.roles)
  return useMemo(
    () => [
      {
        key: 'reference',
        label: t('case.reference'),
        width: 14,
        main: true,
        cell: (claim) =>
          opensCases && plain(claim.caseId) ? (
            <Link to="/cases/$caseId" params={{ caseId: plain(claim.caseId) ?? '' }} search={{ tab: 'reward' }}>
              <Show value={claim.caseReference} />
            </Link>
          ) : (
            <Show value={claim.caseReference} />
          ),
      },
      { key: 'state', label: t('case.state'), width: 11, cell: (claim) => <StateTag kind="reward_claim" state={claim.state} /> },
      { key: 'items', label: t('field.items'), width: 18, cell: (claim) => <ClaimItems claim={claim} /> },
      { key: 'received_on', label: t('claim.received_on'), width: 11, cell: (claim) => <DateText value={claim.receivedOn} /> },
      {
        key: 'custody_on',
        label: t('claim.custody'),
        width: 11,
        cell: (claim) =>
          claim.custodyOn === null ? (
            <span className="faint">{t('claim.custody_missing')}</span>
          ) : (
            <DateText value={claim.custodyOn} />
          ),
      },
      { key: 'scheme', label: t('field.scheme'), width: 12, cell: (claim) => <Word group="scheme" code={claim.scheme} /> },
      {
        key: 'value',
        label: t('claim.value'),
        width: 15,
        right: true,
        cell: (claim) => <MoneyText value={money(claim.amount, plain(claim.currency) ?? undefined)} />,
      },
      { key: 'act', label: t('common.actions'), width: 13, right: true, cell: (claim) => <CustodyReceipt claim={claim} /> },
    ],
    // The texts change with the language alone.
    [language, opensCases, t],
  )
}
