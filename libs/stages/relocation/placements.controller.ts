import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { CommandOf, receipt, Redaction, Roles, Viewer } from '@passage/access'
import type { HttpCommand, Page, Redacted, SignedIn } from '@passage/access'
import { caseReaders, type Receipt } from '@passage/case'
import { PageQuery, Refused, UuidPipe } from '@passage/platform'
import { Arrive } from './arrive'
import { BookPlace } from './book-place'
import { CancelPlacement } from './cancel-placement'
import { ChangeDates } from './change-dates'
import { Leave } from './leave'
import { MoveHousehold } from './move-household'
import {
  ArriveDto,
  ChangeDatesDto,
  LeaveDto,
  MoveHouseholdDto,
  PlaceHouseholdDto,
  StayDto,
  WithReasonDto,
} from './relocation.dto'
import type { PlacementRow, Stay } from './relocation.entity'
import { ViewPlacements } from './view-placements'
import { WaitForPlace } from './wait-for-place'

@ApiTags('relocation')
@Controller()
export class PlacementsController {
  constructor(
    private readonly waiting: WaitForPlace,
    private readonly booking: BookPlace,
    private readonly arriving: Arrive,
    private readonly leaving: Leave,
    private readonly moving: MoveHousehold,
    private readonly changing: ChangeDates,
    private readonly cancelling: CancelPlacement,
    private readonly placements: ViewPlacements,
    private readonly redaction: Redaction,
  ) {}

  /** Who waits for a place, the longest first. */
  @Get('waiting-list')
  @Roles('relocation_officer', 'intake_officer', 'auditor')
  async waitingList(@Query() query: PageQuery, @Viewer() viewer: SignedIn): Promise<Redacted<Page<PlacementRow>>> {
    const { rows, nextCursor } = await this.placements.waiting(viewer, query)
    return this.redaction.many(viewer, 'placement', rows, { nextCursor })
  }

  /** Who is expected within seven days, or was expected and has not come, at every site that the viewer sees; the soonest first. */
  @Get('arrivals')
  @Roles('relocation_officer', 'auditor', 'host_organisation')
  async arrivals(@Query() query: PageQuery, @Viewer() viewer: SignedIn): Promise<Redacted<Page<Stay>>> {
    const { rows, nextCursor } = await this.placements.arrivals(viewer, query)
    return this.redaction.many(viewer, 'placement', rows, { nextCursor })
  }

  @Get('cases/:id/placements')
  @Roles(...caseReaders)
  async ofCase(@Param('id', UuidPipe) id: string, @Viewer() viewer: SignedIn): Promise<Redacted<Page<PlacementRow>>> {
    return this.redaction.many(viewer, 'placement', await this.placements.ofCase(viewer, id), { caseId: id })
  }

  /** Books the household into a site; without a site it goes on the waiting list. */
  @Post('cases/:id/placements')
  @HttpCode(201)
  @Roles('relocation_officer')
  async place(
    @Param('id', UuidPipe) id: string,
    @Body() { siteId, from, to }: PlaceHouseholdDto,
    @CommandOf() command: HttpCommand,
  ): Promise<Redacted<Receipt>> {
    if (siteId === undefined) return receipt(await this.waiting.waitForPlace(command, { caseId: id, from, to }))
    if (from === undefined) throw Refused.field('from', 'from is missing.', 'Send the first day of the stay.')
    return receipt(await this.booking.bookDirectly(command, id, { siteId, from, to }))
  }

  /** Books a household of the waiting list. */
  @Post('placements/:id/book')
  @HttpCode(200)
  @Roles('relocation_officer')
  async book(
    @Param('id', UuidPipe) id: string,
    @Body() body: StayDto,
    @CommandOf() command: HttpCommand,
  ): Promise<Redacted<Receipt>> {
    return receipt(await this.booking.bookFromWaitingList(command, id, body))
  }

  @Post('placements/:id/arrive')
  @HttpCode(200)
  @Roles('relocation_officer', 'host_organisation')
  async arrive(
    @Param('id', UuidPipe) id: string,
    @Body() body: ArriveDto,
    @CommandOf() command: HttpCommand,
  ): Promise<Redacted<Receipt>> {
    return receipt(await this.arriving.arrive(command, { placementId: id, ...body }))
  }

  @Post('placements/:id/leave')
  @HttpCode(200)
  @Roles('relocation_officer', 'host_organisation')
  async leave(
    @Param('id', UuidPipe) id: string,
    @Body() body: LeaveDto,
    @CommandOf() command: HttpCommand,
  ): Promise<Redacted<Receipt>> {
    return receipt(await this.leaving.leave(command, { placementId: id, ...body }))
  }

  /** Ends the stay and books the household into another site; the answer names the new placement. */
  @Post('placements/:id/move')
  @HttpCode(201)
  @Roles('relocation_officer')
  async move(
    @Param('id', UuidPipe) id: string,
    @Body() body: MoveHouseholdDto,
    @CommandOf() command: HttpCommand,
  ): Promise<Redacted<Receipt>> {
    return receipt(await this.moving.moveHousehold(command, { placementId: id, ...body }))
  }

  @Post('placements/:id/change-dates')
  @HttpCode(200)
  @Roles('relocation_officer')
  async changeDates(
    @Param('id', UuidPipe) id: string,
    @Body() body: ChangeDatesDto,
    @CommandOf() command: HttpCommand,
  ): Promise<Redacted<Receipt>> {
    return receipt(await this.changing.changeDates(command, { placementId: id, ...body }))
  }

  @Post('placements/:id/cancel')
  @HttpCode(200)
  @Roles('relocation_officer')
  async cancel(
    @Param('id', UuidPipe) id: string,
    @Body() body: WithReasonDto,
    @CommandOf() command: HttpCommand,
  ): Promise<Redacted<Receipt>> {
    return receipt(await this.cancelling.cancelPlacement(command, { placementId: id, ...body }))
  }
}
