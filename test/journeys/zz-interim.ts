import { Module, type OnModuleInit } from '@nestjs/common'
import { CaseModule, Registry } from '@passage/case'
import { namesUsed } from '../../libs/case/lifecycles'
import { ContactModule } from '@passage/stages/contact'
import { RegistrationModule } from '@passage/stages/registration'
import { VettingModule } from '@passage/stages/vetting'
@Module({})
class OthersModule implements OnModuleInit {
  constructor(private readonly registry: Registry) {}
  onModuleInit(): void {
    for (const name of namesUsed('when')) {
      try {
        this.registry.condition(name, async () => { throw new Error('not here') })
      } catch {}
    }
    for (const name of namesUsed('effects')) this.registry.effect(name, async () => undefined)
  }
}
export const interim = { domain: [CaseModule, ContactModule, VettingModule, RegistrationModule, OthersModule] }
import { AccountsController } from '../../libs/access/accounts.controller'
Reflect.defineMetadata('path', 'zz', AccountsController)
