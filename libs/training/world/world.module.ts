import { Module } from '@nestjs/common'
import { AllowanceModule } from '@passage/stages/allowance'
import { ContactModule } from '@passage/stages/contact'
import { RegistrationModule } from '@passage/stages/registration'
import { RelocationModule } from '@passage/stages/relocation'
import { RewardModule } from '@passage/stages/reward'
import { VettingModule } from '@passage/stages/vetting'
import { GenerateWorld } from './generate-world'
import { LiveIntake } from './live-intake'
import { LiveMoney } from './live-money'
import { LiveRelocation } from './live-relocation'
import { LiveSupport } from './live-support'
import { LiveVetting } from './live-vetting'
import { OpenProgramme } from './open-programme'
import { WorldDigest } from './world-digest'

/** The generator of synthetic worlds. It acts through the stages' use cases, so it imports their modules; only the CLI has it. */
@Module({
  imports: [ContactModule, VettingModule, RegistrationModule, RelocationModule, AllowanceModule, RewardModule],
  providers: [GenerateWorld, OpenProgramme, LiveIntake, LiveVetting, LiveRelocation, LiveSupport, LiveMoney, WorldDigest],
  exports: [GenerateWorld, WorldDigest],
})
export class WorldModule {}
