import { domainModules } from '../../apps/api/api.module'
import { ContactModule } from '@passage/stages/contact'
import { RegistrationModule } from '@passage/stages/registration'
import { VettingModule } from '@passage/stages/vetting'
import { RelocationModule } from '@passage/stages/relocation'
import { AllowanceModule } from '@passage/stages/allowance'
import { RewardModule } from '@passage/stages/reward'
const all = [ContactModule, VettingModule, RegistrationModule, RelocationModule, AllowanceModule, RewardModule]
export const interim = { domain: [...domainModules, ...all.filter((m) => !domainModules.includes(m))], logger: { log() {}, error: console.error, warn: console.warn, debug() {}, verbose() {}, fatal: console.error } as never }
