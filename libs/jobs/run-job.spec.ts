import { randomUUID } from 'node:crypto'
import { Refused, type Database } from '@passage/platform'
import { createTestDatabase, type TestDatabase } from '../../test/support/database'
import { JobHandlers, type JobHandler } from './job-handlers'
import type { JobCatalogue } from './job-names'
import { closeJob, insertJob, readJob } from './job.store'
import { JobFault, RunJob, WorkerIsStopping } from './run-job'

const catalogue: JobCatalogue = {
  payments: {
    work: { does: 'Works', by: ['system'], mayBeCancelled: true },
    count: { does: 'Counts', by: ['planner'], mayBeCancelled: true },
    pay: { does: 'Pays', by: ['planner'], mayBeCancelled: false },
  },
}
const somebody = '00000000-0000-4000-8000-000000000000'
const midway = { last: false, isStopping: () => false }
const last = { ...midway, last: true }

let testDatabase: TestDatabase
let database: Database
const faults: unknown[] = []

beforeAll(async () => {
  testDatabase = await createTestDatabase()
  database = await testDatabase.open('passage_worker', 5)
  const owner = await testDatabase.open('owner', 1)
  await owner.query('CREATE TABLE effect (job_id uuid, by_run text)')
  await owner.query('GRANT SELECT, INSERT ON effect TO passage_app')
})
afterAll(() => testDatabase?.drop())

function runner(handler: JobHandler, name = 'work'): RunJob {
  const handlers = new JobHandlers(catalogue)
  handlers.register('payments', name, handler)
  return new RunJob(database, handlers, (fault) => faults.push(fault))
}

async function asked(name = 'work'): Promise<string> {
  const id = randomUUID()
  await insertJob(database, { id, queue: 'payments', name, data: {}, requestedBy: somebody, total: null })
  return id
}

describe('A delivery of a job', () => {
  it('does nothing when the job is closed, or of another database', async () => {
    const handler = jest.fn()
    const id = await asked()
    await closeJob(database, id, 'done')
    await runner(handler).run(id, midway)
    await runner(handler).run(randomUUID(), midway)
    expect(handler).not.toHaveBeenCalled()
  })

  it('waits for the one before it in the same process, instead of running beside it', async () => {
    const begun = jest.fn()
    let goOn: () => void = () => undefined
    const gate = new Promise<void>((open) => (goOn = open))
    const runs = runner(async () => {
      begun()
      await gate
    })
    const id = await asked()
    const both = [runs.run(id, midway), runs.run(id, midway)]
    goOn()
    await Promise.all(both)
    expect(begun).toHaveBeenCalledTimes(1)
  })

  it('loses its last effect when another process carried the job through meanwhile', async () => {
    const id = await asked()
    const beside = (by: string, before: () => Promise<void>): RunJob =>
      runner(async (job) => {
        await before()
        await database.transaction(async (tx) => {
          await tx.query('INSERT INTO effect VALUES ($1, $2)', [job.jobId, by])
          await job.finish(tx)
        })
      })
    const second = beside('second', async () => undefined)
    await beside('first', () => second.run(id, midway)).run(id, midway)
    expect(await database.query('SELECT by_run FROM effect WHERE job_id = $1', [id])).toEqual([{ by_run: 'second' }])
    expect(await readJob(database, id)).toMatchObject({ outcome: 'done' })
  })

  it('ends quietly at its next report when the job was closed elsewhere', async () => {
    const id = await asked()
    const after = jest.fn()
    await runner(async (job) => {
      await closeJob(database, job.jobId, 'cancelled')
      await job.progress(1, 2)
      after()
    }).run(id, midway)
    expect(after).not.toHaveBeenCalled()
    expect(await readJob(database, id)).toMatchObject({ outcome: 'cancelled', done: 0 })
  })

  it('goes back to its queue when the worker is to stop', async () => {
    const id = await asked()
    const runs = runner((job) => job.progress(3, 9))
    await expect(runs.run(id, { last: true, isStopping: () => true })).rejects.toBeInstanceOf(WorkerIsStopping)
    expect(await readJob(database, id)).toMatchObject({ outcome: null, done: 3, total: 9 })
  })

  it('counts as cancelled when its handler was told to stop and did, and as done when it had finished all the same', async () => {
    const ids = [await asked(), await asked()]
    for (const id of ids) await database.query('UPDATE job_request SET cancel_asked_at = now() WHERE id = $1', [id])
    await runner(async (job) => void (await job.cancelled())).run(ids[0]!, midway)
    await runner(async (job) => ((await job.cancelled()) ? 'done' : 'cancelled')).run(ids[1]!, midway)
    expect(await readJob(database, ids[0]!)).toMatchObject({ outcome: 'cancelled' })
    expect(await readJob(database, ids[1]!)).toMatchObject({ outcome: 'done' })
  })

  it('closes the job as failed at once when the domain refuses', async () => {
    const id = await asked()
    await runner(async () => {
      throw new Refused('payment_run.cancelled', 'This run was cancelled.')
    }).run(id, midway)
    expect(await readJob(database, id)).toMatchObject({
      outcome: 'failed',
      problem: { code: 'payment_run.cancelled', detail: 'This run was cancelled.' },
    })
  })

  it('is to be tried again after any other fault, until the last; neither the queue, nor the row, nor the log learns its words', async () => {
    const id = await asked()
    const runs = runner(async () => {
      throw Object.assign(new Error('cannot pay Aung Somebody'), { code: 'ECONNREFUSED' })
    })
    const fault = await runs.run(id, midway).catch((error: unknown) => error)
    expect(fault).toBeInstanceOf(JobFault)
    expect((await readJob(database, id))!.outcome).toBeNull()
    await runs.run(id, last)
    const job = await readJob(database, id)
    expect(job).toMatchObject({ outcome: 'failed', problem: { code: 'job.unexpected' } })
    expect(job!.problem!.detail).toContain('ECONNREFUSED')
    const told = JSON.stringify([faults, job, (fault as JobFault).message, (fault as JobFault).stack])
    expect(told).not.toContain('Aung')
    expect(told).toContain('run-job.spec')
  })

  it('ends as cancelled, before its next effect, when whoever asked for it may no longer', async () => {
    const owner = await testDatabase.open('owner', 1)
    const planner = randomUUID()
    await owner.query(`INSERT INTO account (id, username, display_name) VALUES ($1, $2, 'A planner')`, [
      planner,
      `planner-${planner.slice(0, 8)}`,
    ])
    const ask = async (name: string): Promise<string> => {
      const id = randomUUID()
      await insertJob(database, { id, queue: 'payments', name, data: {}, requestedBy: planner, total: null })
      return id
    }
    const holds = (sql: string): Promise<unknown> => owner.query(sql, [planner])
    const [grant, revoke] = [`INSERT INTO account_role VALUES ($1, 'planner')`, 'DELETE FROM account_role WHERE account_id = $1']
    const ended = { outcome: 'cancelled', problem: { code: 'access.revoked' } }

    await holds(grant)
    const running = await ask('count')
    const after = jest.fn()
    await runner(async (job) => {
      await job.progress(1, 2)
      await holds(revoke)
      await job.progress(2, 2)
      after()
    }, 'count').run(running, midway)
    expect(after).not.toHaveBeenCalled()
    expect(await readJob(database, running)).toMatchObject(ended)

    const waiting = await ask('count')
    await runner(after, 'count').run(waiting, midway)
    expect(after).not.toHaveBeenCalled()
    expect(await readJob(database, waiting)).toMatchObject(ended)

    await holds(grant)
    const closing = await ask('count')
    await runner(
      (job) =>
        database.transaction(async (tx) => {
          await tx.query(`INSERT INTO effect VALUES ($1, 'revoked')`, [job.jobId])
          await holds('UPDATE account SET disabled_at = now() WHERE id = $1')
          await job.finish(tx)
        }),
      'count',
    ).run(closing, midway)
    expect(await database.query('SELECT FROM effect WHERE job_id = $1', [closing])).toEqual([])
    expect(await readJob(database, closing)).toMatchObject(ended)

    // What must be carried through goes on: the system does it.
    const pays = await ask('pay')
    await runner(async (job) => job.progress(1, 1), 'pay').run(pays, midway)
    expect(await readJob(database, pays)).toMatchObject({ outcome: 'done' })
  })

  it('closes a job that this release does not know', async () => {
    const id = await asked('of_the_past')
    await runner(async () => undefined).run(id, midway)
    expect(await readJob(database, id)).toMatchObject({ outcome: 'failed', problem: { code: 'job.unknown' } })
  })
})
