import { Anchor, Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTexts, type TextKey } from '../../i18n'
import { CommandDrawer } from '../../ui/command/command-drawer'
import type { CommandSpec } from '../../ui/command/spec'
import { Loaded, Page } from '../../ui/page'
import { useHasRole } from '../session/viewer'
import { countries } from '../case/commands'
import { Guard } from '../shell/guard'
import { Arrivals } from './arrivals'
import { Calendar } from './calendar'
import { Shortages } from './shortages'
import { sitesQuery } from './site-data'
import { SiteTable } from './site-table'

export function SitesPage() {
  return (
    <Guard area="sites">
      <Sites />
    </Guard>
  )
}

/** The sites with their places, who is about to come, where places will be missing, and all of them day by day. */
function Sites() {
  const { t, word } = useTexts()
  const query = useQuery(sitesQuery)
  const opens = useHasRole('programme_manager', 'relocation_officer')
  const readsStays = useHasRole('relocation_officer', 'auditor', 'host_organisation')
  const readsShortages = useHasRole('relocation_officer', 'programme_manager', 'planner', 'auditor')
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
        { name: 'places', label: 'site.places', type: 'number', required: true },
      ],
    })
  const parts: [string, TextKey][] = [
    ...(readsStays ? [['arrivals', 'site.arrivals'] as [string, TextKey]] : []),
    ...(readsShortages ? [['shortages', 'site.shortages'] as [string, TextKey]] : []),
    ['calendar', 'site.calendar'],
  ]
  return (
    <Page title={t('nav.sites')} lead={t('site.lead')} actions={opens && <Button onClick={open}>{t('site.open')}</Button>}>
      <nav aria-label={t('site.parts')} className="table-links">
        {parts.map(([id, label]) => (
          <Anchor key={id} href={`#${id}`} size="sm">
            {t(label)}
          </Anchor>
        ))}
      </nav>
      <Loaded query={query} isEmpty={(sites) => sites.length === 0} empty={t('site.none')}>
        {(sites) => <SiteTable sites={sites} readsShortages={readsShortages} />}
      </Loaded>
      {readsStays && <Arrivals />}
      {readsShortages && <Shortages />}
      <Calendar />
      <CommandDrawer spec={spec} onClose={() => setSpec(null)} />
    </Page>
  )
}
