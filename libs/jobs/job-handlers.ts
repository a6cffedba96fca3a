import { Inject, Injectable } from '@nestjs/common'
import type { JobData } from './job-data'
import type { JobCatalogue, JobKind } from './job-names'
import type { Sql } from './job.store'
import { JOB_CATALOGUE } from './outbox'

/** A job at work, as its handler sees it. It may run twice: let every effect be unique by a key, and each chunk a transaction. */
export interface RunningJob {
  readonly jobId: string
  /** Binds the system as actor, named with this job: `perform.act(job.token, …)`. */
  readonly token: string
  readonly data: JobData
  /** The account of who asked for it. */
  readonly requestedBy: string
  /** After each chunk. Ends the run quietly when the job is closed already, or this worker is to stop: the job goes on elsewhere. */
  progress(done: number, total?: number): Promise<void>
  /** Whether somebody asked for it to stop. Ask between two chunks; if so, clean up and return. */
  cancelled(): Promise<boolean>
  /**
   * Closes the job in the transaction of its last effect, so that both stand or neither. Rolls that transaction back when the job is closed
   * already: another run did the same work.
   */
  finish(tx: Sql, outcome?: 'done' | 'cancelled'): Promise<void>
}

export type JobHandler = (job: RunningJob) => Promise<'done' | 'cancelled' | void>

/** Which handler does which job. Modules register theirs in onModuleInit, in every process alike; only the worker uses them. */
@Injectable()
export class JobHandlers {
  private readonly handlers = new Map<string, JobHandler>()

  constructor(@Inject(JOB_CATALOGUE) private readonly catalogue: JobCatalogue) {}

  /** @throws Error for a job that the catalogue does not name, or that has a handler */
  register(queue: string, name: string, handler: JobHandler): void {
    const key = `${queue}/${name}`
    if (!this.declared().includes(key)) throw new Error(`There is no job ${key}: declare it in libs/jobs/job-names.ts`)
    if (this.handlers.has(key)) throw new Error(`The job ${key} has two handlers`)
    this.handlers.set(key, handler)
  }

  handlerOf(queue: string, name: string): JobHandler | undefined {
    return this.handlers.get(`${queue}/${name}`)
  }

  kindOf(queue: string, name: string): JobKind | undefined {
    return this.declared().includes(`${queue}/${name}`) ? this.catalogue[queue]![name] : undefined
  }

  /** @throws Error naming every declared job without a handler; the worker refuses to start */
  assertComplete(): void {
    const missing = this.declared().filter((key) => !this.handlers.has(key))
    if (missing.length > 0) throw new Error(`No handler for the job${missing.length > 1 ? 's' : ''} ${missing.join(', ')}`)
  }

  private declared(): string[] {
    return Object.entries(this.catalogue).flatMap(([queue, names]) => Object.keys(names).map((name) => `${queue}/${name}`))
  }
}
