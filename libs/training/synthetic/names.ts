import type { Prng } from './prng'

/** A made-up name in both scripts. `synthetic` travels with it, so that no export can lose the mark. */
export interface SyntheticName {
  readonly latin: string
  readonly burmese: string
  readonly synthetic: true
}

export type Gender = 'woman' | 'man'

type Syllable = readonly [latin: string, burmese: string]

/**
 * Syllables that are well formed and sound as names do, but are not given as names. Every name begins and ends with one of them,
 * so that no combination is a name that a real register holds.
 */
const invented: readonly Syllable[] = [
  ['Zwan', 'ဇွမ်း'],
  ['Hlwe', 'လွှေး'],
  ['Pyoun', 'ပျွန့်'],
  ['Ngwin', 'ငွင့်'],
  ['Myoun', 'မျွန်း'],
  ['Thwoe', 'သွိုး'],
  ['Kyweh', 'ကျွဲ့'],
  ['Nyweh', 'ညွဲ့'],
  ['Lwoe', 'လွိုး'],
  ['Zwei', 'ဇွေ့'],
  ['Tweh', 'တွဲ့'],
  ['Hmwin', 'မွှင့်'],
  ['Phwoe', 'ဖွိုး'],
  ['Shwoun', 'ရွှန့်'],
  ['Yweh', 'ယွဲ့'],
  ['Khwin', 'ခွင်း'],
  ['Gwei', 'ဂွေ့'],
  ['Bwin', 'ဘွင့်'],
  ['Dwoe', 'ဒွိုး'],
  ['Swei', 'ဆွေ့'],
  ['Hnweh', 'နွှဲ့'],
  ['Hngwe', 'ငွှေ'],
  ['Pwoun', 'ပွန့်'],
  ['Chwei', 'ချွေ့'],
]
const shared: readonly Syllable[] = [
  ['Moe', 'မိုး'],
  ['Nay', 'နေ'],
  ['Lin', 'လင်း'],
  ['Thu', 'သူ'],
  ['Yadanar', 'ရတနာ'],
  ['Pyae', 'ပြည့်'],
  ['Hein', 'ဟိန်း'],
  ['Thant', 'သန့်'],
  ['Yan', 'ယံ'],
  ['Zin', 'ဇင်'],
  ['Wai', 'ဝေ'],
  ['Phyo', 'ဖြိုး'],
]
const ofWomen: readonly Syllable[] = [
  ['Thiri', 'သီရိ'],
  ['Khin', 'ခင်'],
  ['Su', 'စု'],
  ['Ei', 'အိ'],
  ['Phyu', 'ဖြူ'],
  ['Nwe', 'နွယ်'],
]
const ofMen: readonly Syllable[] = [
  ['Kyaw', 'ကျော်'],
  ['Zaw', 'ဇော်'],
  ['Htet', 'ထက်'],
  ['Naing', 'နိုင်'],
  ['Min', 'မင်း'],
  ['Tun', 'ထွန်း'],
]

/** A name of three or four syllables. Two people may draw the same one, as in life. */
export function syntheticName(prng: Prng, gender: Gender): SyntheticName {
  const [first, last] = prng.shuffle(invented) as [Syllable, Syllable]
  const usual = prng.shuffle([...shared, ...(gender === 'woman' ? ofWomen : ofMen)])
  const middle = usual.slice(
    0,
    prng.weighted([
      [1, 3],
      [2, 1],
    ] as const),
  )
  const parts = [first, ...middle, last]
  return {
    latin: parts.map(([latin]) => latin).join(' '),
    burmese: parts.map(([, burmese]) => burmese).join(''),
    synthetic: true,
  }
}

/** How somebody of this age is addressed, in both scripts. */
export function honorific(gender: Gender, age: number): { latin: string; burmese: string } {
  if (gender === 'woman') return age >= 40 ? { latin: 'Daw', burmese: 'ဒေါ်' } : { latin: 'Ma', burmese: 'မ' }
  if (age >= 40) return { latin: 'U', burmese: 'ဦး' }
  return age >= 18 ? { latin: 'Ko', burmese: 'ကို' } : { latin: 'Mg', burmese: 'မောင်' }
}

/** Whether a name can be one of these: it begins and ends with an invented syllable. */
export function isSyntheticName(latin: string): boolean {
  const words = latin.split(' ')
  const made = new Set(invented.map(([word]) => word))
  return words.length >= 3 && made.has(words[0] ?? '') && made.has(words[words.length - 1] ?? '')
}
