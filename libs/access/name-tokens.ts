import { createHmac } from 'node:crypto'
import { nameForm, type NameForm } from './name-form'

/**
 * The tokens of a search, by what a match on them is worth. Look for persons with any of `words` or `sounds`, or with at least
 * `trigramsNeeded` of `trigrams`; then decrypt the candidates and rank them by {@link scoreName}.
 */
export interface SearchTokens {
  readonly words: readonly Buffer[]
  readonly sounds: readonly Buffer[]
  readonly trigrams: readonly Buffer[]
  readonly trigramsNeeded: number
}

const tokenSize = 16

/**
 * The tokens under which a name is found: each whole word, what each word sounds like, and every three letters in a row. They are keyed
 * hashes, so that the table tells nothing to those without the key; sorted, so that their order does not either.
 * @param known tokens by text, for many names in a row: names share words and sounds, and a hash is what takes the time
 */
export function nameTokens(key: Buffer, fullName: string, known = new Map<string, Buffer>()): Buffer[] {
  const form = nameForm(fullName)
  const texts = new Set([...wordTexts(form), ...soundTexts(form), ...trigramTexts(form)])
  return [...texts]
    .map((text) => {
      const made = known.get(text) ?? token(key, text)
      known.set(text, made)
      return made
    })
    .sort(Buffer.compare)
}

/** The tokens to look for, from what somebody typed: a whole name, a part of it, or another spelling. */
export function tokensToSearch(key: Buffer, query: string): SearchTokens {
  const form = nameForm(query)
  const hash = (texts: string[]): Buffer[] => unique(texts.map((text) => token(key, text)))
  const trigrams = hash(trigramTexts(form))
  return {
    words: hash(wordTexts(form)),
    sounds: hash(soundTexts(form)),
    trigrams,
    trigramsNeeded: Math.max(1, Math.ceil(trigrams.length / 2)),
  }
}

/**
 * How well a name answers a query, from 0 to 1, for ranking decrypted candidates. 1 is the same name; an honorific, capitals, spaces and
 * digit zero for letter ဝ make no difference. Under 0.5 there is little in common.
 */
export function scoreName(query: string, name: string): number {
  const [q, n] = [nameForm(query), nameForm(name)]
  if (q.joined === '' || n.joined === '') return 0
  if (q.words.join(' ') === n.words.join(' ')) return 1
  if (q.joined === n.joined) return 0.98
  const wanted = q.words.reduce((sum, word) => sum + word.length, 0)
  const byWord = q.words.reduce((sum, word, i) => sum + word.length * bestWord(word, q.sounds[i] ?? '', n), 0) / wanted
  // A name that holds more than was asked for is a weaker answer than one that holds just that.
  const covered = Math.min(1, q.words.length / n.words.length)
  const whole = q.sounds.join('') === n.sounds.join('') ? 0.92 : 0
  return Math.min(0.97, Math.max(byWord * (0.8 + 0.2 * covered), whole, 0.9 * alike(q.joined, n.joined)))
}

function bestWord(word: string, sound: string, name: NameForm): number {
  let best = 0
  name.words.forEach((other, i) => {
    if (word === other) best = 1
    else if (sound === name.sounds[i]) best = Math.max(best, 0.9)
    else if (word.length >= 2 && other.startsWith(word)) best = Math.max(best, 0.8)
    else best = Math.max(best, 0.75 * alike(word, other))
  })
  return best
}

/** Dice's coefficient over pairs of letters, with the beginning counted as one. */
function alike(a: string, b: string): number {
  const [left, right] = [pairs(a), pairs(b)]
  const rest = [...right]
  let shared = 0
  for (const pair of left) {
    const at = rest.indexOf(pair)
    if (at < 0) continue
    shared++
    rest.splice(at, 1)
  }
  return (2 * shared) / (left.length + right.length)
}

function pairs(text: string): string[] {
  const letters = ['^', ...text]
  return letters.slice(1).map((letter, i) => `${letters[i]}${letter}`)
}

function wordTexts(form: NameForm): string[] {
  return [...form.words, form.joined].filter(Boolean).map((word) => `word:${word}`)
}

function soundTexts(form: NameForm): string[] {
  return [...form.sounds, form.sounds.join('')].filter(Boolean).map((sound) => `sound:${sound}`)
}

function trigramTexts(form: NameForm): string[] {
  const letters = ['^', ...form.joined]
  return letters.slice(0, -2).map((_, i) => `trigram:${letters.slice(i, i + 3).join('')}`)
}

function token(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest().subarray(0, tokenSize)
}

function unique(tokens: Buffer[]): Buffer[] {
  return [...new Map(tokens.map((bytes) => [bytes.toString('hex'), bytes])).values()]
}
