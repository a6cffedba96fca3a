import { calibrate } from './calibration'
import { calibrationDocument } from './calibration-doc'
import published from './published-figures.json'

const { figures, scale } = calibrate()
/** Where a source counts ones and threes, a drawn share cannot hit it each time. */
const tooFew = ['lt-colonels-2023-02', 'police-majors-2023-02']

describe('The calibration', () => {
  it('sets every published figure that has a number beside a generated one', () => {
    const ids = [...published.totals, ...published.rates, ...published.shares].map(({ id }) => id)
    const found = figures.map(({ id }) => id)
    expect(ids.filter((id) => !found.includes(id))).toEqual([])
  })

  it('comes within a twentieth of every figure that it follows', () => {
    const off = figures.filter(({ id, followed, deviation }) => followed && !tooFew.includes(id) && Math.abs(deviation) > 0.05)
    expect(off.map(({ id, deviation }) => `${id} ${deviation}`)).toEqual([])
  })

  it('has a lieutenant colonel or two more or fewer than published, and no crowd of them', () => {
    for (const id of tooFew) {
      const { generated, published: range } = figures.find((figure) => figure.id === id)!
      expect(Math.abs(generated - range.low)).toBeLessThan(2)
    }
  })

  it('says of each figure that it does not follow why not', () => {
    expect(figures.filter(({ followed, note }) => !followed && note === '')).toEqual([])
  })

  it('counts a world of about the documented size', () => {
    expect(scale).toBeGreaterThan(0.5)
    expect(scale).toBeLessThan(2)
  })

  it('reads as a document with both parts', () => {
    expect(calibrationDocument()).toContain('## Set beside, not followed')
  })
})
