import { ApiProperty } from '@nestjs/swagger'
import { IsString, MaxLength } from 'class-validator'

/** The body of an act that needs nothing but a reason. Which reasons an act knows stands in its lifecycle; a refusal lists them. */
export class ReasonDto {
  @ApiProperty({ example: 'under_review', description: 'A reason code; the refusal lists those that the act knows.' })
  @IsString()
  @MaxLength(60)
  reason: string
}
