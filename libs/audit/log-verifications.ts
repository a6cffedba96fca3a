import { Injectable } from '@nestjs/common'
import { Redaction, type HttpCommand, type Redacted, type SignedIn } from '@passage/access'
import { Perform, type Receipt } from '@passage/case'
import { Outbox } from '@passage/jobs'
import { Database, Refused } from '@passage/platform'

/** What a verification found; `fault` is the first one, with its place and how many there are. */
export interface LogVerification {
  readonly id: string
  readonly jobId: string
  readonly intact: boolean
  readonly transitions: bigint
  readonly subjects: bigint
  readonly fault: Readonly<Record<string, unknown>> | null
  readonly startedAt: string
  readonly finishedAt: string
}

const iso = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

@Injectable()
export class LogVerifications {
  constructor(
    private readonly database: Database,
    private readonly redaction: Redaction,
    private readonly perform: Perform,
    private readonly outbox: Outbox,
  ) {}

  /** Asks for a verification. @returns the id of its job, under which its progress is watched */
  async request(command: HttpCommand): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const id = await this.outbox.request(tx, { queue: 'audit', name: 'verify_log', data: {}, requestedBy: tx.actor.id })
      return { id, state: 'requested', version: 1 }
    })
  }

  /** The newest that ended. @throws Refused `log_verification.not_found` where nobody has verified the log yet */
  async latest(viewer: SignedIn): Promise<Redacted<LogVerification>> {
    const [row] = await this.database.query<LogVerification>(
      `SELECT id, job_id AS "jobId", intact, transitions, subjects, first_fault AS fault, ${iso('started_at')} AS "startedAt",
         ${iso('finished_at')} AS "finishedAt"
       FROM log_verification ORDER BY finished_at DESC, id LIMIT 1`,
    )
    if (!row) throw Refused.notFound('log_verification')
    return this.redaction.one(viewer, 'log_verification', row)
  }
}
