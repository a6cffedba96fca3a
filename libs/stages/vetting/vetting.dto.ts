import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { IsIn, IsString, Length, Matches, ValidateIf } from 'class-validator'
import { checkResults, decisions, recommendations, type CheckResult, type Decision, type Recommendation } from './vetting.rules'

/** Reason codes are checked by the lifecycle, which knows which ones an act takes. */
const codeShape = /^[a-z][a-z_]{2,59}$/
const codeMessage = { message: '$property must be a code: lower-case letters and underscores' }

/** May be left out; null is no value of any field. */
const Optional = () => ValidateIf((_, value) => value !== undefined)

class WithNote {
  @ApiPropertyOptional({ description: 'Free text, kept outside the log in the class vetting.', maxLength: 4000 })
  @Optional()
  @IsString()
  @Length(1, 4000)
  @Matches(/\S/, { message: '$property must say something' })
  readonly note?: string
}

export class RecordCheckDto extends WithNote {
  @ApiProperty({ example: 'denounces_military_rule', description: 'A check of the plan, see GET /cases/{id}/vetting.' })
  @Matches(codeShape, codeMessage)
  readonly check: string

  @ApiProperty({ enum: checkResults })
  @IsIn(checkResults)
  readonly result: CheckResult
}

export class RecommendDto extends WithNote {
  @ApiProperty({ enum: recommendations })
  @IsIn(recommendations)
  readonly recommendation: Recommendation
}

export class DecideVettingDto extends WithNote {
  @ApiProperty({ enum: decisions })
  @IsIn(decisions)
  readonly decision: Decision

  @ApiPropertyOptional({ example: 'source_missing', description: 'A reason code; every decision but cleared needs one.' })
  @Optional()
  @Matches(codeShape, codeMessage)
  readonly reason?: string
}

export class AppealDto extends WithNote {
  @ApiProperty({ example: 'new_evidence' })
  @Matches(codeShape, codeMessage)
  readonly reason: string
}
