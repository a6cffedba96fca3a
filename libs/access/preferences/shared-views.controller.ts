import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { decodeCursor, encodeCursor, UuidPipe } from '@passage/platform'
import { CommandOf, type HttpCommand } from '../command-of'
import { receipt, type ReceiptFields, type Redacted } from '../redacted'
import { Redaction, type Page } from '../redaction'
import { AnyAccount } from '../route-access'
import { Viewer, type SignedIn } from '../signed-in'
import { SharedViews, type SharedView } from './shared-views'
import { SharedViewsQuery, ShareViewDto } from './shared-views.dto'

const cursorOf = 'shared-views'

/** Views of lists that colleagues of a role share. */
@ApiTags('session')
@Controller('shared-views')
@AnyAccount()
export class SharedViewsController {
  constructor(
    private readonly views: SharedViews,
    private readonly redaction: Redaction,
  ) {}

  /** What you share, and what is shared with a role that you hold. Whoever opens a view reads under it what their own roles read. */
  @Get()
  async list(@Viewer() viewer: SignedIn, @Query() query: SharedViewsQuery): Promise<Redacted<Page<SharedView>>> {
    const [own, name, id] = decodeCursor(cursorOf, ['int', 'text', 'uuid'], query.cursor) ?? []
    const after = own === undefined ? null : { own: own === '1', name: name!, id: id! }
    const rows = await this.views.visibleTo(viewer, query.list ?? null, after, query.limit + 1)
    const shown = rows.slice(0, query.limit)
    const last = shown.at(-1)
    const nextCursor = rows.length > query.limit ? encodeCursor(cursorOf, [last!.own ? 1 : 0, last!.name, last!.id]) : null
    return this.redaction.many<SharedView>(viewer, 'shared_view', shown, { nextCursor })
  }

  /** Shares a view that you keep with one of your roles. It follows what you keep under its name, and goes with it. */
  @Post()
  async share(@Body() body: ShareViewDto, @CommandOf() command: HttpCommand): Promise<Redacted<ReceiptFields>> {
    return receipt(await this.views.share(command, body))
  }

  /** Takes the sharing back; you keep the view. */
  @Post(':id/stop')
  @HttpCode(200)
  async stop(@Param('id', UuidPipe) id: string, @CommandOf() command: HttpCommand): Promise<Redacted<ReceiptFields>> {
    return receipt(await this.views.stop(command, id))
  }
}
