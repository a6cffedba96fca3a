import { Controller, Get, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Roles, Viewer, type Page, type Redacted, type SignedIn } from '@passage/access'
import { PageQuery } from '@passage/platform'
import { Transform } from 'class-transformer'
import { IsBoolean, IsIn, IsOptional } from 'class-validator'
import { dueKinds, type DueKind } from './due-kinds'
import { Notices, remindedRoles, type NoticeRow } from './notices'

/** Reminders, by kind and whether they are settled. */
export class NoticesQueryDto extends PageQuery {
  @IsIn(dueKinds)
  @IsOptional()
  kind?: DueKind

  /** `true` for those that are settled; otherwise those that are open. */
  @Transform(({ value }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  @IsOptional()
  settled?: boolean
}

@ApiTags('reminders')
@Controller()
export class NoticesController {
  constructor(private readonly notices: Notices) {}

  /** What fell due and is not done, for the roles of the viewer. */
  @Get('notices')
  @Roles(...remindedRoles)
  async list(@Viewer() viewer: SignedIn, @Query() query: NoticesQueryDto): Promise<Redacted<Page<NoticeRow>>> {
    return this.notices.page(viewer, query)
  }
}
