import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { plain } from '../../api/types'
import { comma, useTexts } from '../../i18n'
import { formatDate } from '../../i18n/format'
import { Rows, type Column } from '../../ui/rows'
import { NumberText, StateTag } from '../../ui/values'
import { Occupancy } from './occupancy'
import { shortagesQuery, type Shortage, type Site } from './site-data'

interface Props {
  sites: readonly Site[]
  readsShortages: boolean
}

/** Every site: how full it is, what is free, and when places will first be missing. */
export function SiteTable({ sites, readsShortages }: Props) {
  const { t, word } = useTexts()
  const shortages = useQuery({ ...shortagesQuery, enabled: readsShortages }).data
  const columns: Column<Site>[] = [
    { key: 'name', main: true, head: t('site.name'), cell: (site) => <SiteLink id={site.id} name={site.name} /> },
    {
      key: 'where',
      head: t('site.where'),
      cell: (site) => (
        <span>
          {[plain(site.region), plain(site.country) && word('country', plain(site.country) ?? '')]
            .filter(Boolean)
            .join(comma()) || '–'}
          <span className="faint small stacked">
            <bdi translate="no">{plain(site.organisation)}</bdi>
          </span>
        </span>
      ),
    },
    { key: 'state', head: t('case.state'), cell: (site) => <StateTag kind="site" state={site.state} /> },
    { key: 'occupancy', head: t('site.today'), cell: (site) => <Occupancy site={site} /> },
    {
      key: 'free',
      head: t('site.free'),
      right: true,
      cell: (site) => (
        <strong>
          <NumberText value={site.free} />
        </strong>
      ),
    },
    ...(readsShortages
      ? [
          {
            key: 'short',
            head: t('site.next_shortage'),
            cell: (site: Site) => <NextShortage of={shortages?.find((one) => one.siteId === site.id)} known={!!shortages} />,
          },
        ]
      : []),
  ]
  return <Rows caption={t('nav.sites')} columns={columns} rows={sites} rowKey={(site) => site.id} />
}

/** The server lists shortages the soonest first, so that the first of a site is its next. */
function NextShortage({ of, known }: { of: Shortage | undefined; known: boolean }) {
  const { t, language } = useTexts()
  if (!of) return <span className="faint">{known ? t('site.no_shortage') : '–'}</span>
  return (
    <span className="tag" data-tone="stop">
      {t('site.short_from', { n: of.shortage, day: formatDate(of.from, language) })}
    </span>
  )
}

export function SiteLink({ id, name }: { id: string; name: string }) {
  return (
    <Link to="/sites/$siteId" params={{ siteId: id }}>
      <bdi translate="no">{name}</bdi>
    </Link>
  )
}
