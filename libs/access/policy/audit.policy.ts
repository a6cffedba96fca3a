import type { PolicyTable } from './table'

/**
 * The transition log and the access log. What happened follows the class of the event (`row.class`, from the lifecycle's edge; `operational`
 * where the edge has none): that something happened, when, and by whom is visible to all who read operational fields. The hash follows
 * too, since whoever knows the other fields could guess the few that are hidden and try them against it. The auditor reads the whole log.
 */
export const auditPolicy = {
  transition: {
    subjectId: { class: 'operational' },
    caseId: { class: 'operational' },
    reference: { class: 'operational' },
    kind: { class: 'operational' },
    seq: { class: 'operational' },
    lifecycleVersion: { class: 'operational' },
    event: { class: 'operational', follows: true, also: ['auditor'] },
    from: { class: 'operational', follows: true, also: ['auditor'] },
    to: { class: 'operational', follows: true, also: ['auditor'] },
    actor: { class: 'operational' },
    role: { class: 'operational' },
    job: { class: 'operational' },
    reason: { class: 'operational', follows: true, also: ['auditor'] },
    programmeDate: { class: 'operational' },
    recordedAt: { class: 'operational' },
    payload: { class: 'operational', follows: true, also: ['auditor'] },
    bytes: { class: 'operational', follows: true, also: ['auditor'] },
    hash: { class: 'operational', follows: true, also: ['auditor'] },
    prevHash: { class: 'operational', follows: true, also: ['auditor'] },
    hashHolds: { class: 'operational', also: ['auditor'] },
    explained: { class: 'operational', follows: true, also: ['auditor'] },
    previous: { class: 'operational', follows: true, also: ['auditor'] },
    next: { class: 'operational', follows: true, also: ['auditor'] },
    class: { class: 'operational' },
    note: { class: 'operational', of: 'note' },
  },
  access_record: {
    id: { class: 'secret', also: ['auditor'] },
    at: { class: 'secret', also: ['auditor'] },
    actor: { class: 'secret', also: ['auditor'] },
    roles: { class: 'secret', also: ['auditor'] },
    act: { class: 'secret', also: ['auditor'] },
    resource: { class: 'secret', also: ['auditor'] },
    resourceId: { class: 'secret', also: ['auditor'] },
    caseId: { class: 'secret', also: ['auditor'] },
    reference: { class: 'secret', also: ['auditor'] },
    fields: { class: 'secret', also: ['auditor'] },
    code: { class: 'secret', also: ['auditor'] },
    requestId: { class: 'secret', also: ['auditor'] },
  },
  log_verification: {
    id: { class: 'operational', also: ['trainer', 'programme_manager'] },
    state: { class: 'operational', also: ['trainer', 'programme_manager'] },
    jobId: { class: 'operational', also: ['trainer', 'programme_manager'] },
    intact: { class: 'operational', also: ['trainer', 'programme_manager'] },
    transitions: { class: 'operational', also: ['trainer', 'programme_manager'] },
    subjects: { class: 'operational', also: ['trainer', 'programme_manager'] },
    fault: { class: 'operational', also: ['trainer', 'programme_manager'] },
    startedAt: { class: 'operational', also: ['trainer', 'programme_manager'] },
    finishedAt: { class: 'operational', also: ['trainer', 'programme_manager'] },
  },
} as const satisfies PolicyTable
