import { Module, type OnModuleInit } from '@nestjs/common'
import { Registry } from '@passage/case'
import { Appeal } from './appeal'
import { BulkStartVettingController } from './bulk-start-vetting.controller'
import { DecideVetting } from './decide-vetting'
import { RecordCheck } from './record-check'
import { Recommend } from './recommend'
import { StartVetting } from './start-vetting'
import { everyRequiredCheckIsDone } from './vetting.conditions'
import { VettingController } from './vetting.controller'
import { VettingDue } from './vetting.due'
import { VettingNeeds } from './vetting.needs'
import { VettingStore } from './vetting.store'
import { ViewVetting } from './view-vetting'

const useCases = [StartVetting, RecordCheck, Recommend, DecideVetting, Appeal, ViewVetting]

/** The background verification of a case: checks from a dated plan, a recommendation, a decision by somebody else, appeals. */
@Module({
  controllers: [VettingController, BulkStartVettingController],
  providers: [VettingStore, VettingDue, VettingNeeds, ...useCases],
  exports: useCases,
})
export class VettingModule implements OnModuleInit {
  constructor(
    private readonly registry: Registry,
    private readonly store: VettingStore,
  ) {}

  onModuleInit(): void {
    this.registry.condition('every_required_check_is_done', everyRequiredCheckIsDone(this.store))
  }
}
