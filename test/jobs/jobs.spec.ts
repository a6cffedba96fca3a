import { once } from 'node:events'
import { end, Room, somebody } from './room'
import { redisIsThere } from './redis'

const backends = (['PostgreSQL', 'Redis'] as const).filter((backend) => backend === 'PostgreSQL' || redisIsThere)

if (!redisIsThere) {
  const say = process.env.CI === 'true' ? it : it.skip
  say('jobs on Redis: install redis-server, or give its path in PASSAGE_REDIS_SERVER', () => {
    throw new Error('There is no redis-server here, so half of the promise is untested.')
  })
}

const oneTo = (n: number): number[] => Array.from({ length: n }, (_, index) => index + 1)

describe.each(backends)('A job, with its queue on %s', (backend) => {
  let room: Room

  beforeAll(async () => {
    room = await Room.open(backend)
  }, 60_000)
  afterEach(() => room.stopWorkers())
  afterAll(() => room?.close())

  it('runs once when the transaction that asked for it commits', async () => {
    await room.startWorker()
    const id = await room.ask('payments', 'count', { chunks: 4 })
    expect(await room.ended(id)).toMatchObject({ outcome: 'done', done: 4, total: 4, problem: null, requestedBy: somebody })
    expect(await room.effectsOf(id)).toEqual(oneTo(4))
    expect(await room.runsOf(id)).toEqual([process.pid])
  })

  it('never runs when that transaction is rolled back', async () => {
    await room.startWorker()
    let rolledBack = ''
    const failing = room.asking.transaction(async (tx) => {
      rolledBack = await room.outbox.request(tx, { queue: 'payments', name: 'count', data: { chunks: 1 }, requestedBy: somebody })
      throw new Error('the command was refused after all')
    })
    await expect(failing).rejects.toThrow('refused after all')
    await room.ended(await room.ask('payments', 'count', { chunks: 1 }))
    expect(await room.runsOf(rolledBack)).toEqual([])
    expect(await room.events.read(rolledBack)).toBeUndefined()
  })

  it('waits for a worker when there is none, and runs as soon as one comes', async () => {
    const ids = await Promise.all(oneTo(5).map(() => room.ask('audit', 'count', { chunks: 2 })))
    await room.startWorker()
    for (const id of ids) expect(await room.ended(id)).toMatchObject({ outcome: 'done' })
    for (const id of ids) expect(await room.effectsOf(id)).toEqual([1, 2])
  })

  it('goes on where it stopped when its worker is killed in the middle', async () => {
    const victim = await room.startWorkerProcess()
    const gate = await room.gate()
    const id = await room.ask('payments', 'count', { chunks: 6, gate: gate.key, gateBefore: 4 })
    await room.until(id, ({ done }) => done === 3)
    expect(await end(victim, 'SIGKILL')).toEqual({ code: null, by: 'SIGKILL' })
    await gate.open()
    await room.startWorker()
    const started = Date.now()
    expect(await room.ended(id)).toMatchObject({ outcome: 'done', done: 6 })
    expect(Date.now() - started).toBeLessThan(20_000)
    expect(await room.effectsOf(id)).toEqual(oneTo(6))
    expect(new Set(await room.runsOf(id))).toEqual(new Set([victim.pid, process.pid]))
  }, 60_000)

  it('is put back at once by a worker that is asked to stop, which then ends by itself', async () => {
    const leaving = await room.startWorkerProcess()
    const gate = await room.gate()
    const id = await room.ask('payments', 'count', { chunks: 6, gate: gate.key, gateBefore: 4 })
    await room.until(id, ({ done }) => done === 3)
    const gone = once(leaving, 'exit')
    leaving.kill('SIGTERM')
    await gate.open()
    // Nest ends the process by the same signal once everything is closed.
    expect(await gone).toEqual([null, 'SIGTERM'])
    await room.startWorker()
    const started = Date.now()
    expect(await room.ended(id)).toMatchObject({ outcome: 'done' })
    // Sooner than the lock of a lost worker runs out.
    expect(Date.now() - started).toBeLessThan(5_500)
    expect(await room.effectsOf(id)).toEqual(oneTo(6))
  }, 60_000)

  it('is not lost when the queues are emptied, neither at work nor waiting', async () => {
    await room.startWorker()
    const gate = await room.gate()
    const ids = await Promise.all(oneTo(6).map(() => room.ask('payments', 'count', { chunks: 3, gate: gate.key, gateBefore: 2 })))
    await Promise.any(ids.map((id) => room.until(id, ({ done }) => done === 1)))
    await room.emptyQueues()
    await gate.open()
    for (const id of ids) expect(await room.ended(id)).toMatchObject({ outcome: 'done' })
    for (const id of ids) expect(await room.effectsOf(id)).toEqual([1, 2, 3])
  }, 60_000)

  it('survives that PostgreSQL cuts every connection of the worker', async () => {
    await room.startWorker()
    const gate = await room.gate()
    const id = await room.ask('payments', 'count', { chunks: 4, gate: gate.key, gateBefore: 3 })
    await room.until(id, ({ done }) => done === 2)
    await room.owner.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename IN ('passage_worker', 'passage_api')`,
    )
    await gate.open()
    expect(await room.ended(id)).toMatchObject({ outcome: 'done' })
    expect(await room.effectsOf(id)).toEqual(oneTo(4))
    // The worker hears of the next one too.
    expect(await room.ended(await room.ask('payments', 'count', { chunks: 1 }))).toMatchObject({ outcome: 'done' })
  }, 60_000)

  it('stops between two chunks when it is asked to, and keeps what it has done', async () => {
    await room.startWorker()
    const gate = await room.gate()
    const id = await room.ask('payments', 'count', { chunks: 5, gate: gate.key, gateBefore: 3 })
    await room.until(id, ({ done }) => done === 2)
    await room.asking.transaction((tx) => room.outbox.cancel(tx, id))
    expect(await room.until(id, ({ cancelAskedAt }) => cancelAskedAt !== null)).toMatchObject({ outcome: null })
    await gate.open()
    expect(await room.ended(id)).toMatchObject({ outcome: 'cancelled', done: 2, total: 5 })
    expect(await room.effectsOf(id)).toEqual([1, 2])
    const again = room.asking.transaction((tx) => room.outbox.cancel(tx, id))
    await expect(again).rejects.toMatchObject({ code: 'job.closed' })
  })

  it('is tried again after a fault', async () => {
    await room.startWorker()
    const id = await room.ask('payments', 'stumble', { chunks: 2, times: 2 })
    expect(await room.ended(id)).toMatchObject({ outcome: 'done', problem: null })
    expect(await room.runsOf(id)).toHaveLength(3)
  })

  it('fails after its last try with a code and without a word of the data, and can be asked for again', async () => {
    await room.startWorker()
    const id = await room.ask('payments', 'stumble', { chunks: 1, times: 3 })
    const job = await room.ended(id)
    expect(job).toMatchObject({ outcome: 'failed', problem: { code: 'job.unexpected' } })
    expect(job.problem!.detail).toContain('22P02')
    expect(JSON.stringify(job)).not.toContain('Aung')
    const next = await room.asking.transaction((tx) => room.outbox.again(tx, id, somebody))
    expect(next).not.toBe(id)
    expect(await room.ended(next)).toMatchObject({ queue: 'payments', name: 'stumble', outcome: 'failed' })
  })

  it('is not tried again when the domain refuses it', async () => {
    await room.startWorker()
    const id = await room.ask('payments', 'refuse')
    expect(await room.ended(id)).toMatchObject({
      outcome: 'failed',
      problem: { code: 'practice.refused', detail: 'This is refused, and would be again.' },
    })
  })

  it('keeps to its budget of connections', async () => {
    await room.startWorker()
    const ids = await Promise.all(oneTo(8).map((n) => room.ask(n % 2 ? 'payments' : 'audit', 'count', { chunks: 5 })))
    for (const id of ids) await room.ended(id)
    const { rows } = await room.owner.query<{ usename: string; n: number }>(
      `SELECT usename, count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND usename LIKE 'passage%' GROUP BY 1`,
    )
    const connections = Object.fromEntries(rows.map(({ usename, n }) => [usename, n]))
    // The worker: four for its work, one that hears of requests, and on PostgreSQL one a queue and three for all queues.
    expect(connections['passage_worker']).toBeLessThanOrEqual(backend === 'Redis' ? 5 : 10)
    // The asker: four for its work, one that hears of progress.
    expect(connections['passage_api']).toBeLessThanOrEqual(5)
  })
})
