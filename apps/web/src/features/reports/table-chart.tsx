import { Checkbox, NativeSelect, Text, useComputedColorScheme } from '@mantine/core'
import { Suspense, useMemo, useState } from 'react'
import { comma, useTexts } from '../../i18n'
import { formatNumber } from '../../i18n/format'
import { later } from '../../ui/later'
import { Empty, Loading } from '../../ui/page'
import { drawingOf, firstLines, linesOf, mostSeries, pickedRows, type Plan } from './chart-data'
import type { ReportTable } from './report-data'
import { cellText, columnTitle, hiddenText, tableTitle } from './report-words'

const DrawingChart = later(() => import('./chart'), 'DrawingChart')

interface Props {
  kind: string
  table: ReportTable
  plan: Plan
  printing: boolean
}

/** The table as a picture, with what is to be chosen for it: one month or currency at a time, and which lines. */
export function TableChart({ kind, table, plan, printing }: Props) {
  const texts = useTexts()
  const { t, language } = texts
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false })
  const [picked, setPicked] = useState<Record<string, string>>({})
  const [wanted, setWanted] = useState<readonly string[] | null>(null)
  const rows = useMemo(() => pickedRows(table, plan, picked), [table, plan, picked])
  const lines = useMemo(() => linesOf(table, plan, rows, texts), [table, plan, rows, texts])
  const chosen = useMemo(() => {
    const there = wanted?.filter((key) => lines.some((line) => line.key === key)) ?? []
    return there.length > 0 ? there : firstLines(plan, rows, lines)
  }, [wanted, lines, plan, rows])
  const drawing = useMemo(() => drawingOf(table, plan, rows, chosen, texts), [table, plan, rows, chosen, texts])
  const measure = columnTitle(table, drawing.measure, texts)
  const names = drawing.series.map(({ name }) => name).join(comma())
  const told = {
    title: tableTitle(kind, table, texts),
    names,
    from: drawing.categories[0] ?? '',
    to: drawing.categories.at(-1) ?? '',
  }
  const label =
    drawing.type === 'line'
      ? t('report.line_said', told)
      : t(drawing.type === 'funnel' ? 'report.funnel_said' : 'report.bar_said', told)
  const hasHidden = drawing.series.some(({ hidden }) => hidden.some(Boolean))
  const isEmpty = drawing.series.every(({ values }) => values.every((value) => value === null))
  return (
    <figure className="report-chart">
      <div className="chart-choices no-print">
        {plan.picks.map(({ column, values, first }) => (
          <NativeSelect
            key={column.key}
            size="xs"
            label={columnTitle(table, column, texts)}
            value={picked[column.key] ?? first}
            onChange={(event) => setPicked({ ...picked, [column.key]: event.currentTarget.value })}
            data={values.map((value) => ({ value, label: cellText(table, column, { [column.key]: value }, texts) }))}
          />
        ))}
      </div>
      {(plan.hint.series || drawing.measure.unit === 'money') && (
        <Text size="sm" fw={550}>
          {[
            plan.hint.series ? measure : '',
            drawing.measure.unit === 'money' ? t('report.amounts_in', { currency: drawing.currency }) : '',
          ]
            .filter(Boolean)
            .join(' · ')}
        </Text>
      )}
      {isEmpty ? (
        <Empty>{t('report.nothing_to_draw')}</Empty>
      ) : (
        <Suspense fallback={<Loading />}>
          <DrawingChart
            drawing={drawing}
            scheme={printing ? 'light' : scheme}
            language={language}
            label={label}
            hiddenText={hiddenText(drawing.measure, texts)}
            printing={printing}
          />
        </Suspense>
      )}
      <figcaption className="faint small">
        {plan.picks.map(({ column, first }) => (
          <span key={column.key} className="only-print">
            {columnTitle(table, column, texts)}: {cellText(table, column, { [column.key]: picked[column.key] ?? first }, texts)}
            .{' '}
          </span>
        ))}
        {hasHidden && !isEmpty && drawing.type === 'line' && <span>{t('report.gaps')} </span>}
        {drawing.leftOut > 0 && <span>{t('report.bars_left_out', { n: formatNumber(drawing.leftOut, language) })}</span>}
      </figcaption>
      {lines.length > 1 && (
        <details className="chart-lines no-print">
          <summary className="small">
            {t('report.lines', { n: formatNumber(chosen.length, language), of: formatNumber(lines.length, language) })}
          </summary>
          <Text size="sm" c="dimmed" my={4}>
            {t('report.lines_most', { most: formatNumber(mostSeries, language) })}
          </Text>
          <div className="line-choices" role="group" aria-label={t('report.lines_label')}>
            {lines.map(({ key, name }) => {
              const isOn = chosen.includes(key)
              return (
                <Checkbox
                  key={key}
                  size="xs"
                  label={name}
                  checked={isOn}
                  disabled={isOn ? chosen.length === 1 : chosen.length >= mostSeries}
                  onChange={() => setWanted(isOn ? chosen.filter((one) => one !== key) : [...chosen, key])}
                />
              )
            })}
          </div>
        </details>
      )}
    </figure>
  )
}
