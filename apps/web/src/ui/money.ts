import { isRedacted, type Maybe, type Money } from '../api/types'
import { minorUnits } from '../i18n/format'
import type { Answers } from './command/spec'

/** An amount and its currency, which the API sends together or side by side. */
export function money(amount: Maybe<Money | string | number | null> | undefined, currency?: Maybe<string>): Maybe<Money> | null {
  if (isRedacted(amount)) return amount
  if (amount === null || amount === undefined) return null
  if (typeof amount === 'object') return amount as Money
  return { amount: String(amount), currency: typeof currency === 'string' ? currency : '' }
}

/** The typed amount as the API wants it. What cannot be read as an amount goes as it was typed, and the server names the field. */
export function typedAmount(answers: Answers, name = 'amount'): string {
  const typed = String(answers[name] ?? '')
  return minorUnits(typed) ?? typed
}

export const currencies = ['THB', 'MMK', 'USD'] as const
