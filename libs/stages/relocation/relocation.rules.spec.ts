import fc from 'fast-check'
import { addDays, dayInWords, daysFrom } from './days'
import {
  dayByDay,
  daysAdded,
  explainFull,
  firstDayWithPlaces,
  firstFull,
  lastDayBeforeMove,
  shortages,
  stretches,
  type SiteCapacity,
  type Taken,
} from './relocation.rules'

const start = '2021-09-01'
const horizon = 60
const day = (n: number): string => addDays(start, n)
/** As naive as can be: one day, everything that covers it. */
const on = (taken: readonly Taken[], d: string): number =>
  taken.filter((t) => t.from <= d && (t.to === null || t.to >= d)).reduce((sum, t) => sum + t.places, 0)
const naiveFree = (site: SiteCapacity, d: string): number =>
  Math.max(0, site.places - Math.min(site.places, on(site.outages, d)) - on(site.stays, d))

const takenArb = fc
  .record({ from: fc.nat(horizon), length: fc.nat(20), open: fc.boolean(), places: fc.integer({ min: 1, max: 5 }) })
  .map(({ from, length, open, places }): Taken => ({ from: day(from), to: open ? null : day(from + length), places }))
const siteArb = fc.record({
  places: fc.integer({ min: 1, max: 12 }),
  stays: fc.array(takenArb, { maxLength: 8 }),
  outages: fc.array(takenArb, { maxLength: 4 }),
})
/** Every day on which anything could change, and some on which nothing does any more. */
const everyDay = Array.from({ length: horizon + 40 }, (_, n) => day(n))

describe('The places of a site', () => {
  it('are on every day what counting that day alone gives', () => {
    fc.assert(
      fc.property(siteArb, fc.nat(horizon), fc.nat(40), (site, from, length) => {
        const rows = dayByDay(site, day(from), day(from + length))
        expect(rows.map((row) => row.day)).toEqual(Array.from({ length: length + 1 }, (_, n) => day(from + n)))
        for (const row of rows) {
          expect(row.booked).toBe(on(site.stays, row.day))
          expect(row.outOfService).toBe(Math.min(site.places, on(site.outages, row.day)))
          expect(row.free).toBe(naiveFree(site, row.day))
          expect(row.shortage).toBe(Math.max(0, row.booked - (row.places - row.outOfService)))
        }
      }),
    )
  })

  it('are told without a gap and without an overlap, to the last day or for ever', () => {
    fc.assert(
      fc.property(siteArb, fc.boolean(), (site, open) => {
        const all = stretches(site, { from: start, to: open ? null : day(horizon) })
        expect(all[0]!.from).toBe(start)
        expect(all.at(-1)!.to).toBe(open ? null : day(horizon))
        for (const [n, stretch] of all.slice(1).entries()) expect(stretch.from).toBe(addDays(all[n]!.to!, 1))
      }),
    )
  })

  it('are never overbooked, whatever bookings, departures and new ends come in whatever order', () => {
    const act = fc.oneof(
      fc.record({ book: takenArb }),
      fc.record({ leave: fc.nat(20), on: fc.nat(horizon) }),
      fc.record({ cancel: fc.nat(20) }),
      fc.record({ stretch: fc.nat(20), to: fc.nat(horizon + 20) }),
    )
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 }),
        fc.array(takenArb, { maxLength: 2 }),
        fc.array(act, { maxLength: 40 }),
        (places, outages, acts) => {
          let stays: Taken[] = []
          for (const a of acts) {
            if ('book' in a) {
              const refused = firstFull({ places, stays, outages }, a.book)
              const naive = everyDay.filter((d) => d >= a.book.from && (a.book.to === null || d <= a.book.to))
              const fits = naive.every((d) => naiveFree({ places, stays, outages }, d) >= a.book.places)
              expect(refused === undefined).toBe(fits)
              if (!refused) stays = [...stays, a.book]
            } else if ('leave' in a) {
              stays = stays.map((s, n) =>
                n === a.leave && s.from <= day(a.on) && (s.to === null || s.to > day(a.on)) ? { ...s, to: day(a.on) } : s,
              )
            } else if ('cancel' in a) {
              stays = stays.filter((_, n) => n !== a.cancel)
            } else {
              const old = stays[a.stretch]
              if (!old || day(a.to) < old.from) continue
              const others = stays.filter((s) => s !== old)
              const after = { ...old, to: day(a.to) }
              if (
                daysAdded(old, after).every((d) => !firstFull({ places, stays: others, outages }, { ...d, places: old.places }))
              ) {
                stays = [...others, after]
              }
            }
          }
          for (const d of everyDay) expect(on(stays, d)).toBeLessThanOrEqual(Math.max(0, places - on(outages, d)))
        },
      ),
      { numRuns: 200 },
    )
  })

  it('go both ways: what a booking takes, a departure gives back', () => {
    fc.assert(
      fc.property(siteArb, takenArb, (site, stay) => {
        if (firstFull(site, stay)) return
        const booked = { ...site, stays: [...site.stays, stay] }
        for (const d of everyDay.filter((x) => x >= stay.from && (stay.to === null || x <= stay.to))) {
          expect(naiveFree(booked, d)).toBe(naiveFree(site, d) - stay.places)
        }
        const left = { ...site, stays: [...site.stays, { ...stay, to: stay.from }] }
        expect(dayByDay(left, addDays(stay.from, 1), day(horizon + 30))).toEqual(
          dayByDay(site, addDays(stay.from, 1), day(horizon + 30)),
        )
      }),
    )
  })
})

describe('A household that finds no place', () => {
  const full: SiteCapacity = {
    places: 10,
    stays: [
      { from: day(0), to: day(11), places: 8 },
      { from: day(20), to: null, places: 5 },
    ],
    outages: [],
  }

  it('is told from when and until when the site is full for it', () => {
    expect(firstFull(full, { from: day(5), to: day(8), places: 3 })).toEqual({ from: day(5), to: day(11) })
    expect(firstFull(full, { from: day(12), to: null, places: 6 })).toEqual({ from: day(20), to: null })
    expect(firstFull(full, { from: day(12), to: day(19), places: 10 })).toBeUndefined()
  })

  it('is told the first day from which it could stay as long, and that day has places', () => {
    expect(firstDayWithPlaces(full, { from: day(5), to: day(9), places: 6 })).toBe(day(12))
    expect(firstDayWithPlaces(full, { from: day(5), to: null, places: 6 })).toBeUndefined()
    fc.assert(
      fc.property(siteArb, takenArb, (site, stay) => {
        const found = firstDayWithPlaces(site, stay)
        const length = stay.to === null ? null : daysFrom(stay.from, stay.to)
        const at = (d: string): Taken => ({ ...stay, from: d, to: length === null ? null : addDays(d, length) })
        const candidates = everyDay.filter((d) => d >= stay.from)
        expect(candidates.find((d) => !firstFull(site, at(d)))).toBe(found)
      }),
      { numRuns: 50 },
    )
  })

  it('gets the waiting list and another site as ways out, in words', () => {
    const stay = { from: day(5), to: day(8), places: 3 }
    const { because, fix } = explainFull('Golden Field', full, stay, firstFull(full, stay)!)
    expect(because).toBe('Golden Field is full until 12 September 2021 for a household of 3.')
    expect(fix).toBe('Book from 13 September 2021 on, choose another site, or put the household on the waiting list.')
  })

  it('is told so when the site is too small for it on any day', () => {
    const stay = { from: day(5), to: null, places: 11 }
    expect(explainFull('Golden Field', full, stay, firstFull(full, stay)!).because).toBe(
      'Golden Field has 10 places in all, and the household needs 11.',
    )
  })
})

describe('An outage over booked places', () => {
  it('shows as a shortage on exactly the days that it covers', () => {
    const site: SiteCapacity = {
      places: 10,
      stays: [{ from: day(0), to: null, places: 8 }],
      outages: [{ from: day(3), to: day(5), places: 6 }],
    }
    expect(shortages(site, { from: day(0), to: day(30) })).toEqual([
      { from: day(3), to: day(5), places: 10, outOfService: 6, booked: 8, free: 0, shortage: 4 },
    ])
  })

  it('takes no more places out of service than the site has', () => {
    const site: SiteCapacity = {
      places: 4,
      stays: [],
      outages: [
        { from: day(0), to: null, places: 3 },
        { from: day(0), to: null, places: 3 },
      ],
    }
    expect(stretches(site, { from: day(0), to: null })).toEqual([
      { from: day(0), to: null, places: 4, outOfService: 4, booked: 0, free: 0, shortage: 0 },
    ])
  })
})

describe('New dates of a stay', () => {
  it('need places only on the days that it did not have', () => {
    const had = { from: day(5), to: day(10) }
    expect(daysAdded(had, { from: day(6), to: day(8) })).toEqual([])
    expect(daysAdded(had, { from: day(3), to: day(12) })).toEqual([
      { from: day(3), to: day(4) },
      { from: day(11), to: day(12) },
    ])
    expect(daysAdded(had, { from: day(20), to: null })).toEqual([{ from: day(20), to: null }])
    expect(daysAdded(had, { from: day(0), to: day(2) })).toEqual([{ from: day(0), to: day(2) }])
    expect(daysAdded({ from: day(5), to: null }, { from: day(5), to: day(6) })).toEqual([])
    const range = fc
      .tuple(fc.nat(20), fc.nat(20), fc.boolean())
      .map(([from, length, open]) => ({ from: day(from), to: open ? null : day(from + length) }))
    const covers = (d: string, r: { from: string; to: string | null }): boolean => r.from <= d && (r.to === null || r.to >= d)
    fc.assert(
      fc.property(range, range, (before, after) => {
        const added = daysAdded(before, after)
        for (const d of everyDay)
          expect(added.filter((r) => covers(d, r)).length).toBe(covers(d, after) && !covers(d, before) ? 1 : 0)
      }),
    )
  })
})

describe('A stay that a move ends', () => {
  it('ends the day before the household moves, or with the day on which it came', () => {
    expect(lastDayBeforeMove({ from: day(0), to: null }, day(10), day(10))).toBe(day(9))
    expect(lastDayBeforeMove({ from: day(0), to: day(5) }, day(10), day(3))).toBe(day(5))
    expect(lastDayBeforeMove({ from: day(0), to: day(5) }, day(10), day(10))).toBe(day(9))
    expect(lastDayBeforeMove({ from: day(4), to: null }, day(4), day(4))).toBe(day(4))
  })
})

describe('A day', () => {
  it('is written out for people', () => {
    expect(dayInWords('2021-04-12')).toBe('12 April 2021')
  })
})
