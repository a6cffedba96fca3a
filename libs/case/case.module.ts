import { Global, Module, type OnApplicationBootstrap } from '@nestjs/common'
import { Advance } from './advance-many'
import { CaseFiles } from './case-files'
import { registerSpineConditions } from './conditions'
import { DueDriver } from './due/due-driver'
import { DueRules } from './due/due-rules'
import { Notices } from './due/notices'
import { NoticesController } from './due/notices.controller'
import { settling } from './due/plan-due'
import { Notes } from './notes'
import { Perform } from './perform'
import { Actions } from './reads/actions'
import { CaseController } from './reads/case.controller'
import { CasePage } from './reads/case-page'
import { LifecyclesController } from './reads/lifecycles.controller'
import { People } from './reads/people'
import { PeopleController } from './reads/people.controller'
import { Timeline } from './reads/timeline'
import { Worklist } from './reads/worklist'
import { Registry } from './registry'

/** The spine. Global, since every stage moves its subjects through it. */
@Global()
@Module({
  controllers: [CaseController, LifecyclesController, NoticesController, PeopleController],
  providers: [
    Advance,
    CaseFiles,
    Notes,
    Perform,
    Registry,
    DueDriver,
    DueRules,
    Notices,
    Actions,
    CasePage,
    People,
    Timeline,
    Worklist,
  ],
  exports: [Advance, CaseFiles, DueDriver, DueRules, Notes, Perform, Registry],
})
export class CaseModule implements OnApplicationBootstrap {
  constructor(
    private readonly registry: Registry,
    dueRules: DueRules,
  ) {
    registerSpineConditions(registry)
    registry.effect('settle_reminders', settling(dueRules))
  }

  /** By now every stage has registered its conditions and effects (they do so in onModuleInit). */
  onApplicationBootstrap(): void {
    this.registry.assertComplete()
  }
}
