import { randomUUID } from 'node:crypto'
import { Advance, Perform } from '@passage/case'
import { Client } from 'pg'
import type { ApiClient } from '../support/api'
import { MoneyWorld, must, refusal } from './money.support'

let world: MoneyWorld
let intake: ApiClient
let vetting: ApiClient
let registrar: ApiClient

interface Picked {
  readonly id: string
  readonly version: number
}

interface Outcome {
  readonly caseId: string
  readonly reference: string | null
  readonly allowed: boolean
  readonly to: string | null
  readonly conditions: readonly { readonly condition: string }[]
}

beforeAll(async () => {
  world = await MoneyWorld.open('2021-09-01')
  // Whether checks are done is tested elsewhere.
  await world.owner.query('UPDATE vetting_check_plan SET required = false')
  intake = world.the('intake_officer')
  vetting = world.the('vetting_officer')
  registrar = world.the('registrar')
}, 60_000)

afterAll(() => world?.close())

const applicant = { name: 'Nay Lin', bornOn: '1993-03-03' }

/** New contacts as a list shows them. */
async function contacts(n: number, more: object = {}): Promise<Picked[]> {
  const body = { service: 'police', pathway: 'collective', channel: 'phone', applicant, ...more }
  const picked: Picked[] = []
  for (let i = 0; i < n; i += 1) picked.push(must<Picked>(await intake.post('/cases', body)))
  return picked.map(({ id, version }) => ({ id, version }))
}

/** Cases of people who need no checks, cleared through the lifecycle. */
async function vetted(n: number, more: object = {}): Promise<Picked[]> {
  const picked = await contacts(n, more)
  for (const { id: subjectId } of picked) {
    for (const [role, event] of [
      ['vetting_officer', 'start_vetting'],
      ['vetting_officer', 'recommend'],
      ['vetting_approver', 'clear'],
    ] as const) {
      await world.act(role, { kind: 'case', subjectId, event })
    }
  }
  return picked.map(({ id }) => ({ id, version: 4 }))
}

const statesOf = async (cases: readonly Picked[]) =>
  world.owner.query<{ id: string; state: string; version: number; holder: string }>(
    `SELECT f.id, s.state, s.version, f.holder_id AS holder FROM unnest($1::uuid[]) WITH ORDINALITY AS c (id, n)
       JOIN case_file f USING (id) JOIN subject s USING (id) ORDER BY n`,
    [cases.map(({ id }) => id)],
  )

const preview = async (who: ApiClient, act: string, cases: readonly Picked[], more: object = {}): Promise<Outcome[]> =>
  must<{ items: Outcome[] }>(await who.post('/bulk/preview', { act, cases, ...more }, { key: null })).items

/** How many statements some work sends to the tables of cases; what else the process asks meanwhile is not counted. */
async function statements(work: () => Promise<unknown>): Promise<number> {
  const spy = jest.spyOn(Client.prototype, 'query')
  await work()
  const sent = spy.mock.calls.map(([query]) => (typeof query === 'string' ? query : (query as { text: string }).text))
  spy.mockRestore()
  return sent.filter((text) => /case_file|subject|transition|person|code/.test(text)).length
}

describe('Acting on many cases at once', () => {
  it('gives all of them to one holder, once however often it is sent', async () => {
    const cases = await contacts(4)
    const [body, key] = [{ cases, holderId: vetting.accountId }, randomUUID()]
    const done = must(await intake.post('/bulk/assign', body, { key }))
    expect(done).toEqual({ id: intake.accountId, state: 'done', version: 1 })
    expect(must(await intake.post('/bulk/assign', body, { key }))).toEqual(done)
    expect((await statesOf(cases)).map(({ version, holder }) => [version, holder])).toEqual(
      cases.map(() => [2, vetting.accountId]),
    )
  })

  it('keeps what the next holder should know with each of them, or with none', async () => {
    const cases = await contacts(3)
    const [note, holderId] = ['They came together and want to stay together.', vetting.accountId]
    const texts = async () =>
      Promise.all(
        cases.map(async ({ id }) => (await vetting.get(`/cases/${id}/notes`)).body.items.map((n: { text: string }) => n.text)),
      )
    const nowhere = { id: randomUUID(), version: 1 }
    const wrong = [cases[0]!, nowhere, { ...cases[1]!, version: 9 }]
    const problem = refusal(await intake.post('/bulk/assign', { cases: wrong, holderId, note }))
    expect([problem.code, problem.errors!.map(({ field }) => field)]).toEqual(['bulk.refused', ['cases[1]', 'cases[2]']])
    const elsewhere = world.the('programme_manager').accountId
    expect(refusal(await intake.post('/bulk/assign', { cases, holderId: elsewhere, note })).code).toBe('input.holder')
    expect(refusal(await intake.post('/bulk/assign', { cases, holderId, note: ' ' }))).toMatchObject({ field: 'note' })
    expect(await texts()).toEqual([[], [], []])

    const key = randomUUID()
    for (const _ of [1, 2]) must(await intake.post('/bulk/assign', { cases, holderId, note }, { key }))
    expect(await texts()).toEqual([[note], [note], [note]])
    const sealed = await world.owner.query(
      `SELECT DISTINCT n.salt, t.payload::jsonb ->> 'commitment' FROM note n
         JOIN transition t ON t.subject_id = n.case_id AND t.event = 'assign' AND t.payload::jsonb ->> 'note' = n.id::text
       WHERE n.case_id = ANY ($1::uuid[])`,
      [cases.map(({ id }) => id)],
    )
    expect(sealed).toHaveLength(3)
  })

  it('takes all of them into vetting, each with its round', async () => {
    const cases = await contacts(3)
    must(await vetting.post('/bulk/start-vetting', { cases }))
    expect((await statesOf(cases)).map(({ state }) => state)).toEqual(cases.map(() => 'in_vetting'))
    for (const { id } of cases) expect(must(await vetting.get(`/cases/${id}/vetting`)).round).toBe(1)
  })

  it('issues to each the code that its pathway wants', async () => {
    const cases = [...(await vetted(2)), ...(await vetted(1, { pathway: 'in_service' }))]
    must(await registrar.post('/bulk/issue-codes', { cases }))
    const kinds = await world.owner.query<{ kind: string; pathway: string }>(
      `SELECT c.kind, f.pathway FROM code c JOIN case_file f ON f.id = c.case_id WHERE c.case_id = ANY ($1::uuid[])`,
      [cases.map(({ id }) => id)],
    )
    expect(kinds.map(({ kind, pathway }) => [pathway, kind]).sort()).toEqual([
      ['collective', 'cdm'],
      ['collective', 'cdm'],
      ['in_service', 'pre_cdm'],
    ])
    expect((await statesOf(cases)).map(({ state }) => state)).toEqual(cases.map(() => 'registered'))
  })

  it('is done to all or none: every case that may not be is named with what would mend it', async () => {
    const [first, second, third] = (await contacts(3)) as [Picked, Picked, Picked]
    must(await vetting.post(`/cases/${second.id}/start-vetting`))
    const nowhere = { id: randomUUID(), version: 1 }
    const cases = [{ ...third, version: 7 }, first, { ...second, version: 2 }, nowhere]
    const problem = refusal(await vetting.post('/bulk/start-vetting', { cases }))
    expect(problem).toMatchObject({ status: 409, code: 'bulk.refused' })
    expect(problem.errors!.map(({ field }) => field)).toEqual(['cases[0]', 'cases[2]', 'cases[3]'])
    for (const { message, fix } of problem.errors!) expect([message, fix].every((text) => text.endsWith('.'))).toBe(true)
    expect((await statesOf(cases)).map(({ state }) => state)).toEqual(['contacted', 'contacted', 'in_vetting'])
    const alone = refusal(await vetting.post('/bulk/start-vetting', { cases: [nowhere] }))
    expect(alone.errors!.map(({ field }) => field)).toEqual(['cases[0]'])
    const unknown = refusal(await registrar.post('/bulk/issue-codes', { cases: [first, nowhere] }))
    expect(unknown.errors!.map(({ field }) => field)).toEqual(['cases[1]'])
    const notVetted = refusal(await registrar.post('/bulk/issue-codes', { cases: [first] }))
    expect(notVetted.errors!.map(({ field }) => field)).toEqual(['cases[0]'])
  })

  it('is refused to a holder who works on no cases, and to cases that are named twice, none or too many', async () => {
    const cases = await contacts(2)
    const holderId = world.the('programme_manager').accountId
    expect(refusal(await intake.post('/bulk/assign', { cases, holderId }))).toMatchObject({
      code: 'input.holder',
      field: 'holderId',
    })
    const twice = refusal(await vetting.post('/bulk/start-vetting', { cases: [...cases, cases[0]] }))
    expect(twice).toMatchObject({ status: 400, code: 'input.invalid', field: 'cases[2]' })
    const many = Array.from({ length: 201 }, () => ({ id: randomUUID(), version: 1 }))
    for (const wrong of [[], many, [{ id: 'x', version: 1 }], [{ id: cases[0]!.id }], undefined]) {
      expect(refusal(await vetting.post('/bulk/start-vetting', { cases: wrong }))).toMatchObject({ status: 400 })
    }
    expect((await statesOf(cases)).map(({ version }) => version)).toEqual([1, 1])
  })

  it('is for those roles alone that do the act to one case', async () => {
    const cases = await contacts(1)
    for (const [path, who] of [
      ['/bulk/assign', world.the('finance_controller')],
      ['/bulk/start-vetting', registrar],
      ['/bulk/issue-codes', vetting],
      ['/bulk/preview', world.the('programme_manager')],
    ] as const) {
      const body = { cases, holderId: intake.accountId, act: 'assign' }
      expect([
        path,
        refusal(await who.post(path, path === '/bulk/assign' || path === '/bulk/preview' ? body : { cases })).code,
      ]).toEqual([path, 'access.role'])
    }
  })

  it('is tried like every command: all that would move is told, and nothing moves', async () => {
    const cases = await vetted(2)
    const effects = must(await registrar.post('/bulk/issue-codes', { cases }, { headers: { 'dry-run': 'true' } }))
    expect(effects).toMatchObject({
      moveCount: 4,
      moves: [{ kind: 'case' }, { kind: 'case' }, { kind: 'code' }, { kind: 'code' }],
    })
    expect((await statesOf(cases)).map(({ state }) => state)).toEqual(['vetted', 'vetted'])
  })
})

describe('The preview of acting on many cases', () => {
  it('says of each, in the order asked, whether it may be and why not', async () => {
    const [first, second, third] = (await contacts(3)) as [Picked, Picked, Picked]
    must(await vetting.post(`/cases/${second.id}/start-vetting`))
    const nowhere = { id: randomUUID(), version: 1 }
    const cases = [nowhere, second, first, { ...third, version: 9 }]
    const outcomes = await preview(vetting, 'start_vetting', cases)
    expect(
      outcomes.map(({ caseId, allowed, to, conditions }) => [caseId, allowed, to, conditions.map((c) => c.condition)]),
    ).toEqual([
      [nowhere.id, false, null, ['case_is_there']],
      [second.id, false, null, ['case_is_as_seen', 'state_allows_it']],
      [first.id, true, 'in_vetting', []],
      [third.id, false, 'in_vetting', ['case_is_as_seen']],
    ])
    expect(outcomes.map(({ reference }) => reference).slice(1)).toEqual(
      [1, 2, 3].map(() => expect.stringMatching(/^P-2021-\d{5}$/)),
    )
    expect((await statesOf([first])).map(({ version }) => version)).toEqual([1])
  })

  it('agrees with the act itself: whoever vetted a case issues no code for it, and a case with a code gets no other', async () => {
    const both = await world.api.withRoles('vets-and-registers', ['vetting_officer', 'registrar'])
    const [free, own] = [await vetted(1), await contacts(1)]
    must(await both.post(`/cases/${own[0]!.id}/start-vetting`))
    const { app } = world.api
    const recommended = { kind: 'case', subjectId: own[0]!.id, event: 'recommend' } as const
    await app.get(Perform).act(both.token, (tx) => app.get(Advance).one(tx, recommended))
    await world.act('vetting_approver', { kind: 'case', subjectId: own[0]!.id, event: 'clear' })
    const seen = [...free, { id: own[0]!.id, version: 4 }]
    const outcomes = await preview(both, 'issue_codes', seen)
    expect(outcomes.map(({ conditions }) => conditions.map((c) => c.condition))).toEqual([
      [],
      ['registrar_took_no_part_in_vetting'],
    ])
    const errors = refusal(await both.post('/bulk/issue-codes', { cases: seen })).errors!
    expect(errors.map(({ field }) => field)).toEqual(['cases[1]'])
    must(await both.post('/bulk/issue-codes', { cases: free }))
    const [again] = await preview(registrar, 'issue_codes', [{ id: free[0]!.id, version: 5 }])
    expect(again!.conditions.map(({ condition }) => condition)).toEqual(['has_no_active_code'])
  })

  it('names the role where the act is not the viewer’s, and refuses a holder who may hold no case', async () => {
    const cases = await contacts(1)
    const [outcome] = await preview(registrar, 'start_vetting', cases)
    expect(outcome).toMatchObject({ allowed: false, conditions: [{ condition: 'actor_has_the_role' }] })
    expect(await preview(intake, 'assign', cases, { holderId: registrar.accountId })).toMatchObject([
      { allowed: true, to: 'contacted' },
    ])
    const holderId = world.the('programme_manager').accountId
    expect(refusal(await intake.post('/bulk/preview', { act: 'assign', cases, holderId })).code).toBe('input.holder')
    expect(refusal(await intake.post('/bulk/preview', { act: 'assign', cases })).field).toBe('holderId')
  })
})

describe('A bulk', () => {
  it('takes as many statements for forty cases as for two', async () => {
    const counted = async (n: number): Promise<[preview: number, act: number]> => {
      const cases = await vetted(n)
      const asked = await statements(() => preview(registrar, 'issue_codes', cases))
      return [asked, await statements(async () => void must(await registrar.post('/bulk/issue-codes', { cases })))]
    }
    const [few, many] = [await counted(2), await counted(40)]
    expect(many).toEqual(few)
  })
})
