import type { Tx } from '@passage/platform'
import type { PaymentSource, Proposal, ProposedPayment, RunRequest } from '@passage/payments'
import { allowanceFor, monthAfter, overlap, suspensionsOf, type Rate } from './allowance.rules'
import { entitlementsOfMonth, ratesOf, type PayableEntitlement } from './allowance.store'

type LeftOut = Proposal['leftOut'][number]

/** What an allowance run pays: one payment an entitlement, each with the days and rates that it was computed from. */
export const allowanceSource: PaymentSource = {
  kind: 'allowance',
  async propose(tx: Pick<Tx, 'query'>, request: RunRequest): Promise<Proposal> {
    const month = request.month!
    const rates = await ratesOf(tx, request.currency)
    const payments: ProposedPayment[] = []
    const leftOut: LeftOut[] = []
    for (const entitlement of await entitlementsOfMonth(tx, month, monthAfter(month), request.currency)) {
      const proposed = proposeOne(month, request.today, entitlement, rates.get(entitlement.country) ?? [])
      if ('why' in proposed) leftOut.push(proposed)
      else payments.push(proposed)
    }
    return { payments, leftOut }
  },
}

/** Pure: the payment of one entitlement for one month, or why there is none. */
export function proposeOne(
  month: string,
  today: string,
  e: PayableEntitlement,
  rates: readonly Rate[],
): ProposedPayment | LeftOut {
  const no = (why: string): LeftOut => ({ caseId: e.caseId, sourceId: e.id, why })
  const covered = overlap(month, e)
  if (month > today) return no('month_not_begun')
  if (!covered) return no('no_day_in_this_month')
  if (e.paidFrom.length > 0) return no('paid_already')
  if (!e.hasActiveCode) return no('code_not_active')
  const allowance = allowanceFor(month, e, suspensionsOf(e.events), rates)
  if (allowance.daysSuspended > 0 && allowance.daysPaid === 0) return no('suspended')
  if (allowance.amount === 0n) return no('no_rate')
  return {
    caseId: e.caseId,
    payeePersonId: e.payeePersonId,
    sourceId: e.id,
    paidFor: e.personId,
    coversFrom: covered.from,
    coversUntil: covered.until,
    amount: allowance.amount,
    derivation: {
      country: e.country,
      days: allowance.daysPaid,
      daysInMonth: allowance.daysInMonth,
      daysSuspended: allowance.daysSuspended,
      rates: allowance.shares.map((s) => `${s.rateId}:${s.rateAmount}:${s.days}:${s.amount}`).join(' '),
    },
  }
}
