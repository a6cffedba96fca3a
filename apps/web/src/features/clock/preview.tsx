import { Text, Title } from '@mantine/core'
import { useTexts } from '../../i18n'
import { formatDate } from '../../i18n/format'
import type { ClockPreview } from './clock-data'
import { DueList, totalsOf } from './due-words'

/** What a move will fire: in all, then day by day. */
export function PreviewOfMove({ preview }: { preview: ClockPreview }) {
  const { t, language } = useTexts()
  const { from, to, items } = preview
  // What is late fires on the first day of the move, whenever it was due.
  const late = items.filter((item) => item.dueOn <= from)
  const days = [...new Set(items.filter((item) => item.dueOn > from).map((item) => item.dueOn))]
  return (
    <>
      <Text mb="sm">{t('clock.from_to', { from: formatDate(from, language), to: formatDate(to, language) })}</Text>
      {items.length === 0 ? (
        <Text>{t('clock.nothing_fires')}</Text>
      ) : (
        <>
          <Title order={3} mb={4}>
            {t('clock.in_all')}
          </Title>
          <DueList items={totalsOf(items)} />
          <Title order={3} mt="md" mb={4}>
            {t('clock.by_day')}
          </Title>
          <ol className="due-days">
            {late.length > 0 && (
              <li>
                <strong>{t('clock.late')}</strong>
                <DueList items={totalsOf(late)} />
              </li>
            )}
            {days.map((day) => (
              <li key={day}>
                <strong>
                  <time dateTime={day}>{formatDate(day, language)}</time>
                </strong>
                <DueList items={totalsOf(items.filter((item) => item.dueOn === day))} />
              </li>
            ))}
          </ol>
        </>
      )}
    </>
  )
}
