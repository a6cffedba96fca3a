import type { TextKey, Texts } from '../../i18n'
import { formatDate, formatMoney } from '../../i18n/format'

/** What the amount was computed from: days at their rates for an allowance, the scheme for a reward; anything else part by part. */
export function derivationText(
  derivation: Readonly<Record<string, unknown>>,
  currency: string,
  { t, word, language }: Texts,
): string {
  const { days, daysInMonth, daysSuspended, rates, scheme, receivedOn, ...others } = derivation
  const sentences: string[] = []
  if (days !== undefined && daysInMonth !== undefined) {
    // Each share is `rate id:monthly amount:days:amount`; a rate that changed within the month gives two.
    const shares = String(rates ?? '')
      .split(' ')
      .filter(Boolean)
    for (const share of shares) {
      const [, monthly = '0', shareDays = '0'] = share.split(':')
      sentences.push(
        t('derivation.days_at', {
          days: Number(shareDays),
          of: Number(daysInMonth),
          rate: formatMoney({ amount: monthly, currency }, language),
        }),
      )
    }
    if (shares.length === 0) sentences.push(t('derivation.days', { days: Number(days), of: Number(daysInMonth) }))
    if (Number(daysSuspended) > 0) sentences.push(t('derivation.suspended', { days: Number(daysSuspended) }))
  }
  if (typeof scheme === 'string') {
    sentences.push(t('derivation.tariff', { scheme: word('scheme', scheme), day: formatDate(String(receivedOn), language) }))
  }
  for (const [name, value] of Object.entries(others)) {
    if (value === null || value === '' || name === 'country' || /id$/i.test(name)) continue
    sentences.push(`${word('derivation', name.replace(/([A-Z])/g, '_$1').toLowerCase())}: ${dated(value, language)}`)
  }
  return sentences.join('; ')
}

function dated(value: unknown, language: Texts['language']): string {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? formatDate(text, language) : text
}

/** The paymaster's reason codes (ISO 20022, external status reason) in words. */
const codes: Readonly<Record<string, { readonly label: TextKey }>> = {
  AC04: { label: 'run.cause_ac04' },
  AM04: { label: 'run.cause_am04' },
  MS03: { label: 'run.cause_ms03' },
  DU03: { label: 'run.cause_du03' },
  unknown: { label: 'run.cause_unknown' },
}

/** Why a payment failed, was taken out or was given up. */
export function causeText(cause: string, { t, word }: Texts): string {
  const known = codes[cause]
  return known ? t(known.label) : /^[A-Z]{2}\d{2}$/.test(cause) ? t('run.cause_code', { code: cause }) : word('reason', cause)
}
