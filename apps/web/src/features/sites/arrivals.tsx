import { useQuery } from '@tanstack/react-query'
import { plain } from '../../api/types'
import { clockQuery } from '../../api/session'
import { useTexts } from '../../i18n'
import { Loaded, Section } from '../../ui/page'
import { Rows, type Column } from '../../ui/rows'
import { DateText, NumberText, Show } from '../../ui/values'
import type { Placement } from '../case/case-data'
import { arrivalsQuery } from './site-data'
import { SiteLink } from './site-table'
import { StayLink } from './stay-link'

/** Who is expected within seven days at the sites that the viewer sees, and who has not come. */
export function Arrivals() {
  const { t } = useTexts()
  const query = useQuery(arrivalsQuery)
  const today = useQuery(clockQuery).data?.today ?? ''
  const columns: Column<Placement>[] = [
    { key: 'reference', main: true, head: t('case.reference'), cell: (one) => <StayLink stay={one} /> },
    {
      key: 'from',
      head: t('site.expected_on'),
      cell: (one) => (
        <span>
          <DateText value={one.from} />{' '}
          {(plain(one.from) ?? today) < today && (
            <span className="tag" data-tone="warn">
              {t('site.not_come')}
            </span>
          )}
        </span>
      ),
    },
    { key: 'people', head: t('case.household_size'), right: true, cell: (one) => <NumberText value={one.householdSize} /> },
    {
      key: 'site',
      head: t('site.name'),
      cell: (one) => {
        const id = plain(one.siteId)
        return id ? <SiteLink id={id} name={plain(one.siteName) ?? ''} /> : <Show value={one.siteName} />
      },
    },
  ]
  return (
    <div id="arrivals" className="report-part">
      <Section title={t('site.arrivals')}>
        <Loaded query={query} isEmpty={({ items }) => items.length === 0} empty={t('site.no_arrivals')}>
          {({ items, nextCursor }) => (
            <>
              <Rows caption={t('site.arrivals')} columns={columns} rows={items} rowKey={(one) => one.id} />
              {nextCursor && <p className="faint small">{t('site.first_rows', { n: items.length })}</p>}
            </>
          )}
        </Loaded>
      </Section>
    </div>
  )
}
