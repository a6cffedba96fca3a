import { isValidPhoneNumber, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max'
import type { Span } from './finding'

/** The countries whose national forms people write without a country code. */
const neighbours: CountryCode[] = ['MM', 'TH', 'IN']
const run = /[0-9](?:[ .\-()/,]{0,3}[0-9])*/g
const phoneWord =
  /^(?:tel|telephone|ph|phone|mob|mobile|cell|viber|hp|no|call|sms|fax|whatsapp|signal|telegram|line|contact|kpay|wave)$/i
const currencyAfter =
  /^\s*(?:MMK|THB|USD|INR|EUR|Ks\b|K\b|kyat|baht|rupee|lakh|million|dollar|ကျပ်|ဘတ်|ဒေါ်လာ|ရူပီး|သိန်း|သောင်း|သန်း|[$€฿₹%])/i
const currencyBefore = /(?:MMK|THB|USD|INR|EUR|Ks|Rs|ကျပ်|ငွေ|[$€฿₹])[.:]?\s*$/i

/** A stretch of digit groups that may be one number, and what stands around it. */
interface Candidate {
  digits: string
  groups: string[]
  plus: boolean
  before: string
  after: string
}

/**
 * Phone numbers that could be dialled: international with + or 00, national of Myanmar, Thailand and India, and the bare forms without
 * either. What libphonenumber calls invalid is let through, since the generator's numbers are made that way.
 * @param text folded, with dates, codes and amounts blanked out, so that their digits are not read as numbers
 */
export function findPhone(text: string): Span[] {
  const spans: Span[] = []
  for (const match of text.matchAll(run)) {
    if (match[0].replace(/[^0-9]/g, '').length < 7) continue
    findInRun(text, match[0], match.index ?? 0, spans)
  }
  return spans
}

/** A number may begin at any group of a run ("household of 4 09 791…"), and the longest that is valid is the one meant. */
function findInRun(text: string, whole: string, offset: number, spans: Span[]): void {
  const groups = [...whole.matchAll(/[0-9]+/g)].map((m) => ({ digits: m[0], start: offset + (m.index ?? 0) }))
  for (let i = 0; i < groups.length; i++) {
    const first = groups[i]
    if (!first) continue
    for (let j = lastWithin(groups, i, 16); j >= i; j--) {
      const last = groups[j]
      if (!last) continue
      const parts = groups.slice(i, j + 1).map((group) => group.digits)
      const end = last.start + last.digits.length
      const candidate: Candidate = {
        digits: parts.join(''),
        groups: parts,
        plus: /\+\s?\(?$/.test(text.slice(Math.max(0, first.start - 3), first.start)),
        before: text.slice(Math.max(0, first.start - 24), first.start),
        after: text.slice(end, end + 10),
      }
      if (candidate.digits.length < 7 || !isPhone(candidate)) continue
      const sign = candidate.plus ? first.start - text.lastIndexOf('+', first.start) : 0
      spans.push({ start: first.start - sign, end })
      i = j
      break
    }
  }
}

function lastWithin(groups: { digits: string }[], from: number, most: number): number {
  let length = 0
  let last = from - 1
  for (let j = from; j < groups.length && j < from + 12; j++) {
    length += groups[j]?.digits.length ?? 0
    if (length > most) break
    last = j
  }
  return last
}

function isPhone(candidate: Candidate): boolean {
  const { digits, plus } = candidate
  if (plus) return isInternational(digits)
  if (isReference(candidate.before)) return false
  if (digits.startsWith('00')) return /^00[1-9][0-9]{7}/.test(digits) && isInternational(digits.slice(2))
  // The digits after a decimal point are no number of their own; a list ("1.09 791…") is, when what follows is a mobile number.
  const fraction = /[0-9]\.$/.test(candidate.before)
  if (fraction && !(digits.startsWith('09') && /(?<![0-9])[1-9][0-9]?\.$/.test(candidate.before))) return false
  if (digits.startsWith('0')) return isNational(candidate)
  return isBare(candidate)
}

/** `+95 9…`, and `+95 (0)9…` with the trunk zero left in. */
function isInternational(digits: string): boolean {
  if (isValidPhoneNumber('+' + digits)) return true
  const withTrunk = /^(95|66|91|880|60|44|61|81|82|49|33|39)0(.+)$/.exec(digits)
  return withTrunk !== null && isValidPhoneNumber(`+${withTrunk[1]}${withTrunk[2]}`)
}

/** With the trunk zero. Mobile numbers count however they are grouped; landlines only in the groups that people use for them. */
function isNational(candidate: Candidate): boolean {
  const { digits } = candidate
  if (digits.length < 7 || digits.length > 12) return false
  // A row of single digits is a row of counts, unless it begins as a mobile number does.
  if (candidate.groups.length > 6 && !/^0[6-9]/.test(digits)) return false
  for (const country of neighbours) {
    if (!isValidPhoneNumber(digits, country)) continue
    const type = parsePhoneNumberFromString(digits, country)?.getType()
    if (type === 'MOBILE' || type === 'FIXED_LINE_OR_MOBILE') return true
    if (isLandlineShape(candidate)) return true
  }
  return false
}

function isLandlineShape({ groups, before }: Candidate): boolean {
  const [area = '', ...rest] = groups
  if (/[A-Za-z#_]-?$/.test(before) && !phoneWord.test(/([A-Za-z]+)[-#_]?$/.exec(before)?.[1] ?? '')) return false
  if (rest.length === 0) return true
  if (area.length < 2) return false
  if (rest.length === 3 && rest.every((group) => group.length === 2)) return true
  return rest.every((group, i) => group.length >= 3 || (i === rest.length - 1 && i > 0 && group.length === 2 && area.length >= 3))
}

/** Neither + nor zero: `95 9 791…`, `66 81…`, and ten digits as in India. Amounts look alike; a currency or round thousands give them away. */
function isBare(candidate: Candidate): boolean {
  const { digits, groups, before, after } = candidate
  if (/[A-Za-z#_][-/]?$/.test(before) && !phoneWord.test(/([A-Za-z]+)[-#_/]?$/.exec(before)?.[1] ?? '')) return false
  if (currencyAfter.test(after) || currencyBefore.test(before) || /^[.,][0-9]/.test(after) || /00000$/.test(digits)) return false
  if (/^(?:959|66[689]|91[6-9])[0-9]{7,10}$/.test(digits) && isValidPhoneNumber('+' + digits)) return true
  const thousands = groups.length > 2 && groups.slice(1).every((group) => group.length === 3) && digits.endsWith('000')
  return /^[6-9][0-9]{9}$/.test(digits) && groups.length <= 4 && !thousands && isValidPhoneNumber('+91' + digits)
}

/** `BL-2024-…`, `RCP/…`: capitals glued to the digits make a reference, unless the capitals say that it is a phone. */
function isReference(before: string): boolean {
  const token = /(?:^|[^A-Za-z0-9_\-/#.])([A-Z]{1,6})(?![a-z])[-_/#.]?(?:[A-Z0-9]*[-_/#.])*$/.exec(before)
  return token !== null && !phoneWord.test(token[1] ?? '')
}
