import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { get } from '../../api/http'
import { plain, type Page as ListPage } from '../../api/types'
import { useTexts } from '../../i18n'
import { FilterBar } from '../../ui/filters'
import { Loaded, Page } from '../../ui/page'
import { Pager, Rows, type Column } from '../../ui/rows'
import { useFilters } from '../../ui/use-filters'
import { DateText, Show, StateTag, Word } from '../../ui/values'
import type { ErasureRow } from '../case/erasure'
import { nameOf } from '../case/notes'
import { Guard } from '../shell/guard'

const states = ['asked', 'erased', 'called_off'] as const

export function ErasuresPage() {
  return (
    <Guard area="erasures">
      <Erasures />
    </Guard>
  )
}

/** Whom the programme is to forget, and whom it has forgotten. What is to be done stands on the case. */
function Erasures() {
  const { t, word } = useTexts()
  const search = useSearch({ from: '/shell/erasures' })
  const filters = useFilters(search)
  const query = useQuery({
    queryKey: ['erasures', search],
    queryFn: () => get<ListPage<ErasureRow>>('/erasures', { ...search, limit: 50 }),
    placeholderData: keepPreviousData,
  })
  const columns: Column<ErasureRow>[] = [
    {
      key: 'case',
      main: true,
      head: t('case.reference'),
      cell: (one) => (
        <Show value={one.caseId}>
          {(caseId) => (
            <Link to="/cases/$caseId" params={{ caseId }} className="figure">
              {plain(one.reference)}
            </Link>
          )}
        </Show>
      ),
    },
    { key: 'relation', head: t('person.relation'), cell: (one) => <Word group="relation" code={one.relation} /> },
    { key: 'state', head: t('case.state'), cell: (one) => <StateTag kind="erasure" state={one.state} /> },
    { key: 'reason', head: t('field.reason'), cell: (one) => <Word group="erasure_reason" code={one.reason} /> },
    {
      key: 'asked',
      head: t('erasure.asked_by'),
      cell: (one) => (
        <span>
          {nameOf(one.askedBy)} · <DateText value={one.askedOn} />
        </span>
      ),
    },
    {
      key: 'ended',
      head: t('erasure.ended_by'),
      cell: (one) =>
        one.endedBy === null ? (
          <span className="faint">–</span>
        ) : (
          <span>
            {nameOf(one.endedBy)} · <DateText value={one.endedOn} />
          </span>
        ),
    },
  ]
  return (
    <Page title={t('nav.erasures')} lead={t('erasure.lead')}>
      <FilterBar
        fields={[
          {
            name: 'state',
            label: t('case.state'),
            type: 'choice',
            options: states.map((value) => ({ value, label: word('state', `erasure.${value}`) })),
          },
        ]}
        values={search}
        onChange={filters.set}
        onClear={() => filters.clear(['state'])}
      />
      <Loaded
        query={query}
        isEmpty={(page) => page.items.length === 0}
        empty={search.state ? t('erasure.none_match') : t('erasure.none')}
      >
        {(page) => (
          <>
            <Rows caption={t('nav.erasures')} columns={columns} rows={page.items} rowKey={(row) => row.id} />
            <Pager cursor={search.cursor} next={page.nextCursor} onGo={filters.go} />
          </>
        )}
      </Loaded>
    </Page>
  )
}
