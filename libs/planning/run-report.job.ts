import { Injectable, type OnModuleInit } from '@nestjs/common'
import { JobHandlers, type RunningJob } from '@passage/jobs'
import { Database, Refused } from '@passage/platform'
import { countReport, type ReportParams } from './count-report'
import type { Source, Step } from './counting'
import { ReportStore } from './report.store'

/** Between two looks at whether to go on: what takes less is not worth a commit. */
const quietMs = 200

/** The job `reports/run_report`: counts chunk by chunk, and writes the result in the transaction that closes it. */
@Injectable()
export class RunReport implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly handlers: JobHandlers,
    private readonly reports: ReportStore,
  ) {}

  onModuleInit(): void {
    this.handlers.register('reports', 'run_report', (job) => this.run(job))
  }

  /**
   * Counting reads only: a second delivery counts again, and the one that ends first writes. A report that is stopped leaves no result.
   * @throws Refused `report.not_found` where the job has no report
   */
  async run(job: RunningJob): Promise<'done' | 'cancelled'> {
    const asked = await this.reports.asked(job.jobId)
    if (!asked) throw Refused.notFound('report')
    const [today, secret] = [await this.reports.today(), await this.reports.secret()]
    const ground = { source: this.quietly(), today, masking: { secret } }
    const counting = countReport(asked.kind, asked.params as unknown as ReportParams, ground)
    let quietUntil = 0
    for (;;) {
      const { done, value } = await counting.next()
      if (done) {
        await this.database.transaction(async (tx) => {
          await this.reports.finish(tx, job.jobId, today, value)
          await job.finish(tx)
        })
        return 'done'
      }
      if (performance.now() < quietUntil) continue
      const step: Step = value
      await job.progress(step.done, step.total)
      if (await job.cancelled()) return 'cancelled'
      quietUntil = performance.now() + quietMs
    }
  }

  /**
   * Statements that write nothing and take one core, so that caseworkers have the others; of a role that sees the views for planning, which hold
   * nothing of a person (migrations/0015-policy.ts).
   */
  private quietly(): Source {
    return {
      query: (sql, parameters) =>
        this.database.transaction(
          (tx) => tx.query(sql, parameters),
          'SET TRANSACTION READ ONLY; SET LOCAL ROLE passage_reports; SET LOCAL max_parallel_workers_per_gather = 0',
        ),
    }
  }
}
