import { IsIn, IsInt, IsOptional, IsString, IsUUID, Matches, Max, MaxLength, Min } from 'class-validator'
import { Type } from 'class-transformer'
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { lifecycles } from '@passage/case'
import { runKinds, type RunKind } from './payment-sources'

const runStates = Object.keys(lifecycles.payment_run.states)

export class PrepareRunDto {
  @ApiProperty({ enum: runKinds })
  @IsIn(runKinds)
  kind: RunKind

  @ApiPropertyOptional({ example: '2021-09', description: 'The month that an allowance run pays; left out for rewards.' })
  @IsOptional()
  @Matches(/^20\d{2}-(0[1-9]|1[0-2])$/, { message: 'month must be a month as YYYY-MM' })
  month?: string

  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  budgetLineId: string
}

export class PageDto {
  @ApiPropertyOptional({ minimum: 1, maximum: 200, default: 50 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50

  @ApiPropertyOptional({ description: 'The nextCursor of the page before.' })
  @IsOptional()
  @IsUUID()
  cursor?: string
}

export class RunKindDto {
  @ApiPropertyOptional({ enum: runKinds })
  @IsOptional()
  @IsIn(runKinds)
  kind?: RunKind
}

export class RunsPageDto extends PageDto {
  @ApiPropertyOptional({ enum: runStates })
  @IsOptional()
  @IsIn(runStates)
  state?: string

  @ApiPropertyOptional({ enum: runKinds })
  @IsOptional()
  @IsIn(runKinds)
  kind?: RunKind
}

export class PaymentsPageDto extends PageDto {
  @ApiPropertyOptional({ example: 'rejected' })
  @IsOptional()
  @IsString()
  @MaxLength(30)
  state?: string

  @ApiPropertyOptional({ example: 'AC04', description: 'Why a payment failed, was taken out or was given up.' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  cause?: string
}

export class PostingsPageDto {
  @ApiPropertyOptional({ minimum: 1, maximum: 200, default: 50 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50

  @ApiPropertyOptional({ description: 'The nextCursor of the page before.' })
  @IsOptional()
  @Matches(/^\d{1,18}$/, { message: 'cursor must be the nextCursor of a page' })
  cursor?: string
}
