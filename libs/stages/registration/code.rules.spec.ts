import { randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { codeAlphabet, codeRandomBytes, formatCode, mintCode, parseCode, type CodeKind } from './code.rules'

const kinds: CodeKind[] = ['cdm', 'pre_cdm']
const fixed = Buffer.from('00112233445566778899aabbccddeeff', 'hex')
const replace = (text: string, at: number, by: string): string => text.slice(0, at) + by + text.slice(at + 1)
const swap = (text: string, i: number, j: number): string => replace(replace(text, i, text.charAt(j)), j, text.charAt(i))
const bare = (text: string): string => text.replaceAll('-', '')
const groupAt = (i: number): number => Math.floor((i - 3) / 6) + 1
/** Whether it is refused and names just these groups; an error in the prefix names none. */
const caught = (text: string, groups: number[]): boolean => {
  const parsed = parseCode(text)
  return !parsed.ok && (groups.length === 0 || parsed.fault.groups.join() === groups.join())
}
const weight = (i: number): number => ((i - 3) % 6) + 1

describe('A CDM code', () => {
  it('has a prefix for its kind and three groups of six', () => {
    expect(mintCode('cdm', fixed).text).toMatch(/^CDM(-[2-9A-HJKMNP-Z]{6}){3}$/)
    expect(mintCode('pre_cdm', fixed).text).toMatch(/^PRE(-[2-9A-HJKMNP-Z]{6}){3}$/)
  })

  it('is the same for the same bytes, for ever', () => {
    expect(mintCode('cdm', fixed)).toEqual({ kind: 'cdm', text: 'CDM-ZH7AJ2-5ST8UM-8A8KVN' })
    expect(mintCode('pre_cdm', fixed)).toEqual({ kind: 'pre_cdm', text: 'PRE-ZH7AJM-5ST8U7-8A8KV8' })
  })

  it('has an alphabet of a prime number of characters, without look-alikes', () => {
    expect(new Set(codeAlphabet).size).toBe(31)
    expect(codeAlphabet).not.toMatch(/[01ILO]/)
    expect(Math.log2(31) * 15).toBeGreaterThan(60)
  })

  it('differs for different bytes, and uses every character alike', () => {
    const codes = Array.from({ length: 20_000 }, () => mintCode('cdm', randomBytes(codeRandomBytes)).text)
    expect(new Set(codes).size).toBe(codes.length)
    const counts = new Map<string, number>()
    for (const character of codes.flatMap((code) => [...bare(code).slice(3)]))
      counts.set(character, (counts.get(character) ?? 0) + 1)
    const expected = (20_000 * 18) / 31
    for (const character of codeAlphabet) expect(Math.abs((counts.get(character) ?? 0) - expected)).toBeLessThan(expected * 0.06)
  })

  it('needs its random bytes', () => {
    expect(() => mintCode('cdm', new Uint8Array(15))).toThrow('16 random bytes')
  })

  it('is read back whatever its case, spaces and dashes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        fc.infiniteStream(fc.constantFrom('', ' ', '-', '–', '\u00a0', '  ')),
        (kind, random, between) => {
          const code = mintCode(kind, random)
          const typed = [...bare(code.text)].map((character) => character.toLowerCase() + between.next().value).join('')
          expect(parseCode(typed)).toEqual({ ok: true, code })
          expect(formatCode(typed)).toBe(code.text)
        },
      ),
    )
  })

  it('is refused with every single character that is wrong, and the refusal names the group', () => {
    let tried = 0
    const missed: string[] = []
    for (const kind of kinds)
      for (const seed of [fixed, Buffer.alloc(16), Buffer.alloc(16, 255), randomBytes(16), randomBytes(16)]) {
        const text = bare(mintCode(kind, seed).text)
        for (let i = 0; i < text.length; i++)
          for (const character of '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ') {
            if (character === text.charAt(i)) continue
            tried++
            if (!caught(replace(text, i, character), i < 3 ? [] : [groupAt(i)])) missed.push(replace(text, i, character))
          }
      }
    expect({ tried, missed }).toEqual({ tried: 2 * 5 * 21 * 35, missed: [] })
  })

  it('is refused with any two characters that have changed places, next to each other or not', () => {
    let tried = 0
    const missed: string[] = []
    for (const kind of kinds)
      for (const seed of [fixed, ...Array.from({ length: 200 }, () => randomBytes(16))]) {
        const text = bare(mintCode(kind, seed).text)
        for (let i = 0; i < text.length; i++)
          for (let j = i + 1; j < text.length; j++) {
            if (text.charAt(i) === text.charAt(j)) continue
            tried++
            if (!caught(swap(text, i, j), i < 3 ? [] : [...new Set([groupAt(i), groupAt(j)])])) missed.push(swap(text, i, j))
          }
      }
    expect(tried).toBeGreaterThan(70_000)
    expect(missed).toEqual([])
  })

  it('catches these errors by its arithmetic, for every pair of characters and of places there is', () => {
    // The sum of a group is linear, so that what an error adds does not depend on the other characters: this is all codes, not a sample.
    const missed: number[][] = []
    for (let i = 3; i < 21; i++)
      for (let a = 0; a < 31; a++)
        for (let b = 0; b < 31; b++) {
          if (a === b) continue
          if ((weight(i) * (a - b)) % 31 === 0) missed.push([i, a, b])
          for (let j = i + 1; j < 21; j++)
            if (groupAt(i) === groupAt(j) && ((weight(i) - weight(j)) * (a - b)) % 31 === 0) missed.push([i, j, a, b])
        }
    expect(missed).toEqual([])
  })

  it('is refused when two whole groups have changed places, or the prefix is that of the other kind', () => {
    const [prefix, a, b, c] = mintCode('cdm', fixed).text.split('-') as [string, string, string, string]
    for (const order of [
      [b, a, c],
      [c, b, a],
      [a, c, b],
      [b, c, a],
      [c, a, b],
    ])
      expect(parseCode([prefix, ...order].join('-')).ok).toBe(false)
    expect(parseCode(['PRE', a, b, c].join('-'))).toMatchObject({ ok: false, fault: { code: 'code.wrong_kind', groups: [] } })
  })

  it('is refused with a character too many or too few, naming the group where the dashes show it', () => {
    const text = mintCode('cdm', fixed).text
    for (let i = 0; i < text.length; i++)
      if (text.charAt(i) !== '-') expect(parseCode(text.slice(0, i) + text.slice(i + 1)).ok).toBe(false)
    const [prefix, a, b, c] = text.split('-') as [string, string, string, string]
    expect(parseCode([prefix, a, b.slice(1), c].join('-'))).toMatchObject({
      ok: false,
      fault: { code: 'code.wrong_length', groups: [2] },
    })
    expect(parseCode([prefix, a + 'A', b, c].join(' '))).toMatchObject({
      ok: false,
      fault: { code: 'code.wrong_length', groups: [1] },
    })
  })

  it('is never corrected: a letter O for a zero is refused, with a word about look-alikes', () => {
    const text = mintCode('cdm', fixed).text
    const parsed = parseCode(replace(text, 12, 'O'))
    expect(parsed).toMatchObject({ ok: false, fault: { code: 'code.wrong_character', groups: [2] } })
    if (!parsed.ok)
      expect(parsed.fault).toMatchObject({
        message: 'The second group of the code holds O, which no code holds.',
        fix: 'Look at the second group again: codes are without 0, O, 1, I and L.',
      })
  })

  it.each(['', 'CDM', 'ABC-222222-222222-222222', '၁၂၃', 'CDM-'.repeat(9)])('does not take %p for a code', (text) => {
    expect(parseCode(text).ok).toBe(false)
    expect(formatCode(text)).toBe(text)
  })
})
