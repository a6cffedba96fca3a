import { randomUUID } from 'node:crypto'
import { NestFactory } from '@nestjs/core'
import { jobNames, Outbox, prepareQueueSchema, type JobCatalogue, type JobView } from '@passage/jobs'
import { practiceJobs, PracticeWorker } from './practice-jobs'
import { Room, somebody } from './room'

let room: Room

beforeAll(async () => {
  room = await Room.open('PostgreSQL')
}, 60_000)
afterEach(() => room.stopWorkers())
afterAll(() => room?.close())

describe('A worker', () => {
  it('does not start when a declared job has no handler, and names it', async () => {
    const catalogue = {
      ...practiceJobs,
      reports: { monthly: { does: 'Reports', by: ['system'], mayBeCancelled: true } },
    } satisfies JobCatalogue
    const starting = NestFactory.createApplicationContext(
      PracticeWorker.at(room.database.url('passage_worker'), undefined, catalogue),
      {
        logger: false,
        abortOnError: false,
      },
    )
    await expect(starting).rejects.toThrow('No handler for the job reports/monthly')
  })

  it('does not start when a handler is for a job that nobody declared', async () => {
    const { count_on: _left, ...payments } = practiceJobs.payments
    const starting = NestFactory.createApplicationContext(
      PracticeWorker.at(room.database.url('passage_worker'), undefined, { ...practiceJobs, payments }),
      { logger: false, abortOnError: false },
    )
    await expect(starting).rejects.toThrow('There is no job payments/count_on')
  })
})

describe('Asking for a job', () => {
  it('is refused to whoever has none of the roles that may, however they come to it', async () => {
    const [planner, auditor] = [randomUUID(), randomUUID()]
    for (const [id, role] of [
      [planner, 'planner'],
      [auditor, 'auditor'],
    ]) {
      await room.owner.query('INSERT INTO account (id, username, display_name) VALUES ($1, $2, $2)', [id, `${role}-of-the-jobs`])
      await room.owner.query('INSERT INTO account_role VALUES ($1, $2)', [id, role])
    }
    const outbox = new Outbox(jobNames)
    const ask = (requestedBy: string): Promise<string> =>
      room.asking.transaction((tx) => outbox.request(tx, { queue: 'audit', name: 'verify_log', data: {}, requestedBy }))
    await expect(ask(planner)).rejects.toMatchObject({ code: 'access.job' })
    await expect(ask(randomUUID())).rejects.toMatchObject({ code: 'access.job' })
    const id = await ask(auditor)
    await room.owner.query('DELETE FROM job_request WHERE id = $1', [id])
    await room.owner.query('UPDATE account SET disabled_at = now() WHERE id = $1', [auditor])
    await expect(ask(auditor)).rejects.toMatchObject({ code: 'access.job' })
  })

  it('is possible for nothing of which nobody has said who may ask for it: the process does not start', () => {
    const { does, mayBeCancelled } = practiceJobs.audit.count
    const catalogue = { audit: { count: { does, mayBeCancelled } } } as unknown as JobCatalogue
    expect(() => new Outbox(catalogue)).toThrow('Nobody has said who may ask for the job audit/count')
  })

  it('is refused for a job that nobody declared, and leaves nothing behind', async () => {
    await expect(room.ask('payments', 'print_money')).rejects.toThrow('There is no job payments/print_money')
    await expect(room.ask('payments', 'toString')).rejects.toThrow('There is no job payments/toString')
    await expect(room.ask('constructor', 'name')).rejects.toThrow('There is no job constructor/name')
  })

  it.each(['Aung Somebody', '12/ABC(N)123456', '09 123 456 789', 'a@example.org', ''])(
    'is refused with what is no id in its data: %j',
    async (text) => {
      await expect(room.ask('payments', 'count', { note: text })).rejects.toThrow('job data: note')
    },
  )

  it('is refused when the job is still at work, done, or unknown', async () => {
    const id = await room.ask('audit', 'count', { chunks: 1 })
    const again = (jobId: string): Promise<string> => room.asking.transaction((tx) => room.outbox.again(tx, jobId, somebody))
    await expect(again(id)).rejects.toMatchObject({ code: 'job.not_closed' })
    await room.startWorker()
    await room.ended(id)
    await expect(again(id)).rejects.toMatchObject({ code: 'job.already_done' })
    await expect(again('11111111-1111-4111-8111-111111111111')).rejects.toMatchObject({ code: 'job.not_found' })
  })

  it('to stop is refused for a job that must be carried through', async () => {
    const id = await room.ask('payments', 'count_on', { chunks: 1 })
    const cancelling = room.asking.transaction((tx) => room.outbox.cancel(tx, id))
    await expect(cancelling).rejects.toMatchObject({ code: 'job.must_go_on' })
    await room.startWorker()
    expect(await room.ended(id)).toMatchObject({ outcome: 'done' })
  })
})

describe('The progress of a job', () => {
  it('is the state now, then each change, then the end', async () => {
    const gate = await room.gate()
    const id = await room.ask('payments', 'count', { chunks: 3, gate: gate.key, gateBefore: 2 })
    const seen: JobView[] = []
    await room.startWorker()
    for await (const job of room.events.watch(id)) {
      seen.push(job)
      if (job.done === 1) await gate.open()
    }
    const done = seen.map((job) => job.done)
    expect(done).toEqual([...done].sort((a, b) => a - b))
    expect(seen.at(-1)).toMatchObject({ outcome: 'done', done: 3, total: 3 })
    expect(seen.slice(0, -1).every(({ closedAt }) => closedAt === null)).toBe(true)
    expect(new Set(seen.map((job) => JSON.stringify(job))).size).toBe(seen.length)
  })

  it('is there for who comes later: after the end, the end alone', async () => {
    await room.startWorker()
    const id = await room.ask('payments', 'count', { chunks: 2 })
    await room.ended(id)
    const seen: JobView[] = []
    for await (const job of room.events.watch(id)) seen.push(job)
    expect(seen).toMatchObject([{ id, outcome: 'done', done: 2 }])
    expect(seen[0]!.requestedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  })

  it('is nothing for a job that does not exist', async () => {
    const seen: JobView[] = []
    for await (const job of room.events.watch('11111111-1111-4111-8111-111111111111')) seen.push(job)
    expect(seen).toEqual([])
  })

  it('ends for a watcher who leaves, though the job goes on', async () => {
    const id = await room.ask('audit', 'count', { chunks: 1 })
    const leaving = new AbortController()
    const seen: JobView[] = []
    for await (const job of room.events.watch(id, leaving.signal)) {
      seen.push(job)
      leaving.abort()
    }
    expect(seen).toMatchObject([{ id, closedAt: null }])
    await room.startWorker()
    expect(await room.ended(id)).toMatchObject({ outcome: 'done' })
  })

  it('comes as a stream that completes with the job', async () => {
    await room.startWorker()
    const id = await room.ask('payments', 'count', { chunks: 2 })
    const seen: JobView[] = []
    await new Promise<void>((complete, error) =>
      room.events.stream(id).subscribe({ next: (job) => seen.push(job), complete, error }),
    )
    expect(seen.at(-1)).toMatchObject({ id, outcome: 'done' })
  })
})

describe('The queues in PostgreSQL', () => {
  it('may be prepared again and again', async () => {
    await prepareQueueSchema(room.database.ownerUrl)
    await prepareQueueSchema(room.database.ownerUrl)
  })

  it('are shut to the API and to the login role, which need them not', async () => {
    for (const role of ['passage_api', 'passage_login'] as const) {
      const database = await room.database.open(role, 1)
      await expect(database.query('SELECT * FROM bullmq.job')).rejects.toThrow('permission denied for schema bullmq')
    }
  })

  it('may be used by the worker, but not changed in their form or their history', async () => {
    const worker = await room.database.open('passage_worker', 1)
    await expect(worker.query('CREATE TABLE bullmq.mine (id integer)')).rejects.toThrow('permission denied')
    await expect(worker.query('DROP TABLE bullmq.job')).rejects.toThrow('must be owner')
    await expect(worker.query('DELETE FROM bullmq.migration')).rejects.toThrow('permission denied')
  })

  it('learn nothing of a job but its name and number', async () => {
    const gate = await room.gate()
    await room.startWorker()
    const id = await room.ask('payments', 'count', { chunks: 2, gate: gate.key, gateBefore: 2 })
    await room.until(id, ({ done }) => done === 1)
    const { rows } = await room.owner.query('SELECT id, name, data FROM bullmq.job WHERE id = $1', [id])
    expect(rows).toEqual([{ id, name: 'count', data: {} }])
    await gate.open()
    await room.ended(id)
  })
})
