import type { EChartsCoreOption } from 'echarts/core'
import type { Language } from '../../i18n'
import { formatNumber, formatShort } from '../../i18n/format'
import type { Drawing, Series } from './chart-data'
import { chartStyle, fontFamily, inks, palettes, type Scheme } from './chart-style'

/** Lines differ by dash and by symbol too. */
const dashes: readonly ('solid' | number[])[] = ['solid', [7, 4], [2, 3], [11, 4, 2, 4], [5, 2], [14, 4], [1, 3], [9, 3, 3, 3]]
const symbols = ['circle', 'rect', 'triangle', 'diamond', 'emptyCircle', 'emptyRect', 'emptyTriangle', 'emptyDiamond']
/** Symbols stand at about so many points of a line, however long it is. */
const symbolsALine = 14

interface Around {
  readonly scheme: Scheme
  readonly language: Language
  /** In CSS pixels. */
  readonly width: number
  /** What stands at a bar whose number is not told. */
  readonly hiddenText: string
}

/** How high a drawing needs to be, in CSS pixels. Burmese lines are taller. */
export function heightOf({ type, categories, series }: Drawing, language: Language): number {
  if (type === 'line') return 340
  const bar = language === 'my' ? 24 : 18
  if (type === 'funnel') return 24 + categories.length * (language === 'my' ? 88 : 72)
  return 70 + categories.length * Math.max(bar + 8, series.length * bar + 8)
}

/** The drawing as ECharts wants it. */
export function chartOptions(drawing: Drawing, around: Around): EChartsCoreOption {
  if (drawing.type === 'funnel') return funnelOptions(drawing, around)
  const { scheme, language, width } = around
  const style = chartStyle(scheme, language)
  const isLine = drawing.type === 'line'
  const category = {
    ...style.categories,
    data: [...drawing.categories],
    axisLabel: {
      ...style.categories.axisLabel,
      ...(isLine ? {} : { width: Math.min(180, width * 0.34), overflow: 'break' }),
    },
    inverse: !isLine,
    boundaryGap: !isLine,
  }
  const value = {
    ...style.values,
    minInterval: drawing.measure.unit === 'money' ? 0 : 1,
    // Bars have their names beside them, and less room for numbers below.
    splitNumber: width < (isLine ? 480 : 720) ? 3 : 5,
    axisLabel: { ...style.values.axisLabel, formatter: (n: number) => formatShort(n, language) },
  }
  return {
    ...style.frame,
    color: [...palettes[scheme]],
    aria: { enabled: true, label: { enabled: false }, decal: { show: !isLine } },
    legend: {
      ...style.legend,
      show: drawing.series.length > 1 || isLine,
      itemWidth: 34,
      itemHeight: 12,
      data: drawing.series.map(({ name }) => ({ name })),
    },
    grid: {
      ...style.grid,
      top: legendHeight(drawing, width, style.text.lineHeight) + (isLine ? 16 : 12),
      // Room for half of the last label, or for the number at the longest bar.
      right: isLine ? 36 : 64,
      bottom: isLine ? 8 : 28,
    },
    tooltip: {
      ...style.tooltip,
      axisPointer: { type: isLine ? 'line' : 'shadow' },
      valueFormatter: (n: unknown) => (n === null || n === undefined ? '–' : fullNumber(n as number, drawing, language)),
    },
    xAxis: isLine ? category : value,
    yAxis: isLine ? value : category,
    series: drawing.series.map((series, n) => (isLine ? lineSeries(series, n) : barSeries(series, drawing, around))),
  }
}

/** Bars about a middle, one below the other, so that what falls away between two steps can be seen; it is told at each bar in numbers. */
function funnelOptions(drawing: Drawing, { scheme, language, hiddenText }: Around): EChartsCoreOption {
  const { faint } = inks[scheme]
  const { text, frame } = chartStyle(scheme, language)
  const [{ values, hidden, name }] = drawing.series as [Series]
  const widest = Math.max(1, ...values.map((value) => value ?? 0))
  const bar = { type: 'bar', stack: 'funnel', barWidth: 24, emphasis: { disabled: true } }
  return {
    ...frame,
    aria: { enabled: true, label: { enabled: false }, decal: { show: false } },
    grid: { top: 12, left: 4, right: 4, bottom: 0 },
    xAxis: { type: 'value', show: false, min: 0, max: widest },
    yAxis: { type: 'category', show: false, inverse: true, data: [...drawing.categories] },
    series: [
      { ...bar, silent: true, itemStyle: { color: 'transparent' }, data: values.map((value) => (widest - (value ?? 0)) / 2) },
      {
        ...bar,
        name,
        itemStyle: { color: palettes[scheme][0] },
        data: values.map((value) => value ?? 0),
      },
      {
        // Words across the whole width, over each bar: a short bar has no room for them.
        type: 'bar',
        barGap: '-100%',
        barWidth: 24,
        silent: true,
        itemStyle: { color: 'transparent' },
        data: values.map(() => widest),
        label: {
          show: true,
          position: [0, -4],
          align: 'left',
          verticalAlign: 'bottom',
          ...text,
          rich: { faint: { ...text, color: faint }, strong: { ...text, fontWeight: 700 } },
          formatter: ({ dataIndex: n }: { dataIndex: number }) => {
            const value = values[n]
            const told = hidden[n] ? hiddenText : typeof value === 'number' ? fullNumber(value, drawing, language) : '–'
            const beside = drawing.beside?.[n]
            return `${drawing.categories[n]}: {strong|${told}}${beside ? `\n{faint|${beside}}` : ''}`
          },
        },
        emphasis: { disabled: true },
      },
    ],
  }
}

function lineSeries({ name, values }: Series, n: number): object {
  const every = Math.max(1, Math.ceil(values.length / symbolsALine))
  return {
    type: 'line',
    name,
    data: [...values],
    symbol: symbols[n % symbols.length],
    showAllSymbol: true,
    // The symbols of two lines stand at different points, so that one does not cover the other.
    symbolSize: (_value: unknown, { dataIndex }: { dataIndex: number }) =>
      dataIndex % every === n % every || every === 1 ? 7 : 0,
    lineStyle: { width: 2, type: dashes[n % dashes.length] },
    emphasis: { disabled: true },
  }
}

function barSeries({ name, values, hidden }: Series, drawing: Drawing, { language, scheme, hiddenText }: Around): object {
  return {
    type: 'bar',
    name,
    barMaxWidth: 22,
    data: values.map((value, n) => (hidden[n] ? { value: 0, label: { formatter: hiddenText } } : value)),
    label: {
      show: true,
      position: 'right',
      fontFamily,
      fontSize: 12,
      color: inks[scheme].ink,
      formatter: ({ value }: { value: unknown }) =>
        typeof value === 'number'
          ? drawing.measure.unit === 'money'
            ? formatShort(value, language)
            : fullNumber(value, drawing, language)
          : '',
    },
    emphasis: { disabled: true },
  }
}

function fullNumber(n: number, { measure, currency }: Drawing, language: Language): string {
  const whole = `${n < 0 ? '−' : ''}${formatNumber(Math.round(Math.abs(n)), language)}`
  return measure.unit === 'money' ? `${whole} ${currency}` : whole
}

/** How many rows the legend takes, by a generous guess at the width of its names. */
function legendHeight({ series, type }: Drawing, width: number, lineHeight: number): number {
  if (series.length < 2 && type === 'bar') return 0
  let rows = 1
  let used = 0
  for (const { name } of series) {
    const needs = 34 + 5 + 10 + [...name].length * 8
    if (used > 0 && used + needs > width) {
      rows += 1
      used = 0
    }
    used += needs
  }
  return rows * (Math.max(lineHeight, 16) + 10)
}
