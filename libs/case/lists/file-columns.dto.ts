import { ApiPropertyOptional } from '@nestjs/swagger'
import { IsOptional, IsString, MaxLength } from 'class-validator'

/** The columns of a file; which there are, the list says (`columnsOf`). */
export class FileColumnsDto {
  @ApiPropertyOptional({
    example: 'reference,state',
    description:
      'Names of columns with commas between them; all unless said. One that does not exist is refused with those that do.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  readonly columns?: string
}
