import { roles, type Role } from '@passage/access'
import type { Database } from '@passage/platform'
import { startApi, type ApiClient, type TestApi } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'

let testDatabase: TestDatabase
let owner: Database
let api: TestApi
let caseId: string
let memberId: string

const people: Role[] = roles.filter((role) => role !== 'system')
const redacted = { redacted: true }
const caseReaders: Role[] = [
  'intake_officer',
  'vetting_officer',
  'vetting_approver',
  'registrar',
  'relocation_officer',
  'finance_officer',
  'finance_approver',
  'finance_controller',
  'equipment_assessor',
  'auditor',
]
const nameReaders: Role[] = [
  'intake_officer',
  'vetting_officer',
  'vetting_approver',
  'registrar',
  'relocation_officer',
  'finance_officer',
]
const caseworkers: Role[] = [...nameReaders, 'equipment_assessor']
const contact = {
  service: 'soldier',
  pathway: 'individual',
  channel: 'phone',
  applicant: { name: 'Thiha Zaw', bornOn: '1992-02-02', rank: 'captain', unit: 'Training Battalion 9', needs: ['legal_advice'] },
  household: [{ relation: 'sibling', name: 'Ei Mon', bornOn: '1999-09-09' }],
}

const readsOfAccessLog = async (who: ApiClient, resource: string): Promise<{ fields: string[] }[]> =>
  owner.query(
    `SELECT fields FROM access_log WHERE actor_id = $1 AND act = 'read' AND resource = $2 AND case_id = $3 ORDER BY id`,
    [who.accountId, resource, caseId],
  )

beforeAll(async () => {
  testDatabase = await createTestDatabase('2021-09-01')
  owner = await testDatabase.open('owner')
  api = await startApi(testDatabase)
  const intake = await api.as('intake_officer')
  caseId = (await intake.post('/cases', contact)).body.id
  memberId = (await intake.get(`/cases/${caseId}`)).body.household[1].id
  const vetting = await api.as('vetting_officer')
  await intake.post(`/cases/${caseId}/notes`, { class: 'operational', text: 'An operational text.' })
  await intake.post(`/cases/${caseId}/notes`, { class: 'personal', text: 'A personal text.' })
  await vetting.post(`/cases/${caseId}/notes`, { class: 'vetting', text: 'A vetting text.' })
})

afterAll(async () => {
  await api?.close()
  await testDatabase.drop()
})

describe('Who may do what with a case', () => {
  const commands: [string, () => string, object, readonly Role[]][] = [
    ['open a contact', () => '/cases', {}, ['intake_officer']],
    ['add a household member', () => `/cases/${caseId}/household-members`, {}, ['intake_officer']],
    ['end a membership', () => `/cases/${caseId}/household-members/${memberId}/end`, {}, ['intake_officer']],
    ['withdraw a case', () => `/cases/${caseId}/withdraw`, {}, ['intake_officer']],
    ['close a case', () => `/cases/${caseId}/close`, {}, ['intake_officer']],
    ['assign a case', () => `/cases/${caseId}/assign`, {}, caseworkers],
    ['write a note', () => `/cases/${caseId}/notes`, {}, caseworkers],
  ]

  it.each(commands)('to %s', async (_, path, body, allowed) => {
    for (const role of people) {
      // An empty body: whoever may act is told about the body, whoever may not is told nothing more.
      const { status, body: answer } = await (await api.as(role)).post(path(), body)
      expect({ role, status, code: answer.code }).toEqual(
        allowed.includes(role) ? { role, status: 400, code: 'input.invalid' } : { role, status: 403, code: 'access.role' },
      )
    }
    expect((await api.nobody.post(path(), body)).status).toBe(401)
  })

  const reads: [string, () => string, readonly Role[]][] = [
    ['the worklist', () => '/cases', caseReaders],
    ['its counts', () => '/cases/counts', caseReaders],
    ['a case', () => `/cases/${caseId}`, caseReaders],
    ['a timeline', () => `/cases/${caseId}/timeline`, caseReaders],
    ['the next actions', () => `/cases/${caseId}/actions`, caseReaders],
    ['the notes', () => `/cases/${caseId}/notes`, caseReaders],
    ['the lifecycles', () => '/lifecycles', people],
  ]

  it.each(reads)('to read %s', async (_, path, allowed) => {
    for (const role of people) {
      const { status } = await (await api.as(role)).get(path())
      expect({ role, status }).toEqual({ role, status: allowed.includes(role) ? 200 : 403 })
    }
    expect((await api.nobody.get(path())).status).toBe(401)
  })

  it('to look for people by name', async () => {
    for (const role of people) {
      const { status } = await (await api.as(role)).post('/people/search', { name: 'Thiha' }, { key: null })
      expect({ role, status }).toEqual({ role, status: nameReaders.includes(role) ? 200 : 403 })
    }
    expect((await api.nobody.post('/people/search', { name: 'Thiha' })).status).toBe(401)
  })
})

describe('Names and whatever else is personal', () => {
  it.each(['finance_approver', 'finance_controller', 'equipment_assessor', 'auditor'] as const)(
    'are redacted for the %s, visibly, and on every way to the case',
    async (role) => {
      const who = await api.as(role)
      const { body, text } = await who.get(`/cases/${caseId}`)
      expect(body.household[0]).toMatchObject({
        id: expect.any(String),
        relation: 'applicant',
        since: '2021-09-01',
        name: redacted,
        nameMy: redacted,
        bornOn: redacted,
        rank: redacted,
        unit: redacted,
        needs: redacted,
      })
      const others = await Promise.all(['timeline', 'actions', 'notes'].map((part) => who.get(`/cases/${caseId}/${part}`)))
      const all = [text, ...others.map((answer) => answer.text), (await who.get('/cases')).text].join()
      for (const personal of ['Thiha', 'Ei Mon', '1992-02-02', 'captain', 'Battalion', 'legal_advice', 'A personal text']) {
        expect(all).not.toContain(personal)
      }
    },
  )

  it.each(['planner', 'trainer', 'programme_manager', 'host_organisation'] as const)(
    'are not for the %s, nor is the case',
    async (role) => {
      const { status, text } = await (await api.as(role)).get(`/cases/${caseId}`)
      expect(status).toBe(403)
      expect(text).not.toContain('Thiha')
    },
  )

  it('are read by an intake officer, and the access log says so before they leave', async () => {
    const intake = await api.as('intake_officer', 2)
    expect((await intake.get(`/cases/${caseId}`)).body.household[0]).toMatchObject(contact.applicant)
    expect(await readsOfAccessLog(intake, 'person')).toEqual([{ fields: ['bornOn', 'name', 'nameMy', 'needs', 'rank', 'unit'] }])
    const auditor = await api.as('auditor', 2)
    await auditor.get(`/cases/${caseId}`)
    expect(await readsOfAccessLog(auditor, 'person')).toEqual([])
  })

  it('leave a trace when they are searched for, and a refusal does too', async () => {
    const vetting = await api.as('vetting_officer', 2)
    expect((await vetting.post('/people/search', { name: 'Thiha Zaw' })).body.items).toHaveLength(1)
    expect(await readsOfAccessLog(vetting, 'person_hit')).toHaveLength(1)
    // A registrar has no business with a contact yet, and does not learn that there is one.
    const registrar = await api.as('registrar', 2)
    expect((await registrar.post('/people/search', { name: 'Thiha Zaw' })).body.items).toEqual([])
    const approver = await api.as('finance_approver', 2)
    expect((await approver.post('/people/search', { name: 'Thiha Zaw' })).status).toBe(403)
    const [refused] = await owner.query<{ code: string }>(`SELECT code FROM access_log WHERE actor_id = $1 AND act = 'refused'`, [
      approver.accountId,
    ])
    expect(refused).toEqual({ code: 'access.role' })
  })
})

describe('Notes', () => {
  it.each([
    ['intake_officer', ['An operational text.', 'A personal text.']],
    ['vetting_approver', ['An operational text.', 'A personal text.', 'A vetting text.']],
    // The case is a contact: no business of relocation's yet.
    ['relocation_officer', ['An operational text.']],
    ['equipment_assessor', ['An operational text.']],
    ['auditor', ['An operational text.']],
  ] as const)('show the %s the texts of their classes, on the timeline too, and the rest as redacted', async (role, readable) => {
    const who = await api.as(role)
    const { body } = await who.get(`/cases/${caseId}/notes`)
    const { body: timeline } = await who.get(`/cases/${caseId}/timeline`)
    const texts = body.items.map((note: { text: unknown }) => note.text)
    const onTimeline = timeline.items.flatMap((entry: { note?: { text: unknown } }) => (entry.note ? [entry.note.text] : []))
    for (const shown of [texts, onTimeline]) {
      expect(shown.filter((text: unknown) => typeof text === 'string').sort()).toEqual([...readable].sort())
      expect(shown.filter((text: unknown) => typeof text !== 'string')).toEqual(Array(3 - readable.length).fill(redacted))
    }
  })

  it('are written in no class that the author could not read', async () => {
    const relocation = await api.as('relocation_officer')
    const answer = await relocation.post(`/cases/${caseId}/notes`, { class: 'vetting', text: 'Heard something.' })
    expect([answer.status, answer.body.code, answer.body.field]).toEqual([403, 'access.note_class', 'class'])
    expect((await relocation.get(`/cases/${caseId}/notes`)).body.items).toHaveLength(3)
  })
})

describe('What vetting did', () => {
  it('shows on the timeline that it happened to all, and what it was to vetting and the auditor alone', async () => {
    const vetting = await api.as('vetting_officer')
    await vetting.post(`/cases/${caseId}/start-vetting`)
    const checked = await vetting.post(`/cases/${caseId}/checks`, { check: 'denounces_military_rule', result: 'confirmed' })
    expect(checked.status).toBeLessThan(300)
    const newest = async (role: Role): Promise<unknown> =>
      (await (await api.as(role)).get(`/cases/${caseId}/timeline?limit=1`)).body.items[0]
    for (const role of ['vetting_officer', 'vetting_approver', 'auditor'] as const) {
      expect(await newest(role)).toMatchObject({
        event: 'record_check',
        payload: { result: 'confirmed' },
        hash: expect.any(String),
      })
    }
    for (const role of ['intake_officer', 'relocation_officer', 'finance_officer'] as const) {
      expect(await newest(role)).toMatchObject({
        kind: 'case',
        from: 'in_vetting',
        to: 'in_vetting',
        role: 'vetting_officer',
        event: redacted,
        reason: redacted,
        payload: redacted,
        hash: redacted,
      })
    }
  })
})
