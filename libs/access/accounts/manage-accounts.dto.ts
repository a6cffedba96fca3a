import { PageQuery, TakesAnyText } from '@passage/platform'
import { IsIn, IsOptional, IsString, IsUUID, Matches, MaxLength, MinLength, ValidateIf } from 'class-validator'
import { roles, type Role } from '../roles'

export class CreateAccountDto {
  @IsString()
  @Matches(/^[a-z][a-z0-9._-]{1,39}$/, {
    context: { fix: 'Begin with a small letter; then 1 to 39 small letters, digits, dots, underscores, hyphens.' },
  })
  username: string

  @IsString()
  @MinLength(1)
  @MaxLength(80)
  displayName: string
}

export class RoleDto {
  @IsIn(roles)
  role: Role
}

export class SiteDto {
  /** The site that the account works at; null for none. */
  @IsUUID()
  @ValidateIf((_, value) => value !== null)
  siteId: string | null
}

@TakesAnyText()
export class NewPasswordDto {
  @IsString()
  @MinLength(1)
  @MaxLength(1000)
  newPassword: string
}

@TakesAnyText()
export class IdentityDto {
  @IsString()
  @MinLength(1)
  @MaxLength(300)
  issuer: string

  /** The provider's name for the person; null ends the binding. */
  @IsString()
  @MinLength(1)
  @MaxLength(255)
  @ValidateIf((_, value) => value !== null)
  subject: string | null
}

export class AccountEventsQuery extends PageQuery {
  /** Only of this account. */
  @IsUUID()
  @IsOptional()
  accountId?: string
}
