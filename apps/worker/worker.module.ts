import { Module, type DynamicModule, type Type } from '@nestjs/common'
import { AccessModule } from '@passage/access'
import { AuditModule } from '@passage/audit'
import { CaseModule } from '@passage/case'
import { JobsModule } from '@passage/jobs'
import { LedgerModule } from '@passage/ledger'
import { PaymentsModule } from '@passage/payments'
import { PlanningModule } from '@passage/planning'
import { PlatformModule, required, type Environment } from '@passage/platform'
import { AllowanceModule } from '@passage/stages/allowance'
import { ContactModule } from '@passage/stages/contact'
import { RegistrationModule } from '@passage/stages/registration'
import { RelocationModule } from '@passage/stages/relocation'
import { RewardModule } from '@passage/stages/reward'
import { VettingModule } from '@passage/stages/vetting'
import { TrainingModule } from '@passage/training'

/** Connections to PostgreSQL for the work itself; the queues have a pool of their own (libs/jobs/queue-backend.ts). */
const poolSize = 6

/** The programme, as the API has it: every lifecycle's conditions and effects, and every job's handler. */
const domainModules: (Type | DynamicModule)[] = [
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
]

/** The modules of the API, as job handlers: no HTTP, and the login role that may act as the system. */
@Module({})
export class WorkerModule {
  /** @throws Error naming the variable that is missing */
  static from(env: Environment): DynamicModule {
    const url = required(env, 'DATABASE_WORKER_URL')
    return {
      module: WorkerModule,
      imports: [
        PlatformModule.forRoot(url, poolSize),
        AccessModule.forRoot(required(env, 'PASSAGE_MASTER_KEYS')),
        JobsModule.forWorker({ url, redisUrl: env.REDIS_URL || undefined }),
        ...domainModules,
      ],
    }
  }
}
