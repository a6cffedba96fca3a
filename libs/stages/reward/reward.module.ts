import { Module, type OnModuleInit } from '@nestjs/common'
import { Registry } from '@passage/case'
import { ClaimActs } from './claim-acts'
import { ClaimsList } from './claims-list'
import { ClaimsListController } from './claims-list.controller'
import { FileClaim } from './file-claim'
import { PayClaims } from './pay-claims'
import { custodyReceiptIsThere, tariffCoversTheItems } from './reward.conditions'
import { RewardController } from './reward.controller'
import { RewardDue } from './reward.due'
import { RewardNeeds } from './reward.needs'
import { TariffActs } from './tariff-acts'

@Module({
  controllers: [ClaimsListController, RewardController],
  providers: [FileClaim, ClaimActs, ClaimsList, PayClaims, TariffActs, RewardDue, RewardNeeds],
  exports: [FileClaim, ClaimActs, TariffActs],
})
export class RewardModule implements OnModuleInit {
  constructor(private readonly registry: Registry) {}

  onModuleInit(): void {
    this.registry.condition('custody_receipt_is_there', custodyReceiptIsThere)
    this.registry.condition('tariff_covers_the_items', tariffCoversTheItems)
  }
}
