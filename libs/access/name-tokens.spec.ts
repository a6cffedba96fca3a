import { nameTokens, scoreName, tokensToSearch } from './name-tokens'

const key = Buffer.alloc(32, 3)
const hex = (tokens: readonly Buffer[]): string[] => tokens.map((bytes) => bytes.toString('hex'))
/** Whether a person of this name is among the candidates of the query, as the store asks for them. */
const finds = (query: string, name: string): boolean => {
  const held = new Set(hex(nameTokens(key, name)))
  const search = tokensToSearch(key, query)
  if (hex([...search.words, ...search.sounds]).some((bytes) => held.has(bytes))) return true
  return hex(search.trigrams).filter((bytes) => held.has(bytes)).length >= search.trigramsNeeded
}

describe('A name is found', () => {
  it.each([
    ['Zwan Moe Lwe', 'Zwan Moe Lwe'],
    ['zwan', 'Zwan Moe Lwe'],
    ['U Zwan Moe Lwe', 'Zwan Moe Lwe'],
    ['Zwan Moe Lwe', 'Daw Zwan Moe Lwe'],
    ['Kyaw Thu', 'Gyaw Htu'],
    ['Chaw', 'Kyaw Thu'],
    ['Kyawthu', 'Kyaw Thu'],
    ['Kyaw Thu', 'Kyawthu'],
    ['Oung', 'Aung Hla'],
    ['La', 'Aung Hla'],
    ['Thanda', 'Thandar'],
    ['Htet', 'Tet'],
    ['Khaing', 'Khine Zin'],
    ['Myint', 'Myin'],
    ['Wynn', 'Win'],
    ['Kyawt', 'Kyaw Thu'],
    ['ZWÁN', 'Zwan'],
    ['ဇော်၀င်း', 'ဇော်ဝင်း'],
    ['ဝင်း', 'ဇော် ဝင်း အောင်'],
    ['ဇော်ဝင်းအောင်', 'ဇော် ဝင်း အောင်'],
    ['ဦးကျော်သူ', 'ကျော်သူ'],
    ['ဇော်\u200bဝင်း', 'ဇော်ဝင်း'],
  ])('by %p as %p', (query, name) => {
    expect(finds(query, name)).toBe(true)
    expect(scoreName(query, name)).toBeGreaterThanOrEqual(0.5)
  })

  it.each([
    ['Naing Soe', 'Khin Thida Myat'],
    ['ဇော်ဝင်း', 'သူဇာ'],
    ['Win', 'Hla Bo'],
  ])('not by %p as %p', (query, name) => {
    expect(finds(query, name)).toBe(false)
    expect(scoreName(query, name)).toBeLessThan(0.5)
  })

  it('under tokens of sixteen bytes, each once, in an order that tells nothing', () => {
    const tokens = nameTokens(key, 'Zwan Moe Lwe Moe')
    expect(tokens.every((bytes) => bytes.length === 16)).toBe(true)
    expect(new Set(hex(tokens)).size).toBe(tokens.length)
    expect(hex(tokens)).toEqual([...hex(tokens)].sort())
    expect(nameTokens(key, 'Zwan Moe Lwe Moe')).toEqual(tokens)
  })

  it('by nobody who has another key', () => {
    const others = new Set(hex(nameTokens(Buffer.alloc(32, 4), 'Zwan Moe Lwe')))
    expect(hex(nameTokens(key, 'Zwan Moe Lwe')).some((bytes) => others.has(bytes))).toBe(false)
  })

  it.each(['', '   ', '...', '–'])('not at all by %p, which holds no letter', (query) => {
    const { words, sounds, trigrams } = tokensToSearch(key, query)
    expect([words, sounds, trigrams]).toEqual([[], [], []])
    expect(nameTokens(key, query)).toEqual([])
    expect(scoreName(query, 'Zwan')).toBe(0)
  })
})

describe('The score of a name', () => {
  it('is 1 for the same name, whatever its honorific, capitals, spaces and zeros', () => {
    expect(scoreName('u zwan  moe', 'Daw ZWAN MOE')).toBe(1)
    expect(scoreName('ဇော်၀င်း', 'ဇော်ဝင်း')).toBe(1)
    expect(scoreName('Zwan Moe', 'Ko Zwan-Moe')).toBe(1)
  })

  it('falls in the order in which somebody would pick', () => {
    const names = ['Kyaw Thu', 'Kyawthu', 'Kyaw Thu Zin', 'Gyaw Htu', 'Kyaw Moe', 'Hla Moe']
    const scores = names.map((name) => scoreName('Kyaw Thu', name))
    expect(scores).toEqual([...scores].sort((a, b) => b - a))
    expect(new Set(scores).size).toBe(scores.length)
    expect(scores.every((score) => score >= 0 && score <= 1)).toBe(true)
  })
})
