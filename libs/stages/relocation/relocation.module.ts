import { Module, type OnModuleInit } from '@nestjs/common'
import { Registry } from '@passage/case'
import { Arrive } from './arrive'
import { BookPlace } from './book-place'
import { CancelPlacement } from './cancel-placement'
import { ChangeDates } from './change-dates'
import { ChangeSite } from './change-site'
import { CloseSite } from './close-site'
import { Leave } from './leave'
import { LiftOutage } from './lift-outage'
import { MoveHousehold } from './move-household'
import { OpenSite } from './open-site'
import { placesTold } from './place-changes'
import { PlacementsController } from './placements.controller'
import { PlacementsStore } from './placements.store'
import { RecordOutage } from './record-outage'
import { relocationConditions } from './relocation.conditions'
import { RelocationDue } from './relocation.due'
import { RelocationNeeds } from './relocation.needs'
import { SitesController } from './sites.controller'
import { SitesStore } from './sites.store'
import { ViewPlacements } from './view-placements'
import { ViewSites } from './view-sites'
import { WaitForPlace } from './wait-for-place'

const aboutSites = [OpenSite, ChangeSite, RecordOutage, LiftOutage, CloseSite, ViewSites]
const aboutPlacements = [WaitForPlace, BookPlace, Arrive, Leave, MoveHousehold, ChangeDates, CancelPlacement, ViewPlacements]

/** Sites with places by date, and the households that stay there. */
@Module({
  controllers: [SitesController, PlacementsController],
  providers: [SitesStore, PlacementsStore, RelocationDue, RelocationNeeds, ...aboutSites, ...aboutPlacements],
  exports: [...aboutSites, ...aboutPlacements],
})
export class RelocationModule implements OnModuleInit {
  constructor(
    private readonly registry: Registry,
    private readonly sites: SitesStore,
    private readonly placements: PlacementsStore,
  ) {}

  onModuleInit(): void {
    for (const [name, loader] of Object.entries(relocationConditions(this.sites, this.placements)))
      this.registry.condition(name, loader)
    this.registry.tells('places', placesTold)
  }
}
