import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { CommandOf, receipt, Redaction, Roles, Viewer } from '@passage/access'
import type { HttpCommand, Page, Redacted, SignedIn } from '@passage/access'
import type { Receipt } from '@passage/case'
import { PageQuery, UuidPipe } from '@passage/platform'
import { ChangeSite } from './change-site'
import { CloseSite } from './close-site'
import { LiftOutage } from './lift-outage'
import { OpenSite } from './open-site'
import { RecordOutage } from './record-outage'
import { ChangeSiteDto, DaysQuery, OpenSiteDto, RecordOutageDto, SitePlacementsQuery, WithReasonDto } from './relocation.dto'
import type { SiteRow, Stay } from './relocation.entity'
import { ViewPlacements } from './view-placements'
import { seesEverySite, ViewSites, type Shortage, type SiteCalendar, type SiteDay, type SitePage } from './view-sites'

@ApiTags('relocation')
@Controller()
export class SitesController {
  constructor(
    private readonly opening: OpenSite,
    private readonly changing: ChangeSite,
    private readonly recording: RecordOutage,
    private readonly lifting: LiftOutage,
    private readonly closing: CloseSite,
    private readonly sites: ViewSites,
    private readonly placements: ViewPlacements,
    private readonly redaction: Redaction,
  ) {}

  /** Sites with the figures of the programme date; a host organisation sees its own. */
  @Get('sites')
  @Roles(...seesEverySite, 'host_organisation')
  async list(@Query() query: PageQuery, @Viewer() viewer: SignedIn): Promise<Redacted<Page<SiteRow>>> {
    const { rows, nextCursor } = await this.sites.list(viewer, query)
    return this.redaction.many(viewer, 'site', rows, { nextCursor })
  }

  @Post('sites')
  @HttpCode(201)
  @Roles('programme_manager', 'relocation_officer')
  async open(@Body() body: OpenSiteDto, @CommandOf() command: HttpCommand): Promise<Redacted<Receipt>> {
    return receipt(await this.opening.openSite(command, body))
  }

  @Get('sites/:id')
  @Roles(...seesEverySite, 'host_organisation')
  async one(@Param('id', UuidPipe) id: string, @Viewer() viewer: SignedIn): Promise<Redacted<SitePage>> {
    return this.redaction.one(viewer, 'site', await this.sites.one(viewer, id))
  }

  /** Places day by day, at most 400 days. */
  @Get('sites/:id/days')
  @Roles(...seesEverySite, 'host_organisation')
  async days(
    @Param('id', UuidPipe) id: string,
    @Query() { from, to }: DaysQuery,
    @Viewer() viewer: SignedIn,
  ): Promise<Redacted<Page<SiteDay>>> {
    return this.redaction.many(viewer, 'site_day', await this.sites.days(viewer, id, from, to), { siteId: id })
  }

  /** All sites day by day, at most 62 days; a host organisation sees its own. */
  @Get('site-calendars')
  @Roles(...seesEverySite, 'host_organisation')
  async calendars(@Query() { from, to }: DaysQuery, @Viewer() viewer: SignedIn): Promise<Redacted<Page<SiteCalendar>>> {
    return this.redaction.many(viewer, 'site_calendar', await this.sites.calendar(viewer, from, to))
  }

  /** Who is booked or stays at a site: reference, household size and dates; a host organisation sees its own site only. */
  @Get('sites/:id/placements')
  @Roles('relocation_officer', 'auditor', 'host_organisation')
  async placementsAt(
    @Param('id', UuidPipe) id: string,
    @Query() query: SitePlacementsQuery,
    @Viewer() viewer: SignedIn,
  ): Promise<Redacted<Page<Stay>>> {
    const { rows, nextCursor } = await this.placements.ofSite(viewer, id, query)
    return this.redaction.many(viewer, 'placement', rows, { nextCursor })
  }

  @Post('sites/:id/change')
  @HttpCode(200)
  @Roles('programme_manager', 'relocation_officer')
  async change(
    @Param('id', UuidPipe) id: string,
    @Body() body: ChangeSiteDto,
    @CommandOf() command: HttpCommand,
  ): Promise<Redacted<Receipt>> {
    return receipt(await this.changing.changeSite(command, { siteId: id, ...body }))
  }

  /** Takes places out of service by date. The id in the answer is the outage's, state and version are the site's. */
  @Post('sites/:id/outages')
  @HttpCode(201)
  @Roles('programme_manager', 'relocation_officer')
  async recordOutage(
    @Param('id', UuidPipe) id: string,
    @Body() body: RecordOutageDto,
    @CommandOf() command: HttpCommand,
  ): Promise<Redacted<Receipt>> {
    return receipt(await this.recording.recordOutage(command, { siteId: id, ...body }))
  }

  @Post('sites/:id/outages/:outageId/lift')
  @HttpCode(200)
  @Roles('programme_manager', 'relocation_officer')
  async liftOutage(
    @Param('id', UuidPipe) id: string,
    @Param('outageId', UuidPipe) outageId: string,
    @CommandOf() command: HttpCommand,
  ): Promise<Redacted<Receipt>> {
    return receipt(await this.lifting.liftOutage(command, { siteId: id, outageId }))
  }

  @Post('sites/:id/close')
  @HttpCode(200)
  @Roles('programme_manager')
  async close(
    @Param('id', UuidPipe) id: string,
    @Body() body: WithReasonDto,
    @CommandOf() command: HttpCommand,
  ): Promise<Redacted<Receipt>> {
    return receipt(await this.closing.closeSite(command, { siteId: id, ...body }))
  }

  /** Where more is booked than serves in the next 90 days, at all sites, the soonest first. */
  @Get('shortages')
  @Roles('relocation_officer', 'programme_manager', 'planner', 'auditor')
  async shortages(@Viewer() viewer: SignedIn): Promise<Redacted<Page<Shortage>>> {
    return this.redaction.many(viewer, 'shortage', await this.sites.shortages())
  }
}
