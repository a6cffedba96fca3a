import fc from 'fast-check'
import { addDays } from './days'
import { placeChanges, type PlacesTaken } from './place-changes'

const start = '2021-09-01'
const stayArb = fc
  .record({
    site: fc.constantFrom('one', 'two'),
    from: fc.nat(20),
    length: fc.nat(10),
    open: fc.boolean(),
    people: fc.integer({ min: 1, max: 5 }),
  })
  .map(({ site, from, length, open, people }): PlacesTaken => ({
    siteId: site,
    siteName: `Site ${site}`,
    people,
    from: addDays(start, from),
    to: open ? null : addDays(start, from + length),
  }))

/** As naive as can be: everything that covers that day. */
const on = (stays: readonly PlacesTaken[], siteId: string, day: string): number =>
  stays
    .filter((stay) => stay.siteId === siteId && stay.from <= day && (stay.to === null || stay.to >= day))
    .reduce((sum, { people }) => sum + people, 0)

describe('The places that an act takes or gives back', () => {
  it('are on every day and at every site the difference of what is taken', () => {
    const stays = fc.array(stayArb, { maxLength: 6 })
    fc.assert(
      fc.property(stays, stays, (before, after) => {
        const changes = placeChanges(before, after)
        for (const siteId of ['one', 'two']) {
          for (let n = -1; n < 40; n += 1) {
            const day = addDays(start, n)
            expect(on(changes, siteId, day)).toBe(on(after, siteId, day) - on(before, siteId, day))
          }
        }
        expect(changes.filter(({ people }) => people === 0)).toEqual([])
      }),
    )
  })

  it('are none where an act leaves every stay as it was', () => {
    fc.assert(fc.property(fc.array(stayArb), (stays) => expect(placeChanges(stays, stays)).toEqual([])))
  })
})
