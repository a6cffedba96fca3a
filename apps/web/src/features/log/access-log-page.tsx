import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { get } from '../../api/http'
import { plain, type Maybe, type Page as ListPage, type Who } from '../../api/types'
import { useTexts } from '../../i18n'
import { FilterBar } from '../../ui/filters'
import { Loaded, Page } from '../../ui/page'
import { Pager, Rows, type Column } from '../../ui/rows'
import { useFilters } from '../../ui/use-filters'
import { Show, TimeText, Word } from '../../ui/values'
import { nameOf } from '../case/notes'
import { FieldNames } from '../policy/field-names'
import { policyQuery } from '../policy/policy-data'
import { useAccountOptions } from '../session/accounts'
import { Guard } from '../shell/guard'

interface AccessRecord {
  id: string
  at: string
  actor: Maybe<Who | null>
  roles: Maybe<string[] | null>
  viewedAs: Maybe<string | null>
  act: Maybe<string>
  resource: Maybe<string>
  caseId: Maybe<string | null>
  reference: Maybe<string | null>
  fields: Maybe<string[] | null>
  purpose: Maybe<string | null>
  code: Maybe<string | null>
}

export function AccessLogPage() {
  return (
    <Guard area="access">
      <AccessLog />
    </Guard>
  )
}

/** Who read which recorded field and on what basis, what was refused, and what was done beside the log of transitions. */
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
  const resources = useResourceOptions(search.resource)
  const columns: Column<AccessRecord>[] = [
    { key: 'at', main: true, head: t('access.at'), cell: (row) => <TimeText value={row.at} /> },
    { key: 'actor', head: t('log.actor'), cell: (row) => <Actor row={row} /> },
    {
      key: 'act',
      head: t('access.act'),
      cell: (row) => <Act row={row} />,
    },
    {
      key: 'resource',
      head: t('access.resource'),
      cell: (row) => <Show value={row.resource}>{(name) => <span className="break">{resourceName(name, word)}</span>}</Show>,
    },
    {
      key: 'fields',
      head: t('access.fields'),
      cell: (row) => (
        <Show value={plain(row.fields)?.length === 0 ? null : row.fields}>
          {(names) =>
            // Of a glass that was broken, the classes stand here.
            plain(row.resource) === 'break_glass' ? (
              names.map((name) => word('field_class', name)).join(', ')
            ) : (
              <FieldNames names={names} />
            )
          }
        </Show>
      ),
    },
    { key: 'purpose', head: t('access.purpose'), cell: (row) => <Purpose purpose={row.purpose} /> },
    {
      key: 'case',
      head: t('kind.case'),
      cell: (row) => (
        <Show value={row.caseId}>
          {(id) => (
            <Link to="/cases/$caseId" params={{ caseId: String(id) }}>
              <span className="figure">{plain(row.reference) ?? t('log.to_case')}</span>
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
        onClear={() => filters.clear(['case', 'actor', 'act', 'resource'])}
        fields={[
          { name: 'case', label: t('log.case'), type: 'text' },
          { name: 'actor', label: t('access.looked'), type: 'choice', options: accounts },
          {
            name: 'act',
            label: t('access.act'),
            type: 'choice',
            options: ['read', 'refused', 'did'].map((value) => ({ value, label: word('access_act', value) })),
          },
          { name: 'resource', label: t('access.resource'), type: 'choice', options: resources },
        ]}
      />
      <Loaded query={query} isEmpty={(page) => page.items.length === 0} empty={t('access.none')}>
        {(page) => (
          <>
            <Rows caption={t('nav.access')} columns={columns} rows={page.items} rowKey={(row) => String(row.id)} />
            <Pager cursor={search.cursor} next={page.nextCursor} onGo={filters.go} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

/** A refusal names the route that refused, which is no word of the catalogue. */
function resourceName(name: string, word: (group: string, code: string) => string): string {
  return name.includes('/') ? name : word('resource', name)
}

/** What of the policy is recorded, and whatever the address asks for beside it. */
function useResourceOptions(asked: string | undefined): { value: string; label: string }[] {
  const { word } = useTexts()
  const known = (useQuery(policyQuery).data ?? [])
    .filter(({ fields }) => fields.some(({ recorded }) => recorded))
    .map(({ resource }) => resource)
  const values = asked && !known.includes(asked) ? [...known, asked] : known
  return values.map((value) => ({ value, label: resourceName(value, word) })).sort((a, b) => a.label.localeCompare(b.label))
}

/** Who it was, in which role, and whose view it was while a trainer looked through a role. */
function Actor({ row }: { row: AccessRecord }) {
  const { t, word } = useTexts()
  const viewedAs = plain(row.viewedAs)
  const roles = plain(row.roles) ?? []
  return (
    <div>
      {row.actor === null ? t('access.nobody') : nameOf(row.actor)}
      <div className="faint small">
        {viewedAs ? t('access.viewed_as', { role: word('role', viewedAs) }) : roles.map((role) => word('role', role)).join(', ')}
      </div>
    </div>
  )
}

/** What it was; of a refusal its code, of an act what was done. */
function Act({ row }: { row: AccessRecord }) {
  const { word } = useTexts()
  const code = plain(row.code)
  const done = (what: string) => (what.startsWith('break_glass.') ? word('glass_reason', what) : word('did', `account.${what}`))
  return (
    <div>
      <Word group="access_act" code={row.act} />
      {code && <div className="faint small break">{plain(row.act) === 'did' ? done(code) : code}</div>}
    </div>
  )
}

/** On what basis of the policy something was read; a broken glass stands in a list of its own. */
function Purpose({ purpose }: { purpose: Maybe<string | null> }) {
  const { word } = useTexts()
  return (
    <Show value={purpose}>
      {(basis) => (basis.startsWith('glass:') ? <Link to="/break-glass">{word('basis', 'glass')}</Link> : word('basis', basis))}
    </Show>
  )
}
