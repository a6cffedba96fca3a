import { Injectable } from '@nestjs/common'
import { asViewer, Redaction, type Page, type Redacted, type Role, type SignedIn } from '@passage/access'
import { Database } from '@passage/platform'
import type { NeedName } from './need-names'
import { NeedRules, type AskedBy } from './need-rules'

/** How much of a kind waits for a role. */
export interface Need {
  readonly need: NeedName
  readonly role: Role
  readonly count: number
  /** The programme date of what has waited longest; null where nothing waits, and where what waits is dated by real time alone. */
  readonly oldestOn: string | null
}

const by: AskedBy = { me: '$1::uuid', mySite: '$2::uuid', today: '(SELECT today FROM programme_clock)' }

/** What needs the viewer, for each of the roles that they have. */
@Injectable()
export class Needs {
  constructor(
    private readonly database: Database,
    private readonly redaction: Redaction,
    private readonly rules: NeedRules,
  ) {}

  /** All that may need these roles in the order of the pipeline, also where nothing waits; one statement, read as the viewer reads. */
  async of(viewer: SignedIn): Promise<Redacted<Page<Need>>> {
    const { sql, parameters } = this.statement(viewer)
    const rows = sql === '' ? [] : await asViewer(this.database, viewer, (look) => look.query<Need>(sql, parameters))
    return this.redaction.many(viewer, 'need', rows)
  }

  /** Apart, so that a test can ask PostgreSQL how it would run it. Empty for roles that nothing needs. */
  statement({ roles, accountId, siteId }: Pick<SignedIn, 'roles' | 'accountId' | 'siteId'>): {
    sql: string
    parameters: unknown[]
  } {
    const counts = this.rules
      .of(roles)
      .map(
        ({ need, role, waiting }, place) =>
          `SELECT ${place} AS place, '${need}' AS need, '${role}' AS role, count(*)::int AS count, min(w.since)::date AS "oldestOn" FROM (${waiting(by)}) w`,
      )
    if (counts.length === 0) return { sql: '', parameters: [] }
    return {
      // The viewer is named once in any case, since not every need asks who it is.
      sql: `WITH viewer AS (SELECT ${by.me}, ${by.mySite})
        SELECT need, role, count, "oldestOn" FROM (${counts.join('\nUNION ALL\n')}) n ORDER BY place`,
      parameters: [accountId, siteId],
    }
  }
}
