import { Module } from '@nestjs/common'
import { AllowanceModule } from '@passage/stages/allowance'
import { ContactModule } from '@passage/stages/contact'
import { RegistrationModule } from '@passage/stages/registration'
import { RelocationModule } from '@passage/stages/relocation'
import { RewardModule } from '@passage/stages/reward'
import { VettingModule } from '@passage/stages/vetting'
import { GenerateWorld } from './world/generate-world'
import { LiveCase } from './world/live-case'
import { OpenProgramme } from './world/open-programme'
import { PayMonth } from './world/pay-month'

/** The synthetic world. It acts through the stages' use cases, so it imports their modules. */
@Module({
  imports: [ContactModule, VettingModule, RegistrationModule, RelocationModule, AllowanceModule, RewardModule],
  providers: [GenerateWorld, LiveCase, OpenProgramme, PayMonth],
  exports: [GenerateWorld],
})
export class TrainingModule {}
