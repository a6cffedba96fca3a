import { randomUUID } from 'node:crypto'
import { startApi, type ApiClient, type TestApi } from '../../../test/support/api'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database'
import type { Role } from '../roles'

interface Seen {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly own: boolean
  readonly active: boolean
}

describe('Views that are shared with colleagues', () => {
  let database: TestDatabase
  let api: TestApi
  let names = 0

  beforeAll(async () => {
    database = await createTestDatabase()
    api = await startApi(database)
  })
  afterAll(async () => {
    await api.close()
    await database.drop()
  })
  // Each test has its own registrars: what an earlier one shared is gone.
  afterEach(async () => {
    const owner = await database.open('owner', 1)
    await owner.query('DELETE FROM shared_view')
  })

  const somebody = (...roles: Role[]): Promise<ApiClient> => api.withRoles(`shares-${(names += 1)}`, roles)
  const view = (name: string, search: Record<string, string> = { state: 'vetted' }) => ({ name, search })
  const keep = (who: ApiClient, ...views: object[]) => who.patch('/preferences', { lists: { cases: { views } } })
  const ask = (name: string, role: Role) => ({ list: 'cases', name, role })
  const seenBy = async (who: ApiClient, query = ''): Promise<Seen[]> => (await who.get(`/shared-views${query}`)).body.items
  const namesFor = async (who: ApiClient): Promise<string[]> => (await seenBy(who)).map(({ name }) => name)
  const toldOf = async ({ accountId }: ApiClient): Promise<string[]> => {
    const auditor = await api.as('auditor')
    const { body } = await auditor.get(`/account-events?accountId=${accountId}`)
    return body.items.map(({ what, role }: { what: string; role: Role }) => `${what} ${role}`).toReversed()
  }
  /** A registrar who keeps a view of that name and shares it with registrars. */
  const sharing = async (name: string, ...more: Role[]): Promise<{ me: ApiClient; id: string }> => {
    const me = await somebody('registrar', ...more)
    await keep(me, view(name))
    const shared = await me.post('/shared-views', ask(name, 'registrar'))
    expect([shared.status, shared.body]).toEqual([201, { id: expect.any(String), state: 'shared', version: 1 }])
    return { me, id: shared.body.id }
  }

  it('are seen by whoever holds the role, with who shared them and what they ask for, and by nobody else', async () => {
    const search = { state: 'vetted', service: 'police', sort: '-opened_on' }
    const [me, colleague, outsider] = await Promise.all([
      somebody('registrar', 'relocation_officer'),
      somebody('registrar'),
      somebody('relocation_officer'),
    ])
    await keep(me, view('Vetted police', search), view('Only mine'))
    expect((await me.post('/shared-views', ask('Vetted police', 'registrar'))).status).toBe(201)
    const { body } = await colleague.get('/shared-views?list=cases')
    expect(body).toEqual({
      nextCursor: null,
      items: [
        {
          id: expect.any(String),
          list: 'cases',
          name: 'Vetted police',
          search,
          role: 'registrar',
          sharedBy: { id: me.accountId, displayName: `Test ${me.username}` },
          own: false,
          active: true,
        },
      ],
    })
    expect(await seenBy(me)).toMatchObject([{ name: 'Vetted police', own: true, active: true }])
    expect(await seenBy(outsider)).toEqual([])
    expect(await seenBy(colleague, '?list=claims')).toEqual([])
    expect((await colleague.get('/preferences')).body.lists).toEqual({})
    expect(await toldOf(me)).toEqual(['view_shared registrar'])
    expect((await api.nobody.get('/shared-views')).status).toBe(401)
  })

  it('are taken back by whoever shared them, and by nobody else', async () => {
    const { me, id } = await sharing('Taken back')
    const colleague = await somebody('registrar')
    const refused = await colleague.post(`/shared-views/${id}/stop`)
    expect([refused.status, refused.body.code]).toEqual([404, 'shared_view.not_found'])
    expect(await namesFor(colleague)).toEqual(['Taken back'])
    const stopped = await me.post(`/shared-views/${id}/stop`)
    expect([stopped.status, stopped.body]).toEqual([200, { id, state: 'ended', version: 2 }])
    expect([await namesFor(colleague), await namesFor(me)]).toEqual([[], []])
    expect((await me.get('/preferences')).body.lists.cases.views).toEqual([view('Taken back')])
    expect((await me.post(`/shared-views/${id}/stop`)).body.code).toBe('shared_view.not_found')
    expect(await toldOf(me)).toEqual(['view_shared registrar', 'view_sharing_ended registrar'])
  })

  it('follow what their owner keeps under the name, and go with it: another view of that name is not shared unasked', async () => {
    const { me } = await sharing('Follows')
    const colleague = await somebody('registrar')
    await me.patch('/preferences', { lists: { cases: { columns: ['reference'] } } })
    await keep(me, view('Another'), view('Follows', { state: 'registered' }))
    expect(await seenBy(colleague)).toMatchObject([{ name: 'Follows', search: { state: 'registered' } }])
    await keep(me, view('Another'))
    expect(await namesFor(colleague)).toEqual([])
    await keep(me, view('Another'), view('Follows'))
    expect(await namesFor(colleague)).toEqual([])
    expect(await toldOf(me)).toEqual(['view_shared registrar', 'shared_view_changed registrar', 'view_sharing_ended registrar'])
  })

  it.each<[string, object, number, string, string]>([
    ['with a role that one does not hold', ask('Kept', 'planner'), 409, 'shared_view.role_not_held', 'role'],
    ['with the system', ask('Kept', 'system'), 400, 'input.invalid', 'role'],
    ['under a name that one keeps none of', ask('Not kept', 'registrar'), 409, 'shared_view.not_kept', 'name'],
    ['of another list', { ...ask('Kept', 'registrar'), list: 'claims' }, 409, 'shared_view.not_kept', 'name'],
    ['of what is no list', { ...ask('Kept', 'registrar'), list: 'my list!' }, 400, 'input.invalid', 'list'],
    ['with a search of its own', { ...ask('Kept', 'registrar'), search: {} }, 400, 'input.invalid', 'search'],
    ['under a long name', ask('n'.repeat(61), 'registrar'), 400, 'input.invalid', 'name'],
    ['like a phone number', ask('call 09 971 234 567', 'registrar'), 422, 'input.looks_like_real_identifier', 'name'],
  ])('are not shared %s', async (_, body, status, code, field) => {
    const [me, registrar] = await Promise.all([somebody('registrar'), somebody('registrar')])
    await keep(me, view('Kept'))
    const refused = await me.post('/shared-views', body)
    expect([refused.status, refused.body.code, refused.body.errors[0].field]).toEqual([status, code, field])
    expect([await namesFor(me), await namesFor(registrar), await toldOf(me)]).toEqual([[], [], []])
  })

  it("are not another's to share, whatever they are called", async () => {
    const { me } = await sharing('Belongs to somebody')
    const colleague = await somebody('registrar')
    const refused = await colleague.post('/shared-views', ask('Belongs to somebody', 'registrar'))
    expect(refused.body.code).toBe('shared_view.not_kept')
    // A copy under a name of their own is theirs.
    const [{ search }] = (await colleague.get('/shared-views')).body.items
    await keep(colleague, view('My copy', search))
    await keep(me)
    expect(await namesFor(colleague)).toEqual([])
    expect((await colleague.get('/preferences')).body.lists.cases.views).toEqual([view('My copy')])
  })

  it('are shared once however often it is said, and with one role: the other is refused', async () => {
    const me = await somebody('registrar', 'relocation_officer')
    await keep(me, view('Once'))
    const key = randomUUID()
    const first = await me.post('/shared-views', ask('Once', 'registrar'), { key })
    const again = await me.post('/shared-views', ask('Once', 'registrar'), { key })
    const anew = await me.post('/shared-views', ask('Once', 'registrar'))
    expect([again.text, anew.text]).toEqual([first.text, first.text])
    expect((await me.post('/shared-views', ask('Once', 'relocation_officer'), { key })).body.code).toBe('idempotency.key_reused')
    const other = await me.post('/shared-views', ask('Once', 'relocation_officer'))
    expect([other.status, other.body.code, other.body.field]).toEqual([409, 'shared_view.with_another_role', 'role'])
    expect((await me.post('/shared-views', ask('Once', 'registrar'), { key: null })).body.code).toBe('idempotency.key_missing')
    expect(await toldOf(me)).toEqual(['view_shared registrar'])
  })

  it('are with one role though two screens share at once, and with none though a third drops the view', async () => {
    const me = await somebody('registrar', 'relocation_officer')
    for (let round = 0; round < 5; round += 1) {
      const name = `Round ${round}`
      await keep(me, view(name))
      const answers = await Promise.all(
        (['registrar', 'relocation_officer'] as const).map((role) => me.post('/shared-views', ask(name, role))),
      )
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
      expect(await seenBy(me)).toMatchObject([{ name }])
      await keep(me, view(`${name}, dropped`))
      await Promise.all([me.post('/shared-views', ask(`${name}, dropped`, 'registrar')), keep(me)])
      const owner = await database.open('owner', 1)
      expect(await owner.query('SELECT name FROM shared_view WHERE account_id = $1', [me.accountId])).toEqual([])
    }
  })

  it('are tried with Dry-Run, and nothing is kept of it', async () => {
    const me = await somebody('registrar')
    await keep(me, view('Tried'))
    const tried = await me.post('/shared-views', ask('Tried', 'registrar'), { headers: { 'dry-run': 'true' } })
    expect([tried.status, await namesFor(me)]).toEqual([200, []])
  })

  it('are no longer shown of an account that is disabled or has lost the role, which its owner is told', async () => {
    const { me: disabled } = await sharing('Of somebody gone')
    const { me: moved, id } = await sharing('Of somebody moved', 'equipment_assessor')
    const colleague = await somebody('registrar')
    expect(await namesFor(colleague)).toEqual(['Of somebody gone', 'Of somebody moved'])
    const trainer = await api.as('trainer')
    expect((await trainer.post(`/accounts/${disabled.accountId}/disable`)).status).toBe(200)
    expect((await trainer.post(`/accounts/${moved.accountId}/revoke-role`, { role: 'registrar' })).status).toBe(200)
    expect(await namesFor(colleague)).toEqual([])
    expect(await seenBy(moved)).toMatchObject([{ name: 'Of somebody moved', own: true, active: false }])
    expect((await moved.post(`/shared-views/${id}/stop`)).status).toBe(200)
  })

  it('are no longer seen by whoever has lost the role, and seen by whoever is lent it', async () => {
    const { me } = await sharing('While they hold it')
    const [leaves, borrows] = [await somebody('registrar'), await somebody('equipment_assessor')]
    expect([await namesFor(leaves), await namesFor(borrows)]).toEqual([['While they hold it'], []])
    await (await api.as('trainer')).post(`/accounts/${leaves.accountId}/revoke-role`, { role: 'registrar' })
    const until = new Date(Date.now() + 86_400_000).toISOString()
    const lent = { to: borrows.accountId, role: 'registrar', until, reason: 'On leave' }
    expect((await me.post('/delegations', lent)).status).toBe(201)
    expect([await namesFor(leaves), await namesFor(borrows)]).toEqual([[], ['While they hold it']])
  })

  it('are seen and not changed while a trainer views as a role', async () => {
    const { id } = await sharing('Seen by the trainer')
    const trainer = await somebody('trainer')
    await keep(trainer, view('Of the trainer'))
    await trainer.post('/view-as', { role: 'registrar' })
    expect(await namesFor(trainer)).toEqual(['Seen by the trainer'])
    for (const [path, body] of [
      ['/shared-views', ask('Of the trainer', 'registrar')],
      [`/shared-views/${id}/stop`, {}],
    ] as const) {
      const refused = await trainer.post(path, body)
      expect([refused.status, refused.body.code]).toEqual([403, 'access.viewing_as'])
    }
  })

  it('come in pages, own ones first', async () => {
    const me = await somebody('registrar')
    const { me: colleague } = await sharing('A, of somebody else')
    const own = ['c', 'a', 'b'].map((name) => view(name))
    await keep(me, ...own)
    for (const { name } of own) await me.post('/shared-views', ask(name, 'registrar'))
    const paged: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const at: string = cursor && `&cursor=${cursor}`
      const { body } = await me.get<{ items: Seen[]; nextCursor: string | null }>(`/shared-views?limit=1${at}`)
      paged.push(...body.items.map(({ name }) => name))
      cursor = body.nextCursor
    }
    expect(paged).toEqual(['a', 'b', 'c', 'A, of somebody else'])
    expect((await namesFor(colleague))[0]).toBe('A, of somebody else')
    expect((await me.get('/shared-views?cursor=WyJjYXNlcyJd')).body.code).toBe('input.cursor')
  })

  it('are closed to whoever has the application’s role and SQL but no session of theirs', async () => {
    const { me, id } = await sharing('Closed')
    const application = await database.open('passage_api', 1)
    for (const sql of [
      'SELECT * FROM shared_view',
      `UPDATE shared_view SET role = 'planner'`,
      'DELETE FROM shared_view',
      `INSERT INTO shared_view (id, account_id, list, name, role) VALUES ('${randomUUID()}', '${me.accountId}', 'cases', 'x', 'planner')`,
    ]) {
      await expect(application.query(sql)).rejects.toThrow('permission denied')
    }
    expect(await application.query('SELECT * FROM shared_views($1)', [me.accountId])).toEqual([])
    const forged = application.query(`SELECT share_view(1, 'cases', 'Closed', 'registrar')`)
    await expect(forged).rejects.toThrow('account.role_missing')
    await expect(application.query('SELECT stop_sharing_view(1, $1)', [id])).rejects.toThrow('account.role_missing')
  })
})
