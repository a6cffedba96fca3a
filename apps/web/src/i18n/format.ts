import type { Money } from '../api/types'
import type { Language } from './language'

const months: Record<Language, readonly string[]> = {
  en: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
  my: ['ဇန်', 'ဖေ', 'မတ်', 'ဧပြီ', 'မေ', 'ဇွန်', 'ဇူ', 'ဩ', 'စက်', 'အောက်', 'နို', 'ဒီ'],
}

/** The digits that a reader chose; `language` where they follow the language of the texts. */
export type DigitChoice = 'language' | 'latin' | 'burmese'

const kept = 'passage.digits'
/** Where the choice is kept; these rules are tested without a browser, too. */
const browser = globalThis as {
  localStorage?: { getItem(key: string): string | null; setItem(key: string, value: string): void }
}
const listeners = new Set<() => void>()
let chosen: DigitChoice = firstDigits()

function firstDigits(): DigitChoice {
  try {
    const last = browser.localStorage?.getItem(kept)
    return last === 'latin' || last === 'burmese' ? last : 'language'
  } catch {
    return 'language'
  }
}

export function digitsInUse(): DigitChoice {
  return chosen
}

/** Changes the digits of every date and number, and keeps the choice in this browser. */
export function chooseDigits(next: DigitChoice): void {
  chosen = next
  try {
    browser.localStorage?.setItem(kept, next)
  } catch {
    // A browser that keeps nothing still changes the digits for this visit.
  }
  for (const listener of listeners) listener()
}

export function onDigits(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Burmese digits as Latin ones; a person may type either, whatever the screen shows. */
export function latinDigits(text: string): string {
  return text.replace(/[\u1040-\u1049]/g, (digit) => String(digit.charCodeAt(0) - 0x1040))
}

/** Latin digits in the digits that the reader chose. Chromium's Intl knows no Burmese, so they are put in by hand. */
export function digits(text: string, language: Language): string {
  const burmese = chosen === 'burmese' || (chosen === 'language' && language === 'my')
  return burmese ? text.replace(/[0-9]/g, (digit) => String.fromCharCode(0x1040 + Number(digit))) : text
}

/** A text of the glossary with the numbers that stand in it in the digits that the reader chose; codes and names of formats stay. */
export function inChosenDigits(text: string, language: Language): string {
  if (language === 'my') {
    return chosen === 'latin' ? latinDigits(text) : text
  }
  return chosen === 'burmese' ? text.replace(/(?<![\w.-])[0-9]+(?![\w.-]*[A-Za-z])/g, (number) => digits(number, language)) : text
}

export function formatDate(iso: string, language: Language): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso)
  if (!match) return iso
  return digits(`${Number(match[3])} ${months[language][Number(match[2]) - 1] ?? match[2]} ${match[1]}`, language)
}

/** The month, 1 to 12, whose name in either language somebody wrote, in short or whole; null where it is none. */
export function inWhichMonth(name: string): number | null {
  const written = name.trim().toLowerCase()
  for (const names of Object.values(months)) {
    const at = names.findIndex((short) => written.startsWith(short.toLowerCase()))
    if (at >= 0) return at + 1
  }
  return null
}

export function formatMonth(month: string, language: Language): string {
  const match = /^(\d{4})-(\d{2})/.exec(month)
  if (!match) return month
  return digits(`${months[language][Number(match[2]) - 1] ?? match[2]} ${match[1]}`, language)
}

/** A time of record, in the reader's own zone. */
export function formatTime(iso: string, language: Language): string {
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return iso
  const two = (n: number) => String(n).padStart(2, '0')
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${formatDate(day, language)}, ${digits(`${two(at.getHours())}:${two(at.getMinutes())}`, language)}`
}

export function formatNumber(value: number | string | bigint, language: Language): string {
  return digits(String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ','), language)
}

/** From which size on a number is told in which measure, the largest first. Burmese counts in its own: million, lakh, ten thousand. */
const measures: Record<Language, readonly (readonly [from: number, by: number, mark: string])[]> = {
  en: [
    [1e9, 1e9, 'G'],
    [1e6, 1e6, 'M'],
    [1e4, 1e3, 'k'],
  ],
  my: [
    [1e6, 1e6, 'သန်း'],
    [1e5, 1e5, 'သိန်း'],
    [1e4, 1e4, 'သောင်း'],
  ],
}

/** `1250000` → `1.25 M`: short enough for an axis. */
export function formatShort(n: number, language: Language): string {
  const size = Math.abs(n)
  const [, by, mark] = measures[language].find(([from]) => size >= from) ?? [0, 1, '']
  const [whole, part] = String(Math.round((size / by) * 100) / 100).split('.')
  const short = formatNumber(whole!, language) + (part ? digits(`.${part}`, language) : '')
  return `${n < 0 ? '−' : ''}${short}${mark && ` ${mark}`}`
}

/** ISO 4217 gives two minor digits to every currency of the programme (kyat and baht included). */
const minorDigits = 2

/** Minor units as people write them: `100000 THB` → `1,000.00 THB`. Text all the way, so that no float ever holds money. */
export function formatMoney(money: Money, language: Language): string {
  const negative = money.amount.startsWith('-')
  const units = (negative ? money.amount.slice(1) : money.amount).padStart(minorDigits + 1, '0')
  const whole = units.slice(0, -minorDigits).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return digits(`${negative ? '−' : ''}${whole}.${units.slice(-minorDigits)} ${money.currency}`, language)
}

/** What somebody typed (`1,000.5`, also in Myanmar digits) in minor units, or null when it is not an amount. */
export function minorUnits(typed: string): string | null {
  const ascii = latinDigits(typed).replace(/[,\s]/g, '')
  const match = /^(-?)(\d{1,15})(?:\.(\d{1,2}))?$/.exec(ascii)
  if (!match) return null
  const units = BigInt(`${match[2]}${(match[3] ?? '').padEnd(minorDigits, '0')}`)
  return `${match[1]}${units}`
}
