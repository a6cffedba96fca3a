import { Refused, sqlState, type Database } from '@passage/platform'
import type { JobHandlers, RunningJob } from './job-handlers'
import {
  closeJob,
  isCancelAsked,
  mayAsk,
  startJob,
  writeProgress,
  type JobOutcome,
  type JobProblem,
  type OpenJob,
  type Sql,
} from './job.store'

/** The job was closed by another run of it: nothing is left to do. */
class JobIsClosed extends Error {}

/** Who asked for the job may not any more, and it need not be carried through. */
class AskerLostTheRight extends Error {}

/** This worker is to stop; the job goes back to its queue, and goes on where it left off. */
export class WorkerIsStopping extends Error {}

const revoked: JobProblem = {
  code: 'access.revoked',
  detail: 'Whoever asked for this job may no longer do so, and it was stopped.',
}

/** What went wrong, without what may be somebody's data: BullMQ keeps and shows the message of an error. */
export class JobFault extends Error {
  constructor(readonly problem: JobProblem) {
    super(`${problem.code}: ${problem.detail}`)
    this.name = 'JobFault'
    // BullMQ keeps the stack too.
    this.stack = this.message
  }
}

export interface Attempt {
  /** Whether this is the last; when it fails, the job does. */
  readonly last: boolean
  isStopping(): boolean
}

/**
 * Runs one delivery of a job to its end, and sees to it that its row closes: in the handler's own transaction, or here.
 * Delivered twice within this process, the second delivery waits for the first.
 */
export class RunJob {
  private readonly running = new Map<string, Promise<void>>()

  constructor(
    private readonly database: Database,
    private readonly handlers: JobHandlers,
    private readonly log: (fault: Readonly<Record<string, unknown>>) => void,
  ) {}

  /** @throws JobFault to be tried again later, WorkerIsStopping to be put back */
  async run(jobId: string, attempt: Attempt): Promise<void> {
    const under = this.running.get(jobId) ?? this.once(jobId, attempt).finally(() => this.running.delete(jobId))
    this.running.set(jobId, under)
    return under
  }

  private async once(jobId: string, attempt: Attempt): Promise<void> {
    const job = await startJob(this.database, jobId).catch((error: unknown) => {
      throw new JobFault(problemOf(error))
    })
    if (!job) return
    const handler = this.handlers.handlerOf(job.queue, job.name)
    if (!handler)
      return this.close(jobId, 'failed', { code: 'job.unknown', detail: 'This release of Passage does not know this job.' })
    try {
      await this.assertAskerStillMay(this.database, job)
      const heard = { cancel: false }
      const outcome = await handler(this.asSeenBy(job, attempt, heard))
      await this.close(jobId, outcome ?? (heard.cancel ? 'cancelled' : 'done'))
    } catch (error) {
      if (error instanceof WorkerIsStopping) throw error
      if (error instanceof AskerLostTheRight) return this.close(jobId, 'cancelled', revoked)
      if (!(error instanceof JobIsClosed)) await this.failed(job, error, attempt)
    }
  }

  private asSeenBy(job: OpenJob, attempt: Attempt, heard: { cancel: boolean }): RunningJob {
    const goOn = (open = true): void => {
      if (!open) throw new JobIsClosed()
      if (attempt.isStopping()) throw new WorkerIsStopping()
    }
    return {
      jobId: job.id,
      token: `job:${job.id}`,
      data: job.data,
      requestedBy: job.requestedBy,
      progress: async (done, total) => {
        goOn(await writeProgress(this.database, job.id, done, total))
        await this.assertAskerStillMay(this.database, job)
      },
      cancelled: async () => {
        goOn()
        return (heard.cancel = await isCancelAsked(this.database, job.id))
      },
      finish: async (tx, outcome = 'done') => {
        await this.assertAskerStillMay(tx, job)
        if (!(await closeJob(tx, job.id, outcome))) throw new JobIsClosed()
      },
    }
  }

  /** What must be carried through goes on: the system does it, not whoever asked. */
  private async assertAskerStillMay(sql: Sql, { queue, name, requestedBy }: OpenJob): Promise<void> {
    const kind = this.handlers.kindOf(queue, name)
    if (kind?.mayBeCancelled && !(await mayAsk(sql, requestedBy, kind.by))) throw new AskerLostTheRight()
  }

  /** A refusal will be the same the next time, so it closes the job at once; anything else is tried again while attempts are left. */
  private async failed(job: OpenJob, error: unknown, attempt: Attempt): Promise<void> {
    const problem = problemOf(error)
    this.log({ job: `${job.queue}/${job.name}`, id: job.id, code: problem.code, at: placeOf(error), last: attempt.last })
    if (!attempt.last && !(error instanceof Refused)) throw new JobFault(problem)
    await this.close(job.id, 'failed', problem)
  }

  private async close(jobId: string, outcome: JobOutcome, problem?: JobProblem): Promise<void> {
    await closeJob(this.database, jobId, outcome, problem).catch((error: unknown) => {
      throw new JobFault(problemOf(error))
    })
  }
}

/** A code and a sentence. Only our own refusals keep their words: messages of PostgreSQL and of Node may quote data. */
export function problemOf(error: unknown): JobProblem {
  if (error instanceof JobFault) return error.problem
  if (error instanceof Refused) return { code: error.code, detail: error.message }
  const code = sqlState(error) ?? (error as { code?: unknown } | undefined)?.code
  const name = error instanceof Error ? error.name : 'Error'
  return {
    code: 'job.unexpected',
    detail: `The job stopped with an unexpected fault (${typeof code === 'string' && /^\w{1,40}$/.test(code) ? code : name}).`,
  }
}

/** Where in the code it happened: the frames of the stack without the message. */
function placeOf(error: unknown): string[] {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 4)
    .map((line) => line.trim())
}
