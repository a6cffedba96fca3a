import type { PolicyTable } from './table'

/** A job says how far it is, never about whom. Who may see a job at all is decided row by row (apps/api/jobs.controller.ts). */
export const jobsPolicy = {
  job: {
    id: { class: 'open' },
    queue: { class: 'open' },
    name: { class: 'open' },
    requestedBy: { class: 'open' },
    requestedAt: { class: 'open' },
    startedAt: { class: 'open' },
    closedAt: { class: 'open' },
    cancelAskedAt: { class: 'open' },
    outcome: { class: 'open' },
    done: { class: 'open' },
    total: { class: 'open' },
    problem: { class: 'open' },
  },
} as const satisfies PolicyTable
