import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { IsDay, PageQuery } from '@passage/platform'
import { IsIn, IsInt, IsOptional, IsUUID, Length, Matches, Max, Min } from 'class-validator'
import { countries, outageReasons, type Country, type OutageReason } from './relocation.entity'

/** Reason codes are checked by the lifecycle, which knows which ones an act takes. */
const codeShape = /^[a-z][a-z_]{2,59}$/
const codeMessage = { message: '$property must be a code: lower-case letters and underscores' }

/** Letters of any script, spaces, hyphens, apostrophes: a house number or a position cannot be written in it. */
const nameShape = /^\p{L}[\p{L}\p{M} '’-]+$/u
const nameMessage = { message: '$property must be a made-up name of letters; a site has no address and no position' }

const mostPlaces = 10_000

export class OpenSiteDto {
  @ApiProperty({ example: 'Golden Field', description: 'A made-up name. No address, no position.' })
  @Length(2, 60)
  @Matches(nameShape, nameMessage)
  readonly name: string

  @ApiProperty({ enum: countries })
  @IsIn(countries)
  readonly country: Country

  @ApiProperty({ example: 'Tak', description: 'A real region of the country, and nothing narrower.' })
  @Length(2, 60)
  @Matches(nameShape, nameMessage)
  readonly region: string

  @ApiProperty({ example: 'Open Hands', description: 'The made-up host organisation that runs the site.' })
  @Length(2, 80)
  @Matches(nameShape, nameMessage)
  readonly organisation: string

  @ApiProperty({ minimum: 1, maximum: mostPlaces })
  @IsInt()
  @Min(1)
  @Max(mostPlaces)
  readonly places: number
}

export class ChangeSiteDto {
  @ApiProperty({ minimum: 1, maximum: mostPlaces })
  @IsInt()
  @Min(1)
  @Max(mostPlaces)
  readonly places: number
}

export class RecordOutageDto {
  @ApiProperty({ example: '2021-10-01' })
  @IsDay()
  readonly from: string

  @ApiPropertyOptional({
    example: '2021-10-14',
    description: 'The last day; without it the end is open.',
    nullable: true,
    type: String,
  })
  @IsOptional()
  @IsDay()
  readonly to?: string | null

  @ApiProperty({ minimum: 1, maximum: mostPlaces })
  @IsInt()
  @Min(1)
  @Max(mostPlaces)
  readonly places: number

  @ApiProperty({ enum: outageReasons })
  @IsIn(outageReasons)
  readonly reason: OutageReason
}

export class WithReasonDto {
  @ApiProperty({ description: 'A reason code that the lifecycle knows for this act.' })
  @Matches(codeShape, codeMessage)
  readonly reason: string
}

export class StayDto {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  readonly siteId: string

  @ApiProperty({ example: '2021-10-01', description: 'The first day.' })
  @IsDay()
  readonly from: string

  @ApiPropertyOptional({
    example: '2021-12-31',
    description: 'The last day; without it the end is open.',
    nullable: true,
    type: String,
  })
  @IsOptional()
  @IsDay()
  readonly to?: string | null
}

export class PlaceHouseholdDto {
  @ApiPropertyOptional({ format: 'uuid', description: 'Without it the household goes on the waiting list.' })
  @IsOptional()
  @IsUUID()
  readonly siteId?: string

  @ApiPropertyOptional({ example: '2021-10-01', description: 'The first day; needed with a site.' })
  @IsOptional()
  @IsDay()
  readonly from?: string

  @ApiPropertyOptional({
    example: '2021-12-31',
    description: 'The last day; without it the end is open.',
    nullable: true,
    type: String,
  })
  @IsOptional()
  @IsDay()
  readonly to?: string | null
}

export class ArriveDto {
  @ApiPropertyOptional({ description: 'The day of arrival; without it the programme date.' })
  @IsOptional()
  @IsDay()
  readonly on?: string
}

export class LeaveDto extends WithReasonDto {
  @ApiPropertyOptional({ description: 'The last day at the site; without it the programme date.' })
  @IsOptional()
  @IsDay()
  readonly on?: string
}

export class MoveHouseholdDto extends StayDto {
  @ApiProperty({ example: 'family_reunion' })
  @Matches(codeShape, codeMessage)
  readonly reason: string
}

export class ChangeDatesDto {
  @ApiPropertyOptional({ description: 'The new first day; without it the first day stays.' })
  @IsOptional()
  @IsDay()
  readonly from?: string

  @ApiPropertyOptional({
    description: 'The new last day; null opens the end, without it the last day stays.',
    nullable: true,
    type: String,
  })
  @IsOptional()
  @IsDay()
  readonly to?: string | null
}

export class DaysQuery {
  @ApiProperty({ example: '2021-10-01' })
  @IsDay()
  readonly from: string

  @ApiProperty({ example: '2021-12-31' })
  @IsDay()
  readonly to: string
}

const placementStates = ['booked', 'staying', 'left', 'moved', 'cancelled'] as const

export class SitePlacementsQuery extends PageQuery {
  @ApiPropertyOptional({ enum: placementStates, description: 'Without it those who are booked or staying.' })
  @IsOptional()
  @IsIn(placementStates)
  readonly state?: (typeof placementStates)[number]
}
