import type { Lifecycle } from '../lifecycle'

export type RewardClaimState = 'filed' | 'verified' | 'valued' | 'approved' | 'in_payment' | 'paid' | 'rejected' | 'withdrawn'

type RewardClaimEvent =
  | 'record_custody'
  | 'verify'
  | 'value'
  | 'approve'
  | 'send_back'
  | 'take_into_run'
  | 'put_back'
  | 'pay'
  | 'reject'
  | 'withdraw'
  | 'reopen'

const rejecting = ['no_custody_receipt', 'not_in_tariff', 'not_as_described', 'claimed_elsewhere'] as const

/** Equipment handed over, its verification, valuation and payout. Source: programme.md, "reward for equipment". */
export const rewardClaimLifecycle = {
  name: 'reward_claim',
  version: 1,
  about: 'Equipment handed over, its verification, valuation and payout.',
  locksCase: true,
  opening: {
    file: {
      to: 'filed',
      by: ['intake_officer', 'equipment_assessor'],
      when: ['case_is_registered'],
      effects: ['plan_custody_reminder'],
    },
  },
  states: {
    filed: {
      record_custody: { to: 'filed', by: ['host_organisation', 'equipment_assessor'], effects: ['settle_reminders'] },
      verify: { to: 'verified', by: ['equipment_assessor'], when: ['custody_receipt_is_there'], duty: 'assess' },
      reject: {
        to: 'rejected',
        by: ['equipment_assessor'],
        reasons: rejecting,
        effects: ['settle_reminders'],
        serious: true,
      },
      withdraw: {
        to: 'withdrawn',
        by: ['intake_officer'],
        reasons: ['applicant_withdrew', 'filed_by_mistake'],
        effects: ['settle_reminders'],
      },
    },
    verified: {
      value: { to: 'valued', by: ['equipment_assessor'], when: ['tariff_covers_the_items'], duty: 'assess', class: 'financial' },
      reject: { to: 'rejected', by: ['equipment_assessor'], reasons: rejecting, serious: true },
    },
    valued: {
      approve: {
        to: 'approved',
        by: ['finance_approver'],
        when: ['approver_did_not_assess'],
        duty: 'approve',
        class: 'financial',
        serious: true,
      },
      send_back: {
        to: 'verified',
        by: ['finance_approver'],
        reasons: ['valuation_unclear', 'wrong_category', 'wrong_count'],
        class: 'financial',
      },
      reject: { to: 'rejected', by: ['finance_approver'], reasons: rejecting, serious: true },
    },
    approved: { take_into_run: { to: 'in_payment', by: ['finance_officer'], class: 'financial' } },
    in_payment: {
      pay: { to: 'paid', by: ['system'], class: 'financial' },
      // The payment was excluded, cancelled or given up: the claim can go into another run.
      put_back: { to: 'approved', by: ['finance_officer', 'finance_approver'], class: 'financial' },
    },
    // The bank sent the money back after it had been booked.
    paid: { reopen: { to: 'in_payment', by: ['system'], class: 'financial' } },
    rejected: {},
    withdrawn: {},
  },
} as const satisfies Lifecycle<
  RewardClaimState,
  RewardClaimEvent,
  'case_is_registered' | 'custody_receipt_is_there' | 'tariff_covers_the_items' | 'approver_did_not_assess'
>
