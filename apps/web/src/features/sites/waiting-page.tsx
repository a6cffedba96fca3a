import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { getItems } from '../../api/http'
import { plain } from '../../api/types'
import { useTexts } from '../../i18n'
import { Loaded, Page } from '../../ui/page'
import { Rows, type Column } from '../../ui/rows'
import { DateText, NumberText, Show } from '../../ui/values'
import type { Placement } from '../case/case-data'
import { Guard } from '../shell/guard'

export function WaitingPage() {
  return (
    <Guard area="waiting">
      <WaitingList />
    </Guard>
  )
}

/** Households without a place, the longest wait first; a place is booked on the case page. */
function WaitingList() {
  const { t } = useTexts()
  const query = useQuery({ queryKey: ['waiting-list'], queryFn: () => getItems<Placement>('/waiting-list') })
  const columns: Column<Placement>[] = [
    {
      key: 'reference',
      main: true,
      head: t('case.reference'),
      cell: (row) => (
        <Link to="/cases/$caseId" params={{ caseId: plain(row.caseId) ?? '' }} search={{ tab: 'placement' }}>
          <Show value={row.reference} />
        </Link>
      ),
    },
    { key: 'people', head: t('case.household_size'), right: true, cell: (row) => <NumberText value={row.householdSize} /> },
    { key: 'from', head: t('waiting.from'), cell: (row) => <DateText value={row.since} /> },
  ]
  return (
    <Page title={t('nav.waiting')} lead={t('waiting.lead')}>
      <Loaded query={query} isEmpty={(rows) => rows.length === 0} empty={t('waiting.none')}>
        {(rows) => <Rows caption={t('nav.waiting')} columns={columns} rows={rows} rowKey={(row) => row.id} />}
      </Loaded>
    </Page>
  )
}
