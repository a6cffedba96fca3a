import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common'
import { WaitingError, type Job, type Queue, type Worker } from 'bullmq'
import { Database, Listener, sqlState } from '@passage/platform'
import { Dispatcher } from './dispatcher'
import { JobHandlers } from './job-handlers'
import { requestedChannel } from './job.store'
import type { JobCatalogue } from './job-names'
import { JOB_CATALOGUE } from './outbox'
import { openQueueBackend, type QueueBackend } from './queue-backend'
import { RunJob, WorkerIsStopping } from './run-job'

export const JOB_WORKER_OPTIONS = Symbol('JOB_WORKER_OPTIONS')

export interface JobWorkerOptions {
  /** The worker's own login role. */
  readonly url: string
  /** Redis or Valkey; without it the queues are in PostgreSQL. */
  readonly redisUrl?: string | undefined
}

/** A lock is renewed every two seconds; a worker that was killed is missed after six, and its jobs go on within about ten. */
const lease = { lockDuration: 6_000, lockRenewTime: 2_000, stalledInterval: 2_000 }
/** As often as a job may lose its worker before it is the job that one blames. */
const workersLost = 25
/** Jobs of one queue at a time: a long run must not keep a short one waiting. */
const jobsAtOnce = 2
const sweepEvery = 3_000
/** How long a stopping worker waits for chunks to end; the launcher kills it after ten seconds. */
const patience = 8_000

/** Runs the jobs: a worker a queue, the dispatcher, and the sweep. */
@Injectable()
export class JobWorker implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly logger = new Logger('jobs')
  private stopping = false
  private backend: QueueBackend | undefined
  private readonly queues = new Map<string, Queue>()
  private readonly workers: Worker[] = []
  private dispatcher: Dispatcher
  private listener: Listener
  private sweeping: Promise<void> = Promise.resolve()
  private nextSweep: NodeJS.Timeout | undefined

  constructor(
    @Inject(JOB_WORKER_OPTIONS) private readonly options: JobWorkerOptions,
    @Inject(JOB_CATALOGUE) private readonly catalogue: JobCatalogue,
    private readonly database: Database,
    private readonly handlers: JobHandlers,
  ) {}

  /** By now every module has registered its handlers (they do so in onModuleInit). */
  async onApplicationBootstrap(): Promise<void> {
    this.handlers.assertComplete()
    try {
      await this.start()
    } catch (error) {
      // Whoever starts us gets the fault, and no process that hangs on half-open connections.
      await this.beforeApplicationShutdown()
      throw error
    }
  }

  private async start(): Promise<void> {
    const names = Object.keys(this.catalogue).filter((queue) => Object.keys(this.catalogue[queue]!).length > 0)
    const onError = (error: unknown): void => this.report(error)
    this.backend = await openQueueBackend({ ...this.options, queues: names.length }, this.database, onError)
    for (const name of names) this.queues.set(name, this.backend.queue(name))
    this.dispatcher = new Dispatcher(this.database, this.queues, this.catalogue)
    this.listener = new Listener(this.options.url, [requestedChannel], {
      message: () => void this.dispatcher.dispatch().catch(onError),
      connected: () => void this.dispatcher.dispatch().catch(onError),
      fault: onError,
    })
    const runJob = new RunJob(this.database, this.handlers, (fault) => this.logger.error(fault))
    for (const name of names) {
      const worker = this.backend.worker(name, (job, token) => this.process(runJob, job, token), {
        concurrency: jobsAtOnce,
        maxStalledCount: workersLost,
        runRetryDelay: 1_000,
        removeOnComplete: { count: 0 },
        ...lease,
      })
      this.workers.push(worker)
      await worker.waitUntilReady()
    }
    await this.listener.start()
    await this.dispatcher.sweep()
    this.sweepLater()
  }

  private async process(runJob: RunJob, job: Job, token: string | undefined): Promise<void> {
    const last = job.attemptsMade + 1 >= (job.opts.attempts ?? 1)
    try {
      await runJob.run(job.id!, { last, isStopping: () => this.stopping })
    } catch (error) {
      if (!(error instanceof WorkerIsStopping)) throw error
      // Back to the queue, so that another worker, or the next start, goes on at once and not when the lock runs out.
      await job.moveToWait(token)
      throw new WaitingError()
    }
  }

  private sweepLater(): void {
    if (this.stopping) return
    this.nextSweep = setTimeout(() => {
      this.sweeping = this.dispatcher
        .sweep()
        .catch((error: unknown) => this.report(error))
        .finally(() => this.sweepLater())
    }, sweepEvery)
  }

  /** Stops before the database is closed: chunks at work end, their jobs go back to the queue. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true
    clearTimeout(this.nextSweep)
    await this.listener?.stop()
    await Promise.race([this.sweeping, after(patience)])
    await Promise.race([Promise.all(this.workers.map((worker) => worker.close())), after(patience)])
    await Promise.all([...this.queues.values()].map((queue) => queue.close().catch(() => undefined)))
    await Promise.race([this.backend?.close().catch(() => undefined), after(patience)])
    this.backend = undefined
  }

  /** Nest calls this after a failed start too, where nothing was begun. */
  async onApplicationShutdown(): Promise<void> {
    if (this.backend) await this.beforeApplicationShutdown()
  }

  /** What went wrong between us and a queue. It mends itself, by reconnecting or by the sweep; the log says that it happened. */
  private report(error: unknown): void {
    if (this.stopping) return
    const code = sqlState(error) ?? (error as { code?: unknown } | undefined)?.code
    // The messages are BullMQ's, pg's and ioredis's own, about connections and locks; a job's faults are logged by code alone.
    this.logger.warn({ queues: this.backend?.kind, code, fault: error instanceof Error ? error.name : 'Error' })
  }
}

function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref())
}
