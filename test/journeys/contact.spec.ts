import { randomUUID } from 'node:crypto'
import type { Database } from '@passage/platform'
import { startApi, type ApiClient, type TestApi } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'

let testDatabase: TestDatabase
let owner: Database
let api: TestApi
let intake: ApiClient
let vetting: ApiClient

const kyawThu = {
  name: 'Kyaw Thu',
  nameMy: 'ကျော်သူ',
  bornOn: '1995-03-04',
  rank: 'sergeant',
  unit: 'Training Battalion 3',
  needs: ['medical_care'],
}
const contact = {
  service: 'soldier',
  pathway: 'individual',
  channel: 'messenger',
  applicant: kyawThu,
  household: [
    { relation: 'partner', name: 'Hnin Ei', bornOn: '1997-11-30' },
    { relation: 'child', name: 'Su Su', bornOn: '2019-05-06' },
  ],
}

async function aContact(changes: object = {}): Promise<{ id: string; reference: string; version: number }> {
  const { status, body } = await intake.post('/cases', { ...contact, ...changes })
  expect({ status, body }).toMatchObject({ status: 201 })
  return body
}

const rows = async (sql: string, ...parameters: unknown[]): Promise<number> => {
  const [row] = await owner.query<{ n: number }>(`SELECT count(*)::int AS n FROM (${sql}) q`, parameters)
  return row!.n
}

beforeAll(async () => {
  testDatabase = await createTestDatabase('2021-09-01')
  owner = await testDatabase.open('owner')
  api = await startApi(testDatabase)
  intake = await api.as('intake_officer')
  vetting = await api.as('vetting_officer')
})

afterAll(async () => {
  await api?.close()
  await testDatabase.drop()
})

describe('Opening a contact', () => {
  it('makes a case with a reference of the programme year, held by the officer who opened it, and its household', async () => {
    const { status, body, headers } = await intake.post('/cases', contact)
    expect(status).toBe(201)
    expect(body).toEqual({
      id: expect.any(String),
      reference: expect.stringMatching(/^P-2021-\d{5}$/),
      state: 'contacted',
      version: 1,
    })
    expect(headers.get('etag')).toBe('"1"')

    const page = await intake.get(`/cases/${body.id}`)
    expect(page.status).toBe(200)
    expect(page.headers.get('etag')).toBe('"1"')
    expect(page.body).toMatchObject({
      reference: body.reference,
      service: 'soldier',
      pathway: 'individual',
      channel: 'messenger',
      openedOn: '2021-09-01',
      holder: { id: intake.accountId },
      householdSize: 3,
      state: 'contacted',
      version: 1,
    })
    expect(page.body.household[0]).toMatchObject({ relation: 'applicant', since: '2021-09-01', until: null, ...kyawThu })
    expect(page.body.household.map((p: { name: string }) => p.name).sort()).toEqual(['Hnin Ei', 'Kyaw Thu', 'Su Su'])
  })

  it.each(['individual', 'collective', 'surrender', 'in_service'])(
    'takes somebody who came by the pathway %s, and the case keeps it',
    async (pathway) => {
      const { id } = await aContact({ pathway, household: undefined })
      expect((await intake.get(`/cases/${id}`)).body).toMatchObject({ pathway, householdSize: 1 })
    },
  )

  it('leaves no name, date of birth, unit or need in the log or in the clear', async () => {
    const { id } = await aContact()
    const [log] = await owner.query<{ all: string }>(
      `SELECT string_agg(payload || encode(bytes, 'escape'), ' ') AS all FROM transition WHERE subject_id = $1`,
      [id],
    )
    const [versions] = await owner.query<{ all: string }>(
      `SELECT string_agg(encode(ciphertext, 'escape'), ' ') AS all FROM person_version v JOIN person p ON p.id = v.person_id WHERE p.case_id = $1`,
      [id],
    )
    for (const personal of ['Kyaw', 'Hnin', '1995-03-04', 'sergeant', 'Battalion', 'medical_care']) {
      expect(log!.all).not.toContain(personal)
      expect(versions!.all).not.toContain(personal)
    }
  })
})

describe('Bad input to a contact', () => {
  const refusals: [string, object, string, string][] = [
    ['a field that nobody knows', { ...contact, escapeRoute: 'none' }, 'input.invalid', 'escapeRoute'],
    ['a field that no person has', { ...contact, applicant: { ...kyawThu, rankk: 'x' } }, 'input.invalid', 'applicant.rankk'],
    ['a service that is none', { ...contact, service: 'navy' }, 'input.invalid', 'service'],
    ['a missing applicant', { ...contact, applicant: undefined }, 'input.invalid', 'applicant'],
    ['a name that is a number', { ...contact, applicant: { ...kyawThu, name: 7 } }, 'input.invalid', 'applicant.name'],
    ['a name without a letter', { ...contact, applicant: { ...kyawThu, name: '...' } }, 'input.invalid', 'applicant.name'],
    [
      'a Burmese name in Latin letters',
      { ...contact, applicant: { ...kyawThu, nameMy: 'Kyaw' } },
      'input.invalid',
      'applicant.nameMy',
    ],
    [
      'a day that no calendar has',
      { ...contact, applicant: { ...kyawThu, bornOn: '1995-02-30' } },
      'input.invalid',
      'applicant.bornOn',
    ],
    [
      'an applicant born tomorrow',
      { ...contact, applicant: { ...kyawThu, bornOn: '2021-09-02' } },
      'input.implausible',
      'applicant.bornOn',
    ],
    [
      'an applicant of nine',
      { ...contact, applicant: { ...kyawThu, bornOn: '2012-01-01' } },
      'input.implausible',
      'applicant.bornOn',
    ],
    [
      'a second applicant',
      { ...contact, household: [{ relation: 'applicant', name: 'Aung', bornOn: '1990-01-01' }] },
      'input.implausible',
      'household',
    ],
    [
      'a child as old as its parent',
      { ...contact, household: [{ relation: 'child', name: 'Aung', bornOn: '1995-01-01' }] },
      'input.implausible',
      'household.0.bornOn',
    ],
    [
      'a phone number in a need, in Myanmar digits',
      { ...contact, applicant: { ...kyawThu, needs: ['ဖုန်း ၀၉၇၈၁၂၃၄၅၆၇'] } },
      'input.looks_like_real_identifier',
      'applicant.needs.0',
    ],
  ]

  it.each(refusals)('is refused for %s, naming the field and the fix, and nothing is written', async (_, body, code, field) => {
    const before = await rows('SELECT FROM case_file')
    const answer = await intake.post('/cases', body)
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
    expect(answer.body).toMatchObject({ code, field, fix: expect.any(String), requestId: expect.any(String) })
    expect([400, 422]).toContain(answer.status)
    expect(await rows('SELECT FROM case_file')).toBe(before)
    expect(await rows('SELECT FROM person WHERE NOT EXISTS (SELECT FROM case_file c WHERE c.id = case_id)')).toBe(0)
  })

  it('names every fault of a household at once', async () => {
    const household = [
      { relation: 'child', name: 'Aung', bornOn: '2021-12-01' },
      { relation: 'parent', name: 'Mya', bornOn: '1994-01-01' },
    ]
    const { body } = await intake.post('/cases', { ...contact, household })
    expect(body.errors.map((e: { field: string }) => e.field)).toEqual(['household.0.bornOn', 'household.1.bornOn'])
  })

  it('is refused without an Idempotency-Key, as broken JSON, and over a megabyte', async () => {
    expect((await intake.post('/cases', contact, { key: null })).body).toMatchObject({
      code: 'idempotency.key_missing',
      status: 400,
    })
    const headers = { 'content-type': 'application/json', 'x-csrf-token': intake.csrfToken, 'idempotency-key': randomUUID() }
    const broken = await intake.send('POST', '/cases', { body: '{"service":', headers })
    expect([broken.status, ((await broken.json()) as { code: string }).code]).toEqual([400, 'input.json'])
    const large = await intake.post('/cases', { ...contact, channel: 'x'.repeat(1_100_000) })
    expect([large.status, large.body.code]).toEqual([413, 'input.too_large'])
  })
})

describe('Sending a command twice', () => {
  it('does it once, and the answer is the same byte for byte', async () => {
    const key = randomUUID()
    const first = await intake.post('/cases', contact, { key })
    const second = await intake.post('/cases', contact, { key })
    expect(second.text).toBe(first.text)
    expect(second.status).toBe(first.status)
    expect(second.headers.get('etag')).toBe(first.headers.get('etag'))
    expect(await rows('SELECT FROM case_file WHERE id = $1', first.body.id)).toBe(1)
  })

  it('with another body is refused', async () => {
    const key = randomUUID()
    await intake.post('/cases', contact, { key })
    const before = await rows('SELECT FROM case_file')
    const other = await intake.post('/cases', { ...contact, channel: 'phone' }, { key })
    expect([other.status, other.body.code]).toEqual([422, 'idempotency.key_reused'])
    expect(await rows('SELECT FROM case_file')).toBe(before)
  })

  it('twenty times at once does one thing, and all twenty get its answer', async () => {
    const before = await rows('SELECT FROM case_file')
    const key = randomUUID()
    const answers = await Promise.all(Array.from({ length: 20 }, () => intake.post('/cases', contact, { key })))
    expect(new Set(answers.map((a) => `${a.status} ${a.text}`)).size).toBe(1)
    expect(answers[0]!.status).toBe(201)
    expect(await rows('SELECT FROM case_file')).toBe(before + 1)
  })
})

describe('A household', () => {
  it('grows and shrinks, and its size with it', async () => {
    const { id, reference } = await aContact()
    const joined = await intake.post(`/cases/${id}/household-members`, {
      relation: 'parent',
      name: 'Daw Mya',
      bornOn: '1965-01-01',
    })
    expect([joined.status, joined.body]).toEqual([201, { id, reference, state: 'contacted', version: 2 }])
    const { body: grown } = await intake.get(`/cases/${id}`)
    expect(grown.householdSize).toBe(4)
    const parent = grown.household.find((p: { relation: string }) => p.relation === 'parent')
    expect(parent).toMatchObject({ name: 'Daw Mya', since: '2021-09-01', until: null })

    const left = await intake.post(`/cases/${id}/household-members/${parent.id}/end`, { until: '2021-09-01' })
    expect([left.status, left.body]).toEqual([200, { id, reference, state: 'contacted', version: 3 }])
    const { body: shrunk } = await intake.get(`/cases/${id}`)
    expect(shrunk.householdSize).toBe(3)
    expect(shrunk.household.find((p: { id: string }) => p.id === parent.id)).toMatchObject({ until: '2021-09-01' })

    const again = await intake.post(`/cases/${id}/household-members/${parent.id}/end`, { until: '2021-09-01' })
    expect([again.status, again.body.code]).toEqual([409, 'household.left_already'])
  })

  it('keeps its applicant, and knows no days before the case began or after today', async () => {
    const { id } = await aContact()
    const { body } = await intake.get(`/cases/${id}`)
    const [applicant, member] = body.household
    const end = (personId: string, until: string) => intake.post(`/cases/${id}/household-members/${personId}/end`, { until })
    const add = (since: string) =>
      intake.post(`/cases/${id}/household-members`, { relation: 'other', name: 'Aung', bornOn: '1990-01-01', since })
    expect((await end(applicant.id, '2021-09-01')).body.code).toBe('household.applicant_stays')
    expect((await end(member.id, '2021-08-31')).body).toMatchObject({ code: 'input.before_case', field: 'until', status: 422 })
    expect((await end(member.id, '2021-09-02')).body).toMatchObject({ code: 'input.date', field: 'until' })
    expect((await add('2021-08-31')).body).toMatchObject({ code: 'input.before_case', field: 'since' })
    expect((await end(randomUUID(), '2021-09-01')).body).toMatchObject({ code: 'person.not_found', status: 404 })
    expect((await end('nobody', '2021-09-01')).body).toMatchObject({ code: 'input.invalid', field: 'personId' })
    expect((await intake.get(`/cases/${id}`)).body).toMatchObject({ version: 1, householdSize: 3 })
  })
})

describe('Two officers at one case', () => {
  it('cannot overwrite each other: who has read an old version is refused and told the new one', async () => {
    const { id } = await aContact()
    const note = { class: 'operational', text: 'Called back, wants to wait.' }
    expect((await intake.post(`/cases/${id}/notes`, note, { ifMatch: 1 })).status).toBe(201)
    const stale = await intake.post(`/cases/${id}/withdraw`, { reason: 'applicant_withdrew' }, { ifMatch: 1 })
    expect([stale.status, stale.body.code, stale.body.field]).toEqual([412, 'precondition.stale', 'If-Match'])
    expect(stale.body.fix).toContain('version 2')
    expect((await intake.get(`/cases/${id}`)).body.state).toBe('contacted')
    expect((await intake.post(`/cases/${id}/withdraw`, { reason: 'applicant_withdrew' }, { ifMatch: 'W/"x"' })).body.code).toBe(
      'precondition.malformed',
    )
  })

  it('can both write a note at once', async () => {
    const { id } = await aContact()
    const note = (n: number) => intake.post(`/cases/${id}/notes`, { class: 'operational', text: `Note number ${n}` })
    const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => note(n)))
    expect(answers.map((a) => a.status)).toEqual(Array(8).fill(201))
    expect(answers.map((a) => a.body.version).sort()).toEqual([2, 3, 4, 5, 6, 7, 8, 9])
  })
})

describe('The upkeep of a case', () => {
  it('gives it to another caseworker, and to nobody else', async () => {
    const { id } = await aContact()
    const assign = (holderId: string) => intake.post(`/cases/${id}/assign`, { holderId })
    const planner = await api.as('planner')
    expect((await assign(planner.accountId)).body).toMatchObject({ code: 'input.holder', field: 'holderId', status: 422 })
    expect((await assign(randomUUID())).body.code).toBe('input.holder')
    expect((await assign(vetting.accountId)).status).toBe(200)
    const { body } = await intake.get(`/cases/${id}`)
    expect(body.holder).toEqual({ id: vetting.accountId, displayName: expect.any(String) })
    expect((await intake.get(`/cases?holder=${vetting.accountId}&reference=${body.reference}`)).body.items).toHaveLength(1)
    const { body: chooseable } = await intake.get('/accounts?role=vetting_officer')
    expect(chooseable.items.map((a: { id: string }) => a.id)).toContain(vetting.accountId)
    expect(chooseable.items.map((a: { id: string }) => a.id)).not.toContain(planner.accountId)
  })

  it('ends with a reason that the lifecycle knows, and then nothing more may be done', async () => {
    const { id, reference } = await aContact()
    const unknown = await intake.post(`/cases/${id}/withdraw`, { reason: 'bored_of_it' })
    expect([unknown.status, unknown.body.code]).toEqual([422, 'input.reason'])
    expect(unknown.body.fix).toContain('applicant_withdrew')
    const ended = await intake.post(`/cases/${id}/withdraw`, { reason: 'applicant_withdrew' })
    expect([ended.status, ended.body]).toEqual([200, { id, reference, state: 'closed', version: 2 }])
    const more = await intake.post(`/cases/${id}/notes`, { class: 'operational', text: 'Too late' })
    expect([more.status, more.body.code]).toEqual([409, 'case.illegal_transition'])
    expect((await intake.get(`/cases/${id}/actions`)).body.items).toEqual([])
    expect(await rows('SELECT FROM note WHERE case_id = $1', id)).toBe(0)
  })

  it('closes no case that was never registered or declined, and finds none that does not exist', async () => {
    const { id } = await aContact()
    const early = await intake.post(`/cases/${id}/close`, { reason: 'moved_on' })
    expect([early.status, early.body.code]).toEqual([409, 'case.illegal_transition'])
    const nowhere = await intake.post(`/cases/${randomUUID()}/withdraw`, { reason: 'moved_on' })
    expect([nowhere.status, nowhere.body.code]).toEqual([404, 'case.not_found'])
    expect((await intake.get(`/cases/${randomUUID()}`)).body.code).toBe('case.not_found')
  })
})

describe('The timeline', () => {
  it('tells what happened, newest first, page by page, with the text of notes', async () => {
    const { id } = await aContact()
    await intake.post(`/cases/${id}/notes`, { class: 'operational', text: 'Needs an interpreter.' })
    await vetting.post(`/cases/${id}/assign`, { holderId: vetting.accountId })
    const { body } = await intake.get(`/cases/${id}/timeline`)
    expect(body.items.map((e: { event: string }) => e.event)).toEqual(['assign', 'add_note', 'open'])
    expect(body.items[0]).toMatchObject({
      subjectId: id,
      kind: 'case',
      seq: 3,
      from: 'contacted',
      to: 'contacted',
      actor: { id: vetting.accountId },
      role: 'vetting_officer',
      job: '',
      reason: null,
      programmeDate: '2021-09-01',
      recordedAt: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/),
      payload: { holder: vetting.accountId },
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(body.items[1].note).toMatchObject({
      class: 'operational',
      text: 'Needs an interpreter.',
      author: { id: intake.accountId },
    })

    const first = await intake.get(`/cases/${id}/timeline?limit=2`)
    const second = await intake.get(`/cases/${id}/timeline?limit=2&cursor=${first.body.nextCursor}`)
    expect([...first.body.items, ...second.body.items]).toEqual(body.items)
    expect(second.body.nextCursor).toBeNull()
    expect((await intake.get(`/cases/${id}/timeline?kind=code`)).body.items).toEqual([])
    expect((await intake.get(`/cases/${id}/timeline?cursor=x`)).body.code).toBe('input.cursor')
  })
})

describe('What can be done next', () => {
  it('is what the lifecycle says, with a fix for whatever is not possible yet', async () => {
    const { id } = await aContact()
    const of = async (who: ApiClient) =>
      new Map<string, { reasons: string[] }>(
        (await who.get(`/cases/${id}/actions`)).body.items.map((a: { event: string }) => [a.event, a]),
      )
    const forIntake = await of(intake)
    expect(forIntake.get('withdraw')).toMatchObject({
      subjectId: id,
      kind: 'case',
      subjectState: 'contacted',
      version: 1,
      to: 'closed',
      serious: true,
      allowed: true,
      mine: true,
      roles: ['intake_officer'],
      conditions: [],
    })
    expect(forIntake.get('withdraw')?.reasons).toContain('applicant_withdrew')
    expect(forIntake.get('start_vetting')).toMatchObject({
      allowed: false,
      mine: false,
      conditions: [{ condition: 'actor_has_the_role', fix: 'Ask somebody with the role vetting officer.' }],
    })
    expect((await of(vetting)).get('start_vetting')).toMatchObject({ allowed: true, mine: true })
    expect((await of(await api.as('relocation_officer'))).get('wait')).toMatchObject({
      subjectId: null,
      kind: 'placement',
      subjectState: null,
      allowed: false,
      mine: true,
      conditions: [{ condition: 'case_is_supported', because: 'The case is not vetted yet.', fix: expect.any(String) }],
    })
  })

  it('says the same as the act itself, and writes nothing', async () => {
    const { id } = await aContact()
    const before = await rows('SELECT FROM transition')
    const { body } = await intake.get(`/cases/${id}/actions`)
    const filing = body.items.find((a: { event: string }) => a.event === 'file')
    expect(filing).toMatchObject({ allowed: false, conditions: [{ condition: 'case_is_registered' }] })
    expect(await rows('SELECT FROM transition')).toBe(before)
  })
})

describe('Looking for people', () => {
  it('finds them by their name in Latin and in Burmese letters, however it is spelled, with the case', async () => {
    const { id, reference } = await aContact({ applicant: { ...kyawThu, name: 'Zin Myo Oo', nameMy: 'ဇင်မျိုးဦး' }, household: [] })
    for (const name of ['Zin Myo Oo', 'zin myo', 'Zin Myo U', 'ဇင်မျိုးဦး', 'ဇင်မျိုး']) {
      const { status, body } = await intake.post('/people/search', { name })
      expect(status).toBe(200)
      expect(body.items[0]).toMatchObject({
        caseId: id,
        reference,
        name: 'Zin Myo Oo',
        nameMy: 'ဇင်မျိုးဦး',
        personId: expect.any(String),
      })
      expect(body.items[0].score).toBeGreaterThan(0.5)
    }
    expect((await intake.post('/people/search', { name: 'Xxqqzz' })).body.items).toEqual([])
    expect((await intake.post('/people/search', {})).body).toMatchObject({ code: 'input.invalid', field: 'name' })
  })
})

describe('The worklist', () => {
  it('shows cases without a single name, filtered and counted', async () => {
    const { id, reference } = await aContact({ pathway: 'surrender', service: 'police' })
    const { status, body, text } = await intake.get(
      `/cases?state=contacted&service=police&pathway=surrender&sort=-opened_on&limit=5`,
    )
    expect(status).toBe(200)
    expect(body.items.map((c: { id: string }) => c.id)).toContain(id)
    expect(body.items.find((c: { id: string }) => c.id === id)).toEqual({
      id,
      reference,
      service: 'police',
      pathway: 'surrender',
      openedOn: '2021-09-01',
      holder: { id: intake.accountId, displayName: expect.any(String) },
      householdSize: 3,
      state: 'contacted',
      version: 1,
    })
    expect(text).not.toContain('Kyaw')
    const counts = await intake.get('/cases/counts?service=police')
    expect(counts.body.items).toEqual([{ state: 'contacted', count: expect.any(Number) }])
  })

  it('refuses filters that it does not know, and values that no filter has', async () => {
    for (const [query, field] of [
      ['name=Kyaw', 'name'],
      ['state=asleep', 'state'],
      ['state=contacted,asleep', 'state'],
      ['state=contacted,', 'state'],
      ['state=contacted&state=vetted', 'state'],
      ['service=soldier,navy', 'service'],
      ['pathway=', 'pathway'],
      ['sort=name', 'sort'],
      ['limit=201', 'limit'],
      ['opened_from=yesterday', 'opened_from'],
      ['holder=me', 'holder'],
    ]) {
      expect((await intake.get(`/cases?${query}`)).body).toMatchObject({ code: 'input.invalid', field, status: 400 })
    }
    expect((await intake.get('/cases?state=asleep')).body.fix).toBe(
      'Send one or more of these, with commas between them: contacted, in_vetting, awaiting_decision, vetted, registered, declined, closed.',
    )
  })
})

describe('The lifecycles', () => {
  it('are given to every account as data, for the pictures', async () => {
    const { body } = await (await api.as('planner')).get('/lifecycles')
    expect(body.items.map((l: { name: string }) => l.name)).toContain('reward_claim')
    expect(body.items[0]).toMatchObject({
      name: 'case',
      version: 1,
      opening: { open: { to: 'contacted' } },
      states: { closed: {} },
    })
  })
})
