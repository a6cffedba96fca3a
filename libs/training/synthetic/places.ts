import type { Prng } from './prng'

/** A real country and region. Nothing nearer than a region is ever held (programme.md, "What it must never hold"). */
export interface Region {
  readonly country: 'MM' | 'TH' | 'IN'
  readonly region: string
}

/** A made-up site in a real region. */
export interface SyntheticSite extends Region {
  readonly name: string
  readonly synthetic: true
}

/** Where the published sources say that people are housed: inside Myanmar, and over the borders of Thailand and India. */
export const regions: readonly Region[] = [
  { country: 'MM', region: 'Kayah State' },
  { country: 'MM', region: 'Kayin State' },
  { country: 'MM', region: 'Kachin State' },
  { country: 'MM', region: 'Chin State' },
  { country: 'MM', region: 'Sagaing Region' },
  { country: 'MM', region: 'Magway Region' },
  { country: 'MM', region: 'Shan State' },
  { country: 'MM', region: 'Tanintharyi Region' },
  { country: 'TH', region: 'Tak Province' },
  { country: 'TH', region: 'Mae Hong Son Province' },
  { country: 'TH', region: 'Chiang Mai Province' },
  { country: 'TH', region: 'Chiang Rai Province' },
  { country: 'TH', region: 'Kanchanaburi Province' },
  { country: 'TH', region: 'Ranong Province' },
  { country: 'IN', region: 'Mizoram' },
  { country: 'IN', region: 'Manipur' },
  { country: 'IN', region: 'Nagaland' },
]

const firstWords = [
  'Amber',
  'Blue',
  'Copper',
  'Crane',
  'Ebony',
  'Fern',
  'Ginger',
  'Heron',
  'Indigo',
  'Ivory',
  'Jade',
  'Jasmine',
  'Kite',
  'Lantern',
  'Lemon',
  'Lotus',
  'Maple',
  'Moon',
  'Olive',
  'Orchid',
  'Pepper',
  'Quartz',
  'River',
  'Saffron',
  'Silver',
  'Sparrow',
  'Teak',
  'Violet',
  'Willow',
  'Zephyr',
]
const secondWords = [
  'Bell',
  'Bough',
  'Bridge',
  'Drum',
  'Feather',
  'Garden',
  'Gate',
  'Harbour',
  'Hearth',
  'Kettle',
  'Ladder',
  'Loom',
  'Meadow',
  'Mirror',
  'Needle',
  'Orchard',
  'Pebble',
  'Petal',
  'Ribbon',
  'Roof',
  'Shade',
  'Spoon',
  'Stair',
  'Thimble',
  'Window',
]
const kinds = ['House', 'House', 'Camp', 'Hostel', 'Centre']

/** A site with a name that is nobody's: two words that go together nowhere, and what kind of place it is. */
export function syntheticSite(prng: Prng, where: Region = prng.pick(regions)): SyntheticSite {
  return {
    name: `${prng.pick(firstWords)} ${prng.pick(secondWords)} ${prng.pick(kinds)}`,
    country: where.country,
    region: where.region,
    synthetic: true,
  }
}

/** That many sites, no two of one name, spread over the regions in turn. */
export function syntheticSites(prng: Prng, count: number): SyntheticSite[] {
  const most = firstWords.length * secondWords.length
  if (count > most) throw new Error(`There are names for ${most} sites, not for ${count}.`)
  const pairs = prng.shuffle(firstWords.flatMap((first) => secondWords.map((second) => `${first} ${second}`)))
  const order = prng.shuffle(regions)
  return pairs
    .slice(0, count)
    .map((pair, i) => ({ name: `${pair} ${prng.pick(kinds)}`, ...(order[i % order.length] as Region), synthetic: true }))
}
