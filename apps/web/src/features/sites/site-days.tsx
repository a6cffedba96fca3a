import { Group, SegmentedControl, useComputedColorScheme } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { Suspense, useCallback } from 'react'
import { clockQuery } from '../../api/session'
import { useTexts } from '../../i18n'
import { formatDate } from '../../i18n/format'
import { DayField } from '../../ui/day-field'
import { readDay } from '../../ui/day-text'
import { later } from '../../ui/later'
import { Loaded, Loading, Section } from '../../ui/page'
import { useFilters } from '../../ui/use-filters'
import { DateText, NumberText } from '../../ui/values'
import { occupancyHeight, occupancyOptions } from './occupancy-options'
import { addDays, daysQuery, type SiteDay } from './site-data'

const Chart = later(() => import('../reports/chart'), 'Chart')

const daysShown = 42

/** The next weeks day by day: in words, as a picture, as a table, or both beside one another. */
export function SiteDays({ siteId }: { siteId: string }) {
  const { t } = useTexts()
  const search = useSearch({ from: '/shell/sites/$siteId' })
  const filters = useFilters(search)
  const today = useQuery(clockQuery).data?.today ?? ''
  const view = search.view === 'chart' || search.view === 'table' ? search.view : 'both'
  const from = search.from ?? today
  const query = useQuery(daysQuery(siteId, from, from && addDays(from, daysShown - 1)))
  return (
    <Section
      title={t('site.days')}
      aside={
        <Group gap="xs" align="flex-end">
          <DayField
            size="xs"
            w={140}
            aria-label={t('placement.from')}
            value={from}
            onChange={(day) => readDay(day) && filters.set('from', day)}
          />
          <SegmentedControl
            size="xs"
            aria-label={t('site.view')}
            value={view}
            onChange={(next) => filters.set('view', next === 'both' ? undefined : next)}
            data={[
              { value: 'chart', label: t('site.view_chart') },
              { value: 'table', label: t('site.view_table') },
              { value: 'both', label: t('site.view_both') },
            ]}
          />
        </Group>
      }
    >
      <Loaded query={query} isEmpty={(days) => days.length === 0} empty={t('site.no_days')}>
        {(days) => (
          <>
            <InWords days={days} />
            <div className="site-days" data-view={view}>
              {view !== 'table' && <OccupancyChart days={days} />}
              {view !== 'chart' && <DayTable days={days} />}
            </div>
          </>
        )}
      </Loaded>
    </Section>
  )
}

/** What one should see in the picture, said: the fullest day, and where places are missing. */
function InWords({ days }: { days: readonly SiteDay[] }) {
  const { t, language } = useTexts()
  const fullest = days.reduce((most, day) => (day.booked > most.booked ? day : most), days[0]!)
  const short = days.filter(({ shortage }) => shortage > 0)
  return (
    <p>
      {t('site.fullest', { day: formatDate(fullest.day, language), taken: fullest.booked, places: fullest.places })}{' '}
      {short.length > 0 ? (
        <strong>
          {t('site.short_days', {
            n: short.length,
            day: formatDate(short[0]!.day, language),
            most: Math.max(...short.map(({ shortage }) => shortage)),
          })}
        </strong>
      ) : (
        t('site.never_short')
      )}
    </p>
  )
}

function OccupancyChart({ days }: { days: readonly SiteDay[] }) {
  const texts = useTexts()
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false })
  const optionsOf = useCallback(() => occupancyOptions(days, scheme, texts), [days, scheme, texts])
  const label = texts.t('site.chart_said', {
    from: formatDate(days[0]!.day, texts.language),
    to: formatDate(days.at(-1)!.day, texts.language),
  })
  return (
    <figure className="report-chart">
      <Suspense fallback={<Loading />}>
        <Chart optionsOf={optionsOf} height={occupancyHeight} label={label} />
      </Suspense>
      <figcaption className="faint small">{texts.t('site.chart_key')}</figcaption>
    </figure>
  )
}

function DayTable({ days }: { days: readonly SiteDay[] }) {
  const { t } = useTexts()
  const heads = [t('site.places'), t('site.out'), t('site.occupied'), t('site.expected'), t('site.free'), t('site.shortage')]
  return (
    <div className="report-table" role="region" aria-label={t('site.days')} tabIndex={0}>
      <table>
        <caption className="unseen">{t('site.days')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('site.day')}</th>
            {heads.map((head) => (
              <th key={head} scope="col" className="right">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <tr key={day.day} data-short={day.shortage > 0 || undefined}>
              <th scope="row" className="figure">
                <DateText value={day.day} />
              </th>
              {[day.places, day.outOfService, day.occupied, day.booked - day.occupied, day.free].map((n, column) => (
                <td key={heads[column]} className="right">
                  <NumberText value={n} />
                </td>
              ))}
              <td className="right">
                {day.shortage > 0 ? (
                  <strong>
                    <NumberText value={day.shortage} />
                  </strong>
                ) : (
                  <span className="faint">–</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
