import { Body, Controller, HttpCode, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { CommandOf, receipt, Roles, type HttpCommand, type Redacted } from '@passage/access'
import { BulkCasesDto, type Receipt } from '@passage/case'
import { IssueCode } from './issue-code'

@ApiTags('bulk')
@Controller('bulk')
export class BulkIssueCodesController {
  constructor(private readonly issuing: IssueCode) {}

  /** Issues the codes of up to 200 cases, all or none: pre-CDM codes for those who still serve, CDM codes for everybody else. */
  @Post('issue-codes')
  @Roles('registrar')
  @HttpCode(200)
  async issue(@CommandOf() command: HttpCommand, @Body() body: BulkCasesDto): Promise<Redacted<Receipt>> {
    return receipt(await this.issuing.issueInBulk(command, body.cases))
  }
}
