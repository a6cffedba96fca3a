import type { PolicyTable } from './table'

/** Which master keys there are, and whom the programme has forgotten. Numbers of keys and ids of persons: no key, no name. */
export const keysPolicy = {
  master_key: {
    number: { class: 'secret', also: ['auditor', 'trainer'] },
    newest: { class: 'secret', also: ['auditor', 'trainer'] },
    configured: { class: 'secret', also: ['auditor', 'trainer'] },
    needed: { class: 'secret', also: ['auditor', 'trainer'] },
  },
  erasure: {
    id: { class: 'operational' },
    caseId: { class: 'operational' },
    reference: { class: 'operational' },
    personId: { class: 'operational' },
    relation: { class: 'operational' },
    state: { class: 'operational' },
    version: { class: 'operational' },
    reason: { class: 'operational' },
    askedBy: { class: 'operational' },
    askedOn: { class: 'operational' },
    endedBy: { class: 'operational' },
    endedOn: { class: 'operational' },
  },
} as const satisfies PolicyTable
