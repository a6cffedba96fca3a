import { randomUUID } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import { Database } from '@passage/platform'
import type { HttpCommand } from '../command-of'
import type { ReceiptFields } from '../redacted'
import type { Role } from '../roles'
import type { SignedIn } from '../signed-in'
import { AccountCommands } from './account-commands'

export interface DelegationShown {
  readonly id: string
  readonly from: { readonly id: string; readonly displayName: string }
  readonly to: { readonly id: string; readonly displayName: string }
  readonly role: Role
  readonly reason: string
  /** ISO 8601, like the other times. */
  readonly beginsAt: string
  readonly endsAt: string
  readonly endedAt: string | null
  /** Whether it counts now: not ended, and the lender still holds the role. */
  readonly active: boolean
}

export interface RoleToLend {
  readonly to: string
  readonly role: Role
  readonly until: string
  readonly reason: string
}

const utc = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/**
 * Roles lent for a time. Who borrows one acts under it in their own name, so that separation of duties still counts persons; the rules are held
 * by the database's functions (migrations/0016-accounts.ts).
 */
@Injectable()
export class Delegations {
  constructor(
    private readonly database: Database,
    private readonly commands: AccountCommands,
  ) {}

  /** What the viewer lends and borrows; to trainers and auditors, everything. The latest first. */
  async visibleTo({ accountId, roles }: SignedIn): Promise<DelegationShown[]> {
    const all = roles.includes('trainer') || roles.includes('auditor')
    return this.database.query<DelegationShown>(
      `SELECT d.id, d.role, d.reason, ${utc('d.begins_at')} AS "beginsAt", ${utc('d.ends_at')} AS "endsAt", ${utc('d.ended_at')} AS "endedAt",
         json_build_object('id', f.id, 'displayName', f.display_name) AS "from", json_build_object('id', t.id, 'displayName', t.display_name) AS "to",
         d.ended_at IS NULL AND d.ends_at > now() AND f.disabled_at IS NULL AND t.disabled_at IS NULL
           AND EXISTS (SELECT FROM account_role r WHERE r.account_id = f.id AND r.role = d.role) AS active
       FROM delegation d JOIN account f ON f.id = d.from_id JOIN account t ON t.id = d.to_id
       WHERE $2 OR $1 IN (d.from_id, d.to_id) ORDER BY d.begins_at DESC, d.id LIMIT 200`,
      [accountId, all],
    )
  }

  /** @throws Refused `delegation.not_yours`, `delegation.to_yourself`, `delegation.too_long`, `account.role_held`, `account.incompatible_roles` */
  async lend(command: HttpCommand, { to, role, until, reason }: RoleToLend): Promise<ReceiptFields> {
    return this.commands.run(command, async (tx) => {
      const id = randomUUID()
      await tx.query('SELECT delegate_role($1, $2, $3, $4, $5, $6)', [tx.bindingId, id, to, role, until, reason])
      return { id, state: 'lent', version: 1 }
    })
  }

  /** By lender, borrower or a trainer. @throws Refused `delegation.not_found`, `delegation.ended` */
  async end(command: HttpCommand, id: string): Promise<ReceiptFields> {
    return this.commands.run(command, async (tx) => {
      await tx.query('SELECT end_delegation($1, $2)', [tx.bindingId, id])
      return { id, state: 'ended', version: 2 }
    })
  }
}
