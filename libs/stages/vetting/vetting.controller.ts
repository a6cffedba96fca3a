import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { CommandOf, receipt, Redaction, Roles, Viewer } from '@passage/access'
import type { HttpCommand, Redacted, SignedIn } from '@passage/access'
import type { Receipt } from '@passage/case'
import { UuidPipe } from '@passage/platform'
import { Appeal } from './appeal'
import { DecideVetting } from './decide-vetting'
import { RecordCheck } from './record-check'
import { Recommend } from './recommend'
import { StartVetting } from './start-vetting'
import { AppealDto, DecideVettingDto, RecommendDto, RecordCheckDto } from './vetting.dto'
import { ViewVetting, type VettingView } from './view-vetting'

@ApiTags('vetting')
@Controller('cases')
export class VettingController {
  constructor(
    private readonly starting: StartVetting,
    private readonly recording: RecordCheck,
    private readonly recommending: Recommend,
    private readonly deciding: DecideVetting,
    private readonly appealing: Appeal,
    private readonly viewing: ViewVetting,
    private readonly redaction: Redaction,
  ) {}

  /** The plan with what is done, and what was recorded, recommended and decided. */
  @Get(':id/vetting')
  @Roles('vetting_officer', 'vetting_approver', 'auditor')
  async view(@Param('id', UuidPipe) id: string, @Viewer() viewer: SignedIn): Promise<Redacted<VettingView>> {
    return this.redaction.one(viewer, 'vetting', await this.viewing.view(viewer, id), { caseId: id })
  }

  @Post(':id/start-vetting')
  @HttpCode(200)
  @Roles('vetting_officer')
  async start(@Param('id', UuidPipe) id: string, @CommandOf() command: HttpCommand): Promise<Redacted<Receipt>> {
    return receipt(await this.starting.startVetting(command, id))
  }

  @Post(':id/checks')
  @HttpCode(200)
  @Roles('vetting_officer')
  async recordCheck(
    @Param('id', UuidPipe) id: string,
    @Body() body: RecordCheckDto,
    @CommandOf() command: HttpCommand,
  ): Promise<Redacted<Receipt>> {
    return receipt(await this.recording.recordCheck(command, { caseId: id, ...body }))
  }

  @Post(':id/recommend')
  @HttpCode(200)
  @Roles('vetting_officer')
  async recommend(
    @Param('id', UuidPipe) id: string,
    @Body() body: RecommendDto,
    @CommandOf() command: HttpCommand,
  ): Promise<Redacted<Receipt>> {
    return receipt(await this.recommending.recommend(command, { caseId: id, ...body }))
  }

  @Post(':id/decision')
  @HttpCode(200)
  @Roles('vetting_approver')
  async decide(
    @Param('id', UuidPipe) id: string,
    @Body() body: DecideVettingDto,
    @CommandOf() command: HttpCommand,
  ): Promise<Redacted<Receipt>> {
    return receipt(await this.deciding.decide(command, { caseId: id, ...body }))
  }

  @Post(':id/appeal')
  @HttpCode(200)
  @Roles('vetting_approver')
  async appeal(
    @Param('id', UuidPipe) id: string,
    @Body() body: AppealDto,
    @CommandOf() command: HttpCommand,
  ): Promise<Redacted<Receipt>> {
    return receipt(await this.appealing.appeal(command, { caseId: id, ...body }))
  }
}
