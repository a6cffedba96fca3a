import { addDays } from '../sites/site-data'
import type { ReportKind, ReportParam } from './report-data'

/** A month so many months later, `YYYY-MM`. */
export function addMonths(month: string, n: number): string {
  const [year = 0, of = 1] = month.split('-').map(Number)
  const at = year * 12 + of - 1 + n
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`
}

/** What one mostly asks for: the next thirty days, the last twelve months that have ended, twelve months ahead. */
export function defaultsOf(kind: ReportKind, today: string): Record<string, string> {
  return Object.fromEntries(kind.params.map((param) => [param.name, defaultOf(param, today)]))
}

function defaultOf({ name, type, values, required }: ReportParam, today: string): string {
  const lastMonth = addMonths(today.slice(0, 7), -1)
  if (type === 'day') return name === 'from' ? today : addDays(today, 29)
  if (type === 'month') return name === 'from' ? addMonths(lastMonth, -11) : lastMonth
  if (type === 'count') return '12'
  if (type === 'choice' && (required || values?.[0] === 'none')) return values?.[0] ?? ''
  return ''
}
