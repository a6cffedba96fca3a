import fc from 'fast-check'
import { addDays } from '../calendar'
import { addUp, placesByDay, type PlaceChange, type SiteOverTime } from './capacity-by-day'

function site(more: Partial<SiteOverTime> = {}): SiteOverTime {
  const places = [{ fromDay: '2021-08-01', places: 10 }]
  return {
    siteId: 's',
    name: 'Quiet Hill',
    organisation: 'o',
    region: 'r',
    country: 'TH',
    openFrom: '2021-08-01',
    closedOn: null,
    places,
    ...more,
  }
}

function change(day: string, more: Partial<PlaceChange>): PlaceChange {
  return { day, booked: 0, occupied: 0, out: 0, ...more }
}

describe('Places by day', () => {
  it('begin and end with what takes them', () => {
    const changes = [
      change('2021-09-01', { occupied: 4 }),
      change('2021-09-02', { booked: 3 }),
      change('2021-09-03', { occupied: -4 }),
    ]
    expect(
      placesByDay(site(), changes, '2021-09-01', '2021-09-03').map(({ booked, occupied, free }) => [booked, occupied, free]),
    ).toEqual([
      [0, 4, 6],
      [3, 4, 3],
      [3, 0, 7],
    ])
  })

  it('show a shortage where an outage leaves fewer than are taken, and no free place below zero', () => {
    const [day] = placesByDay(site(), [change('2021-09-01', { occupied: 8, out: 5 })], '2021-09-01', '2021-09-01')
    expect(day).toMatchObject({ places: 10, outOfService: 5, occupied: 8, free: 0, over: 3 })
  })

  it('are out of service at most as many as there are', () => {
    const [day] = placesByDay(site(), [change('2021-09-01', { out: 25 })], '2021-09-01', '2021-09-01')
    expect(day).toMatchObject({ outOfService: 10, free: 0, over: 0 })
  })

  it('are none before a site opens and after it closes; who is there still is over', () => {
    const closing = site({ openFrom: '2021-09-02', closedOn: '2021-09-03', places: [{ fromDay: '2021-09-02', places: 10 }] })
    const days = placesByDay(closing, [change('2021-09-03', { occupied: 1 })], '2021-09-01', '2021-09-03')
    expect(days.map(({ places, free, over }) => [places, free, over])).toEqual([
      [0, 0, 0],
      [10, 10, 0],
      [0, 0, 1],
    ])
  })

  it('of one site do not make up for what another lacks', () => {
    const full = placesByDay(site(), [change('2021-09-01', { occupied: 12 })], '2021-09-01', '2021-09-01')
    const empty = placesByDay(site(), [], '2021-09-01', '2021-09-01')
    expect(addUp([full, empty])).toEqual([
      { day: '2021-09-01', places: 20, outOfService: 0, booked: 0, occupied: 12, free: 10, over: 2 },
    ])
    expect(addUp([])).toEqual([])
  })

  it('agree with counting each stay on each day', () => {
    const stay = fc.record({
      from: fc.integer({ min: -20, max: 40 }),
      length: fc.integer({ min: 1, max: 30 }),
      size: fc.integer({ min: 1, max: 6 }),
    })
    fc.assert(
      fc.property(fc.array(stay, { maxLength: 20 }), (stays) => {
        const [first, last] = ['2021-09-01', addDays('2021-09-01', 29)]
        const clipped = (n: number) => (n < 0 ? 0 : n)
        const changes = stays
          .filter(({ from, length }) => from + length > 0)
          .flatMap(({ from, length, size }) => [
            change(addDays(first, clipped(from)), { occupied: size }),
            change(addDays(first, from + length), { occupied: -size }),
          ])
          .sort((a, b) => (a.day < b.day ? -1 : 1))
        for (const [n, day] of placesByDay(site(), changes, first, last).entries()) {
          const there = stays
            .filter(({ from, length }) => from <= n && n < from + length)
            .reduce((sum, { size }) => sum + size, 0)
          expect([day.occupied, day.free, day.over]).toEqual([there, Math.max(0, 10 - there), Math.max(0, there - 10)])
        }
      }),
    )
  })
})
