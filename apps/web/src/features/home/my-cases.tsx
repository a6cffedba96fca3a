import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { get } from '../../api/http'
import type { CaseRow, Page } from '../../api/types'
import { useTexts } from '../../i18n'
import { Section } from '../../ui/page'
import { Rows } from '../../ui/rows'
import { DateText, NumberText, StateTag, Word } from '../../ui/values'
import { useViewer } from '../session/viewer'

const shown = 8

/** The newest cases that the viewer holds; nothing where they hold none. */
export function MyCases() {
  const { t } = useTexts()
  const viewer = useViewer()
  const query = useQuery({
    queryKey: ['cases', 'held', viewer.id],
    queryFn: async () => (await get<Page<CaseRow>>('/cases', { holder: viewer.id, limit: shown })).items,
  })
  if (!query.data || query.data.length === 0) return null
  return (
    <Section
      title={t('home.my_cases')}
      aside={
        <Link to="/cases" search={{ holder: viewer.id }}>
          {t('home.all_my_cases')}
        </Link>
      }
    >
      <Rows
        caption={t('home.my_cases')}
        rows={query.data}
        rowKey={(row) => row.id}
        columns={[
          {
            key: 'reference',
            main: true,
            head: t('case.reference'),
            cell: (row) => (
              <Link to="/cases/$caseId" params={{ caseId: row.id }}>
                {row.reference}
              </Link>
            ),
          },
          { key: 'state', head: t('case.state'), cell: (row) => <StateTag kind="case" state={row.state} /> },
          { key: 'service', head: t('case.service'), cell: (row) => <Word group="service" code={row.service} /> },
          { key: 'pathway', head: t('case.pathway'), cell: (row) => <Word group="pathway" code={row.pathway} /> },
          { key: 'size', head: t('case.household_size'), right: true, cell: (row) => <NumberText value={row.householdSize} /> },
          { key: 'opened', head: t('case.opened'), cell: (row) => <DateText value={row.openedOn} /> },
        ]}
      />
    </Section>
  )
}
