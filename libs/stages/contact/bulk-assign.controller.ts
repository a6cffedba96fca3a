import { Body, Controller, HttpCode, Post } from '@nestjs/common'
import { ApiProperty, ApiTags } from '@nestjs/swagger'
import { CommandOf, receipt, Roles, type HttpCommand, type Redacted, type Role } from '@passage/access'
import { BulkCasesDto, caseworkers, type Receipt } from '@passage/case'
import { IsUUID } from 'class-validator'
import { AssignCase } from './assign-case'

export class BulkAssignDto extends BulkCasesDto {
  @ApiProperty({ format: 'uuid', description: 'An account that works on cases, see GET /accounts.' })
  @IsUUID()
  readonly holderId: string
}

@ApiTags('bulk')
@Controller('bulk')
export class BulkAssignController {
  constructor(private readonly assignments: AssignCase) {}

  /** Gives up to 200 cases to one holder, all or none. */
  @Post('assign')
  @Roles(...([...caseworkers] as [Role, ...Role[]]))
  @HttpCode(200)
  async assign(@CommandOf() command: HttpCommand, @Body() body: BulkAssignDto): Promise<Redacted<Receipt>> {
    return receipt(await this.assignments.assignInBulk(command, body.cases, body.holderId))
  }
}
