import { createPostgresBackend, createRedisBackend, Queue, Worker, type Job, type WorkerOptions } from 'bullmq'
import { Redis } from 'ioredis'
import { Pool, types } from 'pg'
import type { Database } from '@passage/platform'
import { queueSchema } from './queue-schema'

const patienceAtStart = 5_000

/** What BullMQ runs on, opened once a process and shared by all queues and workers, so that connections stay few. */
export interface QueueBackend {
  readonly kind: 'postgres' | 'redis'
  queue(name: string): Queue
  worker(name: string, process: (job: Job, token?: string) => Promise<void>, options: Omit<WorkerOptions, 'connection'>): Worker
  close(): Promise<void>
}

/**
 * Redis or Valkey when an address is given, else PostgreSQL.
 * @param queues how many queues there will be; each worker keeps a connection to listen on
 */
export async function openQueueBackend(
  options: { readonly url: string; readonly redisUrl?: string | undefined; readonly queues: number },
  database: Database,
  onError: (error: unknown) => void,
): Promise<QueueBackend> {
  return options.redisUrl
    ? overRedis(options.redisUrl, await roomPrefix(database), onError)
    : overPostgres(options.url, options.queues, onError)
}

/** On PostgreSQL a room has its queues in its own database, so they cannot meet those of another. */
function overPostgres(url: string, queues: number, onError: (error: unknown) => void): QueueBackend {
  const pool = new Pool({
    connectionString: url,
    // One to listen for each worker, and a few for all of their short statements.
    max: queues + 3,
    options: `-c search_path=${queueSchema}`,
    application_name: 'passage-queues',
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 10_000,
    idle_in_transaction_session_timeout: 30_000,
    // BullMQ reads an int8 as text, as pg gives it by default; libs/platform has made it a bigint for everybody else.
    types: {
      getTypeParser: ((oid: number, format?: 'text') =>
        oid === types.builtins.INT8 ? String : types.getTypeParser(oid, format)) as never,
    },
  })
  // Each queue and each worker listens for the pool's errors; Node takes more than ten listeners for a leak, and says so.
  pool.setMaxListeners(2 * queues + 2)
  pool.on('error', onError)
  const connection = pool as never
  return {
    kind: 'postgres',
    queue: (name) => listened(new Queue(name, { connection }, createPostgresBackend as never), onError),
    worker: (name, process, options) =>
      listened(new Worker(name, process, { ...options, connection }, createPostgresBackend as never), onError),
    close: () => pool.end(),
  }
}

async function overRedis(redisUrl: string, prefix: string, onError: (error: unknown) => void): Promise<QueueBackend> {
  const connection = new Redis(redisUrl, {
    // BullMQ waits for Redis as long as it takes; a job is lost neither way.
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(100 * 2 ** Math.min(times, 5), 2_000),
  })
  connection.on('error', onError)
  await refuseDead(connection)
  return {
    kind: 'redis',
    queue: (name) => listened(new Queue(name, { connection, prefix }, createRedisBackend), onError),
    worker: (name, process, options) =>
      listened(new Worker(name, process, { ...options, connection, prefix }, createRedisBackend), onError),
    close: async () => {
      // With Redis away, QUIT would wait for it to come back.
      if (connection.status === 'ready') await connection.quit()
      else connection.disconnect()
    },
  }
}

/** A Redis that goes away comes back; one that is not there when we start is a wrong address. */
async function refuseDead(connection: Redis): Promise<void> {
  if (connection.status === 'ready') return
  const answered = await new Promise<boolean>((resolve) => {
    const givenUp = setTimeout(() => resolve(false), patienceAtStart)
    connection.once('ready', () => {
      clearTimeout(givenUp)
      resolve(true)
    })
  })
  if (answered) return
  connection.disconnect()
  const { host, port } = connection.options
  throw new Error(
    `Redis does not answer at ${host}:${port}, the address in REDIS_URL: start it, or unset REDIS_URL to queue in PostgreSQL.`,
  )
}

/** Rooms share a Redis: the name of the database tells them apart, and its own number where two clusters have one of the same name. */
async function roomPrefix(database: Database): Promise<string> {
  const [room] = await database.query<{ name: string; number: string }>(
    `SELECT current_database() AS name, left(md5((SELECT system_identifier FROM pg_control_system()) || ':' || oid), 8) AS number
     FROM pg_database WHERE datname = current_database()`,
  )
  return `passage-${room!.name}-${room!.number}`
}

/** An emitter without a listener for its errors would end the process. */
function listened<T extends { on(event: 'error', listener: (error: Error) => void): unknown }>(
  one: T,
  onError: (error: unknown) => void,
): T {
  one.on('error', onError)
  return one
}
