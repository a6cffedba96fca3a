import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { IsCurrency, IsDay, IsMinorUnits, ReasonDto } from '@passage/platform'
import { IsIn, IsOptional, IsString, IsUUID, Length, MaxLength } from 'class-validator'

const countries = ['MM', 'TH', 'IN'] as const

export class AddRateDto {
  @ApiProperty({ enum: countries })
  @IsIn(countries)
  country: string

  @ApiProperty({ example: '100000', description: 'Minor units for one person and a whole month: 100000 is 1,000 baht.' })
  @IsMinorUnits()
  amount: string

  @ApiProperty({ example: 'THB' })
  @IsCurrency()
  currency: string

  @ApiProperty({ format: 'date' })
  @IsDay()
  from: string

  @ApiPropertyOptional({ format: 'date', description: 'The first day on which it is no longer in force.' })
  @IsOptional()
  @IsDay()
  until?: string

  @ApiProperty({ example: 'VOA, Kyed: 1,000 baht a month in Mae Sot' })
  @IsString()
  @Length(2, 200)
  source: string
}

export class EndRateDto {
  @ApiProperty({ enum: ['superseded', 'entered_by_mistake'] })
  @IsString()
  @MaxLength(60)
  reason: string

  @ApiProperty({ format: 'date', description: 'The first day on which it is no longer in force.' })
  @IsDay()
  until: string
}

export class OpenEntitlementDto {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  personId: string

  @ApiPropertyOptional({ format: 'uuid', description: 'Who is paid; the person itself when left out.' })
  @IsOptional()
  @IsUUID()
  payeePersonId?: string

  @ApiProperty({ enum: countries, description: 'Where the person lives: the rate of that country is paid.' })
  @IsIn(countries)
  country: string

  @ApiProperty({ format: 'date' })
  @IsDay()
  from: string
}

export class EndEntitlementDto extends ReasonDto {
  @ApiPropertyOptional({ format: 'date', description: 'The first day that is no longer paid; the programme date when left out.' })
  @IsOptional()
  @IsDay()
  until?: string
}
