import fc from 'fast-check'
import { dayEdges, emptyHistogram, isHidden, leastShown, masked, noiseOf, quantile, shownDays, shownFor } from './suppression'

const secret = Buffer.alloc(32, 7)
const cells = fc.string({ maxLength: 40 })

describe('Suppression', () => {
  it('shows no count under ten, whatever the cell and the secret', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), cells, fc.nat(leastShown - 1), (key, cell, count) => {
        expect(isHidden(masked({ secret: Buffer.from(key) }, cell, count))).toBe(true)
        expect(isHidden(masked('none', cell, count))).toBe(true)
      }),
    )
  })

  it('shows the rest as tens from ten on, or hides it', () => {
    fc.assert(
      fc.property(cells, fc.nat(1_000_000), (cell, count) => {
        const shown = masked({ secret }, cell, count)
        if (isHidden(shown)) return
        expect(shown % 10).toBe(0)
        expect(shown).toBeGreaterThanOrEqual(10)
      }),
    )
  })

  it('shows the same cell with the same count in the same way, however often it is asked', () => {
    fc.assert(
      fc.property(cells, fc.nat(500), (cell, count) =>
        expect(masked({ secret }, cell, count)).toEqual(masked({ secret }, cell, count)),
      ),
    )
  })

  it('does not tell what a cell holds from how it looks: each look fits counts that lie far apart', () => {
    // For one look of a cell, under which counts do some secrets show just that? A hidden cell fits counts well above ten.
    const looks = (count: number) =>
      new Set(
        Array.from({ length: 4_000 }, (_, n) =>
          JSON.stringify(masked({ secret: Buffer.alloc(32, n % 251) }, `cell ${n}`, count)),
        ),
      )
    for (let count = 0; count <= 18; count += 1) expect(looks(count)).toContain('{"hidden":true}')
    for (const count of [10, 14, 18, 22, 26]) expect(looks(count)).toContain('20')
    expect(looks(9)).toEqual(new Set(['{"hidden":true}']))
  })

  it('adds noise that is as often too much as too little, mostly small, and has no largest', () => {
    const noise = Array.from({ length: 20_000 }, (_, n) => noiseOf(secret, `cell ${n}`))
    const mean = noise.reduce((sum, n) => sum + n, 0) / noise.length
    const deviation = Math.sqrt(noise.reduce((sum, n) => sum + n * n, 0) / noise.length)
    expect(Math.abs(mean)).toBeLessThan(0.1)
    expect(deviation).toBeGreaterThan(2.5)
    expect(deviation).toBeLessThan(3)
    expect(Math.max(...noise)).toBeGreaterThan(12)
    expect(Math.min(...noise)).toBeLessThan(-12)
  })

  it('cannot be taken off without the secret: another secret is another noise', () => {
    const differ = Array.from({ length: 200 }, (_, n) => n).filter(
      (n) => noiseOf(secret, `${n}`) !== noiseOf(Buffer.alloc(32, 8), `${n}`),
    )
    expect(differ.length).toBeGreaterThan(120)
  })

  it('shows a median only where the number that it is of would be shown', () => {
    fc.assert(
      fc.property(cells, fc.nat(40), (cell, count) => {
        expect(isHidden(shownFor({ secret }, cell, count, () => 3))).toBe(isHidden(masked({ secret }, cell, count)))
      }),
    )
  })
})

describe('A quantile on the scale of days', () => {
  it('is the day by nearest rank, each length rounded to its nearest on the scale', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(900), { minLength: 1, maxLength: 60 }), fc.constantFrom(0.5, 0.9), (lengths, share) => {
        const histogram = emptyHistogram()
        for (const days of lengths) histogram[dayEdges.filter((edge) => days >= edge).length]! += 1
        const exact = [...lengths].sort((a, b) => a - b)[Math.max(1, Math.ceil(lengths.length * share)) - 1]!
        const nearest = Math.min(...shownDays.map((day) => Math.abs(day - exact)))
        expect(Math.abs(quantile(histogram, share) - exact)).toBe(nearest)
      }),
    )
  })
})
