import { Injectable, type OnModuleInit } from '@nestjs/common'
import { NeedRules, remindersOf } from '@passage/case'

/** Runs in a state, from the day on which each was prepared; without those on which the viewer had one of the duties. */
const runsIn = (state: string, me: string, duties: string): string =>
  `SELECT r.prepared_on AS since FROM subject s JOIN payment_run r ON r.id = s.id
   WHERE s.kind = 'payment_run' AND s.state = '${state}' AND NOT EXISTS (
     SELECT FROM transition t WHERE t.subject_id = s.id AND t.actor_id = ${me} AND t.duty IN (${duties}))`

/** Payments that the bank refused or sent back, from the day of its answer. */
const failed = `SELECT (SELECT i.answered_on FROM payment_instruction i WHERE i.payment_id = s.id ORDER BY i.n DESC LIMIT 1) AS since
  FROM subject s WHERE s.kind = 'payment' AND s.state IN ('rejected', 'returned')`

/** What payments need: three acts by three people on each run, and somebody who sees to what failed. */
@Injectable()
export class PaymentNeeds implements OnModuleInit {
  constructor(private readonly needs: NeedRules) {}

  onModuleInit(): void {
    this.needs.register('runs_to_prepare', ['finance_officer'], remindersOf('run_due'))
    this.needs.register('runs_to_approve', ['finance_approver'], ({ me }) => runsIn('prepared', me, `'prepare'`))
    this.needs.register('runs_to_release', ['finance_controller'], ({ me }) => runsIn('approved', me, `'prepare', 'approve'`))
    this.needs.register('payments_failed', ['finance_officer', 'finance_controller'], () => failed)
  }
}
