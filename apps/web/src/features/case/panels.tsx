import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { plain } from '../../api/types'
import { useTexts } from '../../i18n'
import { Loaded, Section } from '../../ui/page'
import { Rows, type Column } from '../../ui/rows'
import { DateText, Show, StateTag, Word } from '../../ui/values'
import { codesQuery, entitlementsQuery, placementsQuery, type Code, type Entitlement, type Placement } from './case-data'
import type { PanelProps } from './panel-props'
import { personOptions } from './commands'
import { RowActions } from './row-actions'

/** The registration codes of a case. */
export function CodesPanel({ file, actions, act }: PanelProps) {
  const { t } = useTexts()
  const query = useQuery(codesQuery(file.id))
  const columns: Column<Code>[] = [
    {
      key: 'code',
      main: true,
      head: t('code.code'),
      cell: (code) => <Show value={code.code}>{(text) => <span className="figure">{text}</span>}</Show>,
    },
    { key: 'kind', head: t('code.kind'), cell: (code) => <Word group="code_kind" code={code.kind} /> },
    { key: 'state', head: t('case.state'), cell: (code) => <StateTag kind="code" state={code.state} /> },
    { key: 'issued', head: t('code.issued'), cell: (code) => <DateText value={code.issuedOn} /> },
    {
      key: 'act',
      head: '',
      right: true,
      cell: (code) => (
        <span className="row-end">
          <Link to="/cases/$caseId/card/$codeId" params={{ caseId: file.id, codeId: code.id }}>
            {t('card.open')}
          </Link>
          <RowActions actions={actions} act={act} kind="code" subjectId={code.id} />
        </span>
      ),
    },
  ]
  return (
    <Section title={t('code.title')}>
      <Loaded query={query} isEmpty={(codes) => codes.length === 0} empty={t('code.none')}>
        {(codes) => <Rows caption={t('code.title')} columns={columns} rows={codes} rowKey={(code) => code.id} />}
      </Loaded>
    </Section>
  )
}

/** Where the household waits, stays and stayed. */
export function PlacementsPanel({ file, actions, act }: PanelProps) {
  const { t } = useTexts()
  const query = useQuery(placementsQuery(file.id))
  const columns: Column<Placement>[] = [
    {
      key: 'site',
      main: true,
      head: t('field.site'),
      cell: (placement) =>
        placement.siteId === null ? (
          <span className="faint">{t('placement.no_site')}</span>
        ) : (
          <Show value={placement.siteName}>
            {(name) => (
              <Link to="/sites/$siteId" params={{ siteId: plain(placement.siteId) ?? '' }}>
                {name}
              </Link>
            )}
          </Show>
        ),
    },
    { key: 'state', head: t('case.state'), cell: (placement) => <StateTag kind="placement" state={placement.state} /> },
    { key: 'from', head: t('placement.from'), cell: (placement) => <DateText value={placement.from} /> },
    { key: 'to', head: t('placement.to'), cell: (placement) => <DateText value={placement.to} /> },
    {
      key: 'act',
      head: '',
      right: true,
      cell: (placement) => <RowActions actions={actions} act={act} kind="placement" subjectId={placement.id} />,
    },
  ]
  return (
    <Section title={t('placement.title')} aside={<RowActions actions={actions} act={act} kind="placement" subjectId={null} />}>
      <Loaded query={query} isEmpty={(rows) => rows.length === 0} empty={t('placement.none')}>
        {(rows) => <Rows caption={t('placement.title')} columns={columns} rows={rows} rowKey={(row) => row.id} />}
      </Loaded>
    </Section>
  )
}

/** What each person of the household may be paid a month. */
export function AllowancePanel({ file, actions, act }: PanelProps) {
  const texts = useTexts()
  const { t } = texts
  const query = useQuery(entitlementsQuery(file.id))
  const people = new Map(personOptions({ file, today: '', texts }).map((option) => [option.value, option.label]))
  const name = (id: string) => people.get(id) ?? t('entitlement.left_person')
  const columns: Column<Entitlement>[] = [
    {
      key: 'person',
      main: true,
      head: t('entitlement.person'),
      cell: (row) => <Show value={row.personId}>{(id) => name(id)}</Show>,
    },
    {
      key: 'payee',
      head: t('entitlement.payee'),
      cell: (row) => <Show value={row.payeePersonId}>{(id) => name(String(id))}</Show>,
    },
    { key: 'state', head: t('case.state'), cell: (row) => <StateTag kind="entitlement" state={row.state} /> },
    { key: 'from', head: t('entitlement.from'), cell: (row) => <DateText value={row.from} /> },
    { key: 'until', head: t('entitlement.until'), cell: (row) => <DateText value={row.until} /> },
    { key: 'country', head: t('entitlement.country'), cell: (row) => <Word group="country" code={row.country} /> },
    {
      key: 'act',
      head: '',
      right: true,
      cell: (row) => <RowActions actions={actions} act={act} kind="entitlement" subjectId={row.id} />,
    },
  ]
  return (
    <Section
      title={t('entitlement.title')}
      aside={<RowActions actions={actions} act={act} kind="entitlement" subjectId={null} />}
    >
      <Loaded query={query} isEmpty={(rows) => rows.length === 0} empty={t('entitlement.none')}>
        {(rows) => <Rows caption={t('entitlement.title')} columns={columns} rows={rows} rowKey={(row) => row.id} />}
      </Loaded>
    </Section>
  )
}
