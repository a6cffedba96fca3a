import { ApiPropertyOptional, IntersectionType } from '@nestjs/swagger'
import { AnyOf, FileColumnsDto, lifecycles } from '@passage/case'
import { IsDay, PageQuery } from '@passage/platform'
import { IsIn, IsOptional, Matches } from 'class-validator'
import { claimSorts, type ClaimFilters, type ClaimSort } from './claims-list'
import { codeShape } from './reward.dto'

const claimStates = Object.keys(lifecycles.reward_claim.states)

/** What the list of claims and its counts can be narrowed by. */
export class ClaimFiltersDto {
  @AnyOf(claimStates)
  readonly state?: readonly string[]

  @ApiPropertyOptional({ example: 'vehicle', description: 'Claims with an item of this category.' })
  @IsOptional()
  @Matches(codeShape, { message: 'category must be a code of lower-case letters, digits and _' })
  readonly category?: string

  @ApiPropertyOptional({ format: 'date' })
  @IsOptional()
  @IsDay()
  readonly filed_from?: string

  @ApiPropertyOptional({ format: 'date' })
  @IsOptional()
  @IsDay()
  readonly filed_to?: string

  @ApiPropertyOptional({ example: 'P-2021-000', description: 'The beginning of a case reference.' })
  @IsOptional()
  @Matches(/^[A-Z0-9-]{1,20}$/, { message: '$property must be the beginning of a case reference, such as P-2021-000' })
  readonly reference?: string
}

class ClaimSortDto {
  @ApiPropertyOptional({
    enum: claimSorts,
    description: 'The longest filed first unless said; by the handover for who does not read when it was filed.',
  })
  @IsOptional()
  @IsIn(claimSorts)
  readonly sort?: ClaimSort
}

export class ClaimsPageDto extends IntersectionType(ClaimFiltersDto, ClaimSortDto, PageQuery) {}

export class ClaimsFileDto extends IntersectionType(ClaimFiltersDto, ClaimSortDto, FileColumnsDto) {}

/** From the names of the address to the names of the list. */
export function filtersOf({ state, category, filed_from, filed_to, reference }: ClaimFiltersDto): ClaimFilters {
  return { state, category, filedFrom: filed_from, filedTo: filed_to, reference }
}
