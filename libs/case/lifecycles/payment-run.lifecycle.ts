import type { Lifecycle } from '../lifecycle'

export type PaymentRunState = 'prepared' | 'approved' | 'released' | 'completed' | 'cancelled'

type PaymentRunEvent = 'exclude' | 'approve' | 'send_back' | 'release' | 'retry' | 'complete' | 'cancel'

/**
 * One month's payments: prepared, approved and released by three people. Source: design.md, section 4.
 * The three acts are duties that the database keeps apart, whoever asks.
 */
export const paymentRunLifecycle = {
  name: 'payment_run',
  version: 1,
  about: "One month's payments, prepared by one officer, approved by another and released by a third.",
  locksCase: false,
  opening: {
    prepare: {
      to: 'prepared',
      by: ['finance_officer'],
      when: ['nobody_is_paid_twice'],
      effects: ['settle_reminders'],
      duty: 'prepare',
      class: 'financial',
    },
  },
  states: {
    prepared: {
      exclude: {
        to: 'prepared',
        by: ['finance_officer'],
        reasons: ['under_review', 'wrong_payee', 'wrong_amount', 'contact_lost'],
        class: 'financial',
      },
      approve: {
        to: 'approved',
        by: ['finance_approver'],
        when: ['approved_by_someone_else', 'budget_line_bears_the_total'],
        effects: ['commit_the_total'],
        duty: 'approve',
        class: 'financial',
        serious: true,
      },
      cancel: {
        to: 'cancelled',
        by: ['finance_officer', 'finance_approver'],
        reasons: ['prepared_by_mistake', 'funds_missing', 'inputs_changed'],
        effects: ['cancel_the_payments'],
        class: 'financial',
        serious: true,
      },
    },
    approved: {
      // Sending back voids the approval and frees what it had committed.
      send_back: {
        to: 'prepared',
        by: ['finance_approver', 'finance_controller'],
        reasons: ['wrong_payee', 'wrong_amount', 'funds_missing', 'inputs_changed'],
        effects: ['free_the_total'],
        class: 'financial',
      },
      release: {
        to: 'released',
        by: ['finance_controller'],
        when: ['released_by_a_third_person'],
        effects: ['release_the_payments'],
        duty: 'release',
        class: 'financial',
        serious: true,
      },
    },
    released: {
      retry: {
        to: 'released',
        by: ['finance_controller'],
        when: ['some_payment_failed', 'budget_line_bears_the_retry'],
        effects: ['retry_the_failed'],
        class: 'financial',
        serious: true,
      },
      complete: { to: 'completed', by: ['system', 'finance_officer'], when: ['every_payment_is_final'], class: 'financial' },
    },
    // The bank may send money back after the run was finished.
    completed: {
      retry: {
        to: 'released',
        by: ['finance_controller'],
        when: ['some_payment_failed', 'budget_line_bears_the_retry'],
        effects: ['retry_the_failed'],
        class: 'financial',
        serious: true,
      },
    },
    cancelled: {},
  },
} as const satisfies Lifecycle<
  PaymentRunState,
  PaymentRunEvent,
  | 'nobody_is_paid_twice'
  | 'approved_by_someone_else'
  | 'released_by_a_third_person'
  | 'budget_line_bears_the_total'
  | 'budget_line_bears_the_retry'
  | 'some_payment_failed'
  | 'every_payment_is_final'
>
