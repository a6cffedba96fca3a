import { randomUUID } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import { Database, isUuid } from '@passage/platform'
import type { HttpCommand } from '../command-of'
import { hashPassword } from '../passwords'
import type { ReceiptFields } from '../redacted'
import type { Role } from '../roles'
import { assertGoodPassword } from '../sign-in/password.rules'
import { AccountCommands, type ActingTx } from './account-commands'

export interface ManagedAccount {
  readonly id: string
  readonly username: string
  readonly displayName: string
  readonly roles: readonly Role[]
  readonly siteId: string | null
  readonly disabled: boolean
  readonly hasPassword: boolean
  readonly hasTotp: boolean
  readonly lastSeenAt: string | null
  readonly liveSessions: number
  readonly version: number
}

export interface AccountEvent {
  readonly at: string
  readonly actor: { readonly id: string; readonly displayName: string }
  readonly account: { readonly id: string; readonly displayName: string }
  readonly what: string
  readonly role: Role | null
}

const utc = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/** Accounts as trainers keep them. Who may, and what may not be, the functions of the database hold (migrations/0016-accounts.ts). */
@Injectable()
export class Accounts {
  constructor(
    private readonly database: Database,
    private readonly commands: AccountCommands,
  ) {}

  /** All accounts of people, by name. */
  async all(): Promise<ManagedAccount[]> {
    return this.database.query<ManagedAccount>(
      `SELECT a.id, a.username, a.display_name AS "displayName", a.site_id AS "siteId", a.disabled_at IS NOT NULL AS disabled,
         ARRAY(SELECT r.role FROM account_role r WHERE r.account_id = a.id ORDER BY r.role) AS roles,
         s.has_password AS "hasPassword", s.has_totp AS "hasTotp", ${utc('s.last_seen_at')} AS "lastSeenAt", s.live_sessions AS "liveSessions",
         (SELECT count(*)::int FROM account_event e WHERE e.account_id = a.id) AS version
       FROM account a JOIN account_sign_in() s ON s.account_id = a.id WHERE a.username <> 'system' ORDER BY a.display_name, a.id`,
    )
  }

  /** What happened to one account, or to all, the latest first. */
  async events(
    accountId: string | null,
    before: string | null,
    limit: number,
  ): Promise<(AccountEvent & { readonly id: bigint })[]> {
    return this.database.query(
      `SELECT e.id, ${utc('e.at')} AS at, e.what, e.role, json_build_object('id', a.id, 'displayName', a.display_name) AS actor,
         json_build_object('id', w.id, 'displayName', w.display_name) AS account
       FROM account_event e JOIN account a ON a.id = e.actor_id JOIN account w ON w.id = e.account_id
       WHERE ($1::uuid IS NULL OR e.account_id = $1) AND ($2::bigint IS NULL OR e.id < $2) ORDER BY e.id DESC LIMIT $3`,
      [accountId, before, limit],
    )
  }

  /** Makes an account without password and roles; both are given to it by commands of their own. */
  async create(command: HttpCommand, username: string, displayName: string): Promise<ReceiptFields> {
    const id = randomUUID()
    return this.change(command, id, 'create_account($1, $2, $3, $4)', [username, displayName])
  }

  async setEnabled(command: HttpCommand, id: string, enabled: boolean): Promise<ReceiptFields> {
    return this.change(command, id, 'set_account_enabled($1, $2, $3)', [enabled])
  }

  async grant(command: HttpCommand, id: string, role: Role): Promise<ReceiptFields> {
    return this.change(command, id, 'grant_role($1, $2, $3)', [role])
  }

  async revoke(command: HttpCommand, id: string, role: Role): Promise<ReceiptFields> {
    return this.change(command, id, 'revoke_role($1, $2, $3)', [role])
  }

  async setSite(command: HttpCommand, id: string, siteId: string | null): Promise<ReceiptFields> {
    return this.change(command, id, 'set_account_site($1, $2, $3)', [siteId])
  }

  /**
   * Gives an account a password, and ends its sessions.
   * @throws Refused `input.password`, `account.not_found`, `account.own`
   */
  async setPassword(command: HttpCommand, id: string, password: string): Promise<ReceiptFields> {
    const [account] = await this.database.query<{ username: string }>('SELECT username FROM account WHERE id = $1', [id])
    assertGoodPassword(password, account?.username ?? 'passage')
    const hash = await hashPassword(password)
    // The stored hash of what was asked must not let anybody guess the password at leisure.
    const asked = `set password of ${id}`
    return this.change({ ...command, asked }, id, 'set_account_password($1, $2, $3)', [hash])
  }

  async resetTotp(command: HttpCommand, id: string): Promise<ReceiptFields> {
    return this.change(command, id, 'reset_totp($1, $2)', [])
  }

  async revokeSessions(command: HttpCommand, id: string): Promise<ReceiptFields> {
    return this.change(command, id, 'revoke_account_sessions($1, $2)', [])
  }

  /** Says who an OpenID provider's subject is; without a subject, the account's binding at that provider ends. */
  async bindIdentity(command: HttpCommand, id: string, issuer: string, subject: string | null): Promise<ReceiptFields> {
    return this.change(command, id, 'bind_identity($1, $2, $3, $4)', [issuer, subject])
  }

  /** @param call of a function that takes the binding and the account first, and returns the account's version */
  private async change(command: HttpCommand, id: string, call: string, more: readonly unknown[]): Promise<ReceiptFields> {
    if (!isUuid(id)) throw new Error('an account is named by its id')
    return this.commands.run(command, async (tx: ActingTx) => {
      const [row] = await tx.query<{ version: number }>(`SELECT ${call} AS version`, [tx.bindingId, id, ...more])
      const [account] = await tx.query<{ disabled: boolean }>(
        'SELECT disabled_at IS NOT NULL AS disabled FROM account WHERE id = $1',
        [id],
      )
      return { id, state: account!.disabled ? 'disabled' : 'active', version: row!.version }
    })
  }
}
