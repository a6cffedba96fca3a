import { Injectable } from '@nestjs/common'
import { Database } from '@passage/platform'
import type { Role } from './roles'

/** One read of recorded fields, or one refusal. */
export interface AccessEntry {
  readonly actorId: string | null
  readonly roles: readonly Role[]
  readonly act: 'read' | 'refused'
  readonly resource: string
  readonly resourceId?: string | null
  readonly caseId?: string | null
  readonly fields?: readonly string[]
  /** The refusal's code. */
  readonly code?: string | null
  readonly requestId?: string | null
}

/** Who read what that could hurt somebody, and who was refused. */
@Injectable()
export class AccessLog {
  constructor(private readonly database: Database) {}

  /** Writes entries in one statement. Await it before anything is sent: what is not recorded does not leave. */
  async record(entries: readonly AccessEntry[]): Promise<void> {
    if (entries.length === 0) return
    // Arrays of arrays do not survive unnest, so that the entries travel as one JSON document.
    await this.database.query(
      `INSERT INTO access_log (actor_id, roles, act, resource, resource_id, case_id, fields, code, request_id)
       SELECT actor_id, roles, act, resource, resource_id, case_id, fields, code, request_id
       FROM json_to_recordset($1) AS e (actor_id uuid, roles text[], act text, resource text, resource_id text, case_id uuid, fields text[],
         code text, request_id text)`,
      [JSON.stringify(entries.map(rowOf))],
    )
  }
}

function rowOf(entry: AccessEntry): object {
  return {
    actor_id: entry.actorId,
    roles: entry.roles,
    act: entry.act,
    resource: entry.resource,
    resource_id: entry.resourceId ?? null,
    case_id: entry.caseId ?? null,
    fields: entry.fields ?? [],
    code: entry.code ?? null,
    request_id: entry.requestId ?? null,
  }
}
