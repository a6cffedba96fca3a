import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { IsIn, IsOptional, IsUUID } from 'class-validator'
import { PageQuery } from '@passage/platform'
import { erasureLifecycle } from '../lifecycles/erasure.lifecycle'
import { erasureStates, type ErasureState } from './erasure.store'

const reasonsToAsk = erasureLifecycle.opening.ask.reasons
const reasonsToCallOff = erasureLifecycle.states.asked.call_off.reasons

export class AskErasureDto {
  @ApiProperty({ format: 'uuid', description: 'Somebody of the household, as the case names them.' })
  @IsUUID('all')
  readonly personId: string

  @ApiProperty({ enum: reasonsToAsk })
  @IsIn(reasonsToAsk)
  readonly reason: string
}

export class CallOffErasureDto {
  @ApiProperty({ enum: reasonsToCallOff })
  @IsIn(reasonsToCallOff)
  readonly reason: string
}

export class ErasuresDto extends PageQuery {
  @ApiPropertyOptional({ enum: erasureStates })
  @IsOptional()
  @IsIn(erasureStates)
  readonly state?: ErasureState

  @ApiPropertyOptional({ format: 'uuid', description: 'The id of a case.' })
  @IsOptional()
  @IsUUID('all')
  readonly case?: string
}
