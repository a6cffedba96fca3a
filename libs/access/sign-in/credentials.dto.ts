import { TakesAnyText } from '@passage/platform'
import { IsString, Matches, MaxLength, MinLength } from 'class-validator'

@TakesAnyText()
export class ChangePasswordDto {
  /** The present password. */
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  password: string

  @IsString()
  @MinLength(1)
  @MaxLength(1000)
  newPassword: string
}

@TakesAnyText()
export class PasswordDto {
  /** The present password. */
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  password: string
}

export class TotpCodeDto {
  /** Six digits of the authenticator app. */
  @IsString()
  @Matches(/^\d{6}$/, { context: { fix: 'Type the six digits that your app shows.' } })
  code: string
}

@TakesAnyText()
export class PasswordAndCodeDto extends PasswordDto {
  /** Six digits of the app, or a recovery code. */
  @IsString()
  @MinLength(6)
  @MaxLength(24)
  code: string
}
