import type { Queue } from 'bullmq'
import type { Database } from '@passage/platform'
import { defaultAttempts, defaultFirstPause, type JobCatalogue } from './job-names'
import { closeJob, markEnqueued, notEnqueued, stillOpen, type Waiting } from './job.store'

const page = 200
const beforeAllIds = '00000000-0000-0000-0000-000000000000'

/**
 * Carries open requests from the outbox to the queues. A queue forgets (an emptied Redis, a restored backup); the outbox does not,
 * so whatever is open there and unknown here is put in again. The id of the request is the id of the job: twice is once.
 */
export class Dispatcher {
  private dispatching: Promise<void> | undefined
  private askedAgain = false

  constructor(
    private readonly database: Database,
    private readonly queues: ReadonlyMap<string, Queue>,
    private readonly catalogue: JobCatalogue,
  ) {}

  /** Enqueues what was asked for since the last time. Asked again while it works, it looks once more. */
  dispatch(): Promise<void> {
    this.askedAgain = true
    this.dispatching ??= this.dispatchAll().finally(() => (this.dispatching = undefined))
    return this.dispatching
  }

  private async dispatchAll(): Promise<void> {
    while (this.askedAgain) {
      this.askedAgain = false
      const waiting = await notEnqueued(this.database, [...this.queues.keys()], page)
      for (const one of waiting) await this.enqueue(one)
      if (waiting.length > 0)
        await markEnqueued(
          this.database,
          waiting.map(({ id }) => id),
        )
      if (waiting.length === page) this.askedAgain = true
    }
  }

  /** Looks at everything that is open, and enqueues again what its queue has lost. */
  async sweep(): Promise<void> {
    await this.dispatch()
    for (let after = beforeAllIds; ;) {
      const open = await stillOpen(this.database, [...this.queues.keys()], after, page)
      await Promise.all(open.map((one) => this.mend(one)))
      if (open.length < page) return
      after = open.at(-1)!.id
    }
  }

  private async mend(one: Waiting): Promise<void> {
    const job = await this.queues.get(one.queue)!.getJob(one.id)
    const state = job ? await job.getState() : 'unknown'
    if (state === 'unknown') return this.enqueue(one)
    if (state !== 'failed' && state !== 'completed') return
    // BullMQ gives a job up when worker after worker was lost over it. Not a fault that a further worker should be lost to.
    if (job?.failedReason?.startsWith('job stalled')) {
      const problem = { code: 'job.workers_lost', detail: 'One worker after another ended in the middle of this job.' }
      await closeJob(this.database, one.id, 'failed', problem)
      return
    }
    // It ended, yet its row could not be closed: the database was away. The handler finds out what is left to do.
    await job?.remove()
    await this.enqueue(one)
  }

  private async enqueue({ id, queue, name }: Waiting): Promise<void> {
    const kind = this.catalogue[queue]?.[name]
    // The worker reads what the job is about from its row: the queue learns nothing but its name and number.
    await this.queues.get(queue)!.add(
      name,
      {},
      {
        jobId: id,
        attempts: kind?.attempts ?? defaultAttempts,
        backoff: { type: 'exponential', delay: kind?.firstPause ?? defaultFirstPause },
        removeOnComplete: true,
        removeOnFail: { age: 24 * 3600, count: 1_000 },
      },
    )
  }
}
