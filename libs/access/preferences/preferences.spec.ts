import { startApi, type ApiClient, type TestApi } from '../../../test/support/api'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database'

const nothingChosen = { language: null, digits: null, theme: null, lists: {} }

describe('How somebody likes to see the screens', () => {
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

  const somebody = (): Promise<ApiClient> => api.withRoles(`likes-${(names += 1)}`, ['registrar'])
  const view = (name: string, search: Record<string, unknown> = { state: 'vetted' }) => ({ name, search })

  it('is nothing chosen until they choose, and then what they chose', async () => {
    const me = await somebody()
    expect((await me.get('/preferences')).body).toEqual(nothingChosen)
    const saved = await me.patch('/preferences', { language: 'my', theme: 'dark' })
    expect([saved.status, saved.body]).toEqual([200, { ...nothingChosen, language: 'my', theme: 'dark' }])
    expect((await me.patch('/preferences', { digits: 'latin', theme: null })).body).toEqual({
      ...nothingChosen,
      language: 'my',
      digits: 'latin',
    })
    expect((await me.get('/preferences')).body).toMatchObject({ language: 'my', digits: 'latin', theme: null })
  })

  it('keeps of the lists what is not told: the other lists, and of a list its views while its columns change', async () => {
    const me = await somebody()
    const views = [
      view('Vetted, mine', { state: 'vetted', holder: me.accountId, opened_from: '2021-06-01', reference: 'P-2021-000' }),
      view('ရဲများ', { service: 'police', sort: '-opened_on' }),
    ]
    await me.patch('/preferences', { lists: { cases: { columns: ['reference', 'openedOn'], views } } })
    await me.patch('/preferences', { lists: { sites: { columns: ['name'] } } })
    const { body } = await me.patch('/preferences', { lists: { cases: { columns: null } } })
    expect(body.lists).toEqual({ cases: { columns: null, views }, sites: { columns: ['name'], views: [] } })
  })

  it('is the same for two screens that save at once: neither takes away what the other said', async () => {
    const me = await somebody()
    await Promise.all([
      me.patch('/preferences', { language: 'my' }),
      me.patch('/preferences', { theme: 'light' }),
      ...['a', 'b', 'c'].map((list) => me.patch('/preferences', { lists: { [list]: { columns: ['one'] } } })),
    ])
    const { language, theme, lists } = (await me.get('/preferences')).body
    expect([language, theme, Object.keys(lists).sort()]).toEqual(['my', 'light', ['a', 'b', 'c']])
  })

  it("is nobody else's business: not over HTTP, and not for whoever has the application's role and SQL", async () => {
    const [me, other] = [await somebody(), await somebody()]
    await me.patch('/preferences', { language: 'my', lists: { cases: { views: [view('Mine')] } } })
    expect((await other.get('/preferences')).body).toEqual(nothingChosen)
    const application = await database.open('passage_api', 1)
    for (const sql of [
      'SELECT * FROM account_preference',
      `INSERT INTO account_preference (account_id) VALUES ('${other.accountId}')`,
      `UPDATE account_preference SET language = 'en'`,
    ]) {
      await expect(application.query(sql)).rejects.toThrow('permission denied')
    }
    expect(await application.query('SELECT * FROM own_preferences($1)', [me.accountId])).toEqual([])
    await expect(application.query('SELECT save_preferences($1, $2)', [me.accountId, '{}'])).rejects.toMatchObject({
      code: 'PA001',
    })
    expect((await api.nobody.get('/preferences')).status).toBe(401)
  })

  it('is read and not changed while a trainer views as a role', async () => {
    const trainer = await api.withRoles('likes-trainer', ['trainer'])
    await trainer.patch('/preferences', { theme: 'dark' })
    await trainer.post('/view-as', { role: 'planner' })
    expect((await trainer.get('/preferences')).body.theme).toBe('dark')
    const refused = await trainer.patch('/preferences', { theme: 'light' })
    expect([refused.status, refused.body.code]).toEqual([403, 'access.viewing_as'])
    const application = await database.open('passage_api', 1)
    const past = application.query('SELECT save_preferences($1, $2)', [trainer.token, '{"theme": "light"}'])
    await expect(past).rejects.toMatchObject({ code: 'PA002' })
    await trainer.delete('/view-as')
    expect((await trainer.get('/preferences')).body.theme).toBe('dark')
  })

  it('is kept from a session that has ended, and from an account that is disabled', async () => {
    const [me, gone] = [await somebody(), await somebody()]
    await me.delete('/session')
    expect((await me.patch('/preferences', { theme: 'dark' })).status).toBe(401)
    const owner = await database.open('owner', 1)
    await gone.patch('/preferences', { theme: 'dark' })
    await owner.query('UPDATE account SET disabled_at = now() WHERE id = $1', [gone.accountId])
    expect((await gone.get('/preferences')).status).toBe(401)
    const application = await database.open('passage_api', 1)
    expect(await application.query('SELECT * FROM own_preferences($1)', [gone.token])).toEqual([])
  })

  it.each<[string, object, string]>([
    ['a language that there is none of', { language: 'fr' }, 'language'],
    ['a field that there is none of', { font: 'large' }, 'font'],
    ['a list of lists', { lists: [] }, 'lists'],
    ['a name that could hold anything', { lists: { 'my list!': {} } }, 'lists'],
    ['a field of a list', { lists: { cases: { width: [] } } }, 'lists.cases.width'],
    ['a column twice', { lists: { cases: { columns: ['state', 'state'] } } }, 'lists.cases.columns.1'],
    ['a view without a name', { lists: { cases: { views: [view(' ')] } } }, 'lists.cases.views.0.name'],
    ['a long name', { lists: { cases: { views: [view('n'.repeat(61))] } } }, 'lists.cases.views.0.name'],
    ['two views of one name', { lists: { cases: { views: [view('a'), view('a')] } } }, 'lists.cases.views.1.name'],
    ['a search that is no text', { lists: { cases: { views: [view('a', { state: 1 })] } } }, 'lists.cases.views.0.search.state'],
    [
      'more than twenty texts',
      { lists: { cases: { views: [view('a', Object.fromEntries([...'abcdefghijklmnopqrstu'].map((k) => [k, 'x'])))] } } },
      'lists.cases.views.0.search',
    ],
    [
      'more than thirty views',
      { lists: { cases: { views: Array.from({ length: 31 }, (_, n) => view(`view ${n}`)) } } },
      'lists.cases.views',
    ],
  ])('is not %s', async (_, body, field) => {
    const me = await somebody()
    const refused = await me.patch('/preferences', body)
    expect([refused.status, refused.body.code, refused.body.field]).toEqual([400, 'input.invalid', field])
    expect((await me.get('/preferences')).body).toEqual(nothingChosen)
  })

  it('holds nothing that looks like a real identifier', async () => {
    const me = await somebody()
    for (const at of ['name', 'search'] as const) {
      const told = at === 'name' ? view('call 09 971 234 567') : view('call', { reference: '09 971 234 567' })
      const refused = await me.patch('/preferences', { lists: { cases: { views: [told] } } })
      expect([refused.status, refused.body.code]).toEqual([422, 'input.looks_like_real_identifier'])
    }
  })

  it('does not grow without end', async () => {
    const me = await somebody()
    const search = Object.fromEntries([...'abcdefghijklmnopqrst'].map((key) => [key, 'x'.repeat(200)]))
    const views = Array.from({ length: 30 }, (_, n) => view(`view ${n}`, search))
    expect((await me.patch('/preferences', { lists: { cases: { views } } })).status).toBe(200)
    const refused = await me.patch('/preferences', { lists: { sites: { views } } })
    expect([refused.status, refused.body.code]).toEqual([422, 'input.too_many_preferences'])
  })

  it('needs the token of the session, like everything that changes something', async () => {
    const me = await somebody()
    const refused = await me.patch('/preferences', { theme: 'dark' }, { headers: { 'x-csrf-token': 'another' } })
    expect([refused.status, refused.body.code]).toEqual([403, 'access.csrf'])
  })
})
