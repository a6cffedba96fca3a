import { useComputedColorScheme } from '@mantine/core'
import { useMemo, type MouseEvent } from 'react'
import { plain, type Maybe } from '../../api/types'
import { useTexts } from '../../i18n'
import { Covered } from '../../ui/values'
import { DrawingChart } from '../reports/chart'
import type { Drawing } from '../reports/chart-data'
import type { ReportColumn } from '../reports/report-data'
import { usePrinting } from '../reports/use-printing'
import type { Fund } from '../runs/run-data'

interface Props {
  fund: Fund
  onLine: (lineId: string) => void
}

/** The budget lines of a fund as bars: free, committed, spent. Bars differ by pattern, and each says its number. */
export function FundChart({ fund, onLine }: Props) {
  const { t, language } = useTexts()
  const printing = usePrinting()
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false })
  const drawing = useMemo((): Drawing => {
    const series = (name: string, part: 'free' | 'committed' | 'spent') => ({
      name,
      values: fund.lines.map((line) => whole(line[part])),
      hidden: fund.lines.map((line) => plain(line[part]) === undefined),
    })
    const measure: ReportColumn = { key: 'amount', title: t('field.amount'), unit: 'money', definition: '' }
    return {
      type: 'bar',
      categories: fund.lines.map(({ name }) => name),
      series: [series(t('fund.free'), 'free'), series(t('fund.committed'), 'committed'), series(t('fund.spent'), 'spent')],
      measure,
      currency: fund.currency,
      leftOut: 0,
    }
  }, [fund, t])
  // A keyboard opens a line from the table, or from its name under the picture.
  const openLine = async ({ currentTarget, clientX, clientY }: MouseEvent<HTMLElement>) => {
    const holder = currentTarget.querySelector<HTMLElement>('[_echarts_instance_]')
    const { getInstanceByDom } = await import('echarts/core')
    const chart = holder && getInstanceByDom(holder)
    if (!holder || !chart) return
    const box = holder.getBoundingClientRect()
    const at = [clientX - box.left, clientY - box.top]
    if (!chart.containPixel('grid', at)) return
    const line = fund.lines[Number(chart.convertFromPixel({ yAxisIndex: 0 }, at[1]!))]
    if (line) onLine(line.id)
  }
  if (fund.lines.every((line) => plain(line.free) === undefined)) return <Covered />
  return (
    <figure className="report-chart fund-chart" onClick={(event) => void openLine(event)}>
      <DrawingChart
        drawing={drawing}
        scheme={printing ? 'light' : scheme}
        language={language}
        label={t('fund.chart_said', { fund: fund.name })}
        hiddenText="–"
        printing={printing}
      />
      <figcaption className="faint small">{t('report.amounts_in', { currency: fund.currency })}</figcaption>
    </figure>
  )
}

/** In whole units, since a picture needs no cents. */
function whole(amount: Maybe<string>): number | null {
  const minor = plain(amount)
  return minor === undefined ? null : Number(minor) / 100
}
