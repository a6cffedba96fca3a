import { Checkbox, Group } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { plain } from '../../api/types'
import { useTexts } from '../../i18n'
import { FilterBar } from '../../ui/filters'
import { ExportLinks } from '../../ui/list-tools/export-links'
import { Loaded, Page } from '../../ui/page'
import { Pager, Rows, type Column } from '../../ui/rows'
import { useFilters } from '../../ui/use-filters'
import { DateText, Show } from '../../ui/values'
import { clockQuery } from '../../api/session'
import { dueKinds, type DueKind } from '../clock/clock-data'
import { useViewer } from '../session/viewer'
import { mayUse } from '../shell/areas'
import { Guard } from '../shell/guard'
import { remindersQuery, type Reminder } from './reminder-data'

export function RemindersPage() {
  return (
    <Guard area="reminders">
      <Reminders />
    </Guard>
  )
}

/** What fell due for the viewer's roles and is not done; it settles by itself when it is. */
function Reminders() {
  const { t, word } = useTexts()
  const viewer = useViewer()
  const search = useSearch({ from: '/shell/reminders' })
  const filters = useFilters(search)
  const query = useQuery({ ...remindersQuery(search), placeholderData: keepPreviousData })
  const mine = (Object.keys(dueKinds) as DueKind[]).filter((kind) => {
    const role = dueKinds[kind]
    return role !== null && viewer.roles.includes(role)
  })
  const settled = search.settled === 'true'
  const today = useQuery(clockQuery).data?.today ?? ''
  const columns: Column<Reminder>[] = [
    { key: 'kind', main: true, head: t('reminder.what'), cell: (one) => word('due_kind', one.kind) },
    { key: 'due', head: t('reminder.due'), cell: (one) => <Due reminder={one} today={today} /> },
    {
      key: 'about',
      head: t('case.reference'),
      cell: (one) => {
        const id = plain(one.caseId)
        const reference = plain(one.reference)
        if (one.kind === 'run_due') return <Link to="/runs/new">{t('reminder.to_run')}</Link>
        if (id && reference) {
          return (
            <Link to="/cases/$caseId" params={{ caseId: id }}>
              {reference}
            </Link>
          )
        }
        // A host knows no case: who comes and who goes stands on the page of its site.
        const siteId = plain(one.siteId)
        return (
          <span>
            <Show value={one.reference} />{' '}
            {siteId && mayUse('sites', viewer.roles) && (
              <Link to="/sites/$siteId" params={{ siteId }}>
                {t('reminder.to_site')}
              </Link>
            )}
          </span>
        )
      },
    },
    ...(settled
      ? [{ key: 'settled', head: t('reminder.settled_on'), cell: (one: Reminder) => <DateText value={one.settledOn} /> }]
      : []),
  ]
  return (
    <Page title={t('nav.reminders')} lead={t('reminder.lead')}>
      <FilterBar
        fields={[
          {
            name: 'kind',
            label: t('reminder.what'),
            type: 'choice',
            options: mine.map((value) => ({ value, label: word('due_kind', value) })),
          },
        ]}
        values={search}
        onChange={filters.set}
        onClear={() => filters.clear(['kind'])}
      />
      <Group justify="space-between" gap="xs">
        <Checkbox
          label={t('reminder.show_settled')}
          checked={settled}
          onChange={(event) => filters.set('settled', event.currentTarget.checked ? 'true' : undefined)}
        />
        <ExportLinks
          path="/notices"
          query={{ kind: search.kind, settled: search.settled, columns: columns.map(({ key }) => key).join(',') }}
        />
      </Group>
      <Loaded
        query={query}
        isEmpty={(page) => page.items.length === 0}
        empty={settled ? t('reminder.none_settled') : t('reminder.none')}
      >
        {(page) => (
          <>
            <Rows caption={t('nav.reminders')} columns={columns} rows={page.items} rowKey={(one) => one.id} />
            <Pager cursor={search.cursor} next={page.nextCursor} onGo={filters.go} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

/** The day on which it fell due, and how long ago that is. */
function Due({ reminder, today }: { reminder: Reminder; today: string }) {
  const { t } = useTexts()
  const days = today === '' ? 0 : Math.round((Date.parse(today) - Date.parse(reminder.dueOn)) / 86_400_000)
  return (
    <span>
      <DateText value={reminder.dueOn} />{' '}
      {reminder.settledOn === null && days > 0 && (
        <span className="faint small">{t('reminder.days_ago', { count: days, n: days })}</span>
      )}
    </span>
  )
}
