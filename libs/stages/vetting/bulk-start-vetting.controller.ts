import { Body, Controller, HttpCode, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { CommandOf, receipt, Roles, type HttpCommand, type Redacted } from '@passage/access'
import { BulkCasesDto, type Receipt } from '@passage/case'
import { StartVetting } from './start-vetting'

@ApiTags('bulk')
@Controller('bulk')
export class BulkStartVettingController {
  constructor(private readonly starting: StartVetting) {}

  /** Takes up to 200 cases into vetting, all or none. */
  @Post('start-vetting')
  @Roles('vetting_officer')
  @HttpCode(200)
  async start(@CommandOf() command: HttpCommand, @Body() body: BulkCasesDto): Promise<Redacted<Receipt>> {
    return receipt(await this.starting.startInBulk(command, body.cases))
  }
}
