import type { EChartsCoreOption } from 'echarts/core'
import type { Texts } from '../../i18n'
import { digits, formatDate } from '../../i18n/format'
import { chartStyle, fontFamily, inks, palettes, type Scheme } from '../reports/chart-style'
import type { SiteDay } from './site-data'

export const occupancyHeight = 340

const wrongInk: Record<Scheme, string> = { light: '#b3261e', dark: '#ff9c94' }

/**
 * The days of a site as stacked bars under a line of its places: each part has a pattern of its own, and days on which places are missing
 * are framed and numbered.
 */
export function occupancyOptions(days: readonly SiteDay[], scheme: Scheme, texts: Texts): EChartsCoreOption {
  const { t, language } = texts
  const { ink, sheet } = inks[scheme]
  const style = chartStyle(scheme, language)
  const palette = palettes[scheme]
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
    ...style.frame,
    aria: { enabled: true, label: { enabled: false }, decal: { show: true } },
    legend: {
      ...style.legend,
      itemWidth: 28,
      itemHeight: 14,
      data: Object.values(names).map((name) => ({ name })),
    },
    grid: {
      ...style.grid,
      top: language === 'my' ? 84 : 60,
      right: 28,
      bottom: 8,
    },
    tooltip: {
      ...style.tooltip,
      axisPointer: { type: 'shadow' },
      valueFormatter: (n: unknown) => (typeof n === 'number' ? number(n) : '–'),
    },
    xAxis: {
      ...style.categories,
      data: days.map(({ day }) => formatDate(day, language)),
    },
    yAxis: {
      ...style.values,
      minInterval: 1,
      axisLabel: { ...style.values.axisLabel, formatter: number },
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
