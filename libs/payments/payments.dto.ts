import { Type } from 'class-transformer'
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator'
import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger'
import { AnyOf, FileColumnsDto, largestBulk, lifecycles, PickedDto } from '@passage/case'
import { PageQuery, ReasonDto } from '@passage/platform'
import { paymentSorts, runSorts, type PaymentSort, type RunSort } from './payment-lists'
import { runKinds, type RunKind } from './payment-sources'

const runStates = Object.keys(lifecycles.payment_run.states)
const paymentStates = Object.keys(lifecycles.payment.states)

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

/** Payments of one run to act on at once, all or none, each named once, for one reason. */
export class PickedPaymentsDto extends ReasonDto {
  @ApiProperty({ type: [PickedDto], minItems: 1, maxItems: largestBulk })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(largestBulk)
  @ValidateNested({ each: true })
  @Type(() => PickedDto)
  readonly payments: PickedDto[]
}

export class RunKindDto {
  @ApiPropertyOptional({ enum: runKinds })
  @IsOptional()
  @IsIn(runKinds)
  kind?: RunKind
}

class RunFiltersDto extends RunKindDto {
  @AnyOf(runStates)
  state?: readonly string[]
}

class RunSortDto {
  @ApiPropertyOptional({ enum: runSorts, description: 'The newest first unless said; totals within their currency.' })
  @IsOptional()
  @IsIn(runSorts)
  sort?: RunSort
}

export class RunsPageDto extends IntersectionType(RunFiltersDto, RunSortDto, PageQuery) {}

export class RunsFileDto extends IntersectionType(RunFiltersDto, RunSortDto, FileColumnsDto) {}

class PaymentFiltersDto {
  @AnyOf(paymentStates)
  state?: readonly string[]

  @ApiPropertyOptional({ example: 'AC04', description: 'Why a payment failed, was taken out or was given up.' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  cause?: string
}

class PaymentSortDto {
  @ApiPropertyOptional({
    enum: paymentSorts,
    description: 'As they stand in the run unless said; by the case reference, the amount or the state.',
  })
  @IsOptional()
  @IsIn(paymentSorts)
  sort?: PaymentSort
}

export class PaymentsPageDto extends IntersectionType(PaymentFiltersDto, PaymentSortDto, PageQuery) {}

export class PaymentsFileDto extends IntersectionType(PaymentFiltersDto, PaymentSortDto, FileColumnsDto) {}

export class PostingsPageDto extends PageQuery {
  @ApiPropertyOptional({ description: 'The nextCursor of the page before.' })
  @IsOptional()
  @Matches(/^\d{1,18}$/, { message: 'cursor must be the nextCursor of a page' })
  override cursor?: string
}
