import { Module, type DynamicModule, type Type } from '@nestjs/common'
import { AccessHttpModule, AccessModule } from '@passage/access'
import { AuditModule } from '@passage/audit'
import { CaseModule } from '@passage/case'
import { JobsModule } from '@passage/jobs'
import { LedgerModule } from '@passage/ledger'
import { PaymentsModule } from '@passage/payments'
import { PlanningModule } from '@passage/planning'
import { PlatformModule, SystemRandom } from '@passage/platform'
import { AllowanceModule } from '@passage/stages/allowance'
import { ContactModule } from '@passage/stages/contact'
import { RegistrationModule } from '@passage/stages/registration'
import { RelocationModule } from '@passage/stages/relocation'
import { RewardModule } from '@passage/stages/reward'
import { VettingModule } from '@passage/stages/vetting'
import { TrainingModule } from '@passage/training'
import { edgeLimits } from './edge/limits'
import { HttpMetrics } from './http-metrics'
import { JobsController } from './jobs.controller'
import type { ApiSettings } from './settings'
import { SystemController } from './system.controller'

/** Connections of the API; the login role and the listener for progress have a few of their own. */
const poolSize = 16

@Module({ controllers: [JobsController] })
class JobsHttpModule {}

/** The programme: the spine, the money, the six stages, the record. In the order of design section 1. */
export const domainModules: (Type | DynamicModule)[] = [
  CaseModule,
  LedgerModule,
  PaymentsModule,
  ContactModule,
  VettingModule,
  RegistrationModule,
  RelocationModule,
  AllowanceModule,
  RewardModule,
  AuditModule,
  PlanningModule,
  TrainingModule,
  JobsHttpModule,
]

/** Composes the modules over HTTP. */
@Module({})
export class ApiModule {
  static forRoot(settings: ApiSettings, domain: (Type | DynamicModule)[] = domainModules): DynamicModule {
    const { databaseUrl, loginUrl, masterKeys, secureCookies, demo, oidc, limits } = settings
    const { statementMs } = { ...edgeLimits, ...limits }
    return {
      module: ApiModule,
      imports: [
        PlatformModule.forRoot(databaseUrl, poolSize, new SystemRandom(), statementMs),
        AccessModule.forRoot(masterKeys),
        AccessHttpModule.forRoot({ loginUrl, secureCookies, demo, masterKeys, oidc }),
        JobsModule.forRoot(databaseUrl),
        ...domain,
      ],
      controllers: [SystemController],
      providers: [HttpMetrics],
    }
  }
}
