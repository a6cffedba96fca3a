import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { Keeper } from '../../apps/keeper/keeper'
import { must, refusal } from '../journeys/relocation.support'
import type { Answer } from '../support/api'
import { somethingOfEach, startClock, type ClockWorld } from './clock.support'

const secret = 'only-for-tests'

describe('Restore points', () => {
  let world: ClockWorld
  let keeper: Keeper
  let room: string
  let cluster: Client

  beforeAll(async () => {
    world = await startClock()
    await somethingOfEach(world)
    await world.startWorker()
    room = new URL(world.database.ownerUrl).pathname.slice(1)
    const elsewhere = new URL(world.database.ownerUrl)
    elsewhere.pathname = '/postgres'
    cluster = new Client({ connectionString: elsewhere.toString() })
    await cluster.connect()
    await startKeeper()
  }, 120_000)

  afterAll(async () => {
    await keeper?.close()
    delete process.env.KEEPER_URL
    const left = await databases()
    for (const name of left.filter((one) => one !== room)) await cluster.query(`DROP DATABASE "${name}"`)
    await cluster.end()
    await world?.close()
  })

  async function startKeeper(): Promise<void> {
    keeper = new Keeper({ ownerUrl: world.database.ownerUrl, secret })
    process.env.KEEPER_URL = `http://127.0.0.1:${await keeper.listen(0, '127.0.0.1')}`
    process.env.KEEPER_SECRET = secret
  }

  async function databases(): Promise<string[]> {
    const { rows } = await cluster.query<{ datname: string }>(
      'SELECT datname FROM pg_database WHERE starts_with(datname, $1) ORDER BY 1',
      [room],
    )
    return rows.map(({ datname }) => datname)
  }

  /** Asks until the API has its connections again. */
  async function inTheEnd(ask: () => Promise<Answer>): Promise<Answer> {
    for (let tries = 1; ; tries += 1) {
      const answer = await ask()
      if (answer.status !== 503 || tries === 20) return answer
    }
  }

  const code = (answer: Answer): string => refusal(answer).code
  const points = async () => must(await inTheEnd(() => world.trainer.get('/restore-points')))
  const make = async (name: string): Promise<string> =>
    must(await inTheEnd(() => world.trainer.post('/restore-points', { name }))).id
  const load = (id: string, key = randomUUID()): Promise<Answer> =>
    inTheEnd(() => world.trainer.post(`/restore-points/${id}/load`, {}, { key }))
  /** Rows of the programme without what is chance or record: ids of notices, hashes, times. */
  const rows = () =>
    world.owner.query(
      `SELECT 'subject' AS what, id::text, state, version::text AS more FROM subject
       UNION ALL SELECT 'due', kind || coalesce(subject_id::text, ''), outcome, due_on || ' ' || fired_on FROM due_item
       UNION ALL SELECT 'notice', kind || coalesce(subject_id::text, ''), role, due_on || ' ' || made_on FROM notice
       UNION ALL SELECT 'transition', subject_id::text, event, seq || payload || programme_date FROM transition ORDER BY 1, 2, 4`,
    )

  it('are named, listed with what they hold, and unique by name', async () => {
    const id = await make('before lesson 2')
    const { items, available } = await points()
    expect(available).toBe(true)
    expect(items).toMatchObject([
      { id, name: 'before lesson 2', madeBy: world.trainer.username, programmeDate: '2021-09-01', cases: 7, fits: true },
    ])
    expect(code(await world.trainer.post('/restore-points', { name: 'Before Lesson 2' }))).toBe('restore_points.name_taken')
    for (const name of ['', ' ', 'x'.repeat(61)]) expect((await world.trainer.post('/restore-points', { name })).status).toBe(400)
    expect(code(await world.trainer.post('/restore-points', { name: 'Start' }))).toBe('restore_points.name_taken')
  })

  it('bring back what was, let a job run afterwards, and give the same when the clock is moved again', async () => {
    const id = await make('before the move')
    const other = await world.api.as('intake_officer')
    await world.move({ months: 2 })
    const once = await rows()
    await world.contact(3)

    const began = Date.now()
    expect(must(await load(id))).toMatchObject({ id, reference: 'before the move', state: 'loaded' })
    expect(Date.now() - began).toBeLessThan(10_000)
    // The trainer stays signed in, everybody else logs in again.
    expect(must(await inTheEnd(() => world.trainer.get('/clock'))).today).toBe('2021-09-01')
    expect((await world.trainer.get('/session')).status).toBe(200)
    expect((await other.get('/cases')).status).toBe(401)

    expect(await world.move({ months: 2 })).toMatchObject({ outcome: 'done' })
    expect(await rows()).toEqual(once)
  }, 60_000)

  it('leave a record of who loaded what, which the auditor finds in the room that came, and in the one after it', async () => {
    const [first] = (await points()).items.filter((point: { name: string }) => point.name === 'before lesson 2')
    must(await load(first.id))
    const auditor = await world.api.withRoles('an-auditor', ['auditor'])
    const { items } = must(await auditor.get('/access-log?limit=200'))
    const told = items
      .filter(({ resource }: { resource: string }) => resource === 'restore_point')
      .map(({ code: what, fields, actor, act }: { code: string; fields: string[]; actor: { id: string }; act: string }) => [
        act,
        what,
        fields[0],
        actor.id,
      ])
    const by = world.trainer.accountId
    expect(told).toEqual([
      ['did', 'restore_points.loaded', 'before lesson 2', by],
      ['did', 'restore_points.loaded', 'before the move', by],
      ['did', 'restore_points.made', 'before the move', by],
      ['did', 'restore_points.made', 'before lesson 2', by],
    ])
  })

  it('are loaded once where the same request comes twice', async () => {
    const [point] = (await points()).items
    const key = randomUUID()
    must(await load(point.id, key))
    const manager = await world.api.withRoles('a-manager', ['programme_manager'])
    must(
      await inTheEnd(() =>
        manager.post('/sites', { name: 'Lakeside House', country: 'TH', region: 'Tak', organisation: 'Open Hands', places: 3 }),
      ),
    )
    must(await load(point.id, key))
    expect(must(await manager.get('/sites')).items.map((site: { name: string }) => site.name)).toContain('Lakeside House')
  })

  it('return to the start, which is kept once and cannot be deleted', async () => {
    expect(code(await world.trainer.post('/reset'))).toBe('restore_points.no_start')
    const start = () =>
      fetch(`${process.env.KEEPER_URL}/start`, { method: 'POST', headers: { authorization: `Bearer ${secret}` } }).then((r) =>
        r.json(),
      )
    const { id } = (await start()) as { id: string }
    expect(await start()).toMatchObject({ id })
    await inTheEnd(() => world.trainer.get('/clock'))
    await world.move({ days: 3 })
    expect(must(await inTheEnd(() => world.trainer.post('/reset')))).toMatchObject({ id, reference: 'start', state: 'loaded' })
    expect(must(await inTheEnd(() => world.trainer.get('/clock'))).today).toBe('2021-09-01')
    expect(code(await world.trainer.delete(`/restore-points/${id}`))).toBe('restore_points.is_start')
  })

  it('of another version of the schema are refused with both versions and a way out', async () => {
    const id = await make('of the next release')
    await world.owner.query(`INSERT INTO migration (timestamp, name) VALUES (99990000000099, 'Later0000000000099')`)
    expect(refusal(await load(id))).toMatchObject({
      code: 'restore_points.other_schema',
      detail: expect.stringMatching(/Clock|\d{13}.*Later0000000000099/),
      fix: expect.stringContaining('delete it and make a new one'),
    })
    expect((await points()).items.every((point: { fits: boolean }) => !point.fits)).toBe(true)
    await world.owner.query(`DELETE FROM migration WHERE name = 'Later0000000000099'`)
    must(await world.trainer.delete(`/restore-points/${id}`))
    expect((await points()).items.map((point: { id: string }) => point.id)).not.toContain(id)
  })

  it('are kept from whoever has no secret, is no trainer, or asks for a room that is no demo', async () => {
    expect((await fetch(`${process.env.KEEPER_URL}/points`)).status).toBe(401)
    const auditor = await world.api.withRoles('another-auditor', ['auditor'])
    const pretending = await fetch(`${process.env.KEEPER_URL}/points`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}` },
      body: JSON.stringify({ name: 'mine', by: { accountId: auditor.accountId, sessionId: randomUUID(), requestId: null } }),
    })
    expect(await pretending.json()).toMatchObject({ code: 'access.role' })
    await world.owner.query('UPDATE instance SET demo = false')
    expect(code(await world.trainer.post('/restore-points', { name: 'of something real' }))).toBe('restore_points.not_a_demo')
    expect(code(await world.trainer.post('/reset'))).toBe('restore_points.not_a_demo')
    await world.owner.query('UPDATE instance SET demo = true')
  })

  it('put right at the start of the keeper what one that was killed left behind', async () => {
    await keeper.close()
    const before = await databases()
    await cluster.query(`CREATE DATABASE "${room}_loading"`)
    await cluster.query(`CREATE DATABASE "${room}_making"`)
    await cluster.query(`ALTER DATABASE "${room}" WITH ALLOW_CONNECTIONS false`)
    await startKeeper()
    expect(await databases()).toEqual(before)
    expect((await inTheEnd(() => world.trainer.get('/clock'))).status).toBe(200)
  })

  it('say in one sentence that there is no keeper, where there is none', async () => {
    const url = process.env.KEEPER_URL
    delete process.env.KEEPER_URL
    expect(refusal(await world.trainer.post('/restore-points', { name: 'nowhere' }))).toMatchObject({
      status: 409,
      code: 'restore_points.unavailable',
    })
    expect(must(await world.trainer.get('/restore-points'))).toEqual({ items: [], nextCursor: null, available: false })
    process.env.KEEPER_URL = url
  })
})
