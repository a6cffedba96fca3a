import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { Type } from 'class-transformer'
import {
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator'
import { PageQuery } from '@passage/platform'
import { breakdowns, kindNames, mostMonths, type Breakdown, type KindName } from './report-kinds'

const dayOrMonth = /^\d{4}-(0[1-9]|1[0-2])(-\d{2})?$/

/** What a report is told. Which of these its kind takes, and which it needs, `GET /reports/kinds` says. */
export class ReportParamsDto {
  @ApiPropertyOptional({
    example: '2021-09-01',
    description: 'capacity: the first day; pipeline: the first month, such as 2021-03.',
  })
  @IsOptional()
  @Matches(dayOrMonth, {
    message: '$property must be a day, such as 2021-09-01, or for a pipeline report a month, such as 2021-09',
  })
  readonly from?: string

  @ApiPropertyOptional({ example: '2021-09-30', description: 'The last day, or month; it counts too.' })
  @IsOptional()
  @Matches(dayOrMonth, {
    message: '$property must be a day, such as 2021-09-01, or for a pipeline report a month, such as 2021-09',
  })
  readonly to?: string

  @ApiPropertyOptional({ format: 'uuid', description: 'capacity: only this site.' })
  @IsOptional()
  @IsUUID('all')
  readonly siteId?: string

  @ApiPropertyOptional({ example: 'Open Hands', description: 'capacity: only the sites of this organisation.' })
  @IsOptional()
  @IsString()
  @MaxLength(80)
  readonly organisation?: string

  @ApiPropertyOptional({ example: 'Tak', description: 'capacity: only the sites in this region.' })
  @IsOptional()
  @IsString()
  @MaxLength(60)
  readonly region?: string

  @ApiPropertyOptional({ enum: ['MM', 'TH', 'IN'], description: 'capacity: only the sites in this country.' })
  @IsOptional()
  @IsIn(['MM', 'TH', 'IN'])
  readonly country?: string

  @ApiPropertyOptional({ example: 12, description: 'budget: how many months ahead.' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(mostMonths)
  readonly monthsAhead?: number

  @ApiPropertyOptional({ enum: breakdowns, description: 'pipeline: how the counts are broken down.' })
  @IsOptional()
  @IsIn(breakdowns)
  readonly by?: Breakdown
}

export class RequestReportDto {
  @ApiProperty({ enum: kindNames, example: 'capacity' })
  @IsIn(kindNames)
  kind: KindName

  @ApiProperty({ type: () => ReportParamsDto, example: { from: '2021-09-01', to: '2021-09-30' } })
  @IsObject()
  @ValidateNested()
  @Type(() => ReportParamsDto)
  params: ReportParamsDto
}

export class ReportsQuery extends PageQuery {
  @ApiPropertyOptional({ enum: kindNames, description: 'Only reports of this kind.' })
  @IsOptional()
  @IsIn(kindNames)
  readonly kind?: KindName
}
