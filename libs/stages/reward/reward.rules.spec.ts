import fc from 'fast-check'
import { onlySiteOf } from './own-site'
import { valueItems, type TariffLine } from './reward.rules'

const line = (category: string, amount: bigint, currency = 'MMK'): TariffLine => ({
  id: `line of ${category}`,
  category,
  amount,
  currency,
})
const tariff = [line('vehicle', 500n), line('heavy_artillery', 1_000n), line('radio', 20n, 'THB')]

describe('What a claim is worth', () => {
  it('is the sum of its items at the amount of their lines', () => {
    const items = [
      { category: 'vehicle', count: 2 },
      { category: 'heavy_artillery', count: 1 },
    ]
    expect(valueItems(items, tariff)).toMatchObject({ covered: true, amount: 2_000n, currency: 'MMK' })
  })

  it('is unknown where one category has no line, and says which', () => {
    const items = [
      { category: 'vehicle', count: 1 },
      { category: 'drone', count: 1 },
    ]
    expect(valueItems(items, tariff)).toMatchObject({ covered: false, because: expect.stringContaining('drone') })
  })

  it('is never added up over two currencies', () => {
    const items = [
      { category: 'vehicle', count: 1 },
      { category: 'radio', count: 1 },
    ]
    expect(valueItems(items, tariff)).toMatchObject({ covered: false, because: expect.stringContaining('MMK, THB') })
  })

  it('grows by exactly one line with one piece more, and does not depend on the order', () => {
    const counts = fc.record({ vehicle: fc.integer({ min: 1, max: 99 }), heavy_artillery: fc.integer({ min: 1, max: 99 }) })
    fc.assert(
      fc.property(counts, ({ vehicle, heavy_artillery }) => {
        const items = [
          { category: 'vehicle', count: vehicle },
          { category: 'heavy_artillery', count: heavy_artillery },
        ]
        const worth = (given: typeof items) => {
          const value = valueItems(given, tariff)
          return value.covered ? value.amount : -1n
        }
        expect(worth([...items].reverse())).toBe(worth(items))
        expect(worth([{ category: 'vehicle', count: vehicle + 1 }, items[1]!])).toBe(worth(items) + 500n)
      }),
    )
  })
})

describe('The site to which a viewer of claims is confined', () => {
  it('is a host organisation’s own, or none at all before it is known', () => {
    expect(onlySiteOf({ roles: ['host_organisation'], siteId: 'here' })).toBe('here')
    expect(onlySiteOf({ roles: ['host_organisation'], siteId: null })).toMatch(/^0{8}-/)
  })

  it('is no site for whoever assesses', () => {
    expect(onlySiteOf({ roles: ['equipment_assessor'], siteId: null })).toBeNull()
  })
})
