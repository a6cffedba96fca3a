import { NativeSelect } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { get } from '../../api/http'
import { plain, type Page as ListPage } from '../../api/types'
import { useTexts } from '../../i18n'
import { money } from '../../ui/money'
import { Loaded, Page } from '../../ui/page'
import { Pager, Rows, type Column } from '../../ui/rows'
import { useFilters } from '../../ui/use-filters'
import { DateText, MoneyText, Show, StateTag, Word } from '../../ui/values'
import type { Claim } from '../case/case-data'
import { ClaimItems, CustodyReceipt } from '../case/claims-panel'
import { mayUse } from '../shell/areas'
import { Guard } from '../shell/guard'
import { useViewer } from '../session/viewer'

const states = ['filed', 'verified', 'valued', 'approved', 'in_payment', 'paid', 'rejected', 'withdrawn'] as const

export function ClaimsPage() {
  return (
    <Guard area="claims">
      <Claims />
    </Guard>
  )
}

/** Reward claims across all cases, by state: the queue of those who verify, value and approve. */
function Claims() {
  const { t, word } = useTexts()
  const viewer = useViewer()
  const search = useSearch({ from: '/shell/claims' })
  const filters = useFilters(search)
  const opensCases = mayUse('cases', viewer.roles)
  const query = useQuery({
    queryKey: ['claims', search],
    queryFn: () => get<ListPage<Claim>>('/reward-claims', search),
    placeholderData: keepPreviousData,
  })
  const columns: Column<Claim>[] = [
    {
      key: 'reference',
      main: true,
      head: t('case.reference'),
      cell: (claim) =>
        opensCases && plain(claim.caseId) ? (
          <Link to="/cases/$caseId" params={{ caseId: plain(claim.caseId) ?? '' }} search={{ tab: 'reward' }}>
            <Show value={claim.caseReference} />
          </Link>
        ) : (
          <Show value={claim.caseReference} />
        ),
    },
    { key: 'state', head: t('case.state'), cell: (claim) => <StateTag kind="reward_claim" state={claim.state} /> },
    { key: 'items', head: t('field.items'), cell: (claim) => <ClaimItems claim={claim} /> },
    { key: 'received', head: t('claim.received_on'), cell: (claim) => <DateText value={claim.receivedOn} /> },
    { key: 'scheme', head: t('field.scheme'), cell: (claim) => <Word group="scheme" code={claim.scheme} /> },
    {
      key: 'value',
      head: t('claim.value'),
      right: true,
      cell: (claim) => <MoneyText value={money(claim.amount, plain(claim.currency) ?? undefined)} />,
    },
    { key: 'act', head: '', right: true, cell: (claim) => <CustodyReceipt claim={claim} /> },
  ]
  return (
    <Page title={t('nav.claims')} lead={t('claim.lead')}>
      <NativeSelect
        label={t('case.state')}
        maw={260}
        value={search.state ?? ''}
        onChange={(event) => filters.set('state', event.currentTarget.value || undefined)}
        data={[
          { value: '', label: t('filters.any') },
          ...states.map((value) => ({ value, label: word('state', `reward_claim.${value}`) })),
        ]}
      />
      <Loaded
        query={query}
        isEmpty={(page) => page.items.length === 0}
        empty={search.state ? t('claim.none_match') : t('claim.none_yet')}
      >
        {(page) => (
          <>
            <Rows caption={t('nav.claims')} columns={columns} rows={page.items} rowKey={(claim) => claim.id} />
            <Pager cursor={search.cursor} next={page.nextCursor} onGo={filters.go} />
          </>
        )}
      </Loaded>
    </Page>
  )
}
