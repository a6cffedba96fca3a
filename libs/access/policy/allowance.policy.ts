import type { PolicyTable } from './table'

export const allowancePolicy = {
  rate: {
    id: { class: 'open' },
    country: { class: 'open' },
    amount: { class: 'open' },
    currency: { class: 'open' },
    from: { class: 'open' },
    until: { class: 'open' },
    source: { class: 'open' },
    state: { class: 'open' },
    version: { class: 'open' },
  },
  entitlement: {
    id: { class: 'operational' },
    caseId: { class: 'operational' },
    personId: { class: 'operational' },
    payeePersonId: { class: 'operational' },
    country: { class: 'operational' },
    from: { class: 'financial' },
    until: { class: 'financial' },
    state: { class: 'operational' },
    version: { class: 'operational' },
  },
} as const satisfies PolicyTable
