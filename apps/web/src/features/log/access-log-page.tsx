import { Group } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Suspense, useMemo } from 'react'
import { useTexts } from '../../i18n'
import { FilterBar } from '../../ui/filters'
import { later } from '../../ui/later'
import { ExportLinks } from '../../ui/list-tools/export-links'
import { LongList } from '../../ui/long-list'
import { Empty, Loaded, Page } from '../../ui/page'
import { policyQuery } from '../policy/policy-data'
import { useAccountOptions } from '../session/accounts'
import { Guard } from '../shell/guard'
import { accessColumnNames, resourceName, useAccessColumns } from './access-columns'
import { accessFilters, accessQuery, narrowing, type AccessRecord, type AccessSearch } from './access-data'

const RecordDrawer = later(() => import('./record-drawer'), 'RecordDrawer')

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
  const search: AccessSearch = useSearch({ from: '/shell/access-log' })
  const navigate = useNavigate()
  const query = useInfiniteQuery(accessQuery(search))
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  const columns = useAccessColumns(search)
  const accounts = useAccountOptions()
  const resources = useResourceOptions(search.resource)
  const to = (next: AccessSearch) => {
    const kept = Object.fromEntries(Object.entries(next).filter(([, value]) => value))
    void navigate({ to: '.', search: kept as never, resetScroll: false })
  }
  const more = query.hasNextPage && !query.isFetchingNextPage ? () => void query.fetchNextPage() : undefined
  const opened = rows.find(({ id }) => String(id) === search.record)
  return (
    <Page title={t('nav.access')} lead={t('access.lead')}>
      <FilterBar
        values={search}
        onChange={(name, value) => to({ ...search, record: undefined, [name]: value })}
        onClear={() => to(Object.fromEntries(accessFilters.map((name) => [name, undefined])))}
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
      <Group justify="flex-end" gap="xs">
        <ExportLinks path="/access-log" query={{ ...narrowing(search), columns: accessColumnNames.join(',') }} />
      </Group>
      <Loaded query={query}>
        {() =>
          rows.length === 0 ? (
            <Empty>{t('access.none')}</Empty>
          ) : (
            <LongList<AccessRecord>
              caption={t('nav.access')}
              columns={columns}
              shown={accessColumnNames}
              rows={rows}
              rowKey={keyOf}
              rowName={keyOf}
              total={query.hasNextPage ? null : rows.length}
              more={more}
            />
          )
        }
      </Loaded>
      {opened && (
        <Suspense>
          <RecordDrawer row={opened} onClose={() => to({ ...search, record: undefined })} />
        </Suspense>
      )}
    </Page>
  )
}

const keyOf = ({ id }: AccessRecord) => String(id)

/** What of the policy is recorded, and whatever the address asks for beside it. */
function useResourceOptions(asked: string | undefined): { value: string; label: string }[] {
  const { word } = useTexts()
  const known = (useQuery(policyQuery).data ?? [])
    .filter(({ fields }) => fields.some(({ recorded }) => recorded))
    .map(({ resource }) => resource)
  const values = asked && !known.includes(asked) ? [...known, asked] : known
  return values.map((value) => ({ value, label: resourceName(value, word) })).sort((a, b) => a.label.localeCompare(b.label))
}
