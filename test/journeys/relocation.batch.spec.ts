import { Perform, type ActTx } from '@passage/case'
import { Refused } from '@passage/platform'
import { Arrive, BookPlace, CancelPlacement, Leave, WaitForPlace } from '@passage/stages/relocation'
import { must, startRelocation, type RelocationWorld } from './relocation.support'
import type { ApiClient } from '../support/api'

let world: RelocationWorld

beforeAll(async () => {
  world = await startRelocation('2021-09-01')
}, 120_000)
afterAll(() => world?.close())
beforeEach(() => world.today('2021-09-01'))

const as = <T>(who: ApiClient, work: (tx: ActTx) => Promise<T>) => world.api.app.get(Perform).act(who.token, work)
const officer = <T>(work: (tx: ActTx) => Promise<T>) => as(world.officer, work)
const booking = () => world.api.app.get(BookPlace)
const codeOf = async (work: Promise<unknown>) =>
  work.then(
    () => 'not refused',
    (error: unknown) => (error instanceof Refused ? error.code : error),
  )
const placementOf = async (caseId: string) => must(await world.officer.get(`/cases/${caseId}/placements`)).items[0]
/** Every placement and every line of the log: equal before and after where nothing was done. */
const everything = async () =>
  world.owner.query(
    'SELECT (SELECT count(*) FROM transition), (SELECT count(*) FROM subject), (SELECT array_agg(p) FROM placement p)',
  )

describe('A batch of households', () => {
  it('waits, is booked, arrives and leaves as each alone would', async () => {
    const [site, other] = [await world.site('Broad Meadow', 5), await world.site('Deep Well', 3)]
    const host = await world.host('meadow-host', site)
    const [a, b, c] = [await world.vetted(2), await world.vetted(3), await world.vetted(1)] as const
    const cases = [c, a, b]

    const waiting = await officer((tx) =>
      world.api.app
        .get(WaitForPlace)
        .waitMany(tx, [{ caseId: c, from: '2021-09-02', to: '2021-09-30' }, { caseId: a }, { caseId: b }]),
    )
    expect(waiting).toEqual(waiting.map(({ id }) => ({ id, state: 'waiting', version: 1 })))
    expect(await Promise.all(cases.map(async (id) => (await placementOf(id)).id))).toEqual(waiting.map((w) => w.id))
    const wanted = await world.owner.query(`SELECT payload FROM transition WHERE subject_id = $1`, [waiting[0]!.id])
    expect(wanted).toEqual([{ payload: '{"wanted_from":"2021-09-02","wanted_to":"2021-09-30"}' }])

    const stays = [other, site, site].map((siteId, n) => ({
      placementId: waiting[n]!.id,
      siteId,
      from: '2021-09-01',
      to: n === 1 ? '2021-09-20' : null,
    }))
    const booked = await officer((tx) => booking().bookWaitingMany(tx, stays))
    expect(booked).toEqual(waiting.map(({ id }) => ({ id, state: 'booked', version: 2 })))
    expect(await placementOf(c)).toMatchObject({ siteId: other, from: '2021-09-01', to: null, householdSize: 1 })
    expect(await placementOf(a)).toMatchObject({ siteId: site, from: '2021-09-01', to: '2021-09-20', householdSize: 2 })
    expect(await placementOf(b)).toMatchObject({ siteId: site, from: '2021-09-01', to: null, householdSize: 3 })

    await world.today('2021-09-04')
    // The host records the arrivals at its own site, and nobody else's.
    const ownAndOther = [{ placementId: booked[1]!.id }, { placementId: booked[0]!.id }]
    expect(await codeOf(as(host, (tx) => world.api.app.get(Arrive).arriveMany(tx, ownAndOther)))).toBe('placement.not_found')
    const arrived = await as(host, (tx) =>
      world.api.app
        .get(Arrive)
        .arriveMany(tx, [{ placementId: booked[2]!.id }, { placementId: booked[1]!.id, on: '2021-09-02' }]),
    )
    expect(arrived).toEqual([booked[2], booked[1]].map((p) => ({ id: p!.id, state: 'staying', version: 3 })))
    expect(await placementOf(a)).toMatchObject({ state: 'staying', from: '2021-09-02', to: '2021-09-20' })
    expect(await placementOf(b)).toMatchObject({ state: 'staying', from: '2021-09-04', to: null })
    expect(await placementOf(c)).toMatchObject({ state: 'booked', from: '2021-09-01' })

    await world.today('2021-09-10')
    const left = await officer((tx) =>
      world.api.app.get(Leave).leaveMany(tx, [
        { placementId: booked[1]!.id, reason: 'own_housing', on: '2021-09-09' },
        { placementId: booked[2]!.id, reason: 'moved_on' },
      ]),
    )
    expect(left.map((p) => p.state)).toEqual(['left', 'left'])
    expect(await placementOf(a)).toMatchObject({ state: 'left', from: '2021-09-02', to: '2021-09-09' })
    expect(await placementOf(b)).toMatchObject({ state: 'left', from: '2021-09-04', to: '2021-09-10' })
    const cancelled = await officer((tx) =>
      world.api.app.get(CancelPlacement).cancelMany(tx, [{ placementId: booked[0]!.id, reason: 'did_not_arrive' }]),
    )
    expect(cancelled).toEqual([{ id: booked[0]!.id, state: 'cancelled', version: 3 }])
  })

  it('that does not fit together is refused whole, although each of it would fit alone', async () => {
    const [site, other] = [await world.site('Half Moon', 4), await world.site('Full Moon', 9)]
    const cases = [await world.vetted(2), await world.vetted(2), await world.vetted(1)]
    const stays = cases.map((caseId) => ({ caseId, siteId: site, from: '2021-09-05' }))
    const before = await everything()
    expect(await codeOf(officer((tx) => booking().bookMany(tx, stays)))).toBe('site.full')
    expect(await everything()).toEqual(before)
    // One day in common is enough, and none is none.
    const upTo = (to: string) => [{ ...stays[0]!, to }, { ...stays[1]! }, { ...stays[2]!, from: '2021-09-10', to: '2021-09-12' }]
    expect(await codeOf(officer((tx) => booking().bookMany(tx, upTo('2021-09-10'))))).toBe('site.full')
    expect(await officer((tx) => booking().bookMany(tx, upTo('2021-09-09')))).toHaveLength(3)

    const late = await world.vetted(1)
    const waiting = await officer((tx) => world.api.app.get(WaitForPlace).waitMany(tx, [{ caseId: late }]))
    const full = { placementId: waiting[0]!.id, siteId: site, from: '2021-09-09', to: '2021-09-10' }
    expect(await officer((tx) => booking().bookWaitingMany(tx, [{ ...full, siteId: other }]))).toMatchObject([
      { state: 'booked' },
    ])
  })

  it('of which one may not be leaves nothing done', async () => {
    const site = await world.site('Stone Wall', 9)
    const [good, placed, unvetted] = [await world.vetted(1), await world.vetted(1), await world.contact(1)]
    const id = await world.booked(placed, site, '2021-09-01')
    const before = await everything()
    const stay = { siteId: site, from: '2021-09-01' }
    const book = (...inputs: object[]) =>
      codeOf(
        officer((tx) =>
          booking().bookMany(
            tx,
            inputs.map((input) => ({ caseId: good, ...stay, ...input })),
          ),
        ),
      )
    expect(await book({}, { caseId: placed })).toBe('placement.exists')
    expect(await book({}, { caseId: unvetted })).toBe('case.not_vetted')
    expect(await book({}, {})).toBe('placement.exists')
    expect(await book({ from: '2021-08-31' })).toBe('input.before_case')
    expect(await book({ siteId: good })).toBe('site.unknown')
    expect(await book({ caseId: site })).toBe('case.not_found')
    const wait = (...cases: string[]) =>
      codeOf(
        officer((tx) =>
          world.api.app.get(WaitForPlace).waitMany(
            tx,
            cases.map((caseId) => ({ caseId })),
          ),
        ),
      )
    expect(await wait(good, placed)).toBe('placement.exists')
    expect(await wait(good, good)).toBe('placement.exists')
    const cancel = { placementId: id, reason: 'booked_by_mistake' }
    const cancelling = [cancel, { ...cancel, placementId: good }]
    expect(await codeOf(officer((tx) => world.api.app.get(CancelPlacement).cancelMany(tx, cancelling)))).toBe(
      'placement.not_found',
    )
    const seen = [{ ...cancel, seenVersion: 2 }]
    expect(await codeOf(officer((tx) => world.api.app.get(CancelPlacement).cancelMany(tx, seen)))).toBe('precondition.stale')
    expect(await everything()).toEqual(before)
    expect(await officer((tx) => booking().bookMany(tx, []))).toEqual([])
  })
})

describe('Batches that compete', () => {
  it('for one site never overbook a day between them', async () => {
    const site = await world.site('Seven Beds', 7)
    const cases = await world.vettedAtOnce(40)
    const batches = Array.from({ length: 10 }, (_, n) => cases.slice(n * 4, n * 4 + 4))
    const answers = await Promise.all(
      batches.map((batch) =>
        codeOf(
          officer((tx) =>
            booking().bookMany(
              tx,
              batch.map((caseId) => ({ caseId, siteId: site, from: '2021-09-10' })),
            ),
          ),
        ),
      ),
    )
    // Four at once, all or none: the three places that are left after the first batch hold no second.
    expect(answers.sort()).toEqual(['not refused', ...Array(9).fill('site.full')])
    const [free] = await booking()
      .freePlaces(world.owner, { from: '2021-09-10', to: '2021-09-10' })
      .then((s) => s.filter((f) => f.siteId === site))
    expect(free).toMatchObject({ places: 7, free: 3 })
  }, 60_000)
})

describe('What a site has free over some days', () => {
  it('is the least that its calendar shows, for every open site at once', async () => {
    const sites = [await world.site('Ash Grove', 6), await world.site('Birch Hill', 8), await world.site('Cedar Bank', 5)]
    const closed = await world.site('Dry Ditch', 3)
    must(await world.manager.post(`/sites/${closed}/close`, { reason: 'ended' }))
    const stays = [
      [0, 2, '2021-09-03', '2021-09-06'],
      [0, 3, '2021-09-05', '2021-09-12'],
      [0, 1, '2021-09-06', undefined],
      [1, 4, '2021-09-01', '2021-09-02'],
      [1, 4, '2021-09-03', '2021-09-10'],
    ] as const
    const ids: string[] = []
    for (const [n, size, from, to] of stays) ids.push(await world.booked(await world.vetted(size), sites[n]!, from, to))
    must(
      await world.manager.post(`/sites/${sites[1]}/outages`, {
        from: '2021-09-08',
        to: '2021-09-09',
        places: 6,
        reason: 'flood',
      }),
    )
    must(await world.manager.post(`/sites/${sites[2]}/outages`, { from: '2021-09-04', places: 2, reason: 'repair' }))
    // One stays on past its last day, one has left: both take places until then.
    must(await world.officer.post(`/placements/${ids[3]}/arrive`, {}))
    await world.today('2021-09-04')
    must(await world.officer.post(`/placements/${ids[0]}/arrive`, {}))
    must(await world.officer.post(`/placements/${ids[0]}/leave`, { reason: 'moved_on' }))

    const day = (n: number) => `2021-09-${String(n).padStart(2, '0')}`
    const last = 16
    const calendar = new Map<string, number[]>()
    for (const { id, state } of must(await world.officer.get('/sites?limit=200')).items) {
      if (state !== 'open') continue
      const { items } = must(await world.officer.get(`/sites/${id}/days?from=${day(1)}&to=${day(last)}`))
      calendar.set(
        id,
        items.map((d: { free: number }) => d.free),
      )
    }
    expect(calendar.get(sites[0]!)!.slice(2, 6)).toEqual([6, 4, 3, 2].map(() => expect.any(Number)))
    for (let from = 1; from <= last; from += 1) {
      for (let to = from; to <= last; to += 1) {
        const asked = await booking().freePlaces(world.owner, { from: day(from), to: day(to) })
        const least = [...calendar].map(([id, days]) => [id, Math.min(...days.slice(from - 1, to))])
        expect(Object.fromEntries(asked.map((s) => [s.siteId, s.free]))).toEqual(Object.fromEntries(least))
      }
    }
    const forGood = await booking().freePlaces(world.owner, { from: day(7), to: null })
    expect(forGood.find((s) => s.siteId === sites[0])).toMatchObject({ name: 'Ash Grove', country: 'TH', places: 6, free: 2 })
    expect(forGood.map((s) => s.siteId)).not.toContain(closed)
  })
})
