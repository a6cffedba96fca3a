import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { demoAccounts, type Role } from '@passage/access'
import type { Database } from '@passage/platform'
import type { Prng } from '../synthetic/prng'
import type { Day } from './calendar'

/** Somebody of the demo's staff who acts in the generated world, through a session like everybody. */
export interface Officer {
  readonly accountId: string
  readonly username: string
  readonly token: string
  readonly siteId: string | null
}

/** The demo's staff, with sessions of their own for the time of the generation, and who is on duty when. */
export class Staff {
  private constructor(
    private readonly owner: Database,
    private readonly roster: Prng,
    private readonly byRole: ReadonlyMap<Role, readonly Officer[]>,
    private readonly sessions: readonly string[],
  ) {}

  /** @param owner connection of the role that owns the database: only it and the login role open sessions */
  static async gather(owner: Database, roster: Prng): Promise<Staff> {
    const byRole = new Map<Role, Officer[]>()
    const sessions: string[] = []
    const accounts = await owner.query<{ id: string; username: string; siteId: string | null }>(
      'SELECT id, username, site_id AS "siteId" FROM account',
    )
    for (const { username, roles } of demoAccounts) {
      const account = accounts.find((one) => one.username === username)
      if (!account) throw new Error(`The demo account ${username} is missing.`)
      const token = randomBytes(32).toString('base64url')
      const sessionId = randomUUID()
      await owner.query(
        `INSERT INTO session (id, token_hash, csrf_token, account_id, expires_at) VALUES ($1, $2, $3, $4, now() + interval '12 hours')`,
        [sessionId, createHash('sha256').update(token).digest(), randomBytes(16).toString('hex'), account.id],
      )
      sessions.push(sessionId)
      const officer: Officer = { accountId: account.id, username, token, siteId: account.siteId }
      for (const role of roles) byRole.set(role, [...(byRole.get(role) ?? []), officer])
    }
    return new Staff(owner, roster, byRole, sessions)
  }

  /**
   * Who of a role is on duty that day: the first of them half of the time, so that the load is uneven, as in life. One officer a day and
   * role keeps the batches few.
   */
  onDuty(role: Role, day: Day): Officer {
    const able = this.all(role)
    const prng = this.roster.fork(role).fork(day)
    return prng.chance(0.5) ? able[0]! : prng.pick(able)
  }

  /** Those of a role in a fixed order, for duties that somebody else must take the second time. */
  all(role: Role): readonly Officer[] {
    const able = this.byRole.get(role) ?? []
    if (able.length === 0) throw new Error(`Nobody of the demo's staff can act as ${role}.`)
    return able
  }

  /** The host organisation's account of a site, where it has one. */
  hostOf(siteId: string): Officer | undefined {
    return this.byRole.get('host_organisation')?.find((officer) => officer.siteId === siteId)
  }

  /** Ends the sessions: what was generated stays, the way to generate does not. */
  async leave(): Promise<void> {
    await this.owner.query('UPDATE session SET revoked_at = now() WHERE id = ANY ($1)', [this.sessions])
  }
}
