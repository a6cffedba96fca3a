import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { get } from '../../api/http'
import type { Maybe, Page as ListPage, Who } from '../../api/types'
import { useTexts } from '../../i18n'
import { FilterBar } from '../../ui/filters'
import { Loaded, Page } from '../../ui/page'
import { Pager, Rows, type Column } from '../../ui/rows'
import { useFilters } from '../../ui/use-filters'
import { Show, TimeText } from '../../ui/values'
import { nameOf } from '../case/notes'
import { useAccountOptions } from '../session/accounts'
import { Guard } from '../shell/guard'

interface AccessRecord {
  id: string
  at: string
  actor: Maybe<Who | string | null>
  roles: Maybe<string[] | string | null>
  act: Maybe<string>
  resource: Maybe<string>
  caseId: Maybe<string | null>
  fields: Maybe<string[] | string | null>
  code: Maybe<string | null>
}

export function AccessLogPage() {
  return (
    <Guard area="access">
      <AccessLog />
    </Guard>
  )
}

/** Who read which personal, vetting or secret field, and what was refused. */
function AccessLog() {
  const { t, word } = useTexts()
  const search = useSearch({ from: '/shell/access-log' })
  const filters = useFilters(search)
  const query = useQuery({
    queryKey: ['access-log', search],
    queryFn: () => get<ListPage<AccessRecord>>('/access-log', { ...search, limit: 50 }),
    placeholderData: keepPreviousData,
  })
  const accounts = useAccountOptions()
  const listed = (value: string[] | string) => (Array.isArray(value) ? value.join(', ') : value)
  const columns: Column<AccessRecord>[] = [
    { key: 'at', main: true, head: t('access.at'), cell: (row) => <TimeText value={row.at} /> },
    { key: 'actor', head: t('log.actor'), cell: (row) => nameOf(row.actor) },
    { key: 'act', head: t('access.act'), cell: (row) => <Show value={row.act}>{(act) => word('access_act', act)}</Show> },
    {
      key: 'resource',
      head: t('access.resource'),
      cell: (row) => <Show value={row.resource}>{(name) => word('kind', name)}</Show>,
    },
    {
      key: 'fields',
      head: t('access.fields'),
      cell: (row) => <Show value={row.fields}>{(fields) => listed(fields as string[])}</Show>,
    },
    { key: 'code', head: t('access.code'), cell: (row) => <Show value={row.code} /> },
    {
      key: 'case',
      head: t('kind.case'),
      cell: (row) => (
        <Show value={row.caseId}>
          {(id) => (
            <Link to="/cases/$caseId" params={{ caseId: String(id) }}>
              {t('log.to_case')}
            </Link>
          )}
        </Show>
      ),
    },
  ]
  return (
    <Page title={t('nav.access')} lead={t('access.lead')}>
      <FilterBar
        values={search}
        onChange={filters.set}
        onClear={() => filters.clear(['case', 'actor', 'act'])}
        fields={[
          { name: 'case', label: t('log.case'), type: 'text' },
          { name: 'actor', label: t('log.actor'), type: 'choice', options: accounts },
          {
            name: 'act',
            label: t('access.act'),
            type: 'choice',
            options: ['read', 'refused'].map((value) => ({ value, label: word('access_act', value) })),
          },
        ]}
      />
      <Loaded query={query} isEmpty={(page) => page.items.length === 0} empty={t('access.none')}>
        {(page) => (
          <>
            <Rows caption={t('nav.access')} columns={columns} rows={page.items} rowKey={(row) => row.id} />
            <Pager cursor={search.cursor} next={page.nextCursor} onGo={filters.go} />
          </>
        )}
      </Loaded>
    </Page>
  )
}
