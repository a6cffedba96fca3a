import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { UuidPipe } from '@passage/platform'
import { IsIn, IsISO8601, IsString, IsUUID, MaxLength, MinLength } from 'class-validator'
import { CommandOf, type HttpCommand } from '../command-of'
import { receipt, type ReceiptFields, type Redacted } from '../redacted'
import { Redaction, type Page } from '../redaction'
import { roles, type Role } from '../roles'
import { AnyAccount } from '../route-access'
import { Viewer, type SignedIn } from '../signed-in'
import { Delegations, type DelegationShown } from './delegations'

const lendable = roles.filter((role) => role !== 'system' && role !== 'trainer')

export class LendRoleDto {
  /** The account that is lent the role. */
  @IsUUID()
  to: string

  @IsIn(lendable)
  role: Role

  /** When it ends by itself: a time to come, 30 days ahead at most. */
  @IsISO8601({ strict: true, strictSeparator: true })
  @MinLength(16, { context: { fix: 'Give date and time, such as 2021-09-30T18:00:00Z.' } })
  @MaxLength(40)
  until: string

  /** Why, for the two and for auditors. */
  @IsString()
  @MinLength(3)
  @MaxLength(300)
  reason: string
}

/** Roles that are lent for a time. */
@ApiTags('accounts')
@Controller('delegations')
@AnyAccount()
export class DelegationsController {
  constructor(
    private readonly delegations: Delegations,
    private readonly redaction: Redaction,
  ) {}

  /** What you lend and borrow; to trainers and auditors, everything. */
  @Get()
  async list(@Viewer() viewer: SignedIn): Promise<Redacted<Page<DelegationShown>>> {
    return this.redaction.many(viewer, 'delegation', await this.delegations.visibleTo(viewer))
  }

  /** Lends one of your own roles to somebody who has none that stands against it. */
  @Post()
  async lend(@Body() body: LendRoleDto, @CommandOf() command: HttpCommand): Promise<Redacted<ReceiptFields>> {
    return receipt(await this.delegations.lend(command, body))
  }

  /** Ends it before its time: whoever lends, whoever borrows, or a trainer. */
  @Post(':id/end')
  @HttpCode(200)
  async end(@Param('id', UuidPipe) id: string, @CommandOf() command: HttpCommand): Promise<Redacted<ReceiptFields>> {
    return receipt(await this.delegations.end(command, id))
  }
}
