import { useQuery } from '@tanstack/react-query'
import { useTexts } from '../../i18n'
import { formatNumber } from '../../i18n/format'
import { mostCounted, unseenCountQuery } from './glass-data'

/** How many broken glasses the viewer was told of and has not seen, beside the menu's entry. */
export function GlassCount() {
  const { t, language } = useTexts()
  const count = useQuery(unseenCountQuery).data
  if (!count) return null
  const shown = count > mostCounted ? `${formatNumber(mostCounted, language)}+` : formatNumber(count, language)
  return (
    <span className="menu-count">
      <span aria-hidden>{shown}</span>
      <span className="unseen"> {t('glass.unseen_said', { n: shown })}</span>
    </span>
  )
}
