import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger'
import { IsIn, IsOptional, IsString, IsUUID, Length, Matches } from 'class-validator'
import { IsDay, PageQuery } from '@passage/platform'
import { pathways, services, type Pathway, type Service } from '../case-file.store'
import { AnyOf } from '../lists/any-of'
import { subjectKinds, type SubjectKind } from '../lifecycle'
import { caseStates } from '../lifecycles/case.lifecycle'
import { worklistSorts, type WorklistFilters, type WorklistSort } from './worklist'

/** What the worklist and its counts can be narrowed by. */
export class CaseFiltersDto {
  @AnyOf(caseStates)
  readonly state?: readonly string[]

  @AnyOf(services)
  readonly service?: readonly Service[]

  @AnyOf(pathways)
  readonly pathway?: readonly Pathway[]

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

/** From the names of the address to the names of the worklist. */
export function filtersOf({
  state,
  service,
  pathway,
  holder,
  opened_from,
  opened_to,
  reference,
}: CaseFiltersDto): WorklistFilters {
  return { state, service, pathway, holder, openedFrom: opened_from, openedTo: opened_to, reference }
}

export class WorklistDto extends IntersectionType(CaseFiltersDto, PageQuery) {
  @ApiPropertyOptional({ enum: worklistSorts, default: '-opened_on' })
  @IsOptional()
  @IsIn(worklistSorts)
  readonly sort?: WorklistSort
}

const timelineActors = ['people', 'system'] as const

export class TimelineDto extends PageQuery {
  @ApiPropertyOptional({ enum: subjectKinds })
  @IsOptional()
  @IsIn(subjectKinds)
  readonly kind?: SubjectKind

  @ApiPropertyOptional({ example: 'in_vetting', description: 'The state that an entry led to; with the kind whose state it is.' })
  @IsOptional()
  @Matches(/^[a-z][a-z_]{2,39}$/, { message: '$property must be a state of the kind' })
  readonly state?: string

  @ApiPropertyOptional({ enum: timelineActors, description: 'What people did, or what the system did in its jobs.' })
  @IsOptional()
  @IsIn(timelineActors)
  readonly actor?: (typeof timelineActors)[number]
}

export class FindPeopleDto {
  @ApiProperty({ example: 'Kyaw Thu', description: 'A name or a part of it, in Latin or Burmese letters.' })
  @IsString()
  @Length(2, 80)
  readonly name: string
}
