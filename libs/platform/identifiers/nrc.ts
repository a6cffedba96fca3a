import type { Span } from './finding'

/** The letters of a township: Latin, or Burmese with the extensions that Zawgyi misuses. */
const burmese = '\\u1000-\\u103f\\u1050-\\u109f\\uaa60-\\uaa7f'
/** The fourteen states and regions. Training records use 99, and nothing above 14 is on a real card. */
const state = '(?<![0-9])(?:1[0-4]|0?[1-9])'
/** In a township the digits ၀ ၇ ၈ stand for the letters ဝ ရ ဂ as often as the other way about. */
const township = `([A-Za-z][A-Za-z .\\-]{2,18}?|[${burmese}078][${burmese}078 .\\-]{1,24}?)`
const kindInBrackets = `[(\\[{<]\\s*([A-Za-z]{1,8}|[${burmese}]{1,14})\\s*[)\\]}>]`
const number = '[0-9](?:[ .\\-]?[0-9]){4,6}(?![0-9])'
const six = '[0-9](?:[ .\\-]?[0-9]){5}(?![0-9])'

const typed = new RegExp(
  `${state}\\s*([/\\\\|\\-._,:]?)\\s*${township}\\s*[-/.]?\\s*${kindInBrackets}\\s*[-/.:#]?\\s*${number}`,
  'g',
)
const untyped = new RegExp(`${state}\\s*[/\\\\|]\\s*${township}[\\s/.\\-]*${six}`, 'g')
const dashed = new RegExp(`${state}[\\s._/\\-]+${township}[\\s._/\\-]+(?:N|E|P|T|Y|S|Naing)[\\s._/\\-]*${six}`, 'gi')
const glued = new RegExp(`(?<![0-9A-Za-z])(?:1[0-4]|0?[1-9])([A-Za-z]{5,14})[0-9]{6}(?![0-9])`, 'g')

/** Citizen, associate, naturalised, clergy, temporary, and the letters of older cards. */
const latinKind = /^(?:n|e|p|t|y|s|c|v|m|ac|nc|th|naing|nai|eh|ei|pyu|thar?|thi|ya|yar|sa)$/i
const burmeseKind = /^(?:နိုင်?|နိူင်|နုိင်|ႏိုင္|ႏုိင္|ႏိူင္|နိုင္|ဧည့်?|ဧည်|ဧည္႔|ဧည့္|ပြု|ျပဳ|သာသနာ|သာ|သ|သီ|ယာယီ|ယာ|စ|ဧ|န|ပ|ယ)$/
const burmeseKindAtTheEnd = /(?:နိုင်|နိူင်|နုိင်|ႏိုင္|ႏုိင္|နိုင္|ဧည့်|ဧည္႔|ပြု|ျပဳ|သာသနာ|ယာယီ)$/

/**
 * National registration card numbers: state / township (kind) number, in Latin and Burmese letters and digits, with the separators and
 * spaces that people put in. A slash or the kind in brackets is what tells a card from prose; without the slash the township must read as one.
 */
export function findNrc(text: string): Span[] {
  const spans: Span[] = []
  if (!/[0-9](?:[ .\-]?[0-9]){4}/.test(text)) return spans
  for (const m of text.matchAll(typed)) {
    const [, separator = '', town = '', kind = ''] = m
    const slashed = /[/\\|]/.test(separator)
    if (slashed ? readsAsTownship(town, 6) || knownKind(kind) : readsAsTownship(town, 4) && knownKind(kind)) spans.push(spanOf(m))
  }
  for (const m of text.matchAll(untyped)) if (readsAsTownship(withoutKind(m[1] ?? ''), 4)) spans.push(spanOf(m))
  for (const m of text.matchAll(dashed)) if (readsAsTownship(m[1] ?? '', 4)) spans.push(spanOf(m))
  for (const m of text.matchAll(glued)) {
    const town = m[1] ?? ''
    if (readsAsTownship(town, 4) || readsAsTownship(withoutKind(town), 4)) spans.push(spanOf(m))
  }
  return spans
}

/** Township codes are three syllables, sometimes four: Ou-Ka-Ma, ဥ-က-မ. A closed syllable (with ် or ္) belongs to prose. */
function readsAsTownship(town: string, most: number): boolean {
  const letters = town.replace(/[ .\-]/g, '')
  if (/^[A-Za-z]/.test(letters)) return /^(?:[^aeiou]{0,3}[aeiou]{1,2}h?){3,4}$/i.test(letters) && letters.length <= 14
  if (!/[\u1000-\u109f]/.test(letters)) return false
  const consonants = letters.replace(/[^\u1000-\u102a\u103f\u1050-\u1055078]/g, '').length
  return consonants >= 2 && consonants <= most && !/[\u1039\u103a]/.test(letters)
}

function withoutKind(town: string): string {
  const letters = town.replace(/[ .\-]+$/, '')
  return /[A-Za-z]$/.test(letters)
    ? letters.replace(/[ .\-]*(?:naing|[nepstyc])$/i, '')
    : letters.replace(burmeseKindAtTheEnd, '')
}

function knownKind(kind: string): boolean {
  return latinKind.test(kind) || burmeseKind.test(kind)
}

function spanOf(match: RegExpMatchArray): Span {
  const start = match.index ?? 0
  return { start, end: start + match[0].length }
}
