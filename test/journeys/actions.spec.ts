import { roles } from '@passage/access'
import type { UnmetCondition } from '@passage/platform'
import { startApi, type ApiClient, type Answer, type TestApi } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'

let testDatabase: TestDatabase
let api: TestApi
let caseId: string

interface Action {
  readonly kind: string
  readonly event: string
  readonly allowed: boolean
  readonly mine: boolean
  readonly roles: readonly string[]
  readonly conditions: readonly UnmetCondition[]
}

/** The body of an answer; whatever was refused fails the test with its problem. */
const done = async <Body = Answer['body']>(answer: Promise<Answer<Body>>): Promise<Body> => {
  const { status, body } = await answer
  if (status >= 300) throw new Error(`refused with ${status}: ${JSON.stringify(body)}`)
  return body
}

/** One action of a case, as one role sees it. */
async function actionsFor(who: ApiClient, id = caseId): Promise<Action[]> {
  return (await done(who.get<{ items: Action[] }>(`/cases/${id}/actions`))).items
}

async function actionFor(who: ApiClient, kind: string, event: string): Promise<Action | undefined> {
  return (await actionsFor(who)).find((action) => action.kind === kind && action.event === event)
}

beforeAll(async () => {
  testDatabase = await createTestDatabase('2021-09-01')
  api = await startApi(testDatabase)
  const [intake, vetting] = [await api.as('intake_officer'), await api.as('vetting_officer')]
  const applicant = { name: 'Nay Lin', bornOn: '1993-03-03' }
  caseId = (await done(intake.post('/cases', { service: 'soldier', pathway: 'individual', channel: 'phone', applicant }))).id
  await done(vetting.post(`/cases/${caseId}/start-vetting`))
})

afterAll(async () => {
  await api?.close()
  await testDatabase.drop()
})

describe('What can be done next', () => {
  it('tells a vetting officer what is still missing, and nobody else', async () => {
    const vetting = await api.as('vetting_officer')
    const recommend = await actionFor(vetting, 'case', 'recommend')
    expect(recommend).toMatchObject({ allowed: false, mine: true, conditions: [{ condition: 'every_required_check_is_done' }] })
    const act = await vetting.post(`/cases/${caseId}/recommend`, { recommendation: 'clear' })
    expect(act.body.conditions).toEqual(recommend?.conditions)
    expect(await actionFor(await api.as('intake_officer'), 'case', 'recommend')).toMatchObject({
      allowed: false,
      mine: false,
      conditions: [{ condition: 'actor_has_the_role' }],
    })
  })

  it('goes along with the case, and says the same as the act', async () => {
    const [vetting, approver, registrar] = [
      await api.as('vetting_officer'),
      await api.as('vetting_approver'),
      await api.as('registrar'),
    ]
    const { plan } = await done(vetting.get(`/cases/${caseId}/vetting`))
    for (const { check, required } of plan) {
      if (required) await done(vetting.post(`/cases/${caseId}/checks`, { check, result: 'confirmed' }))
    }
    expect(await actionFor(vetting, 'case', 'recommend')).toMatchObject({ allowed: true, conditions: [] })
    await done(vetting.post(`/cases/${caseId}/recommend`, { recommendation: 'clear' }))
    expect(await actionFor(approver, 'case', 'clear')).toMatchObject({ allowed: true, serious: true })
    await done(approver.post(`/cases/${caseId}/decision`, { decision: 'cleared' }))
    expect(await actionFor(registrar, 'case', 'issue_code')).toMatchObject({ allowed: true })
    await done(registrar.post(`/cases/${caseId}/codes`, { kind: 'cdm' }))
    expect(await actionFor(registrar, 'code', 'suspend')).toMatchObject({ allowed: true, subjectState: 'active', version: 1 })
    expect(await actionFor(await api.as('intake_officer'), 'case', 'close')).toMatchObject({
      allowed: false,
      conditions: [{ condition: 'nothing_is_left_running', because: expect.stringContaining('code') }],
    })
  })

  it('holds for whoever has both roles too: a registrar who vetted the case sees why the code is not theirs to issue', async () => {
    const both = await api.withRoles('both', ['intake_officer', 'vetting_officer', 'vetting_approver'])
    const applicant = { name: 'Soe Win', bornOn: '1990-03-03' }
    const { id } = await done(both.post('/cases', { service: 'police', pathway: 'individual', channel: 'phone', applicant }))
    await done(both.post(`/cases/${id}/start-vetting`))
    const { plan } = await done(both.get(`/cases/${id}/vetting`))
    for (const { check, required } of plan)
      if (required) await done(both.post(`/cases/${id}/checks`, { check, result: 'confirmed' }))
    await done(both.post(`/cases/${id}/recommend`, { recommendation: 'clear' }))
    const clear = (await actionsFor(both, id)).find((action) => action.event === 'clear')
    expect(clear).toMatchObject({ allowed: false, mine: true, conditions: [{ condition: 'decided_by_someone_else' }] })
    const act = await both.post(`/cases/${id}/decision`, { decision: 'cleared' })
    expect(act.body).toMatchObject({ code: 'actor.recommended_it', status: 403, conditions: clear?.conditions })
  })

  it('offers a placement, an entitlement and a reward claim once the case is registered', async () => {
    for (const [role, kind, event] of [
      ['relocation_officer', 'placement', 'wait'],
      ['relocation_officer', 'placement', 'book'],
      ['finance_officer', 'entitlement', 'open'],
      ['equipment_assessor', 'reward_claim', 'file'],
    ] as const) {
      expect(await actionFor(await api.as(role), kind, event)).toMatchObject({
        subjectId: null,
        subjectState: null,
        allowed: true,
        mine: true,
      })
    }
  })

  it('can be looked at by every role that reads cases, with every condition of every stage, and without a lock', async () => {
    const relocation = await api.as('relocation_officer')
    await done(relocation.post(`/cases/${caseId}/placements`, { from: '2021-09-10' }))
    // A person's every role at once asks for every condition there is.
    const everything = await api.withRoles(
      'everything',
      roles.filter((role) => role !== 'system'),
    )
    const all = await actionsFor(everything)
    expect(new Set(all.map((action) => action.kind))).toEqual(
      new Set(['case', 'code', 'placement', 'entitlement', 'reward_claim']),
    )
    expect(all.every((action) => action.mine)).toBe(true)
    expect(all.every((action) => action.allowed === (action.conditions.length === 0))).toBe(true)
    for (const action of all) expect(action.roles).not.toContain('system')
  })
})
