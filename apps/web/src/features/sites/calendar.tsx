import { Button, Group } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { clockQuery } from '../../api/session'
import { useTexts } from '../../i18n'
import { digits, formatDate, formatMonth } from '../../i18n/format'
import { DayField } from '../../ui/day-field'
import { readDay } from '../../ui/day-text'
import { Loaded, Section } from '../../ui/page'
import { useFilters } from '../../ui/use-filters'
import { addDays, calendarsQuery, type SiteCalendar, type SiteDay } from './site-data'
import { SiteLink } from './site-table'

const daysShown = 28

/** All sites by day: a picture that is a table, each box with its free places in it, or how many are missing. */
export function Calendar() {
  const { t } = useTexts()
  const search = useSearch({ from: '/shell/sites' })
  const filters = useFilters(search)
  const today = useQuery(clockQuery).data?.today ?? ''
  const from = search.from ?? today
  const query = useQuery({
    ...calendarsQuery(from, from && addDays(from, daysShown - 1)),
    placeholderData: keepPreviousData,
  })
  const go = (day: string) => filters.set('from', day === today ? undefined : day)
  return (
    <div id="calendar" className="report-part">
      <Section
        title={t('site.calendar')}
        aside={
          <Group gap="xs" align="flex-end">
            <Button size="xs" variant="default" onClick={() => go(addDays(from, -daysShown))}>
              {t('site.days_before')}
            </Button>
            <DayField
              size="xs"
              w={140}
              aria-label={t('site.calendar_from')}
              value={from}
              onChange={(day) => readDay(day) && go(day)}
            />
            <Button size="xs" variant="default" onClick={() => go(addDays(from, daysShown))}>
              {t('site.days_after')}
            </Button>
          </Group>
        }
      >
        <Loaded query={query} isEmpty={(sites) => sites.length === 0} empty={t('site.no_days')}>
          {(sites) => <CalendarTable sites={sites} />}
        </Loaded>
        <p className="faint small">{t('site.calendar_key')}</p>
      </Section>
    </div>
  )
}

function CalendarTable({ sites }: { sites: readonly SiteCalendar[] }) {
  const { t, language } = useTexts()
  const days = sites[0]?.days ?? []
  const months = [...new Set(days.map(({ day }) => day.slice(0, 7)))]
  return (
    <div className="report-table calendar" role="region" aria-label={t('site.calendar')} tabIndex={0}>
      <table>
        <caption className="unseen">{t('site.calendar')}</caption>
        <thead>
          <tr>
            <th scope="col" rowSpan={2}>
              {t('site.name')}
            </th>
            {months.map((month) => (
              <th key={month} scope="colgroup" colSpan={days.filter(({ day }) => day.startsWith(month)).length}>
                {formatMonth(month, language)}
              </th>
            ))}
          </tr>
          <tr>
            {days.map(({ day }) => (
              <th key={day} scope="col" className="right">
                <span aria-hidden>{digits(String(Number(day.slice(8))), language)}</span>
                <span className="unseen">{formatDate(day, language)}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sites.map((site) => (
            <tr key={site.siteId}>
              <th scope="row">
                <SiteLink id={site.siteId} name={site.siteName} />
              </th>
              {site.days.map((day) => (
                <Box key={day.day} day={day} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** A day of a site: what is free, darker the fuller; framed and with a minus where places are missing. */
function Box({ day }: { day: SiteDay }) {
  const { t, language } = useTexts()
  const serving = Math.max(1, day.places - day.outOfService)
  const share = Math.min(1, day.booked / serving)
  const isShort = day.shortage > 0
  return (
    <td
      className="right figure"
      data-short={isShort || undefined}
      style={{ background: `color-mix(in srgb, rgb(var(--heat)) ${Math.round(share * 30)}%, var(--sheet))` }}
      title={t('site.day_said', { day: formatDate(day.day, language), free: day.free, booked: day.booked })}
    >
      <span aria-hidden>{digits(isShort ? `−${day.shortage}` : String(day.free), language)}</span>
      <span className="unseen">{isShort ? t('site.short_said', { n: day.shortage }) : t('site.free_said', { n: day.free })}</span>
    </td>
  )
}
