import { Body, Controller, HttpCode, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Roles, Viewer, type Page, type Redacted, type Role, type SignedIn } from '@passage/access'
import { caseworkers } from '../lifecycles/case.lifecycle'
import { BulkPreviewDto } from './bulk.dto'
import { PreviewBulk, type BulkOutcome } from './preview-bulk'

/** What acting on many cases at once would do; the acts themselves stand with their stages. */
@ApiTags('bulk')
@Controller('bulk')
@Roles(...([...caseworkers] as [Role, ...Role[]]))
export class BulkPreviewController {
  constructor(private readonly previews: PreviewBulk) {}

  /** Changes nothing. The cases stand in the body, since they are too many for an address. */
  @Post('preview')
  @HttpCode(200)
  async preview(@Viewer() viewer: SignedIn, @Body() body: BulkPreviewDto): Promise<Redacted<Page<BulkOutcome>>> {
    return this.previews.preview(viewer, body.act, body.cases, body.holderId)
  }
}
