import { Button, Group, SegmentedControl, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { clockQuery } from '../../api/session'
import { plain } from '../../api/types'
import { useTexts } from '../../i18n'
import { formatDate } from '../../i18n/format'
import { CommandDrawer } from '../../ui/command/command-drawer'
import type { CommandSpec } from '../../ui/command/spec'
import { Empty, Loaded, Loading, Page, ProblemNote, Section } from '../../ui/page'
import { Facts, Rows, type Column } from '../../ui/rows'
import { useFilters } from '../../ui/use-filters'
import { DateText, NumberText, StateTag, Word } from '../../ui/values'
import { useHasRole, useViewer } from '../session/viewer'
import { Guard } from '../shell/guard'
import { addDays, daysQuery, siteQuery, type Outage, type SiteDay, type SiteFile } from './site-data'
import { SitePlacements } from './site-placements'

const outageReasons = ['repair', 'flood', 'water_supply', 'health', 'safety', 'host_withdrew'] as const
const closings = ['ended', 'unsafe', 'merged'] as const

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

/** One site: its places by day, what is out of service, who stays. */
function OneSite({ site }: { site: SiteFile }) {
  const { t, word } = useTexts()
  const viewer = useViewer()
  const [spec, setSpec] = useState<CommandSpec | null>(null)
  const keeps = useHasRole('programme_manager', 'relocation_officer')
  const manages = useHasRole('programme_manager')
  const places = useHasRole('relocation_officer') || (viewer.roles.includes('host_organisation') && viewer.siteId === site.id)
  const outage = () =>
    setSpec({
      title: t('site.record_outage'),
      path: `/sites/${site.id}/outages`,
      lead: t('site.outage_lead'),
      fields: [
        { name: 'from', label: 'placement.from', type: 'date', required: true },
        { name: 'to', label: 'placement.to', type: 'date' },
        { name: 'places', label: 'site.places', type: 'number', required: true, min: 1 },
        {
          name: 'reason',
          label: 'field.reason',
          type: 'choice',
          required: true,
          options: outageReasons.map((value) => ({ value, label: word('reason', value) })),
        },
      ],
      seen: site.version,
    })
  const close = () =>
    setSpec({
      title: t('site.close'),
      path: `/sites/${site.id}/close`,
      fields: [
        {
          name: 'reason',
          label: 'field.reason',
          type: 'choice',
          required: true,
          options: closings.map((value) => ({ value, label: word('reason', value) })),
        },
      ],
      serious: true,
      seen: site.version,
    })
  return (
    <Page
      title={site.name}
      lead={[plain(site.organisation), plain(site.region), plain(site.country) && word('country', plain(site.country) ?? '')]
        .filter(Boolean)
        .join(' · ')}
      actions={
        site.state === 'open' && (
          <>
            {keeps && (
              <Button variant="default" onClick={outage}>
                {t('site.record_outage')}
              </Button>
            )}
            {manages && (
              <Button variant="default" onClick={close}>
                {t('site.close')}
              </Button>
            )}
          </>
        )
      }
    >
      <Section title={t('site.today')} aside={<StateTag kind="site" state={site.state} />}>
        <Facts
          items={[
            [t('site.places'), <NumberText key="p" value={site.places} />],
            [t('site.out'), <NumberText key="x" value={site.outOfService} />],
            [t('site.occupied'), <NumberText key="o" value={site.occupied} />],
            [t('site.booked'), <NumberText key="b" value={site.booked} />],
            [t('site.free'), <NumberText key="f" value={site.free} />],
          ]}
        />
      </Section>
      <Days siteId={site.id} />
      <Outages site={site} lifts={keeps} open={setSpec} />
      {places && <SitePlacements siteId={site.id} open={setSpec} />}
      <CommandDrawer spec={spec} onClose={() => setSpec(null)} />
    </Page>
  )
}

/** The next weeks day by day, as a strip of free places or as a table. */
function Days({ siteId }: { siteId: string }) {
  const { t } = useTexts()
  const search = useSearch({ from: '/shell/sites/$siteId' })
  const filters = useFilters(search)
  const today = useQuery(clockQuery).data?.today ?? ''
  const [view, setView] = useState('strip')
  const from = search.from ?? today
  const query = useQuery(daysQuery(siteId, from, from && addDays(from, 41)))
  return (
    <Section
      title={t('site.days')}
      aside={
        <Group gap="xs" align="flex-end">
          <TextInput
            type="date"
            size="xs"
            aria-label={t('placement.from')}
            value={from}
            onChange={(event) => /^[12]\d{3}-/.test(event.currentTarget.value) && filters.set('from', event.currentTarget.value)}
          />
          <SegmentedControl
            size="xs"
            aria-label={t('site.view')}
            value={view}
            onChange={setView}
            data={[
              { value: 'strip', label: t('site.view_strip') },
              { value: 'table', label: t('site.view_table') },
            ]}
          />
        </Group>
      }
    >
      <Loaded query={query} isEmpty={(days) => days.length === 0} empty={t('site.no_days')}>
        {(days) => (view === 'strip' ? <Strip days={days} /> : <DayTable days={days} />)}
      </Loaded>
    </Section>
  )
}

function Strip({ days }: { days: readonly SiteDay[] }) {
  const { t, language } = useTexts()
  return (
    <>
      <ol className="heat">
        {days.map((day) => {
          const usable = Math.max(1, day.places - day.outOfService)
          const share = Math.min(1, day.booked / usable)
          const said = t('site.day_said', { day: formatDate(day.day, language), free: day.free, booked: day.booked })
          return (
            <li
              key={day.day}
              data-short={day.shortage > 0}
              style={{ background: `rgba(var(--heat), ${(share * 0.3).toFixed(2)})` }}
              title={said}
            >
              <span aria-hidden>
                {Number(day.day.slice(8))}
                <br />
                <strong>{day.shortage > 0 ? `−${day.shortage}` : day.free}</strong>
              </span>
              <span className="unseen">{day.shortage > 0 ? `${said} ${t('site.short_said', { n: day.shortage })}` : said}</span>
            </li>
          )
        })}
      </ol>
      <p className="faint small">{t('site.strip_key')}</p>
    </>
  )
}

function DayTable({ days }: { days: readonly SiteDay[] }) {
  const { t } = useTexts()
  const columns: Column<SiteDay>[] = [
    { key: 'day', main: true, head: t('site.day'), cell: (day) => <DateText value={day.day} /> },
    { key: 'places', head: t('site.places'), right: true, cell: (day) => <NumberText value={day.places} /> },
    { key: 'out', head: t('site.out'), right: true, cell: (day) => <NumberText value={day.outOfService} /> },
    { key: 'booked', head: t('site.taken'), right: true, cell: (day) => <NumberText value={day.booked} /> },
    { key: 'free', head: t('site.free'), right: true, cell: (day) => <NumberText value={day.free} /> },
    {
      key: 'short',
      head: t('site.shortage'),
      right: true,
      cell: (day) => (day.shortage > 0 ? <NumberText value={day.shortage} /> : '–'),
    },
  ]
  return <Rows caption={t('site.days')} columns={columns} rows={days} rowKey={(day) => day.day} />
}

function Outages({ site, lifts, open }: { site: SiteFile; lifts: boolean; open: (spec: CommandSpec) => void }) {
  const { t } = useTexts()
  const outages = site.outages
  const columns: Column<Outage>[] = [
    { key: 'from', main: true, head: t('placement.from'), cell: (outage) => <DateText value={outage.from} /> },
    { key: 'to', head: t('placement.to'), cell: (outage) => <DateText value={outage.to} /> },
    { key: 'places', head: t('site.places'), right: true, cell: (outage) => <NumberText value={outage.places} /> },
    { key: 'reason', head: t('field.reason'), cell: (outage) => <Word group="reason" code={outage.reason} /> },
    {
      key: 'act',
      head: '',
      right: true,
      cell: (outage) =>
        lifts && !outage.liftedOn ? (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() =>
              open({
                title: t('site.lift_outage'),
                path: `/sites/${site.id}/outages/${outage.id}/lift`,
                fields: [],
                seen: site.version,
                lead: t('site.lift_lead'),
              })
            }
          >
            {t('site.lift_outage')}
          </Button>
        ) : (
          outage.liftedOn && <span className="faint">{t('site.lifted')}</span>
        ),
    },
  ]
  return (
    <Section title={t('site.outages')}>
      {outages.length === 0 ? (
        <Empty>{t('site.no_outages')}</Empty>
      ) : (
        <Rows caption={t('site.outages')} columns={columns} rows={outages} rowKey={(outage) => outage.id} />
      )}
    </Section>
  )
}
