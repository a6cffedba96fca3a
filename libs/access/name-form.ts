/** A name made comparable: what is left of it when spelling habits are taken away. */
export interface NameForm {
  /** Whole words, honorific dropped, in their order. In Burmese script a word is a syllable, since names are written without spaces. */
  readonly words: readonly string[]
  /** What each word sounds like. For Burmese script the word itself, because its spelling is settled. */
  readonly sounds: readonly string[]
  /** All words in one, so that `Kyaw Thu` and `Kyawthu` are alike. */
  readonly joined: string
}

const latinHonorifics = new Set([
  ...[
    'u',
    'daw',
    'ko',
    'ma',
    'mg',
    'maung',
    'saw',
    'nan',
    'nang',
    'naw',
    'sai',
    'mahn',
    'salai',
    'mai',
    'bo',
    'ashin',
    'mr',
    'mrs',
    'ms',
    'dr',
  ],
])
const burmeseHonorifics = new Set(['ဦး', 'ဒေါ်', 'ကို', 'မ', 'မောင်', 'စော', 'နန်း', 'နော်', 'စိုင်း', 'မန်း', 'ဗိုလ်', 'ဒေါက်တာ'])

/** Where a Burmese syllable begins: at a consonant that is neither stacked, nor stacks another, nor is silenced by an asat. */
const burmeseSyllable = /(?<!\u1039)(?=[\u1000-\u102a\u103f](?![\u1037]?[\u1039\u103a]))/
const burmese = /[\u1000-\u109f\uaa60-\uaa7f]/

/** Reads a name in Latin or Burmese letters, or both. */
export function nameForm(name: string): NameForm {
  const words = withoutHonorific(plain(name).split(' ').flatMap(syllables).filter(Boolean))
  return { words, sounds: words.map(soundOf), joined: words.join('') }
}

/** One composed form, small letters, no accents, no marks, and the digits and letters that readers of Burmese take for each other made one. */
function plain(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\u200b-\u200f\u2060\ufeff\u00ad'’ʼ`.]/g, (mark) => (mark === '.' ? ' ' : ''))
    .replace(/\u1040/g, 'ဝ')
    .replace(/[\u1041-\u1049]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0x1040 + 0x30))
    .replace(/\u1009(?!\u103a)/g, '\u1025')
    .replace(/\u1025\u102e/g, '\u1026')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
}

function syllables(word: string): string[] {
  return burmese.test(word) ? word.split(burmeseSyllable) : [word]
}

/** `U Nu` is Nu; a name of one word is left alone. One honorific only: in `Ko Ko Ma` the second word is part of the name. */
function withoutHonorific(words: string[]): string[] {
  const first = words[0] ?? ''
  return words.length > 1 && (latinHonorifics.has(first) || burmeseHonorifics.has(first)) ? words.slice(1) : words
}

/**
 * Rules for Burmese names in Latin letters, in order. There is no settled spelling: Kyaw is Gyaw and Chaw, Aung is Oung, Thu is Htu to some.
 * Too much in one is better than too little: candidates are decrypted and scored afterwards.
 */
const soundRules: readonly [RegExp, string][] = [
  [/^mg$/, 'maung'],
  // Breath after a consonant is written or not: ht, hp, hs, hl, hm, hn; th, ph, kh.
  [/h(?=[tpkslmnrwy])/g, ''],
  [/(?:kh?y|gy|ch|ty|j)(?=[aeiou])/g, 'C'],
  [/(?:kyi|gyi|chi)/g, 'Ci'],
  [/([tpkdbg])h/g, '$1'],
  [/sh/g, 'X'],
  [/z/g, 's'],
  [/v/g, 'w'],
  [/ph|f/g, 'p'],
  // Nasal rhymes before open ones: aung, oung; ain, ein, aing.
  [/(?:au|ou|aw|o)n?g?n(?:g)?(?![aeiou])/g, 'oN'],
  [/(?:ai|ei|ay|a?i?ne)n?g?(?<=n|ng|ne)(?![aeiou])/g, 'eN'],
  [/(?:yi|ee|i|y)n+g?(?![aeiou])/g, 'iN'],
  [/(?:w[iy]|wu)n+g?(?![aeiou])/g, 'wiN'],
  [/(?:n|ng|m)n*(?![aeiouywhC])/g, 'N'],
  [/(?:aw|or|au|oh|ou|oe|ow|o)(?:r|h)?(?![aeiou])/g, 'o'],
  [/(?:aye|ay|ae|ei|ai|ey|eh|ea)/g, 'e'],
  [/(?:oo|uu)/g, 'u'],
  [/(?:ee|ii|ie|yi|yee)/g, 'i'],
  [/a+[rh]?(?![aeiou])/g, 'a'],
  [/r/g, 'y'],
  // A stop at the end of a syllable is heard as one and the same.
  [/(?:tt|t|k|p|c|ck|d|g)+$/g, 'T'],
  [/NT$/, 'N'],
  [/h/g, ''],
  [/y$/g, 'i'],
  [/(.)\1+/g, '$1'],
]

function soundOf(word: string): string {
  if (burmese.test(word)) return word
  return soundRules.reduce((sound, [pattern, to]) => sound.replace(pattern, to), word)
}
