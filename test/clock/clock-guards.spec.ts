import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { Client } from 'pg'
import { dueKinds, DueRules } from '@passage/case'
import type { Database, Tx } from '@passage/platform'
import { must, refusal } from '../journeys/relocation.support'
import { testMasterKeys } from '../support/api'
import { refusalOf } from '../support/history'
import { startClock, type ClockWorld } from './clock.support'

const ROOT = resolve(__dirname, '..', '..')

describe('The clock in the database', () => {
  let world: ClockWorld
  let app: Database

  beforeAll(async () => {
    world = await startClock()
    app = await world.database.open('passage_api', 2)
  }, 60_000)
  afterAll(() => world?.close())

  /** Moves the clock by SQL as the API's role, bound to somebody. */
  const moving = (token: string, to: string) =>
    refusalOf(
      app.transaction(async (tx) => {
        const [bound] = await tx.query<{ binding_id: bigint }>('SELECT binding_id FROM bind_actor($1)', [token])
        await move(tx, to, bound!.binding_id)
      }),
    )
  const move = (tx: Pick<Tx, 'query'>, to: string, binding: bigint) =>
    tx.query('SELECT move_programme_clock($1, $2)', [to, String(binding)])

  it('cannot be set by the roles of the application', async () => {
    const worker = await world.database.open('passage_worker', 1)
    for (const database of [app, worker]) {
      expect(await refusalOf(database.query(`UPDATE programme_clock SET today = '2021-10-01'`))).toMatch(/permission denied/)
      expect(await refusalOf(database.query(`UPDATE instance SET demo = true`))).toMatch(/permission denied/)
    }
  })

  it('never goes back, nor more than a year ahead, whoever asks by SQL', async () => {
    expect(await moving(world.trainer.token, '2021-08-31')).toBe('the_clock_never_goes_back')
    expect(await moving(world.trainer.token, '2022-09-02')).toBe('the_clock_moves_a_year_at_most')
  })

  it('is moved for nobody but a trainer, bound in this very transaction', async () => {
    expect(await moving((await world.api.as('finance_officer')).token, '2021-09-02')).toBe('a_trainer_moves_the_clock')
    const binding = await app.transaction(async (tx) => {
      const [bound] = await tx.query<{ binding_id: bigint }>('SELECT binding_id FROM bind_actor($1)', [world.trainer.token])
      return bound!.binding_id
    })
    expect(await refusalOf(app.transaction((tx) => move(tx, '2021-09-02', binding)))).toBe('a_trainer_moves_the_clock')
  })

  it('takes back nothing that fired, also for the worker', async () => {
    const worker = await world.database.open('passage_worker', 1)
    await world.owner.query(
      `INSERT INTO due_item (due_on, kind, planned_on, fired_on, outcome) VALUES ('2021-08-05', 'run_due', '2021-08-01', '2021-08-05', 'fired')`,
    )
    expect(await refusalOf(worker.query('UPDATE due_item SET fired_on = NULL, outcome = NULL'))).toBe('what_fired_stays_fired')
    expect(await refusalOf(app.query(`UPDATE due_item SET outcome = 'passed_by'`))).toMatch(/permission denied/)
  })

  it('is not moved where the database is no demo, and nothing is planned by the request', async () => {
    await world.owner.query('UPDATE instance SET demo = false')
    expect(must(await world.trainer.get('/clock'))).toMatchObject({ demo: false, mayMove: false })
    for (const answer of [
      await world.trainer.post('/clock/preview', { days: 1 }),
      await world.trainer.post('/clock/moves', { days: 1, seenToday: '2021-09-01' }),
    ])
      expect(refusal(answer)).toMatchObject({ code: 'clock.not_a_demo', status: 409 })
    expect(await moving(world.trainer.token, '2021-09-02')).toBe('the_clock_moves_in_a_demo')
    expect(await world.owner.query('SELECT FROM clock_move')).toEqual([])
    await world.owner.query('UPDATE instance SET demo = true')
  })
})

describe('A move of the clock whose worker is killed half-way', () => {
  let world: ClockWorld
  let child: ChildProcess | undefined

  beforeAll(async () => {
    world = await startClock()
  }, 60_000)
  afterAll(async () => {
    child?.kill('SIGKILL')
    await world?.close()
  })

  it('goes on after its last whole day, and fires each thing once', async () => {
    const site = await world.site('Riverbend House', 20)
    const bookings: string[] = []
    for (const from of ['2021-09-03', '2021-09-06', '2021-09-06', '2021-09-09'])
      bookings.push(await world.booked(await world.vetted(1), site, from))
    // The second half of the day 2021-09-13 cannot be done while somebody holds this booking.
    child = await workerProcess(world)
    const holder = new Client({ connectionString: world.database.ownerUrl })
    await holder.connect()
    await holder.query('BEGIN')
    await holder.query('SELECT FROM subject WHERE id = $1 FOR NO KEY UPDATE', [bookings[2]])
    const { id } = must(await world.trainer.post('/clock/moves', { days: 20, seenToday: '2021-09-01' }))
    await world.jobWhen(id, (job) => job.done === 11)
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
    // The day that it was at is undone as a whole: neither the clock nor the other booking of that day has moved.
    await holder.query('ROLLBACK')
    await holder.end()
    expect(must(await world.trainer.get('/clock')).today).toBe('2021-09-12')
    expect(await statesOf(world, bookings)).toEqual(['cancelled', 'booked', 'booked', 'booked'])

    await world.startWorker()
    expect(await world.jobWhen(id, (job) => job.closedAt !== null)).toMatchObject({ outcome: 'done', done: 20 })
    expect(await statesOf(world, bookings)).toEqual(['cancelled', 'cancelled', 'cancelled', 'cancelled'])
    expect(await world.newestMove()).toMatchObject({ reached: '2021-09-21', outcome: 'done' })
    const fired = await world.owner.query<{ kind: string; n: number }>(
      `SELECT kind, count(*)::int AS n FROM due_item WHERE outcome = 'fired' GROUP BY kind ORDER BY kind`,
    )
    expect(fired).toEqual([
      { kind: 'arrival_expected', n: 4 },
      { kind: 'arrival_missed', n: 4 },
    ])
    expect(await world.owner.query(`SELECT FROM transition WHERE event = 'cancel'`)).toHaveLength(4)
  }, 90_000)
})

describe('A process', () => {
  it('does not start when a stage has not said what one of the kinds means', () => {
    const rules = new DueRules()
    for (const kind of dueKinds.filter((one) => one !== 'run_due'))
      rules.register({ kind, about: 'case', stands: 'true', firing: { remind: 'registrar' } })
    expect(() => rules.onApplicationBootstrap()).toThrow('Nobody registered what these due items mean: run_due')
  })
})

async function statesOf(world: ClockWorld, ids: readonly string[]): Promise<string[]> {
  const rows = await world.owner.query<{ id: string; state: string }>('SELECT id, state FROM subject WHERE id = ANY ($1)', [ids])
  return ids.map((id) => rows.find((row) => row.id === id)!.state)
}

async function workerProcess(world: ClockWorld): Promise<ChildProcess> {
  const program = ['--require', resolve(ROOT, 'apps/paymaster/testing/from-source.js'), resolve(ROOT, 'apps/worker/main.ts')]
  const child = spawn(process.execPath, program, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      DATABASE_WORKER_URL: world.database.url('passage_worker'),
      PASSAGE_MASTER_KEYS: testMasterKeys,
      PASSAGE_DEMO: 'true',
    },
  })
  let said = ''
  child.stderr!.on('data', (chunk: Buffer) => (said += chunk.toString()))
  await new Promise<void>((ready, fail) => {
    createInterface({ input: child.stdout! }).once('line', () => ready())
    child.once('exit', (code) => fail(new Error(`the worker ended with ${code}: ${said}`)))
  })
  return child
}
