import type { EChartsCoreOption } from 'echarts/core'
import type { Texts } from '../../i18n'
import { digits, formatDate } from '../../i18n/format'
import { fontFamily, inks, palettes, type Scheme } from '../reports/chart-options'
import type { SiteDay } from './site-data'

export const occupancyHeight = 340

const wrongInk: Record<Scheme, string> = { light: '#b3261e', dark: '#ff9c94' }

/**
 * The days of a site as stacked bars under a line of its places: each part has a pattern of its own, and days on which places are missing
 * are framed and numbered.
 */
export function occupancyOptions(days: readonly SiteDay[], scheme: Scheme, texts: Texts): EChartsCoreOption {
  const { t, language } = texts
  const { ink, faint, line, sheet } = inks[scheme]
  const palette = palettes[scheme]
  const text = { fontFamily, fontSize: 12, color: ink, lineHeight: language === 'my' ? 22 : 16 }
  const number = (n: number): string => digits(String(n), language)
  const bar = (name: string, values: readonly number[], colour: string, decal: object) => ({
    type: 'bar',
    name,
    stack: 'taken',
    barCategoryGap: '18%',
    data: [...values],
    itemStyle: { color: colour, decal: { color: sheet, ...decal } },
    emphasis: { disabled: true },
  })
  const names = { occupied: t('site.occupied'), booked: t('site.expected'), out: t('site.out'), places: t('site.places') }
  return {
    animation: false,
    backgroundColor: 'transparent',
    textStyle: text,
    aria: { enabled: true, label: { enabled: false }, decal: { show: true } },
    legend: {
      type: 'plain',
      top: 0,
      left: 0,
      itemWidth: 28,
      itemHeight: 14,
      textStyle: text,
      selectedMode: false,
      data: Object.values(names).map((name) => ({ name })),
    },
    grid: {
      top: language === 'my' ? 84 : 60,
      left: 4,
      right: 28,
      bottom: 8,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      confine: true,
      backgroundColor: sheet,
      borderColor: faint,
      textStyle: text,
      axisPointer: { type: 'shadow' },
      valueFormatter: (n: unknown) => (typeof n === 'number' ? number(n) : '–'),
    },
    xAxis: {
      type: 'category',
      data: days.map(({ day }) => formatDate(day, language)),
      axisLabel: { ...text, color: faint, hideOverlap: true },
      axisLine: { lineStyle: { color: faint } },
      axisTick: { alignWithLabel: true },
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      axisLabel: { ...text, color: faint, formatter: number },
      splitLine: { lineStyle: { color: line } },
    },
    series: [
      bar(
        names.occupied,
        days.map(({ occupied }) => occupied),
        palette[0]!,
        { symbol: 'none' },
      ),
      bar(
        names.booked,
        days.map(({ booked, occupied }) => booked - occupied),
        palette[1]!,
        stripes,
      ),
      bar(
        names.out,
        days.map(({ outOfService }) => outOfService),
        palette[6]!,
        dots,
      ),
      {
        type: 'line',
        name: names.places,
        step: 'middle',
        data: days.map(({ places }) => places),
        symbol: 'none',
        lineStyle: { width: 2, color: ink, type: [7, 4] },
        itemStyle: { color: ink },
        emphasis: { disabled: true },
      },
      {
        type: 'bar',
        barGap: '-100%',
        z: 5,
        silent: true,
        tooltip: { show: false },
        data: days.map(({ shortage, booked, outOfService }) => (shortage > 0 ? booked + outOfService : null)),
        itemStyle: {
          color: 'transparent',
          borderColor: wrongInk[scheme],
          borderWidth: 2,
          decal: { symbol: 'none', color: 'transparent' },
        },
        label: {
          show: true,
          position: 'top',
          fontFamily,
          fontSize: 12,
          fontWeight: 700,
          color: wrongInk[scheme],
          // Once for days in a row that miss as many: side by side the numbers would run together.
          formatter: ({ dataIndex: n }: { dataIndex: number }) =>
            days[n]!.shortage === days[n - 1]?.shortage ? '' : `−${number(days[n]!.shortage)}`,
        },
        emphasis: { disabled: true },
      },
    ],
  }
}

const stripes = { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [3, 4], rotation: Math.PI / 4 }
const dots = {
  symbol: 'circle',
  dashArrayX: [
    [6, 6],
    [0, 6, 6, 0],
  ],
  dashArrayY: [6, 0],
  symbolSize: 0.7,
}
