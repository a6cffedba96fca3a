import type { PolicyTable } from './table'

/** As the row says of itself; the auditor reads the whole log, which by construction holds nothing of a person. */
const asItsEvent = { class: 'operational', follows: true, also: ['auditor'] } as const

/** What an act of theirs would move: hosts and managers act on stays and sites, and read nothing else that is operational. */
const ofTheAct = { class: 'operational', also: ['host_organisation', 'programme_manager'] } as const

/** The case, its household and its notes, and what the case page shows beside them. */
export const casePolicy = {
  case: {
    id: { class: 'operational' },
    reference: { class: 'operational' },
    service: { class: 'operational' },
    pathway: { class: 'operational' },
    channel: { class: 'operational' },
    openedOn: { class: 'operational' },
    holder: { class: 'operational' },
    householdSize: { class: 'operational' },
    state: { class: 'operational' },
    version: { class: 'operational' },
    household: { class: 'operational', of: 'person' },
  },
  person: {
    id: { class: 'operational' },
    caseId: { class: 'operational' },
    reference: { class: 'operational' },
    relation: { class: 'operational' },
    since: { class: 'operational' },
    until: { class: 'operational' },
    name: { class: 'personal' },
    nameMy: { class: 'personal' },
    bornOn: { class: 'personal' },
    rank: { class: 'personal' },
    unit: { class: 'personal' },
    needs: { class: 'personal' },
    erased: { class: 'operational' },
  },
  // Found by name: which person it is already tells that the name is theirs, so that the whole hit is personal.
  person_hit: {
    personId: { class: 'personal' },
    caseId: { class: 'personal' },
    reference: { class: 'personal' },
    name: { class: 'personal' },
    nameMy: { class: 'personal' },
    score: { class: 'personal' },
  },
  // A note says its own class in `row.class`; its text is read by those who read that class. Author and day are visible to all officers.
  note: {
    id: { class: 'operational' },
    caseId: { class: 'operational' },
    subjectId: { class: 'operational' },
    class: { class: 'operational' },
    author: { class: 'operational' },
    writtenOn: { class: 'operational' },
    text: { class: 'operational', follows: true },
  },
  // A transition on a case's timeline. That something happened, when, by whom and where it led is operational, as the state itself is; what
  // happened has the event's own class. The hash goes with it: all else being known, it would give a check's result away.
  timeline_entry: {
    subjectId: { class: 'operational' },
    kind: { class: 'operational' },
    seq: { class: 'operational' },
    from: { class: 'operational' },
    to: { class: 'operational' },
    actor: { class: 'operational' },
    role: { class: 'operational' },
    job: { class: 'operational' },
    programmeDate: { class: 'operational' },
    recordedAt: { class: 'operational' },
    event: asItsEvent,
    reason: asItsEvent,
    payload: asItsEvent,
    // Values of this payload and of earlier ones of no narrower class (libs/case/reads/timeline-changes.ts).
    changes: asItsEvent,
    hash: asItsEvent,
    note: { class: 'operational', of: 'note' },
  },
  // How many cases are in each state, beside the list that shows each of them.
  case_count: { state: { class: 'operational' }, count: { class: 'operational' } },
  // How much waits for one's own roles; each rule counts what the role's own lists show (libs/case/needs).
  need: { need: { class: 'open' }, role: { class: 'open' }, count: { class: 'open' }, oldestOn: { class: 'open' } },
  // What may be done next, and why not. Conditions and reasons are words of the lifecycle, the same for every case.
  action: {
    subjectId: { class: 'operational' },
    kind: { class: 'operational' },
    subjectState: { class: 'operational' },
    version: { class: 'operational' },
    event: { class: 'operational' },
    to: { class: 'operational' },
    serious: { class: 'operational' },
    reasons: { class: 'operational' },
    allowed: { class: 'operational' },
    roles: { class: 'operational' },
    conditions: { class: 'operational' },
    mine: { class: 'operational' },
  },
  // What acting on many cases at once would do to each.
  bulk_case: {
    caseId: { class: 'operational' },
    reference: { class: 'operational' },
    allowed: { class: 'operational' },
    to: { class: 'operational' },
    conditions: { class: 'operational' },
  },
  // What a command would do, were it not rolled back. Hosts and managers read it of their own acts alone, for nobody else's is ever told.
  effects: {
    moves: { ...ofTheAct, of: 'effect_move' },
    moveCount: ofTheAct,
    ends: { ...ofTheAct, of: 'effect_end' },
    places: { ...ofTheAct, of: 'effect_place' },
    money: { class: 'financial', of: 'effect_money' },
  },
  effect_move: {
    kind: ofTheAct,
    subjectId: ofTheAct,
    caseId: ofTheAct,
    event: { ...ofTheAct, follows: true },
    from: ofTheAct,
    to: ofTheAct,
  },
  effect_end: { kind: ofTheAct, state: ofTheAct, count: ofTheAct },
  effect_place: { siteId: ofTheAct, siteName: ofTheAct, people: ofTheAct, from: ofTheAct, to: ofTheAct },
  effect_money: {
    budgetLineId: { class: 'financial' },
    budgetLine: { class: 'financial' },
    currency: { class: 'financial' },
    before: { class: 'financial' },
    after: { class: 'financial' },
  },
  lifecycle: {
    name: { class: 'open' },
    version: { class: 'open' },
    about: { class: 'open' },
    opening: { class: 'open' },
    states: { class: 'open' },
    locksCase: { class: 'open' },
  },
  lifecycle_picture: {
    name: { class: 'open' },
    width: { class: 'open' },
    height: { class: 'open' },
    nodes: { class: 'open' },
    edges: { class: 'open' },
  },
} as const satisfies PolicyTable
