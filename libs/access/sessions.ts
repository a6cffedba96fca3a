import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import { Database } from '@passage/platform'
import type { Role } from './roles'
import type { SignedIn } from './signed-in'

/** The database as the login role: the only one that reads password hashes and opens sessions. A token of its own keeps it apart. */
export class LoginDatabase {
  constructor(readonly database: Database) {}
}

const hoursOfASession = 12

export interface NewSession {
  readonly token: string
  readonly csrfToken: string
}

interface SessionRow {
  session_id: string
  account_id: string
  username: string
  display_name: string
  site_id: string | null
  roles: Role[]
  csrf_token: string
}

/** Opaque sessions in PostgreSQL: dead on the request after their revocation, since nothing here remembers one. */
@Injectable()
export class Sessions {
  constructor(
    private readonly database: Database,
    private readonly login: LoginDatabase,
  ) {}

  /** Opens a session of an account. The token is never stored, only its hash. */
  async open(accountId: string): Promise<NewSession> {
    const token = randomBytes(32).toString('base64url')
    const csrfToken = randomBytes(32).toString('base64url')
    await this.login.database.query(
      `INSERT INTO session (id, token_hash, csrf_token, account_id, expires_at)
       VALUES ($1, $2, $3, $4, now() + make_interval(hours => $5))`,
      [randomUUID(), createHash('sha256').update(token).digest(), csrfToken, accountId, hoursOfASession],
    )
    return { token, csrfToken }
  }

  /** Who a token is, asked of the database on every request. */
  async resolve(token: string, requestId: string): Promise<SignedIn | undefined> {
    const [row] = await this.database.query<SessionRow>('SELECT * FROM resolve_session($1)', [token], 'resolve_session')
    if (!row || row.roles.includes('system')) return undefined
    return {
      accountId: row.account_id,
      username: row.username,
      displayName: row.display_name,
      roles: row.roles,
      siteId: row.site_id,
      token,
      sessionId: row.session_id,
      csrfToken: row.csrf_token,
      requestId,
    }
  }

  async revoke(sessionId: string): Promise<void> {
    await this.login.database.query('UPDATE session SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL', [sessionId])
  }
}
