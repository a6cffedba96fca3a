/** Scheme → category → amount, as announced (programme.md, "Reward tariff as announced"). */
export const tariff = [
  { scheme: 'regional_2021', category: 'small_arms_and_ammunition', kyat: 5_000_000n, from: '2021-08-10', source: 'DIIS' },
  { scheme: 'regional_2021', category: 'vehicle', kyat: 5_000_000n, from: '2021-08-10', source: 'DIIS' },
  { scheme: 'regional_2021', category: 'heavy_artillery', kyat: 10_000_000n, from: '2021-09-16', source: 'DIIS' },
  { scheme: 'national_2022', category: 'largest', kyat: 1_000_000_000n, from: '2022-04-01', source: 'VOA, Kyed' },
  {
    scheme: 'national_2022',
    category: 'anti_aircraft_weapons',
    kyat: 500_000_000n,
    from: '2022-04-01',
    source: 'training value; VOA names the category',
    trainingValue: true,
  },
] as const

/** The scheme by which generated claims are valued: the only one whose amounts are published category by category. */
export const schemeOfClaims = 'regional_2021'

/** @throws Error for a category that the scheme does not name */
export function tariffInKyat(category: string): bigint {
  return lineFor(category).kyat
}

/** The first day on which equipment of this category has a tariff. */
export function announcedOn(category: string): string {
  return lineFor(category).from
}

function lineFor(category: string): (typeof tariff)[number] {
  const line = tariff.find((one) => one.scheme === schemeOfClaims && one.category === category)
  if (!line) throw new Error(`the scheme ${schemeOfClaims} does not name ${category}`)
  return line
}
