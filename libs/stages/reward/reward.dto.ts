import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { IsCurrency, IsDay, IsMinorUnits, ReasonDto } from '@passage/platform'
import { Type } from 'class-transformer'
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsBoolean,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator'

/** How a code of the tariff is written. */
export const codeShape = /^[a-z][a-z0-9_]{1,59}$/

export class ItemDto {
  @ApiProperty({ example: 'small_arms_and_ammunition' })
  @Matches(codeShape, { message: 'category must be a code of lower-case letters, digits and _' })
  category: string

  @ApiProperty({ minimum: 1, maximum: 100 })
  @IsInt()
  @Min(1)
  @Max(100)
  count: number
}

export class FileClaimDto {
  @ApiProperty({ format: 'date', description: 'The day of the handover.' })
  @IsDay()
  receivedOn: string

  @ApiPropertyOptional({
    format: 'uuid',
    description: 'The site where it was handed over; its host organisation gives the custody receipt.',
  })
  @IsOptional()
  @IsUUID()
  siteId?: string

  @ApiProperty({ type: [ItemDto] })
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => ItemDto)
  items: ItemDto[]
}

export class CustodyReceiptDto {
  @ApiProperty({ format: 'date' })
  @IsDay()
  receivedOn: string
}

export class ValueClaimDto {
  @ApiProperty({ example: 'regional_2021' })
  @Matches(codeShape, { message: 'scheme must be a code of lower-case letters, digits and _' })
  scheme: string
}

export class AddTariffLineDto {
  @ApiProperty({ example: 'regional_2021' })
  @Matches(codeShape, { message: 'scheme must be a code of lower-case letters, digits and _' })
  scheme: string

  @ApiProperty({ example: 'heavy_artillery' })
  @Matches(codeShape, { message: 'category must be a code of lower-case letters, digits and _' })
  category: string

  @ApiProperty({ example: '1000000000', description: 'Minor units for one piece: 1000000000 is 10,000,000 kyat.' })
  @IsMinorUnits()
  amount: string

  @ApiProperty({ example: 'MMK' })
  @IsCurrency()
  currency: string

  @ApiProperty({ format: 'date' })
  @IsDay()
  from: string

  @ApiPropertyOptional({ format: 'date', description: 'The first day on which it is no longer in force.' })
  @IsOptional()
  @IsDay()
  until?: string

  @ApiProperty({ example: 'DIIS' })
  @IsString()
  @Length(2, 200)
  source: string

  @ApiProperty({ description: 'True where the announced amount was not published and this one is made up for training.' })
  @IsBoolean()
  trainingValue: boolean
}

export class EndTariffLineDto extends ReasonDto {
  @ApiProperty({ format: 'date' })
  @IsDay()
  until: string
}
