import { ApiPropertyOptional, IntersectionType } from '@nestjs/swagger'
import { IsIn, IsOptional, IsUUID, Length, Matches } from 'class-validator'
import { roles, type Role } from '@passage/access'
import { FileColumnsDto, subjectKinds, type SubjectKind } from '@passage/case'
import { IsDay, PageQuery } from '@passage/platform'

const caseShape = /^(P-\d{4}-\d{5,9}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$/
const caseMessage = { message: '$property must be a case reference, such as P-2021-00042, or the id of a case' }

/** Filters of the log. Days are programme dates, since a demo's clock and the real one part. */
class TransitionFiltersDto {
  @ApiPropertyOptional({ example: 'P-2021-00042', description: 'A case reference, or the id of a case.' })
  @IsOptional()
  @Matches(caseShape, caseMessage)
  readonly case?: string

  @ApiPropertyOptional({ format: 'uuid', description: 'The id of a subject: its log on its own.' })
  @IsOptional()
  @IsUUID('all')
  readonly subject?: string

  @ApiPropertyOptional({ format: 'uuid', description: 'The account that acted.' })
  @IsOptional()
  @IsUUID('all')
  readonly actor?: string

  @ApiPropertyOptional({ example: 'issue_code' })
  @IsOptional()
  @Matches(/^[a-z][a-z_]{1,39}$/, { message: '$property must be an event of a lifecycle, such as issue_code' })
  readonly event?: string

  @ApiPropertyOptional({ enum: subjectKinds })
  @IsOptional()
  @IsIn(subjectKinds)
  readonly kind?: SubjectKind

  @ApiPropertyOptional({ enum: roles, description: 'The role in which somebody acted, at the time.' })
  @IsOptional()
  @IsIn(roles)
  readonly role?: Role

  @ApiPropertyOptional({ example: 'duplicate', description: 'The code of a reason.' })
  @IsOptional()
  @Matches(/^[a-z][a-z_]{1,39}$/, { message: '$property must be the code of a reason, such as duplicate' })
  readonly reason?: string

  @ApiPropertyOptional({ format: 'date', description: 'The first programme date.' })
  @IsOptional()
  @IsDay()
  readonly from?: string

  @ApiPropertyOptional({ format: 'date', description: 'The last programme date.' })
  @IsOptional()
  @IsDay()
  readonly to?: string
}

export class TransitionsDto extends IntersectionType(TransitionFiltersDto, PageQuery) {}

export class TransitionsFileDto extends IntersectionType(TransitionFiltersDto, FileColumnsDto) {}

class AccessFiltersDto {
  @ApiPropertyOptional({ example: 'P-2021-00042', description: 'A case reference, or the id of a case.' })
  @IsOptional()
  @Matches(caseShape, caseMessage)
  readonly case?: string

  @ApiPropertyOptional({ format: 'uuid', description: 'The account that read, or was refused.' })
  @IsOptional()
  @IsUUID('all')
  readonly actor?: string

  @ApiPropertyOptional({ enum: ['read', 'refused', 'did'] })
  @IsOptional()
  @IsIn(['read', 'refused', 'did'])
  readonly act?: 'read' | 'refused' | 'did'

  @ApiPropertyOptional({ example: 'person', description: 'What was read, or the route that refused.' })
  @IsOptional()
  @Length(2, 120)
  readonly resource?: string
}

export class AccessLogDto extends IntersectionType(AccessFiltersDto, PageQuery) {}

export class AccessLogFileDto extends IntersectionType(AccessFiltersDto, FileColumnsDto) {}
