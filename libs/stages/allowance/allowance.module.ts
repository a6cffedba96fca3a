import { Module, type OnModuleInit } from '@nestjs/common'
import { met, Registry, unmet } from '@passage/case'
import { PaymentSources } from '@passage/payments'
import { AllowanceController } from './allowance.controller'
import { AllowanceDue } from './allowance.due'
import { personsEntitled } from './allowance.store'
import { EntitlementActs } from './entitlement-acts'
import { allowanceSource } from './propose-allowances'
import { RateActs } from './rate-acts'

@Module({
  controllers: [AllowanceController],
  providers: [AllowanceDue, EntitlementActs, RateActs],
  exports: [EntitlementActs, RateActs],
})
export class AllowanceModule implements OnModuleInit {
  constructor(
    private readonly registry: Registry,
    private readonly sources: PaymentSources,
  ) {}

  onModuleInit(): void {
    this.sources.register(allowanceSource)
    this.registry.condition('person_has_no_other_entitlement', async (tx, asked) => {
      const persons = asked.map((a) => (a.ask as { personId: string } | undefined)?.personId)
      const entitled = await personsEntitled(
        tx,
        persons.filter((id) => id !== undefined),
      )
      return persons.map((id, n) => {
        if (id === undefined) return { met: 'open' }
        const other = entitled.has(id)
        // The second of one call finds the first.
        if (!asked[n]!.looking) entitled.add(id)
        if (!other) return met
        return unmet('entitlement.exists', 'This person has an entitlement already.', 'End that one first, or resume it.')
      })
    })
  }
}
