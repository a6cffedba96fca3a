import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger'
import { IsIn, IsOptional, IsString, IsUUID, Length, Matches } from 'class-validator'
import { IsDay, PageQuery } from '@passage/platform'
import { pathways, services, type Pathway, type Service } from '../case-file.store'
import { subjectKinds, type SubjectKind } from '../lifecycle'
import { caseStates } from '../lifecycles/case.lifecycle'
import { worklistSorts, type WorklistSort } from './worklist'

/** What the worklist and its counts can be narrowed by. */
export class CaseFiltersDto {
  @ApiPropertyOptional({ enum: caseStates })
  @IsOptional()
  @IsIn(caseStates)
  readonly state?: string

  @ApiPropertyOptional({ enum: services })
  @IsOptional()
  @IsIn(services)
  readonly service?: Service

  @ApiPropertyOptional({ enum: pathways })
  @IsOptional()
  @IsIn(pathways)
  readonly pathway?: Pathway

  @ApiPropertyOptional({ format: 'uuid', description: 'The account that holds the case.' })
  @IsOptional()
  @IsUUID()
  readonly holder?: string

  @ApiPropertyOptional({ format: 'date' })
  @IsOptional()
  @IsDay()
  readonly opened_from?: string

  @ApiPropertyOptional({ format: 'date' })
  @IsOptional()
  @IsDay()
  readonly opened_to?: string

  @ApiPropertyOptional({ example: 'P-2021-000', description: 'The beginning of a case reference.' })
  @IsOptional()
  @Matches(/^[A-Z0-9-]{1,20}$/, { message: '$property must be the beginning of a case reference, such as P-2021-000' })
  readonly reference?: string
}

export class WorklistDto extends IntersectionType(CaseFiltersDto, PageQuery) {
  @ApiPropertyOptional({ enum: worklistSorts, default: '-opened_on' })
  @IsOptional()
  @IsIn(worklistSorts)
  readonly sort?: WorklistSort
}

export class TimelineDto extends PageQuery {
  @ApiPropertyOptional({ enum: subjectKinds })
  @IsOptional()
  @IsIn(subjectKinds)
  readonly kind?: SubjectKind
}

export class FindPeopleDto {
  @ApiProperty({ example: 'Kyaw Thu', description: 'A name or a part of it, in Latin or Burmese letters.' })
  @IsString()
  @Length(2, 80)
  readonly name: string
}
