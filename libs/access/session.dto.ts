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

export class SecondFactorDto {
  /** Six digits of the authenticator app, or a recovery code. */
  @IsString()
  @MinLength(6)
  @MaxLength(40)
  code: string
}
