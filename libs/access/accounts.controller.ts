import { Controller, Get, Inject, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Database, Refused } from '@passage/platform'
import { IsIn, IsOptional } from 'class-validator'
import { demoAccounts, demoPassword } from './demo-accounts'
import { httpAccess, type HttpAccess } from './http-access'
import type { Redacted } from './redacted'
import { Redaction, type Page } from './redaction'
import { roles, type Role } from './roles'
import { AnyAccount, Public } from './route-access'
import { Viewer, type SignedIn } from './signed-in'

export class AccountsQuery {
  /** Only accounts that hold this role. */
  @IsIn(roles)
  @IsOptional()
  role?: Role
}

export interface AccountShown {
  readonly id: string
  readonly displayName: string
  readonly roles: readonly Role[]
}

export interface DemoAccountShown {
  readonly username: string
  readonly displayName: string
  readonly roles: readonly Role[]
  readonly password: string
}

@ApiTags('accounts')
@Controller()
export class AccountsController {
  constructor(
    private readonly database: Database,
    private readonly redaction: Redaction,
    @Inject(httpAccess) private readonly settings: HttpAccess,
  ) {}

  /** Colleagues, to choose a case's holder from. Without the system, which holds nothing. */
  @Get('accounts')
  @AnyAccount()
  async list(@Viewer() viewer: SignedIn, @Query() query: AccountsQuery): Promise<Redacted<Page<AccountShown>>> {
    const rows = await this.database.query<AccountShown>(
      `SELECT a.id, a.display_name AS "displayName", array_agg(r.role ORDER BY r.role) AS roles
       FROM account a JOIN account_role r ON r.account_id = a.id
       WHERE a.disabled_at IS NULL GROUP BY a.id
       HAVING NOT bool_or(r.role = 'system') AND ($1::text IS NULL OR bool_or(r.role = $1))
       ORDER BY a.display_name, a.id`,
      [query.role ?? null],
    )
    return this.redaction.many(viewer, 'account', rows)
  }

  /** The accounts of a demo with their passwords. Exists only where the process and the database both say that this is one. */
  @Get('demo-accounts')
  @Public()
  async demo(): Promise<Redacted<Page<DemoAccountShown>>> {
    const [instance] = this.settings.demo ? await this.database.query<{ demo: boolean }>('SELECT demo FROM instance') : []
    if (!instance?.demo) throw Refused.notFound('route')
    const there = await this.database.query<{ username: string }>('SELECT username FROM account WHERE disabled_at IS NULL')
    const rows = demoAccounts
      .filter((account) => there.some(({ username }) => username === account.username))
      .map((account) => ({ ...account, password: demoPassword(account.username) }))
    return this.redaction.many(null, 'demo_account', rows)
  }
}
