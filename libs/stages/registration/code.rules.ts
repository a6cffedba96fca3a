/** `pre_cdm` codes are for those who still serve. Source: programme.md, "Vocabulary". */
export type CodeKind = 'cdm' | 'pre_cdm'

export interface Code {
  readonly kind: CodeKind
  /** As it is printed and stored: `CDM-7K3M2X-9QW4HT-B8RCN5`. */
  readonly text: string
}

/** Why a text is no code: a stable code, a sentence that names the groups, and what to do. Nothing is ever corrected silently. */
export interface CodeFault {
  readonly code: 'code.unknown_prefix' | 'code.wrong_length' | 'code.wrong_character' | 'code.wrong_kind' | 'code.check_failed'
  readonly message: string
  readonly fix: string
  /** The groups that are off, counted from 1; empty when it is the prefix or the length. */
  readonly groups: readonly number[]
}

export type ParsedCode = { readonly ok: true; readonly code: Code } | { readonly ok: false; readonly fault: CodeFault }

/** 31 characters, a prime: what looks like another (0 and O; 1, I and L) is left out. */
export const codeAlphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
/** How many random bytes a code needs. */
export const codeRandomBytes = 16

const prime = codeAlphabet.length
const groupCount = 3
const groupSize = 6
const dataSize = groupSize - 1
const prefixes: Record<CodeKind, string> = { cdm: 'CDM', pre_cdm: 'PRE' }

/**
 * What each group must add up to. Six different sums, so that neither two groups changed about nor a code under the other prefix can pass.
 */
const sums: Record<CodeKind, readonly number[]> = { cdm: [1, 6, 11], pre_cdm: [16, 21, 26] }

/**
 * Makes a code: three groups of five random characters and one check character, that is 15 characters or 74 bits that nobody can guess.
 *
 * Over the field of 31 elements a group holds when Σ i·cᵢ equals its sum, i from 1 to 6. A changed character adds i·(c′ − c), never zero;
 * two characters that change places within a group add (i − j)·(cⱼ − cᵢ), never zero; across groups, each group sees one changed character.
 * So every single error and every swap is caught, and the group that does not add up is the group that is off.
 * @param random at least {@link codeRandomBytes} bytes; the first sixteen are used. What 2¹²⁸ does not divide evenly is a bias below 2⁻⁵³.
 */
export function mintCode(kind: CodeKind, random: Uint8Array): Code {
  if (random.length < codeRandomBytes) throw new Error(`A code needs ${codeRandomBytes} random bytes and got ${random.length}.`)
  let drawn = BigInt('0x' + Buffer.from(random.subarray(0, codeRandomBytes)).toString('hex'))
  const groups: string[] = []
  for (let group = 0; group < groupCount; group++) {
    const data: number[] = []
    for (let i = 0; i < dataSize; i++) {
      data.push(Number(drawn % BigInt(prime)))
      drawn /= BigInt(prime)
    }
    data.push(checkOf(data, sums[kind][group] ?? 0))
    groups.push(data.map((value) => codeAlphabet.charAt(value)).join(''))
  }
  return { kind, text: [prefixes[kind], ...groups].join('-') }
}

/**
 * Reads a code as people type it: any case, any spaces and dashes or none. It never guesses what was meant.
 * @returns the code, or what is wrong with it, naming the groups of characters that are off
 */
export function parseCode(text: string): ParsedCode {
  const letters = bare(text)
  const prefix = letters.slice(0, 3)
  const kind = prefix === prefixes.cdm ? 'cdm' : prefix === prefixes.pre_cdm ? 'pre_cdm' : undefined
  if (!kind)
    return fault(
      'code.unknown_prefix',
      [],
      'A code begins with CDM or PRE, and this one does not.',
      'Type the code with its first three letters.',
    )

  const body = letters.slice(3)
  const wanted = groupCount * groupSize
  if (body.length !== wanted) return wrongLength(text, body.length)
  const groups = Array.from({ length: groupCount }, (_, i) => body.slice(i * groupSize, (i + 1) * groupSize))

  const strange = groupsWhere(groups, (group) => [...group].some((character) => !codeAlphabet.includes(character)))
  if (strange.length > 0) {
    const found = [...new Set(body)].filter((character) => !codeAlphabet.includes(character)).join(', ')
    return fault(
      'code.wrong_character',
      strange,
      `${named(strange)} of the code holds ${found}, which no code holds.`,
      `Look at ${named(strange, 'the')} again: codes are without 0, O, 1, I and L.`,
    )
  }

  const off = groupsWhere(groups, (group, i) => !addsUp(group, sums[kind][i]))
  if (off.length === 0) return { ok: true, code: { kind, text: [prefix, ...groups].join('-') } }
  const other = kind === 'cdm' ? 'pre_cdm' : 'cdm'
  if (groups.every((group, i) => addsUp(group, sums[other][i])))
    return fault(
      'code.wrong_kind',
      [],
      `These characters belong to a code that begins with ${prefixes[other]}, not ${prefix}.`,
      'Compare the first three letters with the card.',
    )
  return fault(
    'code.check_failed',
    off,
    `${named(off)} of the code does not add up: a character is wrong, or two have changed places.`,
    `Compare ${named(off, 'the')} with the card.`,
  )
}

/**
 * A code as it is shown, from any way of typing it; a text that is no code comes back as it was, so that a screen shows what was typed.
 */
export function formatCode(text: string): string {
  const parsed = parseCode(text)
  return parsed.ok ? parsed.code.text : text
}

function checkOf(data: readonly number[], sum: number): number {
  const rest = data.reduce((total, value, i) => total + (i + 1) * value, 0)
  // The last weight is 6, and 6 · 26 = 156 = 5 · 31 + 1: multiplying by 26 divides by 6.
  return (((((sum - rest) % prime) + prime) % prime) * 26) % prime
}

function addsUp(group: string, sum: number | undefined): boolean {
  return [...group].reduce((total, character, i) => total + (i + 1) * codeAlphabet.indexOf(character), 0) % prime === sum
}

/** Upper case, without spaces, dashes of any kind and characters without width. */
function bare(text: string): string {
  return text
    .replace(/[\s\u200b-\u200f\u2010-\u2015\u2060\u2212\ufeff\u00ad_-]/g, '')
    .replace(/[a-z]/g, (letter) => letter.toUpperCase())
}

/** With dashes or spaces as printed, the group that is too short or too long can be named. */
function wrongLength(text: string, length: number): ParsedCode {
  const parts = text.trim().split(/[\s\u2010-\u2015\u2212_-]+/)
  const off = parts.length === groupCount + 1 ? groupsWhere(parts.slice(1), (part) => bare(part).length !== groupSize) : []
  const where = off.length > 0 ? ` ${named(off)} has not ${groupSize}.` : ''
  return fault(
    'code.wrong_length',
    off,
    `A code has ${groupCount * groupSize} characters after its prefix, and this one has ${length}.${where}`,
    'Type it again as printed: three groups of six.',
  )
}

function groupsWhere(groups: readonly string[], test: (group: string, index: number) => boolean): number[] {
  return groups.flatMap((group, index) => (test(group, index) ? [index + 1] : []))
}

function named(groups: readonly number[], article: 'the' | '' = ''): string {
  const ordinal = ['', 'first', 'second', 'third']
  const list = groups.map((group) => `${ordinal[group]} group`).join(' and the ')
  return `${article || 'The'} ${list}`
}

function fault(code: CodeFault['code'], groups: readonly number[], message: string, fix: string): ParsedCode {
  return { ok: false, fault: { code, groups, message, fix } }
}
