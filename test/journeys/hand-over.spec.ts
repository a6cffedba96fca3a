import { randomUUID } from 'node:crypto'
import type { Database } from '@passage/platform'
import { startApi, type ApiClient, type TestApi } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'

let testDatabase: TestDatabase
let owner: Database
let api: TestApi
let intake: ApiClient
let vetting: ApiClient

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

async function aContact(): Promise<{ id: string; reference: string }> {
  const applicant = { name: 'Kyaw Thu', bornOn: '1995-03-04' }
  const opened = await intake.post('/cases', { service: 'soldier', pathway: 'individual', channel: 'messenger', applicant })
  expect(opened.status).toBe(201)
  return opened.body
}

const rows = async (sql: string, ...parameters: unknown[]): Promise<number> => {
  const [row] = await owner.query<{ n: number }>(`SELECT count(*)::int AS n FROM (${sql}) q`, parameters)
  return row!.n
}

describe('Handing a case over', () => {
  it('goes together with what the next holder should know, in one act that the timeline tells as one', async () => {
    const { id, reference } = await aContact()
    const note = 'Call before noon; the partner knows nothing yet.'
    const [body, key] = [{ holderId: vetting.accountId, note }, randomUUID()]
    const given = await intake.post(`/cases/${id}/assign`, body, { key, ifMatch: 1 })
    expect([given.status, given.body]).toEqual([200, { id, reference, state: 'contacted', version: 2 }])
    expect((await intake.post(`/cases/${id}/assign`, body, { key, ifMatch: 1 })).body).toEqual(given.body)

    const { body: notes } = await vetting.get(`/cases/${id}/notes`)
    expect(notes.items).toEqual([
      {
        id: expect.any(String),
        caseId: id,
        subjectId: id,
        class: 'operational',
        author: { id: intake.accountId, displayName: expect.any(String) },
        writtenOn: '2021-09-01',
        text: note,
      },
    ])
    const { body: timeline } = await vetting.get(`/cases/${id}/timeline`)
    expect(timeline.items.map((entry: { event: string; note?: object }) => [entry.event, entry.note])).toEqual([
      ['assign', notes.items[0]],
      ['open', undefined],
    ])
    // The log holds where the note is and a commitment to it, and never a word of it; so does what is kept for a repeated command.
    const [logged] = await owner.query<{ payload: string }>('SELECT payload FROM transition WHERE subject_id = $1 AND seq = 2', [
      id,
    ])
    expect(JSON.parse(logged!.payload)).toEqual({
      holder: vetting.accountId,
      note: notes.items[0].id,
      class: 'operational',
      commitment: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    const kept = `SELECT FROM (SELECT bytes FROM transition UNION ALL SELECT convert_to(answer::text, 'UTF8') FROM command_receipt
      UNION ALL SELECT convert_to(n::text, 'UTF8') FROM note n) k WHERE position(convert_to('before noon', 'UTF8') IN bytes) > 0`
    expect(await rows(kept)).toBe(0)
  })

  it('leaves no note behind where it may not be', async () => {
    const { id } = await aContact()
    const [planner, note] = [await api.as('planner'), 'Never kept.']
    const give = (holderId: string, more: object = {}, as = intake) =>
      as.post(`/cases/${id}/assign`, { holderId, note, ...more }, { ifMatch: 1 })
    expect((await give(planner.accountId)).body).toMatchObject({ code: 'input.holder', field: 'holderId' })
    expect((await give(vetting.accountId, {}, await api.as('programme_manager'))).body.code).toBe('access.role')
    for (const wrong of ['', ' \n ', 'x'.repeat(4001), null, 7, ['Said so.']]) {
      expect((await give(vetting.accountId, { note: wrong })).body).toMatchObject({ code: 'input.invalid', field: 'note' })
    }
    const numbered = await give(vetting.accountId, { note: 'Reach him at 09 421 234 567.' })
    expect([numbered.status, numbered.body.field]).toEqual([422, 'note'])
    expect(numbered.text).not.toContain('421')
    expect((await intake.get(`/cases/${id}`)).body).toMatchObject({ version: 1, holder: { id: intake.accountId } })

    expect((await intake.post(`/cases/${id}/withdraw`, { reason: 'applicant_withdrew' })).status).toBe(200)
    expect((await give(vetting.accountId)).body.code).toBe('precondition.stale')
    const closed = await intake.post(`/cases/${id}/assign`, { holderId: vetting.accountId, note })
    expect([closed.status, closed.body.code]).toEqual([409, 'case.illegal_transition'])
    const nowhere = await intake.post(`/cases/${randomUUID()}/assign`, { holderId: vetting.accountId, note })
    expect([nowhere.status, nowhere.body.code]).toEqual([404, 'case.not_found'])
    expect(await rows('SELECT FROM note WHERE case_id = $1', id)).toBe(0)
  })
})
