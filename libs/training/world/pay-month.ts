import { Injectable } from '@nestjs/common'
import { closeJob, JobHandlers } from '@passage/jobs'
import { MoveRun, PrepareRunUseCase } from '@passage/payments'
import { Database, Refused } from '@passage/platform'
import type { Prng } from '../synthetic/prng'
import type { Cast } from './cast'

/** Prepares, approves, releases and sends runs, by three people and the job, as in every month of the programme. */
@Injectable()
export class PayMonth {
  constructor(
    private readonly prepareRun: PrepareRunUseCase,
    private readonly moveRun: MoveRun,
    private readonly handlers: JobHandlers,
    private readonly database: Database,
  ) {}

  /**
   * @param stopAfter how far the run gets: the newest ones of a demo still wait for somebody
   * @returns whether there was anybody to pay
   */
  async pay(
    prng: Prng,
    cast: Cast,
    run: { kind: 'allowance' | 'reward'; month?: string; budgetLineId: string },
    stopAfter: 'prepare' | 'approve' | 'release',
  ): Promise<boolean> {
    let prepared
    try {
      prepared = await this.prepareRun.prepare(cast.pick(prng, 'finance_officer').command(), run)
    } catch (error) {
      if (error instanceof Refused && error.code === 'payment_run.empty') return false
      throw error
    }
    if (stopAfter === 'prepare') return true
    await this.moveRun.move(cast.pick(prng, 'finance_approver').command(), prepared.id, 'approve')
    if (stopAfter === 'approve') return true
    await this.moveRun.move(cast.pick(prng, 'finance_controller').command(), prepared.id, 'release')
    await this.runJobs()
    return true
  }

  /** Does the jobs that were asked for, here and now: a generated month must be paid before the next one begins. */
  private async runJobs(): Promise<void> {
    const open = await this.database.query<{
      id: string
      queue: string
      name: string
      data: Record<string, string>
      requestedBy: string
    }>(
      `SELECT id, queue, name, data, requested_by AS "requestedBy" FROM job_request WHERE closed_at IS NULL ORDER BY requested_at`,
    )
    for (const { id, queue, name, data, requestedBy } of open) {
      const handler = this.handlers.handlerOf(queue, name)
      if (!handler) throw new Error(`no handler for ${queue}/${name}`)
      await handler({
        jobId: id,
        token: `job:${id}`,
        data,
        requestedBy,
        progress: async (done, total) => {
          await this.database.query('UPDATE job_request SET done = $2, total = coalesce($3, total) WHERE id = $1', [
            id,
            done,
            total ?? null,
          ])
        },
        cancelled: async () => false,
        finish: async (tx) => void (await closeJob(tx, id, 'done')),
      })
      await closeJob(this.database, id, 'done')
    }
  }
}
