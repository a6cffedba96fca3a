import { plain } from '../../api/types'
import { useTexts } from '../../i18n'
import { formatDate, formatNumber } from '../../i18n/format'
import { MoneyText } from '../../ui/values'
import type { Change } from './timeline-data'

const identifier = /^[0-9a-f]{8}-[0-9a-f]{4}-/

/** The group of words that the coded values of a field belong to. */
const groups: Readonly<Record<string, string>> = {
  kind: 'code_kind',
  check: 'check',
  result: 'check_result',
  recommendation: 'recommendation',
  class: 'note_class',
  channel: 'channel',
  pathway: 'pathway',
  service: 'service',
  country: 'country',
  change: 'member_change',
}

/**
 * The changes that say something to a reader: what only points at another row by its id is left to the log. An amount takes its currency
 * along.
 */
export function readable(changes: readonly Change[]): Change[] {
  const currency = changes.find(({ field }) => field === 'currency')?.after
  return changes
    .filter(({ field, after }) => field !== 'currency' && !pointsElsewhere(after))
    .map((change) =>
      change.field === 'amount'
        ? { ...change, before: amount(change.before, currency), after: amount(change.after, currency) }
        : change,
    )
}

function pointsElsewhere(value: unknown): boolean {
  return Array.isArray(value) || (typeof value === 'string' && identifier.test(value))
}

function amount(value: unknown, currency: unknown): unknown {
  return typeof value === 'string' && typeof currency === 'string' ? { amount: value, currency } : value
}

/** A value of the log as a reader would write it: days as days, codes as words, holders and sites by their names. */
export function ChangedValue({ field, value }: { field: string; value: unknown }) {
  const { t, word, language } = useTexts()
  if (value === null || value === undefined || value === '') return <span className="faint">–</span>
  if (typeof value === 'number') return <>{formatNumber(value, language)}</>
  if (typeof value === 'boolean') return <>{value ? t('form.yes') : t('form.no')}</>
  if (typeof value === 'object') {
    const named = plain(value as { displayName?: string; name?: string; amount?: string; currency?: string })
    if (named?.amount && named.currency) return <MoneyText value={{ amount: named.amount, currency: named.currency }} />
    return <>{named?.displayName ?? named?.name ?? '–'}</>
  }
  const text = String(value)
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return <>{formatDate(text, language)}</>
  const group = groups[field]
  return <>{group ? word(group, text) : text}</>
}
