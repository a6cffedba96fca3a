import type { PolicyTable } from './table'

/**
 * Reports hold aggregates only, suppressed before they are stored (docs/decisions/0009-suppression.md), so that whoever may read one reads all of
 * it. Planners and programme managers ask; the auditor sees who asked for what, and what they saw. Nobody else reads them.
 */
const plain = { class: 'financial', also: ['planner', 'programme_manager', 'auditor'] } as const

export const planningPolicy = {
  report_kind: {
    kind: plain,
    title: plain,
    does: plain,
    params: plain,
    figures: plain,
  },
  report: {
    id: plain,
    kind: plain,
    params: plain,
    requestedBy: plain,
    requestedAt: plain,
    programmeDate: plain,
    finishedAt: plain,
    state: plain,
    done: plain,
    total: plain,
    problem: plain,
    hasResult: plain,
    mayCancel: plain,
  },
  report_result: {
    id: plain,
    kind: plain,
    title: plain,
    programmeDate: plain,
    madeAt: plain,
    params: plain,
    requestedBy: plain,
    notes: plain,
    tables: plain,
  },
} as const satisfies PolicyTable
