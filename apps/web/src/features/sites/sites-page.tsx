import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { plain } from '../../api/types'
import { useTexts } from '../../i18n'
import { CommandDrawer } from '../../ui/command/command-drawer'
import type { CommandSpec } from '../../ui/command/spec'
import { Loaded, Page } from '../../ui/page'
import { Rows, type Column } from '../../ui/rows'
import { NumberText, StateTag } from '../../ui/values'
import { useHasRole } from '../session/viewer'
import { countries } from '../case/commands'
import { Guard } from '../shell/guard'
import { sitesQuery, type Site } from './site-data'

export function SitesPage() {
  return (
    <Guard area="sites">
      <Sites />
    </Guard>
  )
}

/** The sites with their places: occupied, booked, free. */
function Sites() {
  const { t, word } = useTexts()
  const query = useQuery(sitesQuery)
  const opens = useHasRole('programme_manager', 'relocation_officer')
  const [spec, setSpec] = useState<CommandSpec | null>(null)
  const open = () =>
    setSpec({
      title: t('site.open'),
      path: '/sites',
      fields: [
        { name: 'name', label: 'site.name', type: 'text', required: true, hint: 'site.name_hint' },
        {
          name: 'country',
          label: 'site.country',
          type: 'choice',
          required: true,
          options: countries.map((value) => ({ value, label: word('country', value) })),
        },
        { name: 'region', label: 'site.region', type: 'text', required: true },
        { name: 'organisation', label: 'site.organisation', type: 'text', required: true },
        { name: 'places', label: 'site.places', type: 'number', required: true, min: 1 },
      ],
    })
  return (
    <Page title={t('nav.sites')} lead={t('site.lead')} actions={opens && <Button onClick={open}>{t('site.open')}</Button>}>
      <Loaded query={query} isEmpty={(sites) => sites.length === 0} empty={t('site.none')}>
        {(sites) => <SiteTable sites={sites} />}
      </Loaded>
      <CommandDrawer spec={spec} onClose={() => setSpec(null)} />
    </Page>
  )
}

function SiteTable({ sites }: { sites: readonly Site[] }) {
  const { t, word } = useTexts()
  const columns: Column<Site>[] = [
    {
      key: 'name',
      main: true,
      head: t('site.name'),
      cell: (site) => (
        <Link to="/sites/$siteId" params={{ siteId: site.id }}>
          {site.name}
        </Link>
      ),
    },
    {
      key: 'where',
      head: t('site.where'),
      cell: (site) =>
        [plain(site.region), plain(site.country) && word('country', plain(site.country) ?? '')].filter(Boolean).join(', ') || '–',
    },
    { key: 'organisation', head: t('site.organisation'), cell: (site) => plain(site.organisation) ?? '–' },
    { key: 'state', head: t('case.state'), cell: (site) => <StateTag kind="site" state={site.state} /> },
    { key: 'places', head: t('site.places'), right: true, cell: (site) => <NumberText value={site.places} /> },
    { key: 'out', head: t('site.out'), right: true, cell: (site) => <NumberText value={site.outOfService} /> },
    { key: 'occupied', head: t('site.occupied'), right: true, cell: (site) => <NumberText value={site.occupied} /> },
    { key: 'booked', head: t('site.booked'), right: true, cell: (site) => <NumberText value={site.booked} /> },
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
  ]
  return <Rows caption={t('nav.sites')} columns={columns} rows={sites} rowKey={(site) => site.id} />
}
