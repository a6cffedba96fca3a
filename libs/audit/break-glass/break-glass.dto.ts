import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { PageQuery } from '@passage/platform'
import { Type } from 'class-transformer'
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn, IsInt, IsOptional, Max, Min } from 'class-validator'
import { glassClasses, glassReasons, mostGlassMinutes, type GlassClass, type GlassReason } from './break-glass.rules'

export class BreakGlassDto {
  @ApiProperty({ enum: glassReasons, example: 'complaint' })
  @IsIn(glassReasons)
  readonly reason: GlassReason

  @ApiProperty({ enum: glassClasses, isArray: true, example: ['personal'] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(2)
  @ArrayUnique()
  @IsIn(glassClasses, { each: true })
  readonly classes: GlassClass[]

  @ApiProperty({ minimum: 1, maximum: mostGlassMinutes, example: 15 })
  @IsInt()
  @Min(1)
  @Max(mostGlassMinutes)
  readonly minutes: number
}

export class BrokenGlassesDto extends PageQuery {
  @ApiPropertyOptional({ description: 'Only those that you were told of and have not seen.' })
  @IsOptional()
  @Type(() => String)
  @IsIn(['true', 'false'])
  readonly unseen?: 'true' | 'false'
}
