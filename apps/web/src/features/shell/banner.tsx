import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { clockQuery } from '../../api/session'
import { useTexts } from '../../i18n'
import { formatDate } from '../../i18n/format'
import { DateText } from '../../ui/values'
import { useHasRole } from '../session/viewer'

/** On every screen: nothing here is about a real person, and which day it is in the programme. */
export function Banner({ dated = false }: { dated?: boolean }) {
  const { t } = useTexts()
  return (
    <section className="banner" aria-label={t('banner.label')}>
      <span>{t('banner.synthetic')}</span>
      {dated && <ProgrammeDate />}
    </section>
  )
}

function ProgrammeDate() {
  const { t, language } = useTexts()
  const clock = useQuery(clockQuery).data
  const trains = useHasRole('trainer')
  if (!clock) return null
  return (
    <span className="clock">
      {t('clock.title')}{' '}
      {trains ? (
        <Link to="/clock" aria-label={t('clock.to_clock', { day: formatDate(clock.today, language) })}>
          <DateText value={clock.today} />
        </Link>
      ) : (
        <strong>
          <DateText value={clock.today} />
        </strong>
      )}
    </span>
  )
}
