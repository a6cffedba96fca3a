import { isValidPhoneNumber, type CountryCode } from 'libphonenumber-js/max'
import { getNrcTownships } from 'mm-nrc'

/** Seeded draws for the guard's own measurements; the generator of worlds has its own in libs/training, which this library may not import. */
export class Draws {
  constructor(private state: number) {}

  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * limit)
  }

  between(least: number, most: number): number {
    return least + this.below(most - least + 1)
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T
  }

  digits(count: number): string {
    return Array.from({ length: count }, () => this.below(10)).join('')
  }
}

const townships = getNrcTownships().filter((township) => township.short.en.length > 2)

export const toBurmeseDigits = (text: string): string =>
  text.replace(/[0-9]/g, (digit) => String.fromCharCode(0x1040 + Number(digit)))
const toThaiDigits = (text: string): string => text.replace(/[0-9]/g, (digit) => String.fromCharCode(0x0e50 + Number(digit)))
/** As many Burmese keyboards do it: the letter ဝ where a zero belongs. */
const withLetterZero = (text: string): string => toBurmeseDigits(text).replaceAll('၀', 'ဝ')

/** An NRC number as people write it. Every one of these is in the shape of a real card. */
export function anNrc(draw: Draws): string {
  const township = draw.pick(townships)
  const state = draw.between(1, 14)
  const number = draw.digits(6)
  const en = township.short.en
  const syllables = en.match(/[^AEIOU]*[AEIOU]+H?/gi) ?? [en]
  const camel = syllables.map((syllable) => syllable.charAt(0) + syllable.slice(1).toLowerCase()).join('')
  const mm = township.short.mm
  const stateMm = toBurmeseDigits(String(state))
  const kind = draw.pick(['N', 'E', 'P', 'T', 'Y', 'S'])
  const kindMm = draw.pick(['နိုင်', 'ဧည့်', 'ပြု', 'သာသနာ', 'ယာယီ', 'စ'])
  const spacedMm = [...mm.matchAll(/[က-အဣ-ဪဿ][\u102b-\u103e]*/g)].map((m) => m[0])
  return draw.pick([
    () => `${state}/${camel}(${kind})${number}`,
    () => `${state}/${en}(${kind})${number}`,
    () => `${state}/${en.toLowerCase()}(${kind.toLowerCase()})${number}`,
    () => `${state} / ${camel} (${kind}) ${number}`,
    () => `${String(state).padStart(2, '0')}/${camel}(${kind})${number}`,
    () => `${state}/${syllables.join(' ')}(${kind}) ${number.slice(0, 3)} ${number.slice(3)}`,
    () => `${state}/${camel}(Naing)${number}`,
    () => `${state}-${camel}(${kind})-${number}`,
    () => `${state} ${camel} (${kind}) ${number}`,
    () => `${state}/${en}${kind}${number}`,
    () => `${state}/${camel}/${kind}/${number}`,
    () => `${state}/${camel} ${number}`,
    () => `${state}\\${camel}[${kind}]${number}`,
    () => `${state}-${camel}-${kind}-${number}`,
    () => `${state}${en}${kind}${number}`,
    () => `${stateMm}/${mm}(${kindMm})${toBurmeseDigits(number)}`,
    () => `${stateMm}/${mm}(နိုင်)${withLetterZero(number)}`,
    () => `${stateMm} / ${mm} ( ${kindMm} ) ${toBurmeseDigits(number)}`,
    () => `${stateMm}/${spacedMm.join(' ')} (${kindMm}) ${toBurmeseDigits(number)}`,
    () => `${stateMm}/${spacedMm.join('-')}(${kindMm})${toBurmeseDigits(number)}`,
    () => `${stateMm}/${mm}(ႏိုင္)${toBurmeseDigits(number)}`,
    () => `${stateMm}${mm}(နိုင်)${toBurmeseDigits(number)}`,
    () => `${stateMm}/${mm}နိုင်${toBurmeseDigits(number)}`,
    () => `${stateMm}/${mm}${toBurmeseDigits(number)}`,
    () => `${stateMm}/${mm}(နိုင်)${number}`,
    () => `${state}/${mm}(N)${number}`,
    () => `${stateMm}／${mm}（နိုင်）${toBurmeseDigits(number)}`,
    () => `${stateMm}/\u200b${mm}(နိုင်)\u200b${toBurmeseDigits(number)}`,
  ])()
}

const ranges: [CountryCode, string, (draw: Draws) => string][] = [
  ['MM', '95', (draw) => '9' + draw.digits(draw.pick([8, 9]))],
  ['MM', '95', (draw) => '9' + draw.pick(['7', '4', '2', '6', '25', '26', '45', '79', '97', '78']) + draw.digits(7)],
  ['TH', '66', (draw) => draw.pick(['6', '8', '9']) + draw.digits(8)],
  ['IN', '91', (draw) => draw.pick(['6', '7', '8', '9']) + draw.digits(9)],
]
const elsewhere: [string, number][] = [
  ['1', 10],
  ['44', 10],
  ['61', 9],
  ['65', 8],
  ['60', 9],
  ['880', 10],
  ['86', 11],
  ['49', 11],
  ['81', 10],
  ['82', 10],
  ['971', 9],
]

/** A phone number that could be dialled, as people write it. */
export function aPhone(draw: Draws): string {
  if (draw.below(6) === 0) {
    for (;;) {
      const [code, length] = draw.pick(elsewhere)
      const national = draw.digits(length)
      if (isValidPhoneNumber(`+${code}${national}`))
        return `${draw.pick(['+', '00'])}${code}${draw.pick(['', ' ', '-'])}${grouped(draw, national)}`
    }
  }
  for (;;) {
    const [country, code, make] = draw.pick(ranges)
    const national = make(draw)
    if (!isValidPhoneNumber(`0${national}`, country)) continue
    const plain = draw.pick([
      () => `+${code}${national}`,
      () => `+${code} ${grouped(draw, national)}`,
      () => `+${code}-${grouped(draw, national)}`,
      () => `(+${code}) ${grouped(draw, national)}`,
      () => `+${code} (0)${grouped(draw, national)}`,
      () => `00${code}${national}`,
      () => `00${code} ${grouped(draw, national)}`,
      () => `0${national}`,
      () => `0${national}`,
      () => `0${grouped(draw, national)}`,
      () => (country === 'MM' ? `09-${national.slice(1)}` : `0${national.slice(0, 2)}-${national.slice(2)}`),
      () => (country === 'MM' ? `09 ${grouped(draw, national.slice(1))}` : `0${grouped(draw, national)}`),
      () => `${code}${national}`,
      () => (country === 'IN' ? `${national.slice(0, 5)} ${national.slice(5)}` : `0${national}`),
    ])()
    return draw.pick([(text: string) => text, (text: string) => text, toBurmeseDigits, withLetterZero, toThaiDigits])(plain)
  }
}

function grouped(draw: Draws, digits: string): string {
  const separator = draw.pick([' ', '-', '.', ' '])
  const size = draw.pick([3, 4])
  const groups: string[] = []
  for (let at = 0; at < digits.length; at += size) groups.push(digits.slice(at, at + size))
  const last = groups[groups.length - 1] ?? ''
  if (last.length < 2 && groups.length > 1) groups.splice(-2, 2, (groups[groups.length - 2] ?? '') + last)
  return groups.join(separator)
}

const localParts = ['nay.lin', 'k.z.win', 'thiri_88', 'a-b.c+news', 'info', 'office2024', 'MgMg']
const domains = [
  'gmail.com',
  'yahoo.co.uk',
  'proton.me',
  'example.com.mm',
  'notexample.org',
  'mail.ru',
  'org.test.mm',
  'outlook.com',
  'ox.ac.uk',
]

export function anEmail(draw: Draws): string {
  const [name, domain] = [draw.pick(localParts), draw.pick(domains)]
  return draw.pick([
    () => `${name}@${domain}`,
    () => `${name.toUpperCase()}@${domain.toUpperCase()}`,
    () => `<${name}@${domain}>`,
    () => `${name} @ ${domain}`,
    () => `${name} (at) ${domain.replace('.', ' (dot) ')}`,
    () => `${name}＠${domain}`,
  ])()
}

/** A position in Myanmar, Thailand or India. */
export function aPosition(draw: Draws): string {
  const lat = draw.between(8, 27)
  const lon = draw.between(88, 101)
  const [m1, m2] = [draw.between(0, 59), draw.between(0, 59)].map((minutes) => String(minutes).padStart(2, '0'))
  const [s1, s2] = [draw.between(0, 59), draw.between(0, 59)].map((seconds) => String(seconds).padStart(2, '0'))
  const f = (places = draw.between(4, 7)): string => draw.digits(places)
  const square = 'JKLMNPQR'.charAt(draw.below(8)) + 'ABCDEFGHJKLMNPQRSTUV'.charAt(draw.below(20))
  const easting = draw.digits(5)
  const northing = draw.digits(5)
  return draw.pick([
    () => `${lat}.${f()}, ${lon}.${f()}`,
    () => `${lat}.${f()},${lon}.${f()}`,
    () => `[${lon}.${f()}, ${lat}.${f()}]`,
    () => `(${lat}.${f()} ${lon}.${f()})`,
    () => `${lat}.${f(3)}, ${lon}.${f(3)}`,
    () => `${lat}.${f()}°N ${lon}.${f()}°E`,
    () => `N ${lat}.${f()} E ${lon}.${f()}`,
    () => `lat ${lat}.${f()} lon ${lon}.${f()}`,
    () => `latitude: ${lat}.${f(2)}, longitude: ${lon}.${f(2)}`,
    () => `${lat}°${m1}'${s1}"N ${lon}°${m2}'${s2}"E`,
    () => `${lat}° ${m1}′ ${s1}″ N, ${lon}° ${m2}′ ${s2}″ E`,
    () => `${lat}°${m1}.${draw.digits(3)}'N ${lon}°${m2}.${draw.digits(3)}'E`,
    () => `${lat} ${m1} ${s1} N ${lon} ${m2} ${s2} E`,
    () => `N${lat} ${m1} ${s1} E${lon} ${m2} ${s2}`,
    () => toBurmeseDigits(`${lat}.${f()}, ${lon}.${f()}`),
    () => toBurmeseDigits(`${lat}°${m1}′${s1}″ ${lon}°${m2}′${s2}″`),
    () => `47Q${square}${easting}${northing}`,
    () => `47Q ${square} ${easting} ${northing}`,
    () => `47Q ${square} ${easting.slice(1)} ${northing.slice(1)}`,
    () => `47q${square.toLowerCase()}${easting.slice(2)}${northing.slice(2)}`,
    () => `47 Q ${square} ${easting} ${northing}`,
  ])()
}

const around: [string, string][] = [
  ['', ''],
  ['', ''],
  ['Reach the family on ', ' after the meeting.'],
  ['note: ', ''],
  ['(', ')'],
  ['see ', ', and ask for the aunt'],
  ['ဖုန်း ', ' ကို ဆက်သွယ်ပါ။'],
  ['သူ၏ အချက်အလက် ', '။'],
  ['Household of 4, ', '; 2 children'],
]

/** Puts a sample where people put it: alone, or inside a sentence. */
export function inASentence(draw: Draws, sample: string): string {
  const [before, after] = draw.pick(around)
  return before + sample + after
}
