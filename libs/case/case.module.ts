import { Global, Module, type OnApplicationBootstrap } from '@nestjs/common'
import { Advance } from './advance-many'
import { CaseFiles } from './case-files'
import { registerSpineConditions } from './conditions'
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
  controllers: [CaseController, LifecyclesController, PeopleController],
  providers: [Advance, CaseFiles, Notes, Perform, Registry, Actions, CasePage, People, Timeline, Worklist],
  exports: [Advance, CaseFiles, Notes, Perform, Registry],
})
export class CaseModule implements OnApplicationBootstrap {
  constructor(private readonly registry: Registry) {
    registerSpineConditions(registry)
  }

  /** By now every stage has registered its conditions and effects (they do so in onModuleInit). */
  onApplicationBootstrap(): void {
    this.registry.assertComplete()
  }
}
