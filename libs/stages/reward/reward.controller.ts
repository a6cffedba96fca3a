import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import {
  AnyAccount,
  asViewer,
  CommandOf,
  receipt,
  Redaction,
  Roles,
  Viewer,
  type HttpCommand,
  type SignedIn,
} from '@passage/access'
import { Database, ReasonDto } from '@passage/platform'
import { ClaimActs } from './claim-acts'
import { FileClaim } from './file-claim'
import { AddTariffLineDto, CustodyReceiptDto, EndTariffLineDto, FileClaimDto, ValueClaimDto } from './reward.dto'
import { allTariffLines, claimsOfCase } from './reward.store'
import { TariffActs } from './tariff-acts'

@ApiTags('reward')
@Controller()
export class RewardController {
  constructor(
    private readonly database: Database,
    private readonly fileClaim: FileClaim,
    private readonly claims: ClaimActs,
    private readonly tariff: TariffActs,
    private readonly redaction: Redaction,
  ) {}

  @Get('tariff-lines')
  @AnyAccount()
  async tariffLines(@Viewer() viewer: SignedIn) {
    return this.redaction.many(viewer, 'tariff_line', await allTariffLines(this.database))
  }

  @Post('tariff-lines')
  @Roles('programme_manager')
  async addTariffLine(@Body() body: AddTariffLineDto, @CommandOf() command: HttpCommand) {
    return receipt(await this.tariff.add(command, { ...body, amount: BigInt(body.amount), until: body.until ?? null }))
  }

  @Post('tariff-lines/:id/end')
  @Roles('programme_manager')
  @HttpCode(200)
  async endTariffLine(@Param('id', ParseUUIDPipe) id: string, @Body() body: EndTariffLineDto, @CommandOf() command: HttpCommand) {
    return receipt(await this.tariff.end(command, id, body.reason, body.until))
  }

  @Get('cases/:id/reward-claims')
  @Roles('intake_officer', 'equipment_assessor', 'finance_officer', 'finance_approver', 'finance_controller', 'auditor')
  async ofCase(@Viewer() viewer: SignedIn, @Param('id', ParseUUIDPipe) id: string) {
    const claims = await asViewer(this.database, viewer, (look) => claimsOfCase(look, id))
    return this.redaction.many(viewer, 'reward_claim', claims, { caseId: id })
  }

  @Post('cases/:id/reward-claims')
  @Roles('intake_officer', 'equipment_assessor')
  async file(@Param('id', ParseUUIDPipe) id: string, @Body() body: FileClaimDto, @CommandOf() command: HttpCommand) {
    return receipt(await this.fileClaim.file(command, id, body))
  }

  @Post('reward-claims/:id/custody-receipt')
  @Roles('host_organisation', 'equipment_assessor')
  @HttpCode(200)
  async custody(
    @Viewer() viewer: SignedIn,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: CustodyReceiptDto,
    @CommandOf() command: HttpCommand,
  ) {
    return receipt(await this.claims.recordCustody(command, viewer, id, body.receivedOn))
  }

  @Post('reward-claims/:id/verify')
  @Roles('equipment_assessor')
  @HttpCode(200)
  async verify(@Param('id', ParseUUIDPipe) id: string, @CommandOf() command: HttpCommand) {
    return receipt(await this.claims.verify(command, id))
  }

  @Post('reward-claims/:id/value')
  @Roles('equipment_assessor')
  @HttpCode(200)
  async value(@Param('id', ParseUUIDPipe) id: string, @Body() body: ValueClaimDto, @CommandOf() command: HttpCommand) {
    return receipt(await this.claims.value(command, id, body.scheme))
  }

  @Post('reward-claims/:id/approve')
  @Roles('finance_approver')
  @HttpCode(200)
  async approve(@Param('id', ParseUUIDPipe) id: string, @CommandOf() command: HttpCommand) {
    return receipt(await this.claims.approve(command, id))
  }

  @Post('reward-claims/:id/send-back')
  @Roles('finance_approver')
  @HttpCode(200)
  async sendBack(@Param('id', ParseUUIDPipe) id: string, @Body() body: ReasonDto, @CommandOf() command: HttpCommand) {
    return receipt(await this.claims.sendBack(command, id, body.reason))
  }

  @Post('reward-claims/:id/reject')
  @Roles('equipment_assessor', 'finance_approver')
  @HttpCode(200)
  async reject(@Param('id', ParseUUIDPipe) id: string, @Body() body: ReasonDto, @CommandOf() command: HttpCommand) {
    return receipt(await this.claims.reject(command, id, body.reason))
  }

  @Post('reward-claims/:id/withdraw')
  @Roles('intake_officer')
  @HttpCode(200)
  async withdraw(@Param('id', ParseUUIDPipe) id: string, @Body() body: ReasonDto, @CommandOf() command: HttpCommand) {
    return receipt(await this.claims.withdraw(command, id, body.reason))
  }
}
