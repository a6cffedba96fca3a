import { Prng } from './prng'

const draw = (prng: Prng, count = 8): number[] => Array.from({ length: count }, () => prng.next())

describe('The seeded random numbers', () => {
  it('are the same for the same seed, on every machine and for ever', () => {
    expect(draw(Prng.of(7), 4)).toEqual([1819487076, 162640666, 4140697622, 1747315973])
    expect(draw(Prng.of(7))).toEqual(draw(Prng.of('7')))
    expect(draw(Prng.of(7))).not.toEqual(draw(Prng.of(8)))
  })

  it('give a fork that depends on its name and not on what was drawn before', () => {
    const [used, fresh] = [Prng.of(7), Prng.of(7)]
    draw(used, 1000)
    expect(draw(used.fork('household'))).toEqual(draw(fresh.fork('household')))
    expect(draw(fresh.fork('household'))).not.toEqual(draw(fresh.fork('site')))
    expect(draw(fresh.fork('a').fork('b'))).not.toEqual(draw(fresh.fork('a/b')))
    expect(draw(fresh.fork('a').fork(1))).not.toEqual(draw(fresh.fork('a1')))
  })

  it('give forks of which no two go alike', () => {
    const firsts = Array.from({ length: 20_000 }, (_, i) => draw(Prng.of(7).fork(i), 2).join())
    expect(new Set(firsts).size).toBe(firsts.length)
  })

  it('fall evenly over a range, both ends included', () => {
    const prng = Prng.of('even')
    const dice = Array.from({ length: 60_000 }, () => prng.int(1, 6))
    for (let face = 1; face <= 6; face++) expect(Math.abs(dice.filter((n) => n === face).length - 10_000)).toBeLessThan(450)
    expect(Math.min(...dice)).toBe(1)
    expect(Math.max(...dice)).toBe(6)
    expect(prng.int(5, 5)).toBe(5)
    expect(() => prng.int(2, 1)).toThrow('no whole number from 2 to 1')
  })

  it('keep to weights and probabilities', () => {
    const prng = Prng.of('weights')
    const drawn = Array.from({ length: 20_000 }, () =>
      prng.weighted([
        ['a', 3],
        ['b', 1],
        ['never', 0],
      ]),
    )
    expect(drawn.filter((value) => value === 'a').length / 20_000).toBeCloseTo(0.75, 1)
    expect(drawn).not.toContain('never')
    expect(Array.from({ length: 20_000 }, () => prng.chance(0.1)).filter(Boolean).length / 20_000).toBeCloseTo(0.1, 1)
    expect(() => prng.weighted([['a', 0]])).toThrow('more than zero')
    expect(() => prng.pick([])).toThrow('nothing to pick')
  })

  it('shuffle without losing anybody, and leave the given order alone', () => {
    const given = Array.from({ length: 50 }, (_, i) => i)
    const shuffled = Prng.of(1).shuffle(given)
    expect(shuffled).not.toEqual(given)
    expect([...shuffled].sort((a, b) => a - b)).toEqual(given)
    expect(given[0]).toBe(0)
  })

  it('give bytes and digits', () => {
    expect(Prng.of(1).bytes(16)).toHaveLength(16)
    expect(Prng.of(1).digits(6)).toMatch(/^[0-9]{6}$/)
    const bytes = Prng.of(2).bytes(100_000)
    expect(new Set(bytes).size).toBe(256)
    expect(bytes.reduce((sum, byte) => sum + byte, 0) / bytes.length).toBeCloseTo(127.5, -1)
  })
})
