import type { Texts } from '../../i18n'
import { isHidden, type ChartHint, type ReportColumn, type ReportTable, type Row } from './report-data'
import { cellText, columnTitle, drawn } from './report-words'

/** One line, or one set of bars. */
export interface Series {
  readonly name: string
  readonly values: readonly (number | null)[]
  /** Where a value is not told. */
  readonly hidden: readonly boolean[]
}

/** A table as a picture: pure data, in words and numbers. */
export interface Drawing {
  readonly type: ChartHint['type']
  readonly categories: readonly string[]
  readonly series: readonly Series[]
  /** The column whose numbers the axis shows, and the currency where they are amounts. */
  readonly measure: ReportColumn
  readonly currency: string
  /** What is told beside each bar, in words. */
  readonly beside?: readonly string[]
  /** How many categories were left out because so many bars cannot be read. */
  readonly leftOut: number
}

/** A column of which the picture shows one value at a time, such as a month or a currency. */
export interface Pick {
  readonly column: ReportColumn
  readonly values: readonly string[]
  readonly first: string
}

/** What a picture of the table is made of, by its hint and by what its rows hold. */
export interface Plan {
  readonly hint: ChartHint
  readonly picks: readonly Pick[]
  /** Columns that tell the lines, or the bars, apart. */
  readonly naming: readonly ReportColumn[]
  readonly y: readonly ReportColumn[]
}

export const mostSeries = 8
const firstSeries = 6
const mostBars = 24
const pickable = new Set(['group', 'currency', 'quarter', 'month'])

/** How the table can be drawn; null where it has no hint or nothing to draw. */
export function planOf(table: ReportTable): Plan | null {
  const { chart: hint, columns, rows } = table
  if (!hint || rows.length === 0) return null
  const by = (key: string | undefined) => columns.find((column) => column.key === key)
  const base = [by(hint.x), by(hint.series)].filter((column) => column !== undefined)
  const y = hint.y.flatMap((key) => by(key) ?? [])
  if (base.length === 0 || y.length === 0) return null
  const others = columns.filter(
    (column) => ['text', 'month', 'currency'].includes(column.unit) && !base.includes(column) && !column.key.endsWith('_id'),
  )
  const told = [...base]
  // A column is needed where without it two rows would fall on one point; amounts of two currencies never share an axis.
  const isNeeded = (column: ReportColumn) =>
    (column.unit === 'currency' && y[0]?.unit === 'money' && distinct(rows, [column]) > 1) ||
    distinct(rows, [...told, column]) > distinct(rows, told)
  const picks: Pick[] = []
  for (const column of others.filter(({ key }) => pickable.has(key))) {
    if (!isNeeded(column)) continue
    told.push(column)
    const values = [...new Set(rows.map((row) => String(row[column.key])))]
    picks.push({ column, values, first: firstOf(column, values, rows, y) })
  }
  const naming = hint.series ? [by(hint.series)!] : hint.type === 'line' ? [] : [by(hint.x)!]
  for (const column of others.filter(({ key }) => !pickable.has(key))) {
    if (!isNeeded(column)) continue
    told.push(column)
    naming.push(column)
  }
  return { hint, picks, naming, y }
}

/** What is shown first: everybody; else the first currency, or the newest time of which anything is told. */
function firstOf(column: ReportColumn, values: readonly string[], rows: readonly Row[], y: readonly ReportColumn[]): string {
  if (values.includes('all')) return 'all'
  if (column.unit === 'currency') return values[0]!
  const isTold = (value: string) =>
    rows.some((row) => String(row[column.key]) === value && y.some((measure) => drawn(measure, row[measure.key]) !== null))
  return [...values].reverse().find(isTold) ?? values.at(-1)!
}

function distinct(rows: readonly Row[], columns: readonly ReportColumn[]): number {
  return new Set(rows.map((row) => keyOf(row, columns))).size
}

function keyOf(row: Row, columns: readonly ReportColumn[]): string {
  return JSON.stringify(columns.map(({ key }) => row[key]))
}

/** The rows that the picture shows, of the values that were picked. */
export function pickedRows(table: ReportTable, plan: Plan, picked: Readonly<Record<string, string>>): readonly Row[] {
  return table.rows.filter((row) =>
    plan.picks.every(({ column, first }) => String(row[column.key]) === (picked[column.key] ?? first)),
  )
}

/** The lines that there are: key and name of each; none where the columns of numbers are the lines. */
export function linesOf(table: ReportTable, plan: Plan, rows: readonly Row[], texts: Texts): { key: string; name: string }[] {
  if (!plan.hint.series) return []
  const lines = new Map<string, string>()
  for (const row of rows) {
    const key = keyOf(row, plan.naming)
    if (!lines.has(key)) lines.set(key, nameOf(table, plan.naming, row, texts))
  }
  return [...lines].map(([key, name]) => ({ key, name }))
}

function nameOf(table: ReportTable, columns: readonly ReportColumn[], row: Row, texts: Texts): string {
  const separator = columns.some(({ key }) => key === 'to') ? ' → ' : ', '
  return columns.map((column) => cellText(table, column, row, texts)).join(separator)
}

/** Which lines are drawn at first: those that matter most, which for what is left are the lowest. */
export function firstLines(plan: Plan, rows: readonly Row[], lines: readonly { key: string }[]): string[] {
  const measure = plan.y[0]!
  const lowest = measure.key.startsWith('free')
  const extreme = new Map<string, number>()
  for (const row of rows) {
    const value = drawn(measure, row[measure.key])
    if (value === null) continue
    const key = keyOf(row, plan.naming)
    const before = extreme.get(key)
    extreme.set(key, before === undefined ? value : lowest ? Math.min(before, value) : Math.max(before, value))
  }
  // A line of which nothing is told is drawn only where somebody asks for it.
  const known = lines.filter(({ key }) => extreme.has(key))
  const ranked = [...(known.length > 0 ? known : lines)].sort((a, b) => {
    const [first = lowest ? Infinity : -Infinity, second = lowest ? Infinity : -Infinity] = [
      extreme.get(a.key),
      extreme.get(b.key),
    ]
    return lowest ? first - second : second - first
  })
  return ranked.slice(0, firstSeries).map(({ key }) => key)
}

/** The picture itself. @param chosen keys of the lines that are drawn */
export function drawingOf(
  table: ReportTable,
  plan: Plan,
  rows: readonly Row[],
  chosen: readonly string[],
  texts: Texts,
): Drawing {
  const { hint, y, naming } = plan
  const measure = y[0]!
  const currency = rows.map((row) => row.currency).find((value) => typeof value === 'string') ?? ''
  const shared = { type: hint.type, measure, currency: String(currency) }
  if (hint.type !== 'line') {
    const shown = mostTold(rows, y)
    return {
      ...shared,
      ...(hint.type === 'funnel' ? { beside: shown.map((row) => fromStepBefore(table, row, texts)) } : {}),
      categories: shown.map((row) => nameOf(table, naming, row, texts)),
      series: y.map((column) => seriesOf(columnTitle(table, column, texts), column, shown)),
      leftOut: rows.length - shown.length,
    }
  }
  const x = table.columns.find((column) => column.key === hint.x)!
  const points = [...new Set(rows.map((row) => String(row[x.key])))].sort()
  const categories = points.map((point) => cellText(table, x, { [x.key]: point }, texts))
  const along = (some: readonly Row[]) => {
    const at = new Map(some.map((row) => [String(row[x.key]), row]))
    return points.map((point) => at.get(point) ?? {})
  }
  if (!hint.series) {
    return {
      ...shared,
      categories,
      series: y.map((column) => seriesOf(columnTitle(table, column, texts), column, along(rows))),
      leftOut: 0,
    }
  }
  const lines = linesOf(table, plan, rows, texts).filter(({ key }) => chosen.includes(key))
  const series = lines.map(({ key, name }) => seriesOf(name, measure, along(rows.filter((row) => keyOf(row, naming) === key))))
  return { ...shared, categories, series, leftOut: 0 }
}

/** What became of those who stood at the step before: how many fewer, and which share. Nothing where either is not told. */
function fromStepBefore(table: ReportTable, row: Row, texts: Texts): string {
  const [lost, share] = ['lost', 'share'].map((key) => {
    const column = table.columns.find((one) => one.key === key)
    return column && drawn(column, row[key]) !== null ? cellText(table, column, row, texts) : null
  })
  return lost && share ? texts.t('report.from_before', { lost, share }) : ''
}

function seriesOf(name: string, column: ReportColumn, rows: readonly Row[]): Series {
  return {
    name,
    values: rows.map((row) => drawn(column, row[column.key])),
    hidden: rows.map((row) => isHidden(row[column.key])),
  }
}

/** Where there are more bars than one can read: the longest ones, in their own order. */
function mostTold(rows: readonly Row[], y: readonly ReportColumn[]): readonly Row[] {
  if (rows.length <= mostBars) return rows
  const height = (row: Row) => Math.max(...y.map((column) => drawn(column, row[column.key]) ?? 0))
  const kept = new Set([...rows].sort((a, b) => height(b) - height(a)).slice(0, mostBars))
  return rows.filter((row) => kept.has(row))
}
