import { Type } from 'class-transformer'
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator'

export const largestPage = 200

/** What every list takes; a list with filters extends it. */
export class PageQuery {
  /** Rows a page, 50 unless said. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(largestPage)
  @IsOptional()
  limit: number = 50

  /** The `nextCursor` of the page before. */
  @IsString()
  @MaxLength(2000)
  @IsOptional()
  cursor?: string
}
