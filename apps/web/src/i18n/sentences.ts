/** A text of the Burmese glossary by its key, such as `role.registrar`. */
export type Glossary = Readonly<Record<string, string>>

/** How dates and numbers are written for the reader (format.ts). */
export interface Writing {
  formatDate(iso: string, language: 'my'): string
  formatMonth(month: string, language: 'my'): string
  formatNumber(value: string, language: 'my'): string
  inChosenDigits(text: string, language: 'my'): string
  digits(text: string, language: 'my'): string
}

/** One way in which the server's English can be read, with the Burmese that says the same. */
interface Template {
  readonly fits: RegExp
  readonly blanks: readonly string[]
  readonly burmese: string
}

/** Where the word in a blank is looked up first, by the name of the blank; then everywhere. */
const groupsOf: Readonly<Record<string, readonly string[]>> = {
  role: ['role'],
  roles: ['role'],
  kind: ['kind', 'resource'],
  kinds: ['kind'],
  state: ['state'],
  states: ['state'],
  counts: ['state'],
  act: ['event'],
  field: ['field_name'],
  report: ['report_kind'],
  param: ['report_param', 'report_by'],
  params: ['report_param'],
  class: ['field_class'],
  classes: ['field_class', 'note_class'],
  reason: ['reason', 'erasure_reason', 'glass_reason'],
  reasons: ['reason', 'erasure_reason', 'glass_reason'],
  relation: ['relation'],
  purpose: ['run_kind'],
  checks: ['check'],
  categories: ['category'],
  countries: ['country'],
  purposes: ['run_kind'],
  columns: ['case', 'list', 'field_name'],
  column: ['case', 'list', 'field_name'],
  choices: ['state', 'role', 'reason', 'erasure_reason', 'glass_reason', 'due_kind'],
}

/** What is shown as it came: a name that somebody gave, a code, a key. */
const asItCame = new Set(['name', 'fault', 'key', 'characters', 'prefix', 'person', 'currency', 'currencies', 'version'])

const monthNames = 'January February March April May June July August September October November December'.split(' ')
const blanksIn = /\{\{(\w+)\}\}/g

/**
 * Says in Burmese what the server said in English. Dates, numbers and words of the programme in it are written as everywhere else.
 * @param entries English with named blanks, and the Burmese with the same blanks
 * @param glossary the words of the programme in Burmese
 * @returns null where some sentence of the text is not known, so that the reader gets the English whole
 */
export function burmeseOf(
  entries: readonly (readonly [string, string])[],
  glossary: Glossary,
  writing: Writing,
): (text: string) => string | null {
  const exact = new Map(entries.map(([english, burmese]) => [english.toLowerCase(), burmese]))
  const templates = entries
    .filter(([english]) => english.includes('{{'))
    // The one with the most words of its own fits best.
    .sort(([one], [other]) => other.replace(blanksIn, '').length - one.replace(blanksIn, '').length)
    .map(([english, burmese]) => templateOf(english, burmese))
  const words = wordsOf(glossary)

  const known = (text: string): string | null => {
    const whole = exact.get(text.toLowerCase())
    if (whole !== undefined) return writing.inChosenDigits(whole, 'my')
    for (const { fits, blanks, burmese } of templates) {
      const found = fits.exec(text)
      if (!found) continue
      const values = new Map(blanks.map((name, n) => [name, filled(name, found[n + 1]!)]))
      // The digits of the template follow the reader's choice; what fills a blank has been written already.
      return burmese
        .split(blanksIn)
        .map((part, n) => (n % 2 === 0 ? writing.inChosenDigits(part, 'my') : (values.get(part) ?? '')))
        .join('')
    }
    return null
  }

  const filled = (blank: string, value: string): string => {
    const name = blank.replace(/\d+$/, '')
    if (asItCame.has(name)) return value
    if (name === 'units') return majorUnits(value, writing)
    if (name === 'field') return exact.get(value.toLowerCase()) ?? fieldName(value, words)
    return part(name, value)
  }

  const part = (name: string, value: string): string => {
    const quoted = /^“(.*)”$/.exec(value)
    if (quoted && !quoted[1]!.includes('”')) return `“${part(name, quoted[1]!)}”`
    const one = written(value, writing) ?? word(name, value) ?? known(value.replace(/^the /i, ''))
    if (one !== null) return one
    // The order of a list the other way round.
    if (/^-[a-z]/.test(value)) return `${part(name, value.slice(1))} (ပြောင်းပြန်)`
    const counted = /^(\d+) (.+)$/.exec(value)
    if (counted) return `${part(name, counted[2]!)} ${writing.formatNumber(counted[1]!, 'my')} ခု`
    for (const [between, burmese] of joints) {
      if (value.includes(between)) {
        return value
          .split(between)
          .map((piece) => part(name, piece))
          .join(burmese)
      }
    }
    return value
  }

  const word = (name: string, value: string): string | null => {
    const code = value.toLowerCase().replaceAll(' ', '_').replaceAll('-', '_')
    const keys = [...(groupsOf[name] ?? []), ...anywhere].flatMap((group) => [`${group}.${code}`, `${group}.${value}`])
    for (const key of [...keys, `field_name.${code.replaceAll('_', '')}`]) {
      const found = words.get(key)
      if (found !== undefined) return found
    }
    return null
  }

  const told = (text: string): string | null => {
    const whole = known(text)
    if (whole !== null) return whole
    const sentences = text.split(/(?<=[.?!]) (?=\S)/)
    for (let n = sentences.length - 1; n > 0; n--) {
      const first = known(sentences.slice(0, n).join(' '))
      const rest = first === null ? null : told(sentences.slice(n).join(' '))
      if (first !== null && rest !== null) return `${first} ${rest}`
    }
    return null
  }
  return told
}

/** What joins the items of a list in the server's English, and in Burmese. */
const joints = [
  [', and ', '၊ '],
  [', ', '၊ '],
  [' and the ', ' နှင့် '],
  [' and ', ' နှင့် '],
  [' or ', ' သို့မဟုတ် '],
  [' in ', ' – '],
] as const

const anywhere = (
  'role kind resource state event field_name field_class reason glass_reason erasure_reason category run_kind relation service pathway channel ' +
  'country access_act need check check_result recommendation decision code_kind due_kind report_kind report_by report_param note_class run_act'
).split(' ')

/** What can stand in a blank: a number where one is counted, else anything that does not begin another sentence. */
function fillingOf(blank: string): string {
  return /^(count|units)\d*$/.test(blank) ? '(-?\\d+)' : '((?:(?!\\. ).)+?)'
}

function templateOf(english: string, burmese: string): Template {
  const parts = english.split(blanksIn)
  const source = parts.map((part, n) => (n % 2 === 0 ? part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&') : fillingOf(part))).join('')
  // Within a sentence a part may begin with a small letter, or with a large one where it opens it.
  const fits = new RegExp(`^${source.replace(/^[a-z]/i, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`)}$`, 's')
  return { fits, blanks: parts.filter((_, n) => n % 2 === 1), burmese }
}

/** Words by group and last part of their key: `state.case.vetted` is found as `state.vetted` too. */
function wordsOf(glossary: Glossary): Map<string, string> {
  const words = new Map<string, string>()
  for (const [key, text] of Object.entries(glossary)) {
    const group = key.slice(0, key.indexOf('.'))
    const last = key.slice(key.lastIndexOf('.') + 1)
    const short = `${group}.${group === 'field_name' ? last.toLowerCase() : last}`
    if (!words.has(short)) words.set(short, text)
  }
  return words
}

/** `household[0].bornOn` → the Burmese for a birth date; a field without a name of its own is "this field". */
function fieldName(path: string, words: ReadonlyMap<string, string>): string {
  const last = path
    .replace(/\[\d+\]/g, '')
    .split('.')
    .filter((step) => !/^\d+$/.test(step))
    .at(-1)
  return words.get(`field_name.${(last ?? path).toLowerCase()}`) ?? 'ဤအချက်'
}

/** Dates and numbers as people read them; null where a text is neither. */
function written(value: string, { formatDate, formatMonth, formatNumber }: Writing): string | null {
  if (/^\d{4}-\d{2}-\d{2}/.test(value)) return formatDate(value, 'my')
  if (/^\d{4}-\d{2}$/.test(value)) return formatMonth(value, 'my')
  if (/^\d+$/.test(value)) return formatNumber(value, 'my')
  const day = /^(\d{1,2}) ([A-Z][a-z]+) (\d{4})$/.exec(value)
  const month = day ? monthNames.indexOf(day[2]!) + 1 : 0
  if (!day || month === 0) return null
  return formatDate(`${day[3]}-${String(month).padStart(2, '0')}-${day[1]!.padStart(2, '0')}`, 'my')
}

/** Minor units as people write them; the currency stands beside them in the sentence. */
function majorUnits(value: string, { digits }: Writing): string {
  if (!/^-?\d+$/.test(value)) return value
  const units = value.replace('-', '').padStart(3, '0')
  return digits(
    `${value.startsWith('-') ? '−' : ''}${units.slice(0, -2).replace(/\B(?=(\d{3})+(?!\d))/g, ',')}.${units.slice(-2)}`,
    'my',
  )
}
