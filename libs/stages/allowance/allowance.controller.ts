import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { AnyAccount, CommandOf, receipt, Redaction, Roles, Viewer, type HttpCommand, type SignedIn } from '@passage/access'
import { Database, ReasonDto } from '@passage/platform'
import { AddRateDto, EndEntitlementDto, EndRateDto, OpenEntitlementDto } from './allowance.dto'
import { allRates, entitlementsOfCase } from './allowance.store'
import { EntitlementActs } from './entitlement-acts'
import { RateActs } from './rate-acts'

@ApiTags('allowance')
@Controller()
export class AllowanceController {
  constructor(
    private readonly database: Database,
    private readonly entitlements: EntitlementActs,
    private readonly rates: RateActs,
    private readonly redaction: Redaction,
  ) {}

  @Get('allowance-rates')
  @AnyAccount()
  async listRates(@Viewer() viewer: SignedIn) {
    return this.redaction.many(viewer, 'rate', await allRates(this.database))
  }

  @Post('allowance-rates')
  @Roles('programme_manager')
  async addRate(@Body() body: AddRateDto, @CommandOf() command: HttpCommand) {
    return receipt(await this.rates.add(command, { ...body, amount: BigInt(body.amount), until: body.until ?? null }))
  }

  @Post('allowance-rates/:id/end')
  @Roles('programme_manager')
  @HttpCode(200)
  async endRate(@Param('id', ParseUUIDPipe) id: string, @Body() body: EndRateDto, @CommandOf() command: HttpCommand) {
    return receipt(await this.rates.end(command, id, body.reason, body.until))
  }

  @Get('cases/:id/entitlements')
  @Roles(
    'finance_officer',
    'finance_approver',
    'finance_controller',
    'intake_officer',
    'registrar',
    'relocation_officer',
    'auditor',
  )
  async list(@Viewer() viewer: SignedIn, @Param('id', ParseUUIDPipe) id: string) {
    return this.redaction.many(viewer, 'entitlement', await entitlementsOfCase(this.database, id), { caseId: id })
  }

  @Post('cases/:id/entitlements')
  @Roles('finance_officer')
  async open(@Param('id', ParseUUIDPipe) id: string, @Body() body: OpenEntitlementDto, @CommandOf() command: HttpCommand) {
    return receipt(await this.entitlements.open(command, id, body))
  }

  @Post('entitlements/:id/suspend')
  @Roles('finance_officer')
  @HttpCode(200)
  async suspend(@Param('id', ParseUUIDPipe) id: string, @Body() body: ReasonDto, @CommandOf() command: HttpCommand) {
    return receipt(await this.entitlements.suspend(command, id, body.reason))
  }

  @Post('entitlements/:id/resume')
  @Roles('finance_officer')
  @HttpCode(200)
  async resume(@Param('id', ParseUUIDPipe) id: string, @Body() body: ReasonDto, @CommandOf() command: HttpCommand) {
    return receipt(await this.entitlements.resume(command, id, body.reason))
  }

  @Post('entitlements/:id/end')
  @Roles('finance_officer')
  @HttpCode(200)
  async end(@Param('id', ParseUUIDPipe) id: string, @Body() body: EndEntitlementDto, @CommandOf() command: HttpCommand) {
    return receipt(await this.entitlements.end(command, id, body.reason, body.until))
  }
}
