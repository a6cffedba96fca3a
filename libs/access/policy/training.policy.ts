import type { PolicyTable } from './table'

/** What a reminder says is what its role must know anyway: hosts learn of their own site's stays. */
const ofNotices = { class: 'operational', atOwnSite: ['host_organisation'] } as const

/** Moves of the clock and restore points tell of the room and of nobody in it. */
const ofTheRoom = { class: 'operational', also: ['trainer'] } as const

/** Reminders, the programme clock, restore points. */
export const trainingPolicy = {
  notice: {
    id: ofNotices,
    kind: ofNotices,
    dueOn: ofNotices,
    caseId: { class: 'operational' },
    reference: ofNotices,
    subjectId: ofNotices,
    siteId: ofNotices,
    role: ofNotices,
    settledOn: ofNotices,
  },
  clock_preview: {
    from: ofTheRoom,
    to: ofTheRoom,
    items: { ...ofTheRoom, of: 'due_count' },
  },
  due_count: {
    dueOn: ofTheRoom,
    kind: ofTheRoom,
    count: ofTheRoom,
  },
  clock_move: {
    id: ofTheRoom,
    from: ofTheRoom,
    to: ofTheRoom,
    reached: ofTheRoom,
    by: ofTheRoom,
    requestedAt: ofTheRoom,
    closedAt: ofTheRoom,
    outcome: ofTheRoom,
    fired: { ...ofTheRoom, of: 'fired_count' },
  },
  fired_count: {
    kind: ofTheRoom,
    count: ofTheRoom,
  },
  restore_point: {
    id: ofTheRoom,
    name: ofTheRoom,
    madeAt: ofTheRoom,
    madeBy: ofTheRoom,
    programmeDate: ofTheRoom,
    cases: ofTheRoom,
    bytes: ofTheRoom,
    fits: ofTheRoom,
  },
} as const satisfies PolicyTable
