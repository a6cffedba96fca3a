import type { ApiClient } from '../support/api'
import { must, refusal, startRelocation, type RelocationWorld } from './relocation.support'

let world: RelocationWorld
let intake: ApiClient

interface Entry {
  readonly event: string
  readonly to: string
  readonly role: string
  readonly changes: unknown
}

beforeAll(async () => {
  world = await startRelocation('2021-09-01')
  intake = await world.api.as('intake_officer')
}, 60_000)

afterAll(() => world?.close())

const entries = async (caseId: string, query = '', who = intake): Promise<Entry[]> =>
  must<{ items: Entry[] }>(await who.get(`/cases/${caseId}/timeline${query}`)).items

describe('The timeline of a case', () => {
  it('tells what each entry changed, with holders and sites by name', async () => {
    const caseId = await world.vetted(2)
    const [first, second] = [await world.site('Green Hill', 10), await world.site('Lotus House', 10)]
    const placementId = await world.booked(caseId, first, '2021-09-01', '2021-09-30')
    must(await world.officer.post(`/placements/${placementId}/change-dates`, { from: '2021-09-01', to: '2021-10-31' }))
    must(await world.officer.post(`/placements/${placementId}/arrive`, {}))
    must(await world.officer.post(`/placements/${placementId}/move`, { siteId: second, from: '2021-09-01', reason: 'health' }))
    const [, , changed, booked] = (await entries(caseId, '?kind=placement')).filter(({ event }) => event !== 'move_in')
    expect(booked).toMatchObject({
      event: 'book',
      changes: [
        { field: 'from', before: null, after: '2021-09-01' },
        { field: 'site', before: null, after: { id: first, name: 'Green Hill' } },
        { field: 'to', before: null, after: '2021-09-30' },
      ],
    })
    expect(changed).toMatchObject({
      event: 'change_dates',
      changes: [{ field: 'to', before: '2021-09-30', after: '2021-10-31' }],
    })
    const [vetting, registrar] = [await world.api.as('vetting_officer'), await world.api.as('registrar')]
    for (const { accountId: holderId } of [vetting, registrar]) must(await intake.post(`/cases/${caseId}/assign`, { holderId }))
    const named = (who: ApiClient) => ({ id: who.accountId, displayName: `Test ${who.username}` })
    const [given] = await entries(caseId, '?kind=case&limit=1')
    expect(given!.changes).toEqual([{ field: 'holder', before: named(vetting), after: named(registrar) }])
    must(await intake.post(`/cases/${caseId}/assign`, { holderId: vetting.accountId, note: 'Knows the family.' }))
    const [noted] = await entries(caseId, '?kind=case&limit=1')
    expect(noted).toMatchObject({
      note: { text: 'Knows the family.' },
      changes: [
        { field: 'class', before: null, after: 'operational' },
        { field: 'holder', before: named(registrar), after: named(vetting) },
      ],
    })
  })

  it('hides what a vetting event changed from those who do not read vetting', async () => {
    const caseId = await world.vetted(1)
    const check = (list: readonly Entry[]) => list.filter(({ to, role }) => to === 'in_vetting' && role === 'vetting_officer')
    const finance = await world.api.as('finance_officer')
    const [covered] = check(await entries(caseId, '', finance))
    expect(covered).toMatchObject({ event: { redacted: true }, changes: { redacted: true } })
    const open = check(await entries(caseId, '', await world.api.as('auditor'))).find(({ event }) => event === 'record_check')
    expect(open!.changes).toContainEqual({ field: 'result', before: null, after: 'confirmed' })
  })

  it('is narrowed to a state of a kind, to what people did and to what the system did', async () => {
    const caseId = await world.vetted(1)
    const states = await entries(caseId, '?kind=case&state=vetted')
    expect(states.map(({ event, to }) => [event, to])).toEqual([['clear', 'vetted']])
    const site = await world.site('Paddy Field', 5)
    const placementId = await world.booked(caseId, site, '2021-09-02')
    expect((await entries(caseId, '?kind=placement&state=booked')).map(({ event }) => event)).toEqual(['book'])
    expect(await entries(caseId, '?actor=system')).toEqual([])
    expect((await entries(caseId, '?actor=people')).length).toBe((await entries(caseId)).length)
    // As the worker's job would write it: who acted is told by the role at the time.
    await world.owner.transaction(async (tx) => {
      await tx.query('SET LOCAL session_replication_role = replica')
      await tx.query(`UPDATE transition SET role = 'system', job = 'due/drain' WHERE subject_id = $1`, [placementId])
    })
    expect((await entries(caseId, '?actor=system')).map(({ event }) => event)).toEqual(['book'])
    expect((await entries(caseId, '?actor=people&kind=placement')).map(({ event }) => event)).toEqual([])
  })

  it('refuses a state that its kind does not have, and a state without a kind', async () => {
    const caseId = await world.contact(1)
    const asked = async (query: string) => refusal(await intake.get(`/cases/${caseId}/timeline?${query}`))
    expect(await asked('state=vetted')).toMatchObject({
      code: 'input.invalid',
      field: 'state',
      fix: 'Send the kind as well, such as kind=case.',
    })
    expect(await asked('kind=placement&state=vetted')).toMatchObject({ detail: 'A placement is never vetted.' })
    expect(await asked('kind=case&state=constructor')).toMatchObject({ code: 'input.invalid' })
    expect(await asked('actor=trainer')).toMatchObject({ status: 400 })
  })
})
