import { Injectable } from '@nestjs/common'
import { Database, Refused } from '@passage/platform'
import type { Role } from './roles'

/** One read of recorded fields, one refusal, or one act that is no transition of a subject. */
export interface AccessEntry {
  readonly actorId: string | null
  readonly roles: readonly Role[]
  /** The role that a trainer looked as, where one did. */
  readonly viewedAs?: Role | null
  readonly act: 'read' | 'refused' | 'did'
  readonly resource: string
  /** The one row that it was about; of a list that left as a file, what it is a list of. */
  readonly resourceId?: string | null
  readonly caseId?: string | null
  readonly fields?: readonly string[]
  /** Of a read: the basis of the policy on which it was allowed, such as `stage` or `glass:<id>`. */
  readonly purpose?: string | null
  /** Of a file: how many rows it is made of. */
  readonly rows?: number | null
  /** The refusal's code. */
  readonly code?: string | null
  readonly requestId?: string | null
}

interface Waiting {
  readonly entries: readonly AccessEntry[]
  readonly written: () => void
  readonly failed: (error: unknown) => void
}

/** The most entries of one statement: a page of payments makes some hundred. */
const mostAtOnce = 2_000

/**
 * Who read what that could hurt somebody, and who was refused. Entries of requests that are answered at the same time go in one statement: while
 * one batch commits, the next gathers. Whoever waits goes on when its own entries are committed, and no sooner.
 */
@Injectable()
export class AccessLog {
  private readonly waiting: Waiting[] = []
  private writing = false

  constructor(private readonly database: Database) {}

  /**
   * Await it before anything is sent: what is not recorded does not leave.
   * @throws Refused `access.not_recorded` where the log cannot be written
   */
  async record(entries: readonly AccessEntry[]): Promise<void> {
    if (entries.length === 0) return
    const done = new Promise<void>((written, failed) => this.waiting.push({ entries, written, failed }))
    if (!this.writing) void this.writeAll()
    await done
  }

  private async writeAll(): Promise<void> {
    this.writing = true
    while (this.waiting.length > 0) {
      const batch = this.take()
      try {
        await this.write(batch.flatMap(({ entries }) => entries))
        for (const { written } of batch) written()
      } catch (error) {
        for (const { failed } of batch) failed(notRecorded(error))
      }
    }
    this.writing = false
  }

  private take(): Waiting[] {
    let entries = 0
    let count = 0
    while (count < this.waiting.length && (count === 0 || entries + this.waiting[count]!.entries.length <= mostAtOnce)) {
      entries += this.waiting[count]!.entries.length
      count += 1
    }
    return this.waiting.splice(0, count)
  }

  private async write(entries: readonly AccessEntry[]): Promise<void> {
    // Arrays of arrays do not survive unnest, so that the entries travel as one JSON document.
    await this.database.query(
      `INSERT INTO access_log (actor_id, roles, viewed_as, act, resource, resource_id, case_id, fields, purpose, row_count, code, request_id)
       SELECT actor_id, roles, viewed_as, act, resource, resource_id, case_id, fields, purpose, row_count, code, request_id
       FROM json_to_recordset($1) AS e (actor_id uuid, roles text[], viewed_as text, act text, resource text, resource_id text, case_id uuid,
         fields text[], purpose text, row_count integer, code text, request_id text)`,
      [JSON.stringify(entries.map(rowOf))],
      'access_log_write',
    )
  }
}

function notRecorded(cause: unknown): Refused {
  const refused = new Refused('access.not_recorded', 'That you read this could not be recorded, so that it was not sent.', {
    fix: 'Try again in a minute; if it goes on, tell the people who run Passage, with the request id.',
  })
  refused.cause = cause
  return refused
}

function rowOf(entry: AccessEntry): object {
  return {
    actor_id: entry.actorId,
    roles: entry.roles,
    viewed_as: entry.viewedAs ?? null,
    act: entry.act,
    resource: entry.resource,
    resource_id: entry.resourceId ?? null,
    case_id: entry.caseId ?? null,
    fields: entry.fields ?? [],
    purpose: entry.purpose ?? null,
    row_count: entry.rows ?? null,
    code: entry.code ?? null,
    request_id: entry.requestId ?? null,
  }
}
