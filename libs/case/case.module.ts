import { Global, Module, type OnApplicationBootstrap } from '@nestjs/common'
import { Advance } from './advance-many'
import { Perform } from './perform'
import { Registry } from './registry'

/** The spine. Global, since every stage moves its subjects through it. */
@Global()
@Module({
  providers: [Advance, Perform, Registry],
  exports: [Advance, Perform, Registry],
})
export class CaseModule implements OnApplicationBootstrap {
  constructor(private readonly registry: Registry) {}

  /** By now every stage has registered its conditions and effects (they do so in onModuleInit). */
  onApplicationBootstrap(): void {
    this.registry.assertComplete()
  }
}
