import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { PageQuery } from '@passage/platform'
import { IsIn, IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator'
import { roles, type Role } from '../roles'
import { longestViewName, nameOfOurs } from './preferences.rules'

const shareable = roles.filter((role) => role !== 'system')
const fix = 'Use the name of a list.'

export class SharedViewsQuery extends PageQuery {
  @ApiPropertyOptional({ example: 'cases', pattern: nameOfOurs.source, description: 'Only views of this list.' })
  @Matches(nameOfOurs, { context: { fix } })
  @IsOptional()
  list?: string
}

/** Says which view; what it asks for is what you keep under that name. */
export class ShareViewDto {
  @ApiProperty({ example: 'cases', pattern: nameOfOurs.source, description: 'The list, as it is named among your preferences.' })
  @Matches(nameOfOurs, { context: { fix } })
  list: string

  @ApiProperty({
    example: 'Vetted in September',
    minLength: 1,
    maxLength: longestViewName,
    description: 'The name under which you keep the view.',
  })
  @IsString()
  @MinLength(1)
  @MaxLength(longestViewName)
  name: string

  @ApiProperty({ enum: shareable, example: 'registrar', description: 'A role that you hold; those who hold it see the view.' })
  @IsIn(shareable)
  role: Role
}
