import { useQuery } from '@tanstack/react-query'
import { getItems } from '../../api/http'
import { plain, type Maybe, type Who } from '../../api/types'
import { comma, useTexts } from '../../i18n'
import { Loaded, Section } from '../../ui/page'
import { Rows, type Column } from '../../ui/rows'
import { NumberText, Show, TimeText } from '../../ui/values'
import { nameOf } from './notes'

/** An account that has looked at a case: at what, how often, first and last. */
interface CaseReader {
  readonly actor: Maybe<Who>
  readonly roles: Maybe<string[]>
  readonly resources: Maybe<string[]>
  readonly underGlass: Maybe<boolean>
  readonly times: Maybe<number>
  readonly firstAt: Maybe<string>
  readonly lastAt: Maybe<string>
}

/** Who has looked at what is personal, vetting or financial of this case: for auditors, and for its holder. */
export function CaseReaders({ caseId }: { caseId: string }) {
  const { t, word } = useTexts()
  const query = useQuery({
    queryKey: ['case', caseId, 'readers'],
    queryFn: () => getItems<CaseReader>(`/cases/${caseId}/readers`),
  })
  const columns: Column<CaseReader>[] = [
    {
      key: 'who',
      main: true,
      head: t('log.actor'),
      cell: (one) => (
        <>
          {nameOf(one.actor)}{' '}
          {plain(one.underGlass) && (
            <span className="tag" data-tone="stop">
              {t('readers.under_glass')}
            </span>
          )}
        </>
      ),
    },
    {
      key: 'roles',
      head: t('account.roles'),
      cell: (one) => <Show value={one.roles}>{(roles) => roles.map((role) => word('role', role)).join(comma())}</Show>,
    },
    {
      key: 'what',
      head: t('access.resource'),
      cell: (one) => <Show value={one.resources}>{(names) => names.map((name) => word('resource', name)).join(comma())}</Show>,
    },
    { key: 'times', head: t('readers.times'), right: true, cell: (one) => <NumberText value={one.times} /> },
    { key: 'first', head: t('readers.first'), cell: (one) => <TimeText value={one.firstAt} /> },
    { key: 'last', head: t('readers.last'), cell: (one) => <TimeText value={one.lastAt} /> },
  ]
  return (
    <Section title={t('readers.title')}>
      <p style={{ marginTop: 0 }}>{t('readers.lead')}</p>
      <Loaded query={query} isEmpty={(rows) => rows.length === 0} empty={t('readers.none')}>
        {(rows) => (
          <Rows caption={t('readers.title')} columns={columns} rows={rows} rowKey={(row) => plain(row.actor)?.id ?? ''} />
        )}
      </Loaded>
    </Section>
  )
}
