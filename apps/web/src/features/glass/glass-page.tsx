import { Button, Checkbox, Group } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { plain } from '../../api/types'
import { comma, useTexts } from '../../i18n'
import { useSubmit } from '../../ui/command/submit'
import { Empty, Loaded, Page, ProblemNote } from '../../ui/page'
import { Facts, Pager, Rows, type Column } from '../../ui/rows'
import { useFilters } from '../../ui/use-filters'
import { NumberText, Show, TimeText, Word } from '../../ui/values'
import { nameOf } from '../case/notes'
import { FieldNames } from '../policy/field-names'
import { useHasRole } from '../session/viewer'
import { Guard } from '../shell/guard'
import { EndGlass } from './end-glass'
import { glassesQuery, glassReadsQuery, type Glass, type GlassRead } from './glass-data'

export function GlassPage() {
  return (
    <Guard area="glass">
      <Glasses />
    </Guard>
  )
}

/** Broken glasses: all of them for an auditor; one's own and those that one was told of for everybody else. */
function Glasses() {
  const { t } = useTexts()
  const audits = useHasRole('auditor')
  const search = useSearch({ from: '/shell/break-glass' })
  const filters = useFilters(search)
  const query = useQuery({ ...glassesQuery(search), placeholderData: keepPreviousData })
  const unseen = search.unseen === 'true'
  return (
    <Page title={t('nav.glass')} lead={audits ? t('glass.lead_auditor') : t('glass.lead')}>
      <Checkbox
        label={t('glass.only_unseen')}
        checked={unseen}
        onChange={(event) => filters.set('unseen', event.currentTarget.checked ? 'true' : undefined)}
      />
      <Loaded query={query} isEmpty={(page) => page.items.length === 0} empty={unseen ? t('glass.none_unseen') : t('glass.none')}>
        {(page) => (
          <>
            <ul className="records">
              {page.items.map((glass) => (
                <OneGlass key={glass.id} glass={glass} />
              ))}
            </ul>
            <Pager cursor={search.cursor} next={page.nextCursor} onGo={filters.go} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

function OneGlass({ glass }: { glass: Glass }) {
  const { t, word } = useTexts()
  const [shown, setShown] = useState(false)
  const see = useSubmit<unknown>({ said: t('glass.seen_said') })
  const open = plain(glass.open) === true
  const caseId = plain(glass.caseId)
  return (
    <li data-open={open} data-unseen={plain(glass.unseen) === true}>
      <Group gap="xs" justify="space-between">
        <span>
          <strong>{nameOf(glass.by)}</strong>{' '}
          <span className="faint">
            <Word group="role" code={glass.role} />
          </span>{' '}
          ·{' '}
          {caseId ? (
            <Link to="/cases/$caseId" params={{ caseId }}>
              {plain(glass.reference)}
            </Link>
          ) : (
            <Show value={glass.reference} />
          )}
        </span>
        <span className="tag" data-tone={open ? 'stop' : 'plain'}>
          {open ? t('glass.is_open') : t('glass.is_over')}
        </span>
      </Group>
      <Facts
        items={[
          [t('field.reason'), <Word key="reason" group="glass_reason" code={glass.reason} />],
          [
            t('glass.classes'),
            <Show key="classes" value={glass.classes}>
              {(classes) => classes.map((one) => word('field_class', one)).join(comma())}
            </Show>,
          ],
          [t('glass.opened_at'), <TimeText key="opened" value={glass.openedAt} />],
          [
            open ? t('glass.ends_at') : t('glass.ended_at'),
            <TimeText key="ends" value={plain(glass.endedAt) ? glass.endedAt : glass.endsAt} />,
          ],
          [t('glass.told'), <Told key="told" glass={glass} />],
          [t('glass.reads'), <NumberText key="reads" value={glass.reads} />],
        ]}
      />
      <Group gap="xs">
        <Button size="compact-sm" variant="default" aria-expanded={shown} onClick={() => setShown(!shown)}>
          {shown ? t('glass.hide_reads') : t('glass.show_reads')}
        </Button>
        {plain(glass.unseen) === true && (
          <Button size="compact-sm" loading={see.isPending} onClick={() => see.mutate({ path: `/break-glass/${glass.id}/seen` })}>
            {t('glass.see')}
          </Button>
        )}
        {open && <EndGlass id={glass.id} caseId={caseId} />}
      </Group>
      {see.error !== null && <ProblemNote problem={see.error} />}
      {shown && <Reads id={glass.id} />}
    </li>
  )
}

/** Who was told, and when they said that they had seen it. */
function Told({ glass }: { glass: Glass }) {
  const { t } = useTexts()
  return (
    <Show value={glass.told}>
      {(told) => (
        <ul className="plain small">
          {told.map(({ displayName, seenAt }) => (
            <li key={displayName}>
              {displayName}: {seenAt ? <TimeText value={seenAt} /> : <span className="faint">{t('glass.not_seen')}</span>}
            </li>
          ))}
        </ul>
      )}
    </Show>
  )
}

/** Everything that was read under it: which fields, never what they said. */
function Reads({ id }: { id: string }) {
  const { t, word } = useTexts()
  const query = useQuery(glassReadsQuery(id))
  const columns: Column<GlassRead>[] = [
    { key: 'at', main: true, head: t('access.at'), cell: (row) => <TimeText value={row.at} /> },
    { key: 'act', head: t('access.act'), cell: (row) => <Word group="access_act" code={row.act} /> },
    { key: 'resource', head: t('access.resource'), cell: (row) => <Word group="resource" code={row.resource} /> },
    {
      key: 'fields',
      head: t('access.fields'),
      cell: (row) => <Show value={row.fields}>{(names) => <FieldNames names={names} />}</Show>,
    },
  ]
  return (
    <Loaded query={query}>
      {(rows) => {
        const reads = rows.filter((row) => plain(row.act) === 'read')
        return reads.length === 0 ? (
          <Empty>{t('glass.nothing_read')}</Empty>
        ) : (
          <div style={{ marginTop: 10 }}>
            <Rows caption={word('access_act', 'read')} columns={columns} rows={reads} rowKey={(row) => String(row.id)} />
          </div>
        )
      }}
    </Loaded>
  )
}
