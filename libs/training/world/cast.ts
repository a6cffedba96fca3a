import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { demoAccounts, type HttpCommand, type Role, type SignedIn } from '@passage/access'
import type { Database } from '@passage/platform'
import type { Prng } from '../synthetic/prng'

/** Somebody of the demo's staff who acts in the generated world, through a session like everybody. */
export interface Officer {
  readonly viewer: SignedIn
  /** A fresh command of this officer. */
  command(): HttpCommand
}

/** The demo's staff with sessions of their own for the time of the generation. */
export class Cast {
  private commands = 0

  private constructor(
    private readonly owner: Database,
    private readonly officers: ReadonlyMap<Role, readonly Officer[]>,
    private readonly sessions: readonly string[],
  ) {}

  /** @param owner connection of the role that owns the database: only it and the login role open sessions */
  static async gather(owner: Database, seed: number): Promise<Cast> {
    const officers = new Map<Role, Officer[]>()
    const sessions: string[] = []
    const accounts = await owner.query<{ id: string; username: string; site_id: string | null }>(
      'SELECT id, username, site_id FROM account',
    )
    const cast = new Cast(owner, officers, sessions)
    for (const { username, displayName, roles } of demoAccounts) {
      const account = accounts.find((a) => a.username === username)
      if (!account) throw new Error(`The demo account ${username} is missing.`)
      const token = randomBytes(32).toString('base64url')
      const sessionId = randomUUID()
      await owner.query(
        `INSERT INTO session (id, token_hash, csrf_token, account_id, expires_at) VALUES ($1, $2, $3, $4, now() + interval '12 hours')`,
        [sessionId, createHash('sha256').update(token).digest(), randomBytes(16).toString('hex'), account.id],
      )
      sessions.push(sessionId)
      const viewer = { accountId: account.id, username, displayName, roles, siteId: account.site_id, token }
      const officer: Officer = {
        viewer,
        command: () => {
          cast.commands += 1
          return { token, idempotencyKey: `world-${seed}-${cast.commands}`, asked: `generate ${cast.commands}` }
        },
      }
      for (const role of roles) officers.set(role, [...(officers.get(role) ?? []), officer])
    }
    return cast
  }

  /** Somebody with the role; `not` is somebody else, for the duties that are kept apart. */
  pick(prng: Prng, role: Role, not?: Officer): Officer {
    const able = (this.officers.get(role) ?? []).filter((officer) => officer !== not)
    if (able.length === 0) throw new Error(`Nobody of the demo's staff can act as ${role}.`)
    return prng.pick(able)
  }

  /** The host organisation's account of a site. */
  hostOf(siteId: string): Officer | undefined {
    return (this.officers.get('host_organisation') ?? []).find((officer) => officer.viewer.siteId === siteId)
  }

  /** Ends the sessions: what was generated stays, the way to generate does not. */
  async leave(): Promise<void> {
    await this.owner.query('UPDATE session SET revoked_at = now() WHERE id = ANY ($1)', [this.sessions])
  }
}
