import type { Span } from './finding'

const degree = '(?:°|º|˚|deg(?:rees?)?\\.?|ဒီဂရီ)'
const minute = "(?:['’‘′´`]|min(?:utes?)?\\.?|မိနစ်)"
const second = "(?:[\"”“″]|''|’’|′′|sec(?:onds?)?\\.?|စက္ကန့်)"

/** 16° 52′ 05″ N, 16°52.083'N, ၁၆ ဒီဂရီ ၅၂ မိနစ်. A degree sign followed by minutes is a position and nothing else. */
const sexagesimal = new RegExp(
  `(?<![0-9.])[NSEW]?\\s?[0-9]{1,3}\\s*${degree}\\s*[0-9]{1,2}(?:[.,][0-9]+)?\\s*${minute}(?:\\s*[0-9]{1,2}(?:[.,][0-9]+)?\\s*${second})?\\s*[NSEW]?`,
  'gi',
)
const dms = '[0-9]{1,3}[\\s:\\-][0-9]{1,2}[\\s:\\-][0-9]{1,2}(?:\\.[0-9]+)?'
/** 16 52 05 N 96 11 42 E, N16 52 05 E96 11 42, 165205N 0961142E: the letters of the hemispheres tell it from any other row of numbers. */
const lettered = [
  new RegExp(`(?<![0-9.])${dms}\\s?[NS][\\s,;/]*${dms}\\s?[EW](?![A-Za-z])`, 'g'),
  new RegExp(`(?<![A-Za-z0-9])[NS]\\s?${dms}[\\s,;/]*[EW]\\s?${dms}(?![0-9])`, 'g'),
  /(?<![0-9.])[0-9]{6}(?:\.[0-9]+)?\s?[NS][\s,;/]*[0-9]{6,7}(?:\.[0-9]+)?\s?[EW](?![A-Za-z])/g,
  /(?<![A-Za-z0-9])[NS]\s?[0-9]{6}(?:\.[0-9]+)?[\s,;/]*[EW]\s?[0-9]{6,7}(?:\.[0-9]+)?(?![0-9])/g,
]
const decimal = '([-+]?[0-9]{1,3}[.,][0-9]{1,12})'
const hemisphered = [
  new RegExp(`(?<![0-9.,])${decimal}\\s*${degree}?\\s*[NS][\\s,;/]*${decimal}\\s*${degree}?\\s*[EW](?![A-Za-z])`, 'gi'),
  new RegExp(`(?<![A-Za-z0-9])[NS]\\s?${decimal}\\s*${degree}?[\\s,;/]*[EW]\\s?${decimal}(?![0-9])`, 'gi'),
  new RegExp(`(?<![0-9.,])${decimal}\\s*${degree}[\\s,;/]*${decimal}\\s*${degree}`, 'gi'),
]
const labelled = new RegExp(
  `(?:lat(?:itude)?|လတ္တီတွဒ်|လတ္တီကျု)[\\s:="']*${decimal}[^0-9]{1,24}${decimal}|(?:lon(?:gitude|g)?|lng)[\\s:="']*${decimal}[^0-9]{1,24}${decimal}`,
  'gi',
)
const pair = /(?<![0-9.,])([-+]?[0-9]{1,3}[.,][0-9]{3,15})([^0-9]{1,24}?)([-+]?[0-9]{1,3}[.,][0-9]{3,15})(?![0-9]|\.[0-9])/g

const currency = /(?:MMK|THB|USD|INR|EUR|Ks|kyats?|baht|rupees?|lakhs?|dollars?|ကျပ်|ဘတ်|ဒေါ်လာ|ရူပီး|သိန်း|သောင်း|[$€฿₹%])/i
const mgrs =
  /(?<![A-Za-z0-9])([1-9]|[1-5][0-9]|60|0[1-9])( ?)([C-HJ-NP-X])( ?)([A-HJ-NP-Z])([A-HJ-NP-V])[ ]?([0-9]{2,5}) ?([0-9]{2,5})(?![A-Za-z0-9])/gi
const utm =
  /(?<![A-Za-z0-9])([1-9]|[1-5][0-9]|60) ?[C-HJ-NP-X][ ,]+[0-9]{6}(?:\.[0-9]+)? ?m?E?[ ,]+[0-9]{6,7}(?:\.[0-9]+)? ?m?N?(?![A-Za-z0-9])/g
const plusCode = /(?<![A-Z0-9])[2-9CFGHJMPQRVWX]{8}\+[2-9CFGHJMPQRVWX]{2,3}(?![A-Z0-9])/g

/** Positions: pairs of decimal degrees, degrees with minutes and seconds, and grid references (MGRS, UTM, plus codes). */
export function findCoordinates(text: string): Span[] {
  const spans: Span[] = []
  const keep = (m: RegExpMatchArray): void => void spans.push({ start: m.index ?? 0, end: (m.index ?? 0) + m[0].length })
  // Each pattern is tried only where its least part is there: most texts hold none, and this is what keeps the guard quick.
  const degrees = /[°º˚]|deg|ဒီဂရီ/i.test(text)
  const fractions = /[.,][0-9]{2}/.test(text)
  if (degrees) for (const m of text.matchAll(sexagesimal)) keep(m)
  if (/[NS]/.test(text)) for (const pattern of lettered) for (const m of text.matchAll(pattern)) keep(m)
  if (fractions || degrees)
    for (const pattern of hemisphered) for (const m of text.matchAll(pattern)) if (onTheGlobe(m[1], m[2])) keep(m)
  if (/lat|lon|lng|လတ္တီ/i.test(text)) for (const m of text.matchAll(labelled)) if (onTheGlobe(m[1] ?? m[4], m[2] ?? m[3])) keep(m)
  if (fractions) for (const m of text.matchAll(pair)) if (isPair(text, m)) keep(m)
  if (/[0-9] ?[C-X] ?[A-Z]{2} ?[0-9]/i.test(text)) for (const m of text.matchAll(mgrs)) if (isGridReference(m)) keep(m)
  if (/[0-9]{6}/.test(text)) for (const m of text.matchAll(utm)) keep(m)
  if (text.includes('+')) for (const m of text.matchAll(plusCode)) keep(m)
  return spans
}

/**
 * Two decimal numbers are a position when they are precise and lie in the region (either order), or very precise and anywhere. Prices,
 * rates and shares have two to four decimals and stand beside a currency; that is what keeps them out.
 */
function isPair(text: string, m: RegExpMatchArray): boolean {
  const [whole, first = '', gap = '', second = ''] = m
  const start = m.index ?? 0
  const decimals = Math.min(decimalsOf(first), decimalsOf(second))
  if (currency.test(text.slice(Math.max(0, start - 6), start)) || currency.test(gap)) return false
  if (currency.test(text.slice(start + whole.length, start + whole.length + 8))) return false
  // A decimal comma with three digits is a thousand: 12,500 and 96,250 are counts.
  if ((first.includes(',') || second.includes(',')) && decimals < 4) return false
  const apart = /^[\s,;/|]+$/.test(gap)
  const [a, b] = [numberOf(first), numberOf(second)]
  if (inTheRegion(a, b) || inTheRegion(b, a)) return apart || decimals >= 4
  return (
    apart && decimals >= 5 && (onTheGlobe(first, second) || onTheGlobe(second, first)) && Math.max(Math.abs(a), Math.abs(b)) >= 1
  )
}

function inTheRegion(latitude: number, longitude: number): boolean {
  return latitude >= 5 && latitude <= 37 && longitude >= 66 && longitude <= 126
}

function onTheGlobe(latitude: string | undefined, longitude: string | undefined): boolean {
  return Math.abs(numberOf(latitude ?? '')) <= 90 && Math.abs(numberOf(longitude ?? '')) <= 180
}

function numberOf(text: string): number {
  return Number(text.replace(',', '.'))
}

function decimalsOf(text: string): number {
  return text.length - text.search(/[.,]/) - 1
}

/** The columns of the hundred-kilometre squares go round in threes by zone, so that two thirds of look-alikes fall away. */
function isGridReference(m: RegExpMatchArray): boolean {
  const [whole, zoneText = '', beforeBand = '', band = '', afterBand = '', column = '', , east = '', north = ''] = m
  const zone = Number(zoneText)
  const columns = ['STUVWXYZ', 'ABCDEFGH', 'JKLMNPQR'][zone % 3] ?? ''
  const upper = whole === whole.toUpperCase()
  if (!columns.includes(column.toUpperCase())) return false
  // "12 MEN 2024" is prose: a band that stands off from its zone must stand off from its square too.
  if (beforeBand && !afterBand) return false
  if (!upper && (zone < 43 || zone > 49 || !/[n-r]/i.test(band))) return false
  return east.length === north.length || (!/ /.test(whole.slice(-east.length - north.length)) && (east + north).length % 2 === 0)
}
