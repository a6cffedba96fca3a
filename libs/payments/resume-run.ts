import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Perform, type Receipt } from '@passage/case'
import { Outbox } from '@passage/jobs'
import { Refused } from '@passage/platform'
import { findRunForSending, insertRunJob, paymentsOf } from './payments.store'

/**
 * Sends on with a released run whose job has ended before its work: the paymaster was away for longer than a job waits. It moves no subject
 * and makes no instruction twice; it asks for the job again, so that no run is stuck.
 */
@Injectable()
export class ResumeRun {
  constructor(
    private readonly perform: Perform,
    private readonly outbox: Outbox,
  ) {}

  /** @throws Refused `payment_run.not_found`, `payment_run.nothing_to_send`, `payment_run.is_sending` */
  async resume(command: HttpCommand, runId: string): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const run = await findRunForSending(tx, runId)
      if (!run) throw Refused.notFound('payment_run')
      const left = await paymentsOf(tx, runId, ['released', 'instructed'])
      if (left.length === 0) {
        throw new Refused('payment_run.nothing_to_send', 'No payment of this run waits to be sent or answered.', {
          fix: 'Send what failed again with a retry, or look at the run.',
        })
      }
      if (run.atWork) {
        throw new Refused('payment_run.is_sending', 'A job sends this run already.', { fix: 'Wait until the job ends.' })
      }
      const jobId = await this.outbox.request(tx, {
        queue: 'payments',
        name: 'send_run',
        data: { runId },
        requestedBy: tx.actor.id,
        total: left.length,
      })
      await insertRunJob(tx, runId, jobId)
      return { id: runId, state: run.state, version: run.version }
    })
  }
}
