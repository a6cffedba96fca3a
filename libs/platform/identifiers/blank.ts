import type { Span } from './finding'

/** A character that no pattern of the guard takes for a digit, a letter or a separator. */
const blank = '\u0001'

const day = '(?:0?[1-9]|[12][0-9]|3[01])'
const month = '(?:0?[1-9]|1[0-2])'
const year = '(?:19|20|25)[0-9]{2}'
const clock = '[0-2]?[0-9][:.][0-5][0-9]'

/** What is made of digits in the programme's own records: codes, ids, dates, times, amounts. */
const ours: RegExp[] = [
  // The generator's phone numbers, whole, so that their tail does not read on into the next number.
  /\+95 ?0000 ?[0-9]{6}(?![0-9])/g,
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi,
  /\b(?:CDM|PRE)(?:[- ]?[2-9A-HJKMNP-Z]){18}\b/gi,
  /\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*[0-9])[0-9a-f]{16,}\b/gi,
  new RegExp(
    `(?<![0-9])${year}([-/.])${month}\\1${day}(?![0-9])(?:[T ][0-2][0-9]:[0-5][0-9](?::[0-5][0-9](?:\\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?`,
    'g',
  ),
  new RegExp(`(?<![0-9])(?:${day}([-/.])${month}|${month}([-/.])${day})(?:\\1|\\2)${year}(?![0-9])`, 'g'),
  new RegExp(`(?<![0-9]|[0-9][ -])${day} ${month} ${year}(?![0-9]| [0-9])`, 'g'),
  new RegExp(`(?<![0-9]|[0-9][./])${day}([/.])${month}\\1[0-9]{2}(?![0-9]|[./-][0-9])`, 'g'),
  new RegExp(`(?<![0-9/.-])${month}/${year}(?![0-9])`, 'g'),
  new RegExp(`(?<![0-9-])${year}-(?:0[1-9]|1[0-2])(?![0-9])`, 'g'),
  new RegExp(`(?<![0-9.:])${clock} ?- ?${clock}(?![0-9])`, 'g'),
  /(?<![0-9])[0-2][0-9]:[0-5][0-9](?::[0-5][0-9])?(?![0-9])/g,
  /(?<![0-9.])[1-9][0-9]{0,2}(?:,[0-9]{2,3})+(?:\.[0-9]+)?(?![0-9])/g,
]

/** Blanks out the programme's own numbers, length for length, before phone numbers are looked for. */
export function blankOurNumbers(text: string): string {
  let out = text
  for (const pattern of ours) out = out.replace(pattern, (found) => blank.repeat(found.length))
  return out
}

/** Blanks out what has been found already, so that it is not found again under another name. */
export function blankSpans(text: string, spans: Span[]): string {
  let out = text
  for (const { start, end } of spans) out = out.slice(0, start) + blank.repeat(end - start) + out.slice(end)
  return out
}
