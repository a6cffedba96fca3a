import '@mantine/dates/styles.css'
import 'dayjs/locale/my'
import { DatePicker, MonthPicker } from '@mantine/dates'
import { useTexts } from '../i18n'
import { digits } from '../i18n/format'
import { Dialog } from './over'

interface Props {
  value: string | null
  precision: 'day' | 'month'
  onChoose: (value: string) => void
  onClose: () => void
}

/** A calendar to choose a day or a month from. Weeks begin on Monday. */
export function DayChoice({ value, precision, onChoose, onClose }: Props) {
  const { t, language } = useTexts()
  const common = {
    locale: language,
    ariaLabels: {
      nextMonth: t('day.next_month'),
      previousMonth: t('day.month_before'),
      nextYear: t('day.next_year'),
      previousYear: t('day.year_before'),
      nextDecade: t('day.next_years'),
      previousDecade: t('day.years_before'),
      monthLevelControl: t('day.to_months'),
      yearLevelControl: t('day.to_years'),
    },
    decadeLabelFormat: (at: string) => digits(`${at.slice(0, 4)} –`, language),
    yearLabelFormat: (at: string) => digits(at.slice(0, 4), language),
    yearsListFormat: 'YYYY',
  } as const
  return (
    <Dialog onClose={onClose} size="auto" zIndex={320} title={t(precision === 'day' ? 'day.choose' : 'day.choose_month')}>
      {precision === 'day' ? (
        <DatePicker
          {...common}
          value={value}
          defaultDate={value ?? undefined}
          onChange={(next) => next && onChoose(next)}
          renderDay={(at) => digits(String(Number(at.slice(8, 10))), language)}
        />
      ) : (
        <MonthPicker
          {...common}
          value={value ? `${value}-01` : null}
          defaultDate={value ? `${value}-01` : undefined}
          onChange={(next) => next && onChoose(next.slice(0, 7))}
        />
      )}
    </Dialog>
  )
}
