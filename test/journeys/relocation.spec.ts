import type { ApiClient } from '../support/api'
import { must, refusal, startRelocation, type RelocationWorld } from './relocation.support'

let world: RelocationWorld

beforeAll(async () => {
  world = await startRelocation('2021-09-01')
}, 120_000)
afterAll(() => world?.close())
beforeEach(() => world.today('2021-09-01'))

const figuresOf = async (siteId: string) => must(await world.officer.get(`/sites/${siteId}`))
const placementsOf = async (caseId: string) => must(await world.officer.get(`/cases/${caseId}/placements`)).items
const dayOf = async (siteId: string, day: string) =>
  must(await world.officer.get(`/sites/${siteId}/days?from=${day}&to=${day}`)).items[0]

describe('A household', () => {
  it('is booked, received by its host, moved to another site, and leaves; places go both ways', async () => {
    const [golden, silver] = [await world.site('Golden Field', 10), await world.site('Silver Stream', 4)]
    const [goldenHost, silverHost] = [await world.host('golden-host', golden), await world.host('silver-host', silver)]
    const family = await world.vetted(4)

    const booked = await world.officer.post(`/cases/${family}/placements`, { siteId: golden, from: '2021-09-01' })
    expect(booked).toMatchObject({ status: 201, body: { state: 'booked', version: 1 } })
    const { id } = booked.body
    expect(await figuresOf(golden)).toMatchObject({ places: 10, occupied: 0, booked: 4, free: 6 })

    expect(await goldenHost.post(`/placements/${id}/arrive`, {})).toMatchObject({
      status: 200,
      body: { id, state: 'staying', version: 2 },
    })
    expect(await figuresOf(golden)).toMatchObject({ occupied: 4, booked: 0, free: 6 })

    await world.today('2021-09-10')
    const moved = await world.officer.post(`/placements/${id}/move`, { siteId: silver, from: '2021-09-10', reason: 'health' })
    expect(moved).toMatchObject({ status: 201, body: { state: 'booked' } })
    expect(moved.body.id).not.toBe(id)
    expect(await placementsOf(family)).toMatchObject([
      { siteName: 'Silver Stream', state: 'booked', from: '2021-09-10', to: null, householdSize: 4 },
      { siteName: 'Golden Field', state: 'moved', from: '2021-09-01', to: '2021-09-09' },
    ])
    expect(await figuresOf(golden)).toMatchObject({ occupied: 0, free: 10 })
    expect(await figuresOf(silver)).toMatchObject({ booked: 4, free: 0 })

    must(await silverHost.post(`/placements/${moved.body.id}/arrive`, {}))
    await world.today('2021-09-20')
    expect(await silverHost.post(`/placements/${moved.body.id}/leave`, { reason: 'own_housing' })).toMatchObject({
      status: 200,
      body: { state: 'left' },
    })
    expect(await dayOf(silver, '2021-09-20')).toMatchObject({ booked: 4, free: 0 })
    expect(await dayOf(silver, '2021-09-21')).toMatchObject({ booked: 0, free: 4 })
  })

  it('needs to be vetted, has one placement at a time, and takes a place for each member', async () => {
    const site = await world.site('Clear Water', 3)
    const notVetted = await world.contact(1)
    expect(
      refusal(await world.officer.post(`/cases/${notVetted}/placements`, { siteId: site, from: '2021-09-01' })),
    ).toMatchObject({
      code: 'case.not_vetted',
      status: 409,
    })
    const family = await world.vetted(2)
    await world.booked(family, site, '2021-09-01')
    expect(refusal(await world.officer.post(`/cases/${family}/placements`, {}))).toMatchObject({
      code: 'placement.exists',
      status: 409,
    })
    const second = await world.vetted(2)
    expect(refusal(await world.officer.post(`/cases/${second}/placements`, { siteId: site, from: '2021-09-01' }))).toMatchObject({
      code: 'site.full',
      conditions: [{ condition: 'site_has_places' }],
    })
    const large = await world.vetted(4)
    expect(refusal(await world.officer.post(`/cases/${large}/placements`, { siteId: site, from: '2021-09-01' })).detail).toBe(
      'Clear Water has 3 places in all, and the household needs 4.',
    )
  })

  it('that finds the site full is told until when, goes on the waiting list, and is booked from it', async () => {
    const site = await world.site('Quiet Hill', 3)
    const [first, second, third] = [await world.vetted(3), await world.vetted(2), await world.vetted(1)]
    await world.booked(first, site, '2021-09-01', '2021-09-12')
    const full = refusal(await world.officer.post(`/cases/${second}/placements`, { siteId: site, from: '2021-09-05' }))
    expect(full).toMatchObject({
      code: 'site.full',
      detail: 'Quiet Hill is full until 12 September 2021 for a household of 2.',
      fix: 'Book from 13 September 2021 on, choose another site, or put the household on the waiting list.',
    })
    expect(await placementsOf(second)).toEqual([])

    const waiting = await world.officer.post(`/cases/${second}/placements`, {})
    expect(waiting).toMatchObject({ status: 201, body: { state: 'waiting' } })
    must(await world.officer.post(`/cases/${third}/placements`, { from: '2021-09-20' }))
    const list = must(await world.officer.get('/waiting-list?limit=1'))
    expect(list.items).toMatchObject([{ caseId: second, householdSize: 2, since: '2021-09-01', state: 'waiting', siteId: null }])
    const next = must(await world.officer.get(`/waiting-list?limit=1&cursor=${list.nextCursor}`))
    expect(next).toMatchObject({ items: [{ caseId: third }], nextCursor: null })

    const { id } = waiting.body
    expect(refusal(await world.officer.post(`/placements/${id}/arrive`, {})).code).toBe('placement.illegal_transition')
    expect(await world.officer.post(`/placements/${id}/book`, { siteId: site, from: '2021-09-13' })).toMatchObject({
      status: 200,
      body: { id, state: 'booked', version: 2 },
    })
    expect(must(await world.officer.get('/waiting-list')).items).toMatchObject([{ caseId: third }])
    must(
      await world.officer.post(`/placements/${must(await world.officer.get('/waiting-list')).items[0].id}/cancel`, {
        reason: 'applicant_withdrew',
      }),
    )
    expect(must(await world.officer.get('/waiting-list')).items).toEqual([])
  })

  it('stays where it is when the site that it should move to is full', async () => {
    const [from, to] = [await world.site('Green Bank', 5), await world.site('Narrow Gate', 1)]
    const family = await world.vetted(2)
    const id = await world.booked(family, from, '2021-09-01')
    must(await world.officer.post(`/placements/${id}/arrive`, {}))
    expect(
      refusal(await world.officer.post(`/placements/${id}/move`, { siteId: to, from: '2021-09-01', reason: 'health' })).code,
    ).toBe('site.full')
    expect(await placementsOf(family)).toMatchObject([{ id, state: 'staying', version: 2, to: null }])
    expect(
      refusal(await world.officer.post(`/placements/${id}/move`, { siteId: from, from: '2021-09-01', reason: 'health' })),
    ).toMatchObject({
      code: 'placement.same_site',
      field: 'siteId',
    })
  })

  it('may arrive from its first day on, and a later arrival gives the days before back', async () => {
    const site = await world.site('Morning Light', 2)
    const family = await world.vetted(2)
    const id = await world.booked(family, site, '2021-09-05', '2021-09-20')
    expect(refusal(await world.officer.post(`/placements/${id}/arrive`, {}))).toMatchObject({
      code: 'placement.not_begun',
      detail: 'The stay begins on 5 September 2021.',
    })
    expect(refusal(await world.officer.post(`/placements/${id}/arrive`, { on: '2021-09-05' }))).toMatchObject({ field: 'on' })
    await world.today('2021-09-08')
    must(await world.officer.post(`/placements/${id}/arrive`, { on: '2021-09-07' }))
    expect(await dayOf(site, '2021-09-06')).toMatchObject({ booked: 0 })
    expect(await dayOf(site, '2021-09-07')).toMatchObject({ booked: 2 })
    expect(
      refusal(await world.officer.post(`/placements/${id}/leave`, { reason: 'own_housing', on: '2021-09-06' })),
    ).toMatchObject({ field: 'on' })
  })

  it('that stays on past its last day still takes its places, until somebody records that it left', async () => {
    const site = await world.site('Long Road', 2)
    const family = await world.vetted(2)
    const id = await world.booked(family, site, '2021-09-01', '2021-09-05')
    must(await world.officer.post(`/placements/${id}/arrive`, {}))
    await world.today('2021-09-09')
    expect(await figuresOf(site)).toMatchObject({ occupied: 2, free: 0 })
    const other = await world.vetted(1)
    expect(refusal(await world.officer.post(`/cases/${other}/placements`, { siteId: site, from: '2021-09-09' })).code).toBe(
      'site.full',
    )
    must(await world.officer.post(`/placements/${id}/leave`, { reason: 'moved_on', on: '2021-09-08' }))
    await world.booked(other, site, '2021-09-09')
  })

  it('cannot be placed on dates before its case began, or on none', async () => {
    const site = await world.site('Early Bird', 5)
    const family = await world.vetted(1)
    const place = (body: object) => world.officer.post(`/cases/${family}/placements`, body)
    expect(refusal(await place({ siteId: site, from: '2021-08-31' }))).toMatchObject({
      code: 'input.before_case',
      status: 422,
      field: 'from',
    })
    expect(refusal(await place({ siteId: site, from: '2021-09-31' }))).toMatchObject({
      code: 'input.invalid',
      status: 400,
      field: 'from',
    })
    expect(refusal(await place({ siteId: site, from: '2021-09-10', to: '2021-09-09' }))).toMatchObject({ field: 'to' })
    expect(refusal(await place({ siteId: site, from: '2031-09-10' }))).toMatchObject({ field: 'from' })
    expect(refusal(await place({ siteId: site }))).toMatchObject({ field: 'from' })
    expect(refusal(await place({ siteId: family, from: '2021-09-10' }))).toMatchObject({ code: 'site.unknown' })
    expect(refusal(await place({ siteId: site, from: '2021-09-10', address: 'somewhere' }))).toMatchObject({
      code: 'input.invalid',
      field: 'address',
    })
    expect(await placementsOf(family)).toEqual([])
  })
})

describe('The dates of a stay', () => {
  it('can be changed while there are places on the days that are new, and shortened always', async () => {
    const site = await world.site('Two Rivers', 2)
    const [family, next] = [await world.vetted(2), await world.vetted(1)]
    const id = await world.booked(family, site, '2021-09-05', '2021-09-10')
    await world.booked(next, site, '2021-09-15')
    const change = (body: object) => world.officer.post(`/placements/${id}/change-dates`, body)
    must(await change({ to: '2021-09-14' }))
    expect(refusal(await change({ to: '2021-09-15' })).code).toBe('site.full')
    expect(refusal(await change({ to: null })).code).toBe('site.full')
    expect(refusal(await change({})).field).toBe('from')
    must(await world.manager.post(`/sites/${site}/outages`, { from: '2021-09-01', places: 2, reason: 'flood' }))
    must(await change({ from: '2021-09-06', to: '2021-09-12' }))
    expect(await placementsOf(family)).toMatchObject([{ from: '2021-09-06', to: '2021-09-12', state: 'booked', version: 3 }])
  })

  it('are not changed for somebody who saw an older version', async () => {
    const site = await world.site('Old Bridge', 2)
    const id = await world.booked(await world.vetted(1), site, '2021-09-05', '2021-09-10')
    must(await world.officer.post(`/placements/${id}/change-dates`, { to: '2021-09-11' }, { ifMatch: 1 }))
    expect(
      refusal(await world.officer.post(`/placements/${id}/change-dates`, { to: '2021-09-20' }, { ifMatch: 1 })),
    ).toMatchObject({
      code: 'precondition.stale',
      status: 412,
    })
  })
})

describe('A site', () => {
  it('may have places out of service that are booked: the days show as a shortage until the outage is lifted', async () => {
    const site = await world.site('Red Roof', 6)
    await world.booked(await world.vetted(5), site, '2021-09-01')
    const asked = { from: '2021-09-10', to: '2021-09-20', places: 4, reason: 'repair' }
    const tried = await world.officer.post(`/sites/${site}/outages`, asked, { headers: { 'Dry-Run': 'true' } })
    expect(tried.body.places).toEqual([{ siteId: site, siteName: 'Red Roof', people: 4, from: '2021-09-10', to: '2021-09-20' }])
    const outage = await world.officer.post(`/sites/${site}/outages`, asked)
    expect(outage).toMatchObject({ status: 201, body: { state: 'open', version: 2 } })
    const days = must(await world.officer.get(`/sites/${site}/days?from=2021-09-09&to=2021-09-21`)).items
    expect(days).toHaveLength(13)
    expect(days[0]).toEqual({ day: '2021-09-09', places: 6, outOfService: 0, booked: 5, occupied: 0, free: 1, shortage: 0 })
    expect(days[1]).toEqual({ day: '2021-09-10', places: 6, outOfService: 4, booked: 5, occupied: 0, free: 0, shortage: 3 })
    expect(days[12]).toMatchObject({ day: '2021-09-21', shortage: 0 })
    expect(
      refusal(await world.officer.post(`/cases/${await world.vetted(1)}/placements`, { siteId: site, from: '2021-09-09' }))
        .detail,
    ).toBe('Red Roof is full from 10 September 2021 until 20 September 2021 for a household of 1.')
    const ofSite = async () =>
      must(await world.officer.get('/shortages')).items.filter((s: { siteId: string }) => s.siteId === site)
    expect(await ofSite()).toMatchObject([{ siteName: 'Red Roof', from: '2021-09-10', to: '2021-09-20', shortage: 3 }])

    await world.today('2021-09-15')
    expect(await figuresOf(site)).toMatchObject({
      outOfService: 4,
      shortage: 3,
      free: 0,
      outages: [{ id: outage.body.id, liftedOn: null }],
    })
    must(await world.officer.post(`/sites/${site}/outages/${outage.body.id}/lift`))
    expect(await figuresOf(site)).toMatchObject({ outOfService: 0, shortage: 0, free: 1, outages: [{ liftedOn: '2021-09-15' }] })
    expect(await dayOf(site, '2021-09-14')).toMatchObject({ outOfService: 4 })
    expect(await ofSite()).toEqual([])
    expect(refusal(await world.officer.post(`/sites/${site}/outages/${outage.body.id}/lift`)).code).toBe('outage.over')
  })

  it('refuses an outage of more places than it has, and dates that cannot be', async () => {
    const site = await world.site('Small Yard', 3)
    const record = (body: object) => world.officer.post(`/sites/${site}/outages`, body)
    expect(refusal(await record({ from: '2021-09-01', places: 4, reason: 'flood' }))).toMatchObject({ field: 'places' })
    expect(refusal(await record({ from: '2021-09-02', to: '2021-09-01', places: 1, reason: 'flood' }))).toMatchObject({
      field: 'to',
    })
    expect(refusal(await record({ from: '2021-09-01', places: 1, reason: 'closed' }))).toMatchObject({ field: 'reason' })
    expect(await figuresOf(site)).toMatchObject({ version: 1, outages: [] })
  })

  it('gets more or fewer places; fewer than are booked is a shortage', async () => {
    const site = await world.site('Wide Door', 4)
    await world.booked(await world.vetted(4), site, '2021-09-01')
    must(await world.manager.post(`/sites/${site}/change`, { places: 3 }))
    expect(await figuresOf(site)).toMatchObject({ places: 3, free: 0, shortage: 1 })
    must(await world.manager.post(`/sites/${site}/change`, { places: 6 }))
    expect(await figuresOf(site)).toMatchObject({ places: 6, free: 2, shortage: 0 })
  })

  it('closes once it is empty, and takes nobody after that', async () => {
    const site = await world.site('Last House', 4)
    const family = await world.vetted(2)
    const id = await world.booked(family, site, '2021-09-01')
    expect(refusal(await world.manager.post(`/sites/${site}/close`, { reason: 'ended' })).code).toBe('site.in_use')
    must(await world.officer.post(`/placements/${id}/cancel`, { reason: 'site_unavailable' }))
    expect(refusal(await world.manager.post(`/sites/${site}/close`, {}))).toMatchObject({ field: 'reason' })
    expect(await world.manager.post(`/sites/${site}/close`, { reason: 'ended' })).toMatchObject({
      status: 200,
      body: { state: 'closed' },
    })
    expect(refusal(await world.officer.post(`/cases/${family}/placements`, { siteId: site, from: '2021-09-01' })).code).toBe(
      'site.closed',
    )
    expect(await figuresOf(site)).toMatchObject({ state: 'closed', free: 0 })
    expect(await dayOf(site, '2021-10-01')).toMatchObject({ outOfService: 4, free: 0 })
  })

  it('has a made-up name of letters: no address, no position, no second one of the name', async () => {
    const open = (body: object) =>
      world.manager.post('/sites', {
        name: 'Blue Door',
        country: 'TH',
        region: 'Tak',
        organisation: 'Open Hands',
        places: 4,
        ...body,
      })
    expect(refusal(await open({ name: '12 Market Street' }))).toMatchObject({ code: 'input.invalid', field: 'name' })
    expect(refusal(await open({ region: '16.7, 98.5' }))).toMatchObject({ field: 'region' })
    expect(refusal(await open({ country: 'XX' }))).toMatchObject({ field: 'country' })
    expect(refusal(await open({ places: 0 }))).toMatchObject({ field: 'places' })
    expect(refusal(await open({ address: 'somewhere' }))).toMatchObject({ field: 'address' })
    expect((await open({})).status).toBe(201)
    expect(refusal(await open({}))).toMatchObject({ code: 'site.name_taken', field: 'name', status: 409 })
  })

  it('is listed by name in pages, with its figures', async () => {
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page: { items: { name: string }[]; nextCursor: string | null } = must(
        await world.officer.get(`/sites?limit=4${cursor ? `&cursor=${cursor}` : ''}`),
      )
      seen.push(...page.items.map((s) => s.name))
      cursor = page.nextCursor
    } while (cursor)
    const all = must(await world.officer.get('/sites?limit=200')).items
    expect(seen).toEqual(all.map((s: { name: string }) => s.name))
    expect(seen.length).toBeGreaterThan(8)
    for (const s of all)
      expect(s).toMatchObject({ free: expect.any(Number), occupied: expect.any(Number), state: expect.any(String) })
  })

  it('shows its days beside those of all sites, with what of the booked places is occupied', async () => {
    const site = await world.site('Calm Water', 6)
    const host = await world.host('calm-host', site)
    const here = await world.booked(await world.vetted(2), site, '2021-09-01', '2021-09-02')
    await world.booked(await world.vetted(3), site, '2021-09-02')
    must(await host.post(`/placements/${here}/arrive`, {}))
    const of = async (client: ApiClient) => must(await client.get('/site-calendars?from=2021-09-01&to=2021-09-03')).items
    const [own, ...others] = await of(host)
    expect(others).toEqual([])
    expect(own).toMatchObject({ siteId: site, siteName: 'Calm Water', state: 'open' })
    expect(
      own.days.map(({ booked, occupied, free }: Record<'booked' | 'occupied' | 'free', number>) => [booked, occupied, free]),
    ).toEqual([
      [2, 2, 4],
      [5, 2, 1],
      [3, 0, 3],
    ])
    expect(own.days).toEqual(must(await world.officer.get(`/sites/${site}/days?from=2021-09-01&to=2021-09-03`)).items)
    expect((await of(world.officer)).length).toBeGreaterThan(1)
    expect(refusal(await world.officer.get('/site-calendars?from=2021-09-01&to=2021-11-02')).field).toBe('to')
  })

  it('is told who arrives within seven days or is late, and nobody else', async () => {
    const site = await world.site('Still Lake', 20)
    const host = await world.host('still-host', site)
    const starts = ['2021-09-08', '2021-09-09', '2021-09-01'] as const
    const ids = new Map<string, string>()
    for (const from of starts) ids.set(from, await world.booked(await world.vetted(1), site, from))
    const ofHost = async () => must(await host.get('/arrivals')).items
    expect(await ofHost()).toMatchObject([
      { from: '2021-09-01', householdSize: 1, siteName: 'Still Lake' },
      { from: '2021-09-08' },
    ])
    expect((await ofHost())[0].caseId).toEqual({ redacted: true })
    await world.today('2021-09-02')
    expect((await ofHost()).map(({ from }: { from: string }) => from)).toEqual(['2021-09-01', '2021-09-08', '2021-09-09'])
    must(await host.post(`/placements/${ids.get('2021-09-01')}/arrive`, {}))
    expect(await ofHost()).toHaveLength(2)
    const ofAll = must(await world.officer.get('/arrivals')).items
    expect(ofAll.filter((one: { siteName: string }) => one.siteName === 'Still Lake')).toHaveLength(2)
    expect((await world.manager.get('/arrivals')).status).toBe(403)
  })

  it('shows at most 400 days', async () => {
    const site = await world.site('Far Shore', 2)
    expect(must(await world.officer.get(`/sites/${site}/days?from=2021-09-01&to=2022-10-05`)).items).toHaveLength(400)
    expect(refusal(await world.officer.get(`/sites/${site}/days?from=2021-09-01&to=2022-10-06`)).field).toBe('to')
    expect(refusal(await world.officer.get(`/sites/${site}/days?from=2021-09-02&to=2021-09-01`)).field).toBe('to')
  })
})

describe('The last five places', () => {
  it('go to five households when two hundred ask for them at once, and nobody else is placed', async () => {
    const site = await world.site('Five Beds', 5)
    const cases = await world.vettedAtOnce(200)
    const answers = await Promise.all(
      cases.map((id) => world.officer.post(`/cases/${id}/placements`, { siteId: site, from: '2021-09-10', to: '2021-09-20' })),
    )
    expect(answers.filter((a) => a.status === 201)).toHaveLength(5)
    expect(answers.filter((a) => a.status === 409 && a.body.code === 'site.full')).toHaveLength(195)
    expect(await dayOf(site, '2021-09-10')).toMatchObject({ booked: 5, free: 0, shortage: 0 })
    const [count] = await world.owner.query<{ subjects: bigint; placements: bigint }>(
      `SELECT (SELECT count(*) FROM subject WHERE kind = 'placement' AND case_id = ANY ($1::uuid[])) AS subjects,
         (SELECT count(*) FROM placement WHERE site_id = $2) AS placements`,
      [cases, site],
    )
    expect(count).toEqual({ subjects: 5n, placements: 5n })
  }, 180_000)
})
