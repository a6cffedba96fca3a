import { Global, Module, type OnModuleInit } from '@nestjs/common'
import { Registry } from '@passage/case'
import { FundActs } from './funds/fund-acts'
import { fundIsEmpty } from './funds/fund-is-empty'
import { FundsController } from './funds/funds.controller'
import { MovePayment, MoveRun } from './move-run'
import { PaymasterClient } from './paymaster-client'
import { PaymentFiles } from './payment-files'
import { PaymentFilesController } from './payment-files.controller'
import { PaymentSources } from './payment-sources'
import { PaymentsController } from './payments.controller'
import { PaymentNeeds } from './payments.needs'
import { PaymentReads } from './payments.reads'
import { PrepareRunUseCase } from './prepare-run'
import { Reconcile } from './reconcile'
import { ResumeRun } from './resume-run'
import { RunMoney } from './run-money'
import { SendRun } from './send-run'

/** Runs, payments, instructions and funds. Global, since the stages that are paid through runs register with it. */
@Global()
@Module({
  controllers: [PaymentFilesController, PaymentsController, FundsController],
  providers: [
    // Only the worker speaks to the paymaster; a process that was told no address cannot, and says so when it would.
    {
      provide: PaymasterClient,
      useFactory: () => new PaymasterClient({ url: process.env.PAYMASTER_URL ?? 'http://127.0.0.1:1' }),
    },
    PaymentSources,
    PaymentFiles,
    PaymentNeeds,
    PaymentReads,
    PrepareRunUseCase,
    MoveRun,
    MovePayment,
    ResumeRun,
    RunMoney,
    SendRun,
    Reconcile,
    FundActs,
  ],
  exports: [PaymentSources, PrepareRunUseCase, MoveRun, MovePayment, FundActs, SendRun, Reconcile],
})
export class PaymentsModule implements OnModuleInit {
  constructor(private readonly registry: Registry) {}

  onModuleInit(): void {
    this.registry.condition('fund_is_empty', fundIsEmpty)
  }
}
