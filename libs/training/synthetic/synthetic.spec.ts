import { isValidPhoneNumber } from 'libphonenumber-js/max'
import { getNrcTownships } from 'mm-nrc'
import { syntheticIdentifiers } from './identifiers'
import { honorific, isSyntheticName, syntheticName, type Gender } from './names'
import { regions, syntheticSite, syntheticSites } from './places'
import { Prng } from './prng'
import { syntheticOrganisation, syntheticUnit } from './units'

const world = Prng.of(7)
const people = Array.from({ length: 5000 }, (_, i) => {
  const prng = world.fork('person').fork(i)
  const gender: Gender = i % 2 ? 'woman' : 'man'
  return { ...syntheticName(prng.fork('name'), gender), ...syntheticIdentifiers(prng.fork('identifiers'), 'Zwan Moe') }
})

describe('A synthetic name', () => {
  it('is marked, and begins and ends with a syllable that nobody bears', () => {
    expect(people.every((person) => person.synthetic && isSyntheticName(person.latin))).toBe(true)
    expect(isSyntheticName('Moe Zin Thu')).toBe(false)
  })

  it('is written in both scripts, without anything of the other', () => {
    expect(people.filter((person) => !/^[A-Z][a-z]+( [A-Z][a-z]+){2,3}$/.test(person.latin))).toEqual([])
    expect(people.filter((person) => !/^[\u1000-\u103f]+$/.test(person.burmese))).toEqual([])
    expect(people.every((person) => person.burmese === person.burmese.normalize('NFC'))).toBe(true)
  })

  it('is seldom that of somebody else', () => {
    expect(new Set(people.map((person) => person.latin)).size).toBeGreaterThan(4000)
  })

  it('goes with the honorific of an age', () => {
    expect(honorific('woman', 50).latin).toBe('Daw')
    expect(honorific('man', 12).latin).toBe('Mg')
    expect(honorific('man', 25).burmese).toBe('ကို')
  })
})

describe('A synthetic identifier', () => {
  it('is an NRC number of a state that does not exist, and of no real township', () => {
    const real = new Set(getNrcTownships().map((township) => township.short.en.toLowerCase()))
    for (const { nrc, nrcBurmese } of people) {
      const township = /^99\/([A-Za-z]+)\(N\)[0-9]{6}$/.exec(nrc)?.[1]
      expect(township && !real.has(township.toLowerCase())).toBe(true)
      expect(nrcBurmese).toMatch(/^၉၉\/[\u1000-\u1020]{3}\(နိုင်\)[၀-၉]{6}$/)
    }
  })

  it('is a phone number that nobody can dial, from anywhere around', () => {
    const dialable = people.filter(({ phone }) =>
      ['MM', 'TH', 'IN'].some(
        (country) => isValidPhoneNumber(phone, country as 'MM') || isValidPhoneNumber(phone.slice(4), country as 'MM'),
      ),
    )
    expect(dialable).toEqual([])
  })

  it('is an address in a reserved domain', () => {
    expect(people.every(({ email }) => /^zwan\.moe\.[0-9]{3}@example\.org$/.test(email))).toBe(true)
  })
})

describe('A synthetic place or unit', () => {
  it('is a made-up site in a real region of Myanmar, Thailand or India', () => {
    const sites = syntheticSites(world.fork('sites'), 60)
    expect(new Set(sites.map((site) => site.name)).size).toBe(60)
    expect(new Set(sites.map((site) => site.country))).toEqual(new Set(['MM', 'TH', 'IN']))
    expect(
      sites.every(
        (site) => site.synthetic && regions.some((region) => region.country === site.country && region.region === site.region),
      ),
    ).toBe(true)
    expect(syntheticSite(world.fork('one'), { country: 'TH', region: 'Tak Province' })).toMatchObject({
      country: 'TH',
      region: 'Tak Province',
    })
    expect(() => syntheticSites(world, 10_000)).toThrow('names for 750 sites')
  })

  it('is a unit with a name and no number, since real ones are numbered', () => {
    for (let i = 0; i < 500; i++) {
      expect(syntheticUnit(world.fork(i), i % 2 ? 'police' : 'soldier')).toMatchObject({
        name: expect.stringMatching(/^[A-Z][A-Za-z ]+$/) as string,
        synthetic: true,
      })
      expect(syntheticOrganisation(world.fork(i), 'host_organisation').name).toMatch(/(Trust|Association|Society)$/)
    }
  })

  it('is the same for the same seed', () => {
    const make = (): unknown => [
      syntheticName(Prng.of(7).fork('n'), 'woman'),
      syntheticSites(Prng.of(7).fork('s'), 5),
      syntheticUnit(Prng.of(7).fork('u'), 'police'),
    ]
    expect(make()).toEqual(make())
  })
})
