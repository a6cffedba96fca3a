import { randomUUID } from 'node:crypto'
import { Inject, Injectable } from '@nestjs/common'
import { Refused } from '@passage/platform'
import { assertIdsOnly, type JobData } from './job-data'
import type { JobCatalogue, JobKind } from './job-names'
import { askToCancel, insertJob, mayAsk, readJob, readJobData, type JobView, type Sql } from './job.store'

/** The key under which the catalogue of jobs is injected; a test may bring its own. */
export const JOB_CATALOGUE = Symbol('JOB_CATALOGUE')

export interface JobToRequest {
  readonly queue: string
  readonly name: string
  /** Ids, days, counts and codes; nothing personal. */
  readonly data: JobData
  /** The account of who asks. */
  readonly requestedBy: string
  /** How many steps it will take, where that is known. */
  readonly total?: number
}

/**
 * Where jobs are asked for: a row in the transaction that needs the job. Rolled back, it never was; committed, it will run, whatever
 * happens to the queue.
 */
@Injectable()
export class Outbox {
  /** @throws Error for a catalogue that does not say of each job who may ask for it: the process does not start */
  constructor(@Inject(JOB_CATALOGUE) private readonly catalogue: JobCatalogue) {
    const undeclared = Object.entries(catalogue).flatMap(([queue, names]) =>
      Object.entries(names).flatMap(([name, { by }]) => (by?.length ? [] : [`${queue}/${name}`])),
    )
    if (undeclared.length > 0)
      throw new Error(`Nobody has said who may ask for the job ${undeclared.join(', ')}: declare its \`by\``)
  }

  /**
   * @returns the job's id, by which its progress is watched
   * @throws Refused `access.job` where whoever asks has none of the roles that may
   */
  async request(tx: Sql, job: JobToRequest): Promise<string> {
    const { does, by } = this.kindOf(job.queue, job.name)
    if (!(await mayAsk(tx, job.requestedBy, by))) {
      const roles = by.map((role) => role.replaceAll('_', ' ')).join(' or ')
      throw new Refused('access.job', `Your roles do not let you ask for this job: ${does}.`, { fix: `Ask a ${roles}.` })
    }
    assertIdsOnly(job.data)
    const id = randomUUID()
    await insertJob(tx, { id, ...job, total: job.total ?? null })
    return id
  }

  /**
   * Asks again for a job that failed or was stopped: a new request, so that what happened to the first stays on record.
   * @throws Refused `job.not_found`, `job.not_closed`, `job.already_done`
   */
  async again(tx: Sql, jobId: string, requestedBy: string): Promise<string> {
    const { queue, name, outcome, total } = await this.existing(tx, jobId)
    if (outcome === null) {
      throw new Refused('job.not_closed', 'This job is still at work.', { fix: 'Wait until it ends, or stop it first.' })
    }
    if (outcome === 'done') {
      throw new Refused('job.already_done', 'This job is done.', { fix: 'Ask for a new one where you asked for this.' })
    }
    return this.request(tx, {
      queue,
      name,
      data: await readJobData(tx, jobId),
      requestedBy,
      ...(total === null ? {} : { total }),
    })
  }

  /**
   * Asks a job to stop at its next chunk; what it has done by then stands.
   * @throws Refused `job.not_found`, `job.closed`, `job.must_go_on`
   */
  async cancel(tx: Sql, jobId: string): Promise<void> {
    const { queue, name } = await this.existing(tx, jobId)
    if (!this.kindOf(queue, name).mayBeCancelled) {
      throw new Refused('job.must_go_on', 'This job must be carried through once it has begun.', { fix: 'Let it end.' })
    }
    if (!(await askToCancel(tx, jobId))) {
      throw new Refused('job.closed', 'This job has ended.', { fix: 'There is nothing left to stop.' })
    }
  }

  /** @throws Error for a job that the catalogue does not name: a fault of the programmer */
  private kindOf(queue: string, name: string): JobKind {
    const kind =
      Object.hasOwn(this.catalogue, queue) && Object.hasOwn(this.catalogue[queue]!, name)
        ? this.catalogue[queue]![name]
        : undefined
    if (!kind) throw new Error(`There is no job ${queue}/${name}: declare it in libs/jobs/job-names.ts and register its handler`)
    return kind
  }

  private async existing(tx: Sql, jobId: string): Promise<JobView> {
    const job = await readJob(tx, jobId)
    if (!job) throw Refused.notFound('job')
    return job
  }
}
