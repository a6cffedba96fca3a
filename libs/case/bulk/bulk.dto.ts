import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { Type } from 'class-transformer'
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsInt, IsUUID, Min, ValidateIf, ValidateNested } from 'class-validator'
import { bulkActs, largestBulk, type BulkAct, type Picked } from './in-bulk'

/** What somebody picked from a list, at the version that they saw there. */
export class PickedDto implements Picked {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  readonly id: string

  @ApiProperty({ description: 'The version that was seen.' })
  @IsInt()
  @Min(1)
  readonly version: number
}

/** Cases to act on at once, all or none, each named once. */
export class BulkCasesDto {
  @ApiProperty({ type: [PickedDto], minItems: 1, maxItems: largestBulk })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(largestBulk)
  @ValidateNested({ each: true })
  @Type(() => PickedDto)
  readonly cases: PickedDto[]
}

export class BulkPreviewDto extends BulkCasesDto {
  @ApiProperty({ enum: bulkActs })
  @IsIn(bulkActs)
  readonly act: BulkAct

  @ApiPropertyOptional({ format: 'uuid', description: 'Who is to hold the cases, where they are assigned.' })
  @ValidateIf((body: { act?: unknown }) => body.act === 'assign')
  @IsUUID()
  readonly holderId?: string
}
