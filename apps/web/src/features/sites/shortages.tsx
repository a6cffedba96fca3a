import { useQuery } from '@tanstack/react-query'
import { useTexts } from '../../i18n'
import { Loaded, Section } from '../../ui/page'
import { Rows, type Column } from '../../ui/rows'
import { DateText, NumberText } from '../../ui/values'
import { shortagesQuery, type Shortage } from './site-data'
import { SiteLink } from './site-table'

/** Where more is booked than serves in the next 90 days, the soonest first. */
export function Shortages() {
  const { t } = useTexts()
  const query = useQuery(shortagesQuery)
  const columns: Column<Shortage>[] = [
    { key: 'site', main: true, head: t('site.name'), cell: (one) => <SiteLink id={one.siteId} name={one.siteName} /> },
    { key: 'from', head: t('placement.from'), cell: (one) => <DateText value={one.from} /> },
    { key: 'to', head: t('placement.to'), cell: (one) => <DateText value={one.to} /> },
    {
      key: 'short',
      head: t('site.shortage'),
      right: true,
      cell: (one) => (
        <strong>
          <NumberText value={one.shortage} />
        </strong>
      ),
    },
    { key: 'taken', head: t('site.taken'), right: true, cell: (one) => <NumberText value={one.booked} /> },
    {
      key: 'serving',
      head: t('site.serving'),
      right: true,
      cell: (one) => <NumberText value={one.places - one.outOfService} />,
    },
  ]
  return (
    <div id="shortages" className="report-part">
      <Section title={t('site.shortages')}>
        <Loaded query={query} isEmpty={(rows) => rows.length === 0} empty={t('site.no_shortages')}>
          {(rows) => (
            <Rows caption={t('site.shortages')} columns={columns} rows={rows} rowKey={(one) => `${one.siteId}.${one.from}`} />
          )}
        </Loaded>
      </Section>
    </div>
  )
}
