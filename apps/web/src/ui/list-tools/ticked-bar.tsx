import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTexts } from '../../i18n'
import { formatNumber } from '../../i18n/format'

/** What the API takes at once. */
export const mostAtOnce = 200

interface Props {
  /** What is ticked, in words. */
  label: string
  count: number
  onClear: () => void
  /** What can be done to all of them. */
  children: ReactNode
}

/** At the foot of a list while rows are ticked: how many, what can be done to them, and the way to tick none. */
export function TickedBar({ label, count, onClear, children }: Props) {
  const { t, language } = useTexts()
  return (
    <section className="bulk" aria-label={label}>
      <strong role="status">{t('bulk.ticked', { n: formatNumber(count, language) })}</strong>
      {count > mostAtOnce ? <span>{t('bulk.too_many', { n: formatNumber(mostAtOnce, language) })}</span> : children}
      <Button size="compact-sm" variant="subtle" onClick={onClear}>
        {t('bulk.clear')}
      </Button>
    </section>
  )
}
