import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { TakesAnyText } from '@passage/platform'
import { IsIn, IsString, Length, Matches, ValidateIf } from 'class-validator'
import type { CodeKind } from './code.rules'

const kinds = ['cdm', 'pre_cdm'] as const satisfies readonly CodeKind[]

/** May be left out; null is no value of any field. */
const Optional = () => ValidateIf((_, value) => value !== undefined)

export class IssueCodeDto {
  @ApiProperty({ enum: kinds, description: 'pre_cdm for those who still serve, cdm for everybody else.' })
  @IsIn(kinds)
  readonly kind: CodeKind
}

export class MoveCodeDto {
  /** Checked by the lifecycle, which knows the reasons of each act. */
  @ApiProperty({ example: 'contact_lost' })
  @Matches(/^[a-z][a-z_]{2,59}$/, { message: 'reason must be a code: lower-case letters and underscores' })
  readonly reason: string
}

export class ReplaceCodeDto extends MoveCodeDto {
  @ApiPropertyOptional({ enum: kinds, description: 'Follows from the code and the reason when left out.' })
  @Optional()
  @IsIn(kinds)
  readonly kind?: CodeKind
}

/** Nothing of it is kept, and the digits of a code may look like a telephone number. */
@TakesAnyText()
export class CheckCodeDto {
  @ApiProperty({ example: 'CDM-7K3M2X-9QW4HT-B8RCN5', description: 'As typed: any case, spaces and dashes.' })
  @IsString()
  @Length(1, 80)
  readonly code: string
}
