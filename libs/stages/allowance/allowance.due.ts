import { Injectable, type OnModuleInit } from '@nestjs/common'
import { DueRules, planningOnce, Registry } from '@passage/case'

/** SQL: the day in the month after that of `day` on which the run of that month is due. */
const runDayAfter = (day: string): string =>
  `(date_trunc('month', ${day}) + interval '1 month')::date + term_days('allowance_run', ${day}) - 1`

/** The monthly run: planned by the first entitlement, and from then on month after month by itself. */
@Injectable()
export class AllowanceDue implements OnModuleInit {
  constructor(
    private readonly registry: Registry,
    private readonly rules: DueRules,
  ) {}

  onModuleInit(): void {
    this.registry.effect('plan_run', planningOnce('run_due', runDayAfter('today')))
    this.rules.register({
      kind: 'run_due',
      about: null,
      // Nobody to pay, or a run of that month that was prepared already: nothing to be reminded of.
      stands: `EXISTS (SELECT FROM subject e WHERE e.kind = 'entitlement' AND e.state = 'active')
        AND NOT EXISTS (SELECT FROM payment_run r JOIN subject s ON s.id = r.id
          WHERE r.kind = 'allowance' AND r.month = date_trunc('month', i.due_on) - interval '1 month' AND s.state <> 'cancelled')`,
      firing: { remind: 'finance_officer' },
      next: runDayAfter('i.due_on'),
    })
  }
}
