import type { PolicyTable } from './table'

// What a fund will bear is what planners and managers ask; it says nothing about a person.
const asks = ['planner', 'programme_manager'] as const

export const ledgerPolicy = {
  fund: {
    id: { class: 'open' },
    name: { class: 'open' },
    currency: { class: 'open' },
    state: { class: 'open' },
    version: { class: 'open' },
    received: { class: 'financial', also: asks },
    unallocated: { class: 'financial', also: asks },
    lines: { class: 'open', of: 'budget_line' },
  },
  budget_line: {
    id: { class: 'open' },
    fundId: { class: 'open' },
    name: { class: 'open' },
    purpose: { class: 'open' },
    currency: { class: 'open' },
    free: { class: 'financial', also: asks },
    committed: { class: 'financial', also: asks },
    spent: { class: 'financial', also: asks },
  },
  ledger_transfer: {
    id: { class: 'financial' },
    what: { class: 'financial' },
    fund: { class: 'financial' },
    budgetLine: { class: 'financial' },
    amount: { class: 'financial' },
    currency: { class: 'financial' },
    subjectId: { class: 'financial' },
    reference: { class: 'financial' },
    payments: { class: 'financial' },
    programmeDate: { class: 'financial' },
    recordedAt: { class: 'financial' },
  },
} as const satisfies PolicyTable
