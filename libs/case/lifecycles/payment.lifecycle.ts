import type { Lifecycle } from '../lifecycle'

export type PaymentState =
  'prepared' | 'excluded' | 'cancelled' | 'released' | 'instructed' | 'settled' | 'rejected' | 'returned' | 'given_up'

type PaymentEvent = 'exclude' | 'cancel' | 'release' | 'instruct' | 'settle' | 'reject' | 'return' | 'retry' | 'give_up'

const givingUp = ['payee_unreachable', 'paid_by_other_means', 'payee_left'] as const

/**
 * One amount to one payee in a run. `rejected` and `returned` are final answers to one instruction, not to the payment: a retry
 * makes the next instruction, and only from there, so that nobody is paid twice. Source: design.md, section 4.
 */
export const paymentLifecycle = {
  name: 'payment',
  version: 1,
  about: 'One amount to one payee in a run.',
  locksCase: false,
  opening: { prepare: { to: 'prepared', by: ['finance_officer'], class: 'financial' } },
  states: {
    prepared: {
      exclude: {
        to: 'excluded',
        by: ['finance_officer'],
        reasons: ['under_review', 'wrong_payee', 'wrong_amount', 'contact_lost'],
        effects: ['payment_is_off'],
        class: 'financial',
      },
      cancel: { to: 'cancelled', by: ['finance_officer', 'finance_approver'], effects: ['payment_is_off'], class: 'financial' },
      release: { to: 'released', by: ['finance_controller'], class: 'financial' },
    },
    released: { instruct: { to: 'instructed', by: ['system'], class: 'financial' } },
    instructed: {
      settle: { to: 'settled', by: ['system'], effects: ['payment_settled'], class: 'financial' },
      reject: { to: 'rejected', by: ['system'], effects: ['payment_failed'], class: 'financial' },
    },
    // A bank may send money back after it was booked.
    settled: { return: { to: 'returned', by: ['system'], effects: ['payment_returned'], class: 'financial' } },
    rejected: {
      retry: { to: 'released', by: ['finance_controller'], class: 'financial' },
      give_up: {
        to: 'given_up',
        by: ['finance_officer'],
        reasons: givingUp,
        effects: ['payment_is_off'],
        class: 'financial',
        serious: true,
      },
    },
    returned: {
      retry: { to: 'released', by: ['finance_controller'], class: 'financial' },
      give_up: {
        to: 'given_up',
        by: ['finance_officer'],
        reasons: givingUp,
        effects: ['payment_is_off'],
        class: 'financial',
        serious: true,
      },
    },
    excluded: {},
    cancelled: {},
    given_up: {},
  },
} as const satisfies Lifecycle<PaymentState, PaymentEvent, never>
