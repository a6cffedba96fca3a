import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import { Database } from '@passage/platform'
import type { Role } from './roles'
import type { OpenGlass, SignedIn } from './signed-in'

/** The database as the login role: the only one that reads password hashes and opens sessions. A token of its own keeps it apart. */
export class LoginDatabase {
  constructor(readonly database: Database) {}
}

/** A session ends after so many hours whatever happens, and after so many minutes without a request (ASVS 5.0, 7.3.1 and 7.3.2). */
const hoursOfASession = 12
const idleMinutes = 30
/** How long somebody has to find their second factor. */
const minutesOfAPendingSession = 5

export interface NewSession {
  readonly token: string
  readonly csrfToken: string
  /** The second factor is still to come: until then the session is nobody. */
  readonly pending: boolean
}

/** From where somebody signs in. */
export interface Origin {
  readonly address: string
  /** In a few words, such as "Firefox on Linux". */
  readonly device: string
}

/** A live session as its owner sees it. Times are ISO 8601. */
export interface OwnSession {
  readonly id: string
  readonly device: string
  readonly address: string
  readonly openedAt: string
  readonly lastSeenAt: string
  readonly expiresAt: string
  readonly current: boolean
}

interface SessionRow {
  session_id: string
  account_id: string
  username: string
  display_name: string
  site_id: string | null
  roles: Role[]
  view_as: Role | null
  csrf_token: string
  glass: OpenGlass[]
  expires_at: Date
  idle_minutes: number
  stale: boolean
}

const live = `revoked_at IS NULL AND NOT pending AND expires_at > now() AND last_seen_at > now() - make_interval(mins => idle_minutes)`

/** Opaque sessions in PostgreSQL: dead on the request after their revocation, since nothing here remembers one. */
@Injectable()
export class Sessions {
  constructor(
    private readonly database: Database,
    private readonly login: LoginDatabase,
  ) {}

  /** Opens a session of an account. The token is never stored, only its hash. */
  async open(accountId: string, origin: Origin, pending = false): Promise<NewSession> {
    const token = randomBytes(32).toString('base64url')
    const csrfToken = randomBytes(32).toString('base64url')
    await this.login.database.query(
      `INSERT INTO session (id, token_hash, csrf_token, account_id, expires_at, idle_minutes, pending, device, address)
       VALUES ($1, $2, $3, $4, now() + make_interval(mins => $5), $6, $7, left($8, 60), left($9, 45))`,
      [
        randomUUID(),
        createHash('sha256').update(token).digest(),
        csrfToken,
        accountId,
        pending ? minutesOfAPendingSession : hoursOfASession * 60,
        idleMinutes,
        pending,
        origin.device,
        origin.address,
      ],
    )
    return { token, csrfToken, pending }
  }

  /** Who a token is, asked of the database on every request, which counts as a sign of life. */
  async resolve(token: string, requestId: string): Promise<SignedIn | undefined> {
    const row = await this.rowOf(token)
    if (row?.stale) await this.touch(row.session_id)
    return row && signedIn(row, token, requestId)
  }

  /** The same without a sign of life: an answer in flight or an open stream is no act of a person. */
  async peek(token: string, requestId: string): Promise<SignedIn | undefined> {
    const row = await this.rowOf(token)
    return row && signedIn(row, token, requestId)
  }

  private async rowOf(token: string): Promise<SessionRow | undefined> {
    const [row] = await this.database.query<SessionRow>('SELECT * FROM resolve_session($1)', [token], 'resolve_session')
    return row?.roles.includes('system') ? undefined : row
  }

  /** At most once a minute a session; who finds another request at it leaves it to that. */
  private async touch(sessionId: string): Promise<void> {
    await this.login.database.query(
      `UPDATE session SET last_seen_at = now()
       WHERE id = (SELECT id FROM session WHERE id = $1 AND last_seen_at < now() - interval '1 minute' FOR UPDATE SKIP LOCKED)`,
      [sessionId],
    )
  }

  /** The live sessions of an account, the latest first. */
  async ofAccount({ accountId, sessionId }: SignedIn): Promise<OwnSession[]> {
    const rows = await this.login.database.query<Omit<OwnSession, 'current'>>(
      `SELECT id, device, address, ${iso('created_at')} AS "openedAt", ${iso('last_seen_at')} AS "lastSeenAt", ${iso('expires_at')} AS "expiresAt"
       FROM session WHERE account_id = $1 AND ${live} ORDER BY created_at DESC, id`,
      [accountId],
    )
    return rows.map((row) => ({ ...row, current: row.id === sessionId }))
  }

  async revoke(sessionId: string): Promise<void> {
    await this.login.database.query('UPDATE session SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL', [sessionId])
  }

  /** Ends one session of an account. @returns whether there was a live one */
  async revokeOf(accountId: string, sessionId: string): Promise<boolean> {
    const ended = await this.login.database.query(
      `UPDATE session SET revoked_at = now() WHERE id = $1 AND account_id = $2 AND revoked_at IS NULL RETURNING id`,
      [sessionId, accountId],
    )
    return ended.length > 0
  }

  /** Ends every session of an account but one. */
  async revokeOthers(accountId: string, sessionId: string | undefined): Promise<void> {
    await this.login.database.query(
      `UPDATE session SET revoked_at = now() WHERE account_id = $1 AND id IS DISTINCT FROM $2 AND revoked_at IS NULL`,
      [accountId, sessionId ?? null],
    )
  }

  /** The session that waits for its second factor, and whose it is. */
  async pending(token: string): Promise<{ readonly sessionId: string; readonly accountId: string } | undefined> {
    const [row] = await this.login.database.query<{ sessionId: string; accountId: string }>(
      'SELECT session_id AS "sessionId", account_id AS "accountId" FROM pending_session($1)',
      [token],
    )
    return row
  }
}

function signedIn(row: SessionRow, token: string, requestId: string): SignedIn {
  return {
    accountId: row.account_id,
    username: row.username,
    displayName: row.display_name,
    roles: row.roles,
    viewAs: row.view_as,
    glass: row.glass,
    siteId: row.site_id,
    token,
    sessionId: row.session_id,
    csrfToken: row.csrf_token,
    expiresAt: row.expires_at,
    idleMinutes: row.idle_minutes,
    requestId,
  }
}

/** SQL of a time as the API writes it. */
function iso(column: string): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}
