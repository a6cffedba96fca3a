import { randomUUID } from 'node:crypto'
import { Injectable, type OnModuleInit } from '@nestjs/common'
import { JobHandlers, type RunningJob } from '@passage/jobs'
import { Database, type Tx } from '@passage/platform'
import { sentence } from './format-report'
import { verifyLog, type LogReport } from './verify-log'

/** The job `audit/verify_log`: verifies, reports its progress, and writes what it found in the transaction that closes it. */
@Injectable()
export class VerifyLogJob implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly handlers: JobHandlers,
  ) {}

  onModuleInit(): void {
    this.handlers.register('audit', 'verify_log', (job) => this.run(job))
  }

  /** Reads only, so that a second delivery merely reads again; one verification is written a job. */
  async run(job: RunningJob): Promise<'done' | 'cancelled'> {
    const [began] = await this.database.query<{ at: string }>('SELECT clock_timestamp()::text AS at')
    const report = await verifyLog(this.asAudit(), {
      onProgress: async (done, total) => {
        await job.progress(done, total)
        return (await job.cancelled()) ? 'stop' : undefined
      },
    })
    // A log that was read in part is not vouched for, so that a cancelled verification leaves no result.
    if (report.stopped) return 'cancelled'
    await this.database.transaction(async (tx) => {
      await tx.query(
        `INSERT INTO log_verification (id, job_id, started_at, transitions, subjects, faults, first_fault, intact)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          randomUUID(),
          job.jobId,
          began!.at,
          report.transitions,
          report.subjects,
          report.faultCount,
          firstFaultOf(report),
          report.intact,
        ],
      )
      await job.finish(tx)
    })
    return 'done'
  }

  /** Statements of a role that sees the log and the ledger, and nothing of a person (migrations/0015-policy.ts). */
  private asAudit(): Pick<Tx, 'query'> {
    return {
      query: (sql, parameters) =>
        this.database.transaction((tx) => tx.query(sql, parameters), 'SET TRANSACTION READ ONLY; SET LOCAL ROLE passage_audit'),
    }
  }
}

function firstFaultOf({ first, faultCount, faultsByCode }: LogReport): string | null {
  if (!first) return null
  return JSON.stringify({ ...first.place, code: first.code, sentence: sentence(first), count: faultCount, byCode: faultsByCode })
}
