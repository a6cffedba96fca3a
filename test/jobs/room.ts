import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { INestApplicationContext } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { Redis } from 'ioredis'
import { Client } from 'pg'
import { JobEvents, Outbox, prepareQueueSchema, type JobView } from '@passage/jobs'
import { Database } from '@passage/platform'
import { createTestDatabase, type TestDatabase } from '../support/database'
import { PracticeAsker, practiceTables, PracticeWorker } from './practice-jobs'
import { startRedis, type RunningRedis } from './redis'

const ROOT = resolve(__dirname, '..', '..')
export const somebody = '00000000-0000-4000-8000-000000000000'

/** A closed gate: jobs that come to it wait until it opens. */
export interface Gate {
  readonly key: number
  open(): Promise<void>
}

/** A database with its queues on one of the two backends, an asker, and as many workers as a test wants. */
export class Room {
  private readonly contexts: INestApplicationContext[] = []
  private readonly children: ChildProcess[] = []
  private gates = 0

  private constructor(
    readonly backend: 'PostgreSQL' | 'Redis',
    readonly database: TestDatabase,
    readonly owner: Client,
    private readonly redis: RunningRedis | undefined,
    private readonly asker: INestApplicationContext,
  ) {}

  static async open(backend: 'PostgreSQL' | 'Redis'): Promise<Room> {
    const database = await createTestDatabase()
    await prepareQueueSchema(database.ownerUrl)
    const owner = new Client({ connectionString: database.ownerUrl })
    await owner.connect()
    await owner.query(practiceTables)
    const redis = backend === 'Redis' ? await startRedis() : undefined
    const asker = await NestFactory.createApplicationContext(PracticeAsker.at(database.url('passage_api')), { logger: false })
    return new Room(backend, database, owner, redis, asker)
  }

  get outbox(): Outbox {
    return this.asker.get(Outbox)
  }

  get events(): JobEvents {
    return this.asker.get(JobEvents)
  }

  get asking(): Database {
    return this.asker.get(Database)
  }

  ask(queue: string, name: string, data: Record<string, string | number> = {}): Promise<string> {
    return this.asking.transaction((tx) => this.outbox.request(tx, { queue, name, data, requestedBy: somebody }))
  }

  /** A worker in this process. */
  async startWorker(): Promise<INestApplicationContext> {
    const context = await NestFactory.createApplicationContext(
      PracticeWorker.at(this.database.url('passage_worker'), this.redis?.url),
      { logger: false, abortOnError: false },
    )
    this.contexts.push(context)
    return context
  }

  async stopWorkers(): Promise<void> {
    await Promise.all(this.contexts.splice(0).map((context) => context.close()))
    for (const child of this.children.splice(0)) child.kill('SIGKILL')
  }

  /** A worker as a process of its own. */
  async startWorkerProcess(): Promise<ChildProcess> {
    const program = [
      '--require',
      resolve(ROOT, 'apps/paymaster/testing/from-source.js'),
      resolve(ROOT, 'test/jobs/practice-worker.ts'),
    ]
    const child = spawn(process.execPath, program, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, DATABASE_WORKER_URL: this.database.url('passage_worker'), REDIS_URL: this.redis?.url },
    })
    this.children.push(child)
    let complaints = ''
    child.stderr!.on('data', (chunk: Buffer) => (complaints += chunk.toString()))
    await new Promise<void>((ready, fail) => {
      createInterface({ input: child.stdout! }).once('line', () => ready())
      child.once('exit', (code) => fail(new Error(`the worker ended with ${code}: ${complaints}`)))
    })
    return child
  }

  /** Closes a gate that jobs are told of by its key. */
  async gate(): Promise<Gate> {
    const key = (this.gates += 1)
    const { owner } = this
    await owner.query('SELECT pg_advisory_lock($1)', [key])
    return { key, open: async () => void (await owner.query('SELECT pg_advisory_unlock($1)', [key])) }
  }

  /** The first state of the job that is as wanted, seen as its asker sees it. */
  async until(jobId: string, wanted: (job: JobView) => boolean): Promise<JobView> {
    for await (const job of this.events.watch(jobId)) if (wanted(job)) return job
    throw new Error(`job ${jobId} ended, and was never as wanted`)
  }

  ended(jobId: string): Promise<JobView> {
    return this.until(jobId, (job) => job.closedAt !== null)
  }

  async effectsOf(jobId: string): Promise<number[]> {
    const { rows } = await this.owner.query<{ chunk: number }>('SELECT chunk FROM effect WHERE job_id = $1 ORDER BY chunk', [
      jobId,
    ])
    return rows.map(({ chunk }) => chunk)
  }

  /** The processes that began the job, in no order. */
  async runsOf(jobId: string): Promise<number[]> {
    const { rows } = await this.owner.query<{ by_process: number }>('SELECT by_process FROM run WHERE job_id = $1', [jobId])
    return rows.map((row) => row.by_process)
  }

  /** Everything that the queues know is gone, as when Redis was emptied. */
  async emptyQueues(): Promise<void> {
    if (!this.redis) return void (await this.owner.query('DELETE FROM bullmq.job'))
    const client = new Redis(this.redis.url)
    await client.flushall()
    await client.quit()
  }

  async close(): Promise<void> {
    await this.stopWorkers()
    await this.asker.close()
    await this.redis?.stop()
    await this.owner.end()
    await this.database.drop()
  }
}

/** Ends a process by a signal. @returns how it ended */
export async function end(
  child: ChildProcess,
  signal: 'SIGTERM' | 'SIGKILL',
): Promise<{ code: number | null; by: string | null }> {
  const gone = once(child, 'exit') as Promise<[number | null, string | null]>
  child.kill(signal)
  const [code, by] = await gone
  return { code, by }
}
