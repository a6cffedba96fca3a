import { Body, Controller, HttpCode, Post } from '@nestjs/common'
import { ApiTags, IntersectionType } from '@nestjs/swagger'
import { CommandOf, receipt, Roles, type HttpCommand, type Redacted, type Role } from '@passage/access'
import { BulkCasesDto, caseworkers, type Receipt } from '@passage/case'
import { AssignCase } from './assign-case'
import { AssignDto } from './contact.dto'

export class BulkAssignDto extends IntersectionType(BulkCasesDto, AssignDto) {}

@ApiTags('bulk')
@Controller('bulk')
export class BulkAssignController {
  constructor(private readonly assignments: AssignCase) {}

  /** Gives up to 200 cases to one holder, all or none, each with the note where there is one. */
  @Post('assign')
  @Roles(...([...caseworkers] as [Role, ...Role[]]))
  @HttpCode(200)
  async assign(@CommandOf() command: HttpCommand, @Body() body: BulkAssignDto): Promise<Redacted<Receipt>> {
    return receipt(await this.assignments.assignInBulk(command, body.cases, body))
  }
}
