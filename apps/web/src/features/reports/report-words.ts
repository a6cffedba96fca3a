import { useQuery } from '@tanstack/react-query'
import { useTexts, type Texts } from '../../i18n'
import { digits, formatDate, formatMoney, formatMonth, formatNumber } from '../../i18n/format'
import { sitesQuery } from '../sites/site-data'
import { isHidden, type Cell, type ReportColumn, type ReportParams, type ReportTable, type Row } from './report-data'

/** Which words of the catalogue a coded value of a column is told in, by table and column, then by column. */
const coded: Readonly<Record<string, (code: string, texts: Texts) => string>> = {
  country: (code, { word }) => word('country', code),
  purpose: (code, { word }) => word('run_kind', code),
  role: (code, { word }) => word('role', code),
  group: groupOf,
  size: (code, { told, language }) => told('household_size', code.replaceAll(' ', '_'), digits(code, language)),
  step: caseState,
  quarter: quarterText,
  reached: reachedStep,
  'states.state': caseState,
  'times.from': caseState,
  'times.to': caseState,
  'rewards.state': (code, { word }) => word('state', `reward_claim.${code}`),
}

function caseState(code: string, { word }: Texts): string {
  return word('state', `case.${code}`)
}

/** `2021-Q3` as people write it. */
function quarterText(quarter: string, { t, language }: Texts): string {
  const [year = '', n = ''] = quarter.split('-Q')
  return t('report.quarter', { year: digits(year, language), n: digits(n, language) })
}

/** How far a case came: two of the steps are no states of it. */
function reachedStep(code: string, { t, word }: Texts): string {
  if (code === 'placed') return t('report.step_placed')
  if (code === 'paid') return t('report.step_paid')
  return word('state', `case.${code}`)
}

/** A group is everybody, or a service, a pathway or a channel. */
function groupOf(code: string, { told }: Texts): string {
  if (code === 'all') return told('report_group', code, code)
  return told('service', code, told('pathway', code, told('channel', code, code)))
}

/** A cell in words. `row` tells the currency of an amount. */
export function cellText(table: ReportTable, column: ReportColumn, row: Row, texts: Texts): string {
  const cell = row[column.key] ?? null
  if (cell === null) return ''
  if (isHidden(cell)) return hiddenText(column, texts)
  return valueText(table.key, column, cell, row, texts)
}

/** What stands where a number is not told. */
export function hiddenText(column: ReportColumn, { t, language }: Texts): string {
  return column.unit === 'people' ? digits('<10', language) : t('report.too_few')
}

function valueText(table: string, column: ReportColumn, value: string | number, row: Row, texts: Texts): string {
  const { language } = texts
  switch (column.unit) {
    case 'day':
      return formatDate(String(value), language)
    case 'month':
      return formatMonth(String(value), language)
    case 'money':
      return formatMoney({ amount: String(value), currency: typeof row.currency === 'string' ? row.currency : '' }, language)
    case 'count':
    case 'people':
    case 'days':
      return formatNumber(value, language)
    case 'percent':
      return `${formatNumber(value, language)} %`
    case 'currency':
      return String(value)
    case 'text':
      return (coded[`${table}.${column.key}`] ?? coded[column.key])?.(String(value), texts) ?? digits(String(value), language)
  }
}

export function isNumeric({ unit }: ReportColumn): boolean {
  return ['count', 'people', 'days', 'money', 'percent'].includes(unit)
}

export function columnTitle(table: ReportTable, column: ReportColumn, { told }: Texts): string {
  return told('report_column', `${table.key}.${column.key}`, column.title)
}

export function tableTitle(kind: string, table: ReportTable, { told }: Texts): string {
  return told('report_table', `${kind}.${table.key}`, table.title)
}

/** The parameters of a report as one can read them. A site is called by its name as soon as the sites are known. */
export function useParamTexts(): (params: ReportParams) => (readonly [label: string, value: string])[] {
  const texts = useTexts()
  const sites = useQuery(sitesQuery).data ?? []
  return (params) =>
    Object.entries(params)
      // The last day stands after the first, however the server keeps them.
      .sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
      .map(([name, value]) => [texts.told('report_param', name, name), paramText(name, value, texts, sites)] as const)
}

const order = ['from', 'to', 'monthsAhead', 'by', 'siteId', 'organisation', 'region', 'country']

function paramText(name: string, value: string | number, texts: Texts, sites: readonly { id: string; name: string }[]): string {
  const { language, word } = texts
  if (name === 'siteId') return sites.find((site) => site.id === value)?.name ?? String(value)
  if (name === 'country') return word('country', String(value))
  if (name === 'by') return word('report_by', String(value))
  if (/^\d{4}-\d{2}-\d{2}$/.test(String(value))) return formatDate(String(value), language)
  if (/^\d{4}-\d{2}$/.test(String(value))) return formatMonth(String(value), language)
  return digits(String(value), language)
}

/** A number to draw, or null where there is none; amounts in whole units, since a picture needs no cents. */
export function drawn(column: ReportColumn, cell: Cell | undefined): number | null {
  if (cell === null || cell === undefined || isHidden(cell)) return null
  return column.unit === 'money' ? Number(cell) / 100 : Number(cell)
}
