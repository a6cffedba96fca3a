import { TakesAnyText } from '@passage/platform'
import { IsString, MaxLength, MinLength } from 'class-validator'

@TakesAnyText()
export class LogInDto {
  @IsString()
  @MinLength(1)
  @MaxLength(40)
  username: string

  @IsString()
  @MinLength(1)
  @MaxLength(200)
  password: string
}
