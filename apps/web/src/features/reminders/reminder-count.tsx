import { useQuery } from '@tanstack/react-query'
import { useTexts } from '../../i18n'
import { formatNumber } from '../../i18n/format'
import { mostCounted, reminderCountQuery } from './reminder-data'

/** How many reminders are open, beside the menu's entry. */
export function ReminderCount() {
  const { t, language } = useTexts()
  const count = useQuery(reminderCountQuery).data
  if (!count) return null
  const shown = count > mostCounted ? `${formatNumber(mostCounted, language)}+` : formatNumber(count, language)
  return (
    <span className="menu-count">
      <span aria-hidden>{shown}</span>
      <span className="unseen"> {t('reminder.open_said', { n: shown })}</span>
    </span>
  )
}
