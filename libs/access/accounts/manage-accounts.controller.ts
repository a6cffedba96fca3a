import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { decodeCursor, encodeCursor, UuidPipe } from '@passage/platform'
import { CommandOf, type HttpCommand } from '../command-of'
import { receipt, type ReceiptFields, type Redacted } from '../redacted'
import { Redaction, type Page } from '../redaction'
import { Roles } from '../route-access'
import { Viewer, type SignedIn } from '../signed-in'
import { Accounts, type AccountEvent, type ManagedAccount } from './accounts'
import { AccountEventsQuery, CreateAccountDto, IdentityDto, NewPasswordDto, RoleDto, SiteDto } from './manage-accounts.dto'

const cursorOf = 'account-events'

/** Accounts, as trainers keep them in a demo. */
@ApiTags('accounts')
@Controller()
export class ManageAccountsController {
  constructor(
    private readonly accounts: Accounts,
    private readonly redaction: Redaction,
  ) {}

  /** All accounts, with their roles and how they sign in. */
  @Get('managed-accounts')
  @Roles('trainer')
  async list(@Viewer() viewer: SignedIn): Promise<Redacted<Page<ManagedAccount>>> {
    return this.redaction.many(viewer, 'managed_account', await this.accounts.all())
  }

  /** What was done to accounts: who, to whom, what, when. The latest first. */
  @Get('account-events')
  @Roles('trainer', 'auditor')
  async events(@Viewer() viewer: SignedIn, @Query() query: AccountEventsQuery): Promise<Redacted<Page<AccountEvent>>> {
    const [before = null] = decodeCursor(cursorOf, ['int'], query.cursor) ?? []
    const rows = await this.accounts.events(query.accountId ?? null, before === null ? null : String(before), query.limit + 1)
    const shown = rows.slice(0, query.limit)
    const nextCursor = rows.length > query.limit ? encodeCursor(cursorOf, [Number(shown.at(-1)!.id)]) : null
    return this.redaction.many<AccountEvent>(viewer, 'account_event', shown, { nextCursor })
  }

  /** Makes an account, which has no roles and no password yet. */
  @Post('accounts')
  @Roles('trainer')
  async create(@Body() body: CreateAccountDto, @CommandOf() command: HttpCommand): Promise<Redacted<ReceiptFields>> {
    return receipt(await this.accounts.create(command, body.username, body.displayName))
  }

  /** Lets nobody sign in to the account, and ends its sessions. */
  @Post('accounts/:id/disable')
  @Roles('trainer')
  @HttpCode(200)
  async disable(@Param('id', UuidPipe) id: string, @CommandOf() command: HttpCommand): Promise<Redacted<ReceiptFields>> {
    return receipt(await this.accounts.setEnabled(command, id, false))
  }

  @Post('accounts/:id/enable')
  @Roles('trainer')
  @HttpCode(200)
  async enable(@Param('id', UuidPipe) id: string, @CommandOf() command: HttpCommand): Promise<Redacted<ReceiptFields>> {
    return receipt(await this.accounts.setEnabled(command, id, true))
  }

  /** Gives the account a role that stands against none that it has. */
  @Post('accounts/:id/grant-role')
  @Roles('trainer')
  @HttpCode(200)
  async grant(
    @Param('id', UuidPipe) id: string,
    @Body() { role }: RoleDto,
    @CommandOf() command: HttpCommand,
  ): Promise<Redacted<ReceiptFields>> {
    return receipt(await this.accounts.grant(command, id, role))
  }

  @Post('accounts/:id/revoke-role')
  @Roles('trainer')
  @HttpCode(200)
  async revoke(
    @Param('id', UuidPipe) id: string,
    @Body() { role }: RoleDto,
    @CommandOf() command: HttpCommand,
  ): Promise<Redacted<ReceiptFields>> {
    return receipt(await this.accounts.revoke(command, id, role))
  }

  /** Sets the site that an account of a host organisation works at. */
  @Post('accounts/:id/site')
  @Roles('trainer')
  @HttpCode(200)
  async setSite(
    @Param('id', UuidPipe) id: string,
    @Body() { siteId }: SiteDto,
    @CommandOf() command: HttpCommand,
  ): Promise<Redacted<ReceiptFields>> {
    return receipt(await this.accounts.setSite(command, id, siteId))
  }

  /** Gives the account a password, and ends its sessions. */
  @Post('accounts/:id/password')
  @Roles('trainer')
  @HttpCode(200)
  async setPassword(
    @Param('id', UuidPipe) id: string,
    @Body() { newPassword }: NewPasswordDto,
    @CommandOf() command: HttpCommand,
  ): Promise<Redacted<ReceiptFields>> {
    return receipt(await this.accounts.setPassword(command, id, newPassword))
  }

  /** Turns the account's second factor off, for somebody who lost app and codes; ends its sessions. */
  @Post('accounts/:id/reset-totp')
  @Roles('trainer')
  @HttpCode(200)
  async resetTotp(@Param('id', UuidPipe) id: string, @CommandOf() command: HttpCommand): Promise<Redacted<ReceiptFields>> {
    return receipt(await this.accounts.resetTotp(command, id))
  }

  @Post('accounts/:id/revoke-sessions')
  @Roles('trainer')
  @HttpCode(200)
  async revokeSessions(@Param('id', UuidPipe) id: string, @CommandOf() command: HttpCommand): Promise<Redacted<ReceiptFields>> {
    return receipt(await this.accounts.revokeSessions(command, id))
  }

  /** Binds the account to a subject of an OpenID provider, or unbinds it. */
  @Post('accounts/:id/identity')
  @Roles('trainer')
  @HttpCode(200)
  async bindIdentity(
    @Param('id', UuidPipe) id: string,
    @Body() { issuer, subject }: IdentityDto,
    @CommandOf() command: HttpCommand,
  ): Promise<Redacted<ReceiptFields>> {
    return receipt(await this.accounts.bindIdentity(command, id, issuer, subject))
  }
}
