import { Advance, Perform } from '@passage/case'
import type { ApiClient } from '../support/api'
import { must, refusal, startRelocation, type RelocationWorld } from './relocation.support'

let world: RelocationWorld
let own: string, other: string
let host: ApiClient
/** A booked and a staying placement at the other site. */
let elsewhere: { booked: string; staying: string; case: string }

const unknown = '11111111-2222-4333-8444-555555555555'

beforeAll(async () => {
  world = await startRelocation('2021-09-01')
  own = await world.site('Own House', 10)
  other = await world.site('Other House', 10)
  host = await world.host('own-host', own)
  const [first, second] = [await world.vetted(2), await world.vetted(3)]
  elsewhere = {
    booked: await world.booked(first, other, '2021-09-01'),
    staying: await world.booked(second, other, '2021-09-01'),
    case: second,
  }
  must(await world.officer.post(`/placements/${elsewhere.staying}/arrive`, {}))
}, 120_000)
afterAll(() => world?.close())

/** The same to the letter, but for the id of the request. */
const withoutRequest = (body: object) => ({ ...body, requestId: undefined })

describe('A host organisation', () => {
  it('sees its own site and no other', async () => {
    expect(must(await host.get('/sites')).items.map((s: { id: string }) => s.id)).toEqual([own])
    expect(must(await host.get(`/sites/${own}`))).toMatchObject({ name: 'Own House', places: 10 })
    expect(must(await host.get(`/sites/${own}/days?from=2021-09-01&to=2021-09-02`)).items).toHaveLength(2)
  })

  it.each(['', '/days?from=2021-09-01&to=2021-09-02', '/placements'])(
    'cannot tell another site from one that does not exist (%s)',
    async (path) => {
      const [another, none] = [await host.get(`/sites/${other}${path}`), await host.get(`/sites/${unknown}${path}`)]
      expect(another.status).toBe(404)
      expect(withoutRequest(another.body)).toEqual(withoutRequest(none.body))
    },
  )

  it.each([
    ['booked', 'arrive', {}],
    ['booked', 'leave', { reason: 'moved_on' }],
    ['staying', 'arrive', {}],
    ['staying', 'leave', { reason: 'moved_on' }],
  ] as const)(
    'cannot act on a placement that is %s at another site (%s), nor tell it from one that does not exist',
    async (which, act, body) => {
      const another = await host.post(`/placements/${elsewhere[which]}/${act}`, body, { ifMatch: 9 })
      const none = await host.post(`/placements/${unknown}/${act}`, body, { ifMatch: 9 })
      expect(another.status).toBe(404)
      expect(withoutRequest(another.body)).toEqual(withoutRequest(none.body))
    },
  )

  it('is held to its own site by the lifecycle too, whatever called it', async () => {
    const act = world.api.app
      .get(Perform)
      .act(host.token, (tx) =>
        world.api.app
          .get(Advance)
          .one(tx, { kind: 'placement', subjectId: elsewhere.staying, event: 'leave', reason: 'moved_on' }),
      )
    await expect(act).rejects.toMatchObject({ code: 'placement.not_found' })
  })

  it('without a site sees none and acts at none', async () => {
    const stray = await world.api.withRoles('stray-host', ['host_organisation'])
    expect(must(await stray.get('/sites')).items).toEqual([])
    expect((await stray.get(`/sites/${own}`)).status).toBe(404)
    expect((await stray.post(`/placements/${elsewhere.booked}/arrive`, {})).status).toBe(404)
  })

  it('reads of a household its reference, size, dates and state, and nothing else of the case', async () => {
    const family = await world.vetted(4)
    const id = await world.booked(family, own, '2021-09-01', '2021-12-31')
    const [row] = must(await host.get(`/sites/${own}/placements`)).items
    expect(row).toEqual({
      id,
      reference: expect.stringMatching(/^P-2021-\d{5}$/),
      householdSize: 4,
      from: '2021-09-01',
      to: '2021-12-31',
      state: 'booked',
      version: 1,
      siteId: own,
      siteName: 'Own House',
      caseId: { redacted: true },
      since: { redacted: true },
    })
    must(await host.post(`/placements/${id}/arrive`, {}))
    must(await host.post(`/placements/${id}/leave`, { reason: 'own_housing' }))
    expect(must(await host.get(`/sites/${own}/placements`)).items).toEqual([])
    expect(must(await host.get(`/sites/${own}/placements?state=left`)).items).toEqual([])
    expect(must(await world.officer.get(`/sites/${own}/placements?state=left`)).items).toMatchObject([{ id, caseId: family }])
  })

  it.each(['/waiting-list', '/shortages'])('may not read %s', async (path) => {
    expect(refusal(await host.get(path)).status).toBe(403)
  })

  it('may not read cases, nor book, move, change, cancel or open anything', async () => {
    expect((await host.get(`/cases/${elsewhere.case}`)).status).toBe(403)
    expect((await host.get(`/cases/${elsewhere.case}/placements`)).status).toBe(403)
    for (const [path, body] of [
      [`/cases/${elsewhere.case}/placements`, { siteId: own, from: '2021-09-01' }],
      [`/placements/${elsewhere.booked}/move`, { siteId: own, from: '2021-09-01', reason: 'health' }],
      [`/placements/${elsewhere.booked}/change-dates`, { to: '2021-09-05' }],
      [`/placements/${elsewhere.booked}/cancel`, { reason: 'applicant_withdrew' }],
      ['/sites', { name: 'New House', country: 'TH', region: 'Tak', organisation: 'Open Hands', places: 3 }],
      [`/sites/${own}/outages`, { from: '2021-09-01', places: 1, reason: 'flood' }],
      [`/sites/${own}/close`, { reason: 'ended' }],
    ] as const) {
      expect((await host.post(path, body)).status).toBe(403)
    }
  })
})

describe('A relocation officer', () => {
  it('never sees vetting, nor what was noted in it', async () => {
    expect((await world.officer.get(`/cases/${elsewhere.case}/vetting`)).status).toBe(403)
    const vetting = await world.api.as('vetting_officer')
    const noted = 'Something that only those who vet may read'
    expect((await vetting.post(`/cases/${elsewhere.case}/notes`, { class: 'vetting', text: noted })).status).toBeLessThan(300)
    for (const path of ['', '/placements', '/notes', '/timeline?limit=200', '/actions']) {
      const answer = await world.officer.get(`/cases/${elsewhere.case}${path}`)
      expect(answer.status).toBe(200)
      expect(answer.text).not.toContain(noted)
      expect(answer.text).not.toMatch(/denounces_military_rule|"recommendation"/)
    }
  })

  it('acts at every site, but does not close one', async () => {
    expect(must(await world.officer.get('/sites')).items).toHaveLength(2)
    expect(must(await world.officer.get(`/sites/${other}/placements`)).items).toMatchObject([
      { caseId: expect.any(String) },
      { caseId: expect.any(String) },
    ])
    expect((await world.officer.post(`/sites/${own}/close`, { reason: 'ended' })).status).toBe(403)
  })
})

describe('A planner', () => {
  it('reads places, free and shortages, and nothing of a household', async () => {
    const planner = await world.api.as('planner')
    expect(must(await planner.get('/sites')).items).toMatchObject([
      { name: 'Other House', places: 10, booked: 2, occupied: 3, free: 5 },
      { name: 'Own House' },
    ])
    expect((await planner.get('/shortages')).status).toBe(200)
    for (const path of ['/waiting-list', `/sites/${own}/placements`, `/cases/${elsewhere.case}/placements`]) {
      expect((await planner.get(path)).status).toBe(403)
    }
  })
})

describe('The application with SQL', () => {
  it('cannot give a case a second live placement, nor forget a stay or an outage', async () => {
    const database = await world.database.open('passage_api', 1)
    await expect(
      database.query(
        `INSERT INTO subject (id, case_id, kind, version, state, head) VALUES (gen_random_uuid(), $1, 'placement', 1, 'waiting', '')`,
        [elsewhere.case],
      ),
    ).rejects.toMatchObject({ constraint: 'one_live_placement_a_case' })
    for (const table of ['site', 'site_outage', 'placement']) {
      await expect(database.query(`DELETE FROM ${table}`)).rejects.toMatchObject({ code: '42501' })
    }
    await expect(database.query(`UPDATE placement SET since = '2020-01-01'`)).rejects.toMatchObject({
      code: '42501',
    })
  })
})

describe('Nobody', () => {
  it('reads or moves anything without a session', async () => {
    for (const path of ['/sites', `/sites/${own}`, '/waiting-list', '/shortages', `/cases/${elsewhere.case}/placements`]) {
      expect((await world.api.nobody.get(path)).status).toBe(401)
    }
    expect((await world.api.nobody.post(`/placements/${elsewhere.booked}/arrive`, {})).status).toBeGreaterThanOrEqual(401)
  })
})
