import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common'
import { ApiProperty, ApiTags } from '@nestjs/swagger'
import { CommandOf, receipt, Redaction, Roles, Viewer, type HttpCommand, type SignedIn } from '@passage/access'
import { LedgerReads, purposes, type Purpose } from '@passage/ledger'
import { IsCurrency, IsMinorUnits } from '@passage/platform'
import { IsIn, IsString, IsUUID, Length } from 'class-validator'
import { FundActs } from './fund-acts'

class OpenFundDto {
  @ApiProperty({ example: 'Emergency fund' })
  @IsString()
  @Length(2, 80)
  name: string

  @ApiProperty({ example: 'THB' })
  @IsCurrency()
  currency: string
}

class AmountDto {
  @ApiProperty({ example: '10000000', description: 'Minor units, above zero, as a decimal string.' })
  @IsMinorUnits()
  amount: string
}

class OpenBudgetLineDto {
  @ApiProperty({ example: 'Allowances 2021' })
  @IsString()
  @Length(2, 80)
  name: string

  @ApiProperty({ enum: purposes })
  @IsIn(purposes)
  purpose: Purpose
}

class AllocateDto extends AmountDto {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  budgetLineId: string
}

@ApiTags('ledger')
@Controller('funds')
export class FundsController {
  constructor(
    private readonly reads: LedgerReads,
    private readonly acts: FundActs,
    private readonly redaction: Redaction,
  ) {}

  @Get()
  @Roles('finance_officer', 'finance_approver', 'finance_controller', 'programme_manager', 'planner', 'auditor')
  async list(@Viewer() viewer: SignedIn) {
    return this.redaction.many(viewer, 'fund', await this.reads.funds())
  }

  @Post()
  @Roles('finance_controller')
  async open(@Body() body: OpenFundDto, @CommandOf() command: HttpCommand) {
    return receipt(await this.acts.open(command, body))
  }

  @Post(':id/receipts')
  @Roles('finance_controller')
  @HttpCode(200)
  async receive(@Param('id', ParseUUIDPipe) id: string, @Body() body: AmountDto, @CommandOf() command: HttpCommand) {
    return receipt(await this.acts.receive(command, id, BigInt(body.amount)))
  }

  @Post(':id/budget-lines')
  @Roles('finance_controller')
  async openBudgetLine(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: OpenBudgetLineDto,
    @CommandOf() command: HttpCommand,
  ) {
    return receipt(await this.acts.openBudgetLine(command, id, body))
  }

  @Post(':id/allocations')
  @Roles('finance_controller')
  @HttpCode(200)
  async allocate(@Param('id', ParseUUIDPipe) id: string, @Body() body: AllocateDto, @CommandOf() command: HttpCommand) {
    return receipt(await this.acts.allocate(command, id, body.budgetLineId, BigInt(body.amount)))
  }
}
