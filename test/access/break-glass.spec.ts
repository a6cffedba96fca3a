import type { Database } from '@passage/platform'
import { startApi, type ApiClient, type TestApi } from '../support/api'
import { livedWorld, type ClonableDatabase } from '../support/lived-world'

const redacted = { redacted: true }

describe('Breaking the glass', () => {
  let database: ClonableDatabase
  let owner: Database
  let api: TestApi
  let auditor: ApiClient
  let second: ApiClient
  let cases: { id: string; state: string }[]

  beforeAll(async () => {
    database = await livedWorld()
    owner = await database.open('owner', 2)
    api = await startApi(database)
    auditor = await api.as('auditor')
    second = await api.as('auditor', 2)
    cases = await owner.query(`SELECT id, state FROM case_file WHERE state = 'registered' ORDER BY id`)
  }, 240_000)

  afterAll(async () => {
    await api?.close()
    await database?.drop()
  })

  const nameOf = async (client: ApiClient, id: string) => (await client.get(`/cases/${id}`)).body.household[0].name
  const breakIt = (client: ApiClient, id: string, more: object = {}) =>
    client.post(`/cases/${id}/break-glass`, { reason: 'complaint', classes: ['personal'], minutes: 15, ...more })

  it('shows an auditor the persons of the one case that it names, and of no other', async () => {
    const [one, other] = cases
    expect(await nameOf(auditor, one!.id)).toEqual(redacted)
    const { status, body } = await breakIt(auditor, one!.id)
    expect([status, body.state]).toEqual([201, 'open'])
    expect(await nameOf(auditor, one!.id)).toEqual(expect.any(String))
    expect(await nameOf(auditor, other!.id)).toEqual(redacted)
    expect(await nameOf(second, one!.id)).toEqual(redacted)
  })

  it('lists everything that was read under it', async () => {
    const [glass] = (await auditor.get('/break-glass')).body.items
    const reads = (await second.get(`/break-glass/${glass.id}/reads`)).body.items as {
      act: string
      resource: string
      fields: string[]
    }[]
    expect(reads.map(({ act }) => act)).toEqual(['did', 'read'])
    expect(reads[1]).toMatchObject({ resource: 'person', fields: expect.arrayContaining(['name', 'bornOn']) })
    expect(glass).toMatchObject({ reads: 1, open: true, reason: 'complaint', unseen: false })
  })

  it('is told to the other auditors and to whoever holds the case, until they say that they saw it', async () => {
    const [unseen] = (await second.get('/break-glass?unseen=true')).body.items
    expect(unseen).toMatchObject({ unseen: true, by: { id: auditor.accountId } })
    expect((unseen.told as unknown[]).length).toBeGreaterThanOrEqual(2)
    expect((await second.post(`/break-glass/${unseen.id}/seen`)).status).toBe(200)
    expect((await second.get('/break-glass?unseen=true')).body.items).toEqual([])
    const [holder] = await owner.query<{ username: string }>(
      'SELECT a.username FROM case_file f JOIN account a ON a.id = f.holder_id WHERE f.id = $1',
      [cases[0]!.id],
    )
    expect((await (await api.asAccount(holder!.username)).get('/break-glass?unseen=true')).body.items).toHaveLength(1)
  })

  it('says nothing to colleagues whom it does not concern', async () => {
    const stranger = await api.as('registrar')
    expect((await stranger.get('/break-glass')).body.items).toEqual([])
    const [glass] = (await auditor.get('/break-glass')).body.items
    for (const path of [`/break-glass/${glass.id}/reads`])
      expect((await stranger.get(path)).body.code).toBe('break_glass.not_found')
    for (const act of ['end', 'seen']) {
      expect((await stranger.post(`/break-glass/${glass.id}/${act}`)).body.code).toBe('break_glass.not_found')
    }
  })

  it('ends when somebody ends it, at the next look', async () => {
    const [glass] = (await auditor.get('/break-glass')).body.items
    expect((await second.post(`/break-glass/${glass.id}/end`)).body.state).toBe('ended')
    expect(await nameOf(auditor, cases[0]!.id)).toEqual(redacted)
    expect((await auditor.post(`/break-glass/${glass.id}/end`)).body.code).toBe('break_glass.not_found')
  })

  it('ends by itself', async () => {
    const id = cases[1]!.id
    await breakIt(auditor, id, { minutes: 1 })
    expect(await nameOf(auditor, id)).toEqual(expect.any(String))
    await owner.query(
      `UPDATE break_glass SET opened_at = opened_at - interval '2 minutes', ends_at = ends_at - interval '2 minutes' WHERE case_id = $1`,
      [id],
    )
    expect(await nameOf(auditor, id)).toEqual(redacted)
    expect((await auditor.get(`/cases/${id}`)).body.reference).toEqual(expect.any(String))
  })

  it('is not for those whom the programme keeps from persons', async () => {
    for (const role of ['planner', 'programme_manager', 'trainer', 'host_organisation', 'equipment_assessor'] as const) {
      expect((await breakIt(await api.as(role), cases[0]!.id)).body.code).toBe('access.role')
    }
  })

  it('reaches vetting for those only who vet and for auditors', async () => {
    const registrar = await api.as('registrar')
    const answer = await breakIt(registrar, cases[0]!.id, { classes: ['vetting'] })
    expect([answer.status, answer.body.code, answer.body.field]).toEqual([409, 'break_glass.class', 'classes'])
    const vetting = await api.as('vetting_officer')
    expect((await vetting.get(`/cases/${cases[2]!.id}/vetting`)).body.checks).toEqual(redacted)
    expect((await breakIt(vetting, cases[2]!.id, { classes: ['vetting'] })).status).toBe(201)
    expect((await vetting.get(`/cases/${cases[2]!.id}/vetting`)).body.checks).toEqual(expect.any(Array))
    expect(await nameOf(vetting, cases[2]!.id)).toEqual(redacted)
  })

  it('is refused where it is not needed, or open already', async () => {
    expect((await breakIt(await api.as('registrar'), cases[0]!.id)).body.code).toBe('break_glass.not_needed')
    await breakIt(auditor, cases[3]!.id)
    expect((await breakIt(auditor, cases[3]!.id)).body.code).toBe('break_glass.open_already')
  })

  it('wants a reason from the list and some minutes, at most an hour', async () => {
    for (const [wrong, field] of [
      [{ reason: 'curious' }, 'reason'],
      [{ minutes: 61 }, 'minutes'],
      [{ minutes: 0 }, 'minutes'],
      [{ classes: [] }, 'classes'],
      [{ classes: ['secret'] }, 'classes'],
    ] as const) {
      expect((await breakIt(auditor, cases[4]!.id, wrong)).body).toMatchObject({ code: 'input.invalid', field })
    }
    const nowhere = '55555555-5555-4555-8555-555555555555'
    expect((await breakIt(auditor, nowhere)).body.code).toBe('case.not_found')
  })

  it('cannot be done where nobody could be told', async () => {
    const id = cases[4]!.id
    await owner.query(`UPDATE case_file SET holder_id = $2 WHERE id = $1`, [id, auditor.accountId])
    await owner.query(
      `UPDATE account SET disabled_at = now() WHERE id IN (SELECT account_id FROM account_role WHERE role = 'auditor') AND id <> $1`,
      [auditor.accountId],
    )
    expect((await breakIt(auditor, id)).body.code).toBe('break_glass.nobody_to_tell')
    expect(await nameOf(auditor, id)).toEqual(redacted)
    await owner.query('UPDATE account SET disabled_at = NULL WHERE disabled_at IS NOT NULL')
  })

  it('cannot be done past the API: the application may not write what says so', async () => {
    const application = await database.open('passage_api', 1)
    await expect(
      application.query(
        `INSERT INTO break_glass (id, account_id, role, case_id, classes, reason, ends_at) VALUES (gen_random_uuid(), $1, 'auditor', $2, '{personal}', 'complaint', now() + interval '5 minutes')`,
        [auditor.accountId, cases[0]!.id],
      ),
    ).rejects.toThrow('permission denied')
    await expect(
      application.query(`SELECT break_the_glass(gen_random_uuid(), $1, 'auditor', '{personal}', 'complaint', 5)`, [cases[0]!.id]),
    ).rejects.toThrow('nobody with the role')
  })

  it('tells the holder and the auditors who has looked at a case, and nobody else', async () => {
    const { body } = await second.get(`/cases/${cases[0]!.id}/readers`)
    expect(body.items.find((row: { actor: { id: string } }) => row.actor.id === auditor.accountId)).toMatchObject({
      underGlass: true,
      resources: ['person'],
    })
    expect((await (await api.as('registrar')).get(`/cases/${cases[0]!.id}/readers`)).body.code).toBe('access.held')
  })
})
