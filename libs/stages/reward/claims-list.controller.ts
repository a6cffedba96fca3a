import { Controller, Get, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Roles, Viewer, type SignedIn } from '@passage/access'
import { ClaimsList } from './claims-list'
import { ClaimFiltersDto, ClaimsFileDto, ClaimsPageDto, filtersOf } from './claims-list.dto'

const officers = ['equipment_assessor', 'finance_officer', 'finance_approver', 'finance_controller', 'auditor'] as const

/** Claims across all cases: as pages, counted, and as a file just as they are narrowed, ordered and shown. */
@ApiTags('reward')
@Controller()
export class ClaimsListController {
  constructor(private readonly claims: ClaimsList) {}

  @Get('reward-claims')
  @Roles(...officers, 'host_organisation')
  async list(@Viewer() viewer: SignedIn, @Query() query: ClaimsPageDto) {
    return this.claims.page(viewer, { filters: filtersOf(query), sort: query.sort }, query.limit, query.cursor)
  }

  @Get('reward-claims/counts')
  @Roles(...officers)
  async counts(@Viewer() viewer: SignedIn, @Query() query: ClaimFiltersDto) {
    return this.claims.counts(viewer, filtersOf(query))
  }

  /** Sent while it is read, however long the list is. */
  @Get('reward-claims.csv')
  @Roles(...officers, 'host_organisation')
  async csv(@Viewer() viewer: SignedIn, @Query() query: ClaimsFileDto) {
    return this.claims.file('csv', viewer, { filters: filtersOf(query), sort: query.sort }, query.columns)
  }

  /** A list of at most 20,000 claims. */
  @Get('reward-claims.xlsx')
  @Roles(...officers, 'host_organisation')
  async xlsx(@Viewer() viewer: SignedIn, @Query() query: ClaimsFileDto) {
    return this.claims.file('xlsx', viewer, { filters: filtersOf(query), sort: query.sort }, query.columns)
  }
}
