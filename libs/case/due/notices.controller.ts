import { Controller, Get, Query } from '@nestjs/common'
import { ApiTags, IntersectionType } from '@nestjs/swagger'
import { Roles, Viewer, type Page, type Redacted, type SignedIn } from '@passage/access'
import { PageQuery } from '@passage/platform'
import { Transform } from 'class-transformer'
import { IsBoolean, IsIn, IsOptional } from 'class-validator'
import { FileColumnsDto } from '../lists/file-columns.dto'
import { dueKinds, type DueKind } from './due-kinds'
import { Notices, remindedRoles, type NoticeRow } from './notices'

/** Reminders, by kind and whether they are settled. */
export class NoticeFiltersDto {
  @IsIn(dueKinds)
  @IsOptional()
  kind?: DueKind

  /** `true` for those that are settled; otherwise those that are open. */
  @Transform(({ value }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  @IsOptional()
  settled?: boolean
}

export class NoticesQueryDto extends IntersectionType(NoticeFiltersDto, PageQuery) {}

export class NoticesFileDto extends IntersectionType(NoticeFiltersDto, FileColumnsDto) {}

/** What fell due and is not done, for the roles of the viewer: as pages, and as a file just as it is narrowed. */
@ApiTags('reminders')
@Controller()
@Roles(...remindedRoles)
export class NoticesController {
  constructor(private readonly notices: Notices) {}

  @Get('notices')
  async list(@Viewer() viewer: SignedIn, @Query() query: NoticesQueryDto): Promise<Redacted<Page<NoticeRow>>> {
    return this.notices.page(viewer, query)
  }

  /** Sent while it is read, however long the list is. */
  @Get('notices.csv')
  async csv(@Viewer() viewer: SignedIn, @Query() query: NoticesFileDto): Promise<Redacted<unknown>> {
    return this.notices.file('csv', viewer, query, query.columns)
  }

  /** A list of at most 20,000 reminders. */
  @Get('notices.xlsx')
  async xlsx(@Viewer() viewer: SignedIn, @Query() query: NoticesFileDto): Promise<Redacted<unknown>> {
    return this.notices.file('xlsx', viewer, query, query.columns)
  }
}
