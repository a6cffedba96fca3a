import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { plain } from '../../api/types'
import { useTexts } from '../../i18n'
import { CommandDrawer } from '../../ui/command/command-drawer'
import type { CommandSpec } from '../../ui/command/spec'
import { Loading, Page, ProblemNote, Section } from '../../ui/page'
import { Facts } from '../../ui/rows'
import { NumberText, StateTag } from '../../ui/values'
import { useHasRole, useViewer } from '../session/viewer'
import { Guard } from '../shell/guard'
import { Occupancy } from './occupancy'
import { closeSite, recordOutage } from './site-acts'
import { siteQuery, type SiteFile } from './site-data'
import { SiteDays } from './site-days'
import { SiteOutages } from './site-outages'
import { SiteStays } from './site-stays'

export function SitePage() {
  return (
    <Guard area="sites">
      <SiteScreen />
    </Guard>
  )
}

function SiteScreen() {
  const { siteId } = useParams({ from: '/shell/sites/$siteId' })
  const query = useQuery(siteQuery(siteId))
  if (query.data) return <OneSite site={query.data} />
  if (query.error) return <ProblemNote problem={query.error} retry={() => void query.refetch()} />
  return <Loading />
}

/** One site: how full it is, its places by day, who stays and who comes and goes, what is out of service. */
function OneSite({ site }: { site: SiteFile }) {
  const texts = useTexts()
  const { t, word } = texts
  const viewer = useViewer()
  const [spec, setSpec] = useState<CommandSpec | null>(null)
  const keeps = useHasRole('programme_manager', 'relocation_officer')
  const manages = useHasRole('programme_manager')
  const isHost = viewer.roles.includes('host_organisation') && viewer.siteId === site.id
  const readsStays = useHasRole('relocation_officer', 'auditor') || isHost
  const [organisation, region, country] = [plain(site.organisation), plain(site.region), plain(site.country)]
  return (
    <Page
      title={site.name}
      lead={[organisation, region, country && word('country', country)].filter(Boolean).join(' · ')}
      actions={
        site.state === 'open' && (
          <>
            {keeps && (
              <Button variant="default" onClick={() => setSpec(recordOutage(site, texts))}>
                {t('site.record_outage')}
              </Button>
            )}
            {manages && (
              <Button variant="default" onClick={() => setSpec(closeSite(site, texts))}>
                {t('site.close')}
              </Button>
            )}
          </>
        )
      }
    >
      <Section title={t('site.today')} aside={<StateTag kind="site" state={site.state} />}>
        <Occupancy site={site} />
        <div className="spaced">
          <Facts
            items={[
              [t('site.places'), <NumberText key="p" value={site.places} />],
              [t('site.out'), <NumberText key="x" value={site.outOfService} />],
              [t('site.occupied'), <NumberText key="o" value={site.occupied} />],
              [t('site.booked'), <NumberText key="b" value={site.booked} />],
              [t('site.free'), <NumberText key="f" value={site.free} />],
            ]}
          />
        </div>
      </Section>
      <SiteDays siteId={site.id} />
      {readsStays && <SiteStays siteId={site.id} open={setSpec} />}
      <SiteOutages site={site} lifts={keeps} open={setSpec} />
      <CommandDrawer spec={spec} onClose={() => setSpec(null)} />
    </Page>
  )
}
