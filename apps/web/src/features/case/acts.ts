import type { CaseAction } from '../../api/types'

/** The acts of a case as one viewer meets them. */
export interface SortedActs {
  /** The one that carries the case on; none where a decision is asked for, which must not be nudged. */
  readonly main: CaseAction | undefined
  /** All that the viewer may do now, `main` first. */
  readonly able: readonly CaseAction[]
  /** What the viewer's roles do, but not now. */
  readonly refused: readonly CaseAction[]
  readonly ofOthers: readonly CaseAction[]
}

/** What any officer does along the way; it stands after what carries the case on. */
const upkeep = new Set(['case.add_note', 'case.assign', 'case.change_household', 'placement.change_dates'])

/** The way of a case: of two acts that are possible, the one that is further along comes first. */
const way = [
  'case.recommend',
  'case.record_check',
  'case.start_vetting',
  'case.issue_code',
  'placement.arrive',
  'placement.book',
  'placement.wait',
  'reward_claim.verify',
  'reward_claim.value',
  'reward_claim.record_custody',
  'entitlement.open',
  'reward_claim.file',
]

export function nameOfAct(action: Pick<CaseAction, 'kind' | 'event'>): string {
  return `${action.kind}.${action.event}`
}

export function keyOfAct(action: CaseAction): string {
  return `${action.subjectId ?? 'new'}.${nameOfAct(action)}`
}

/** An act that needs a reason is the exception, and one that is serious wants thought: neither carries a case on. */
function carriesOn(action: CaseAction): boolean {
  return !upkeep.has(nameOfAct(action)) && action.reasons.length === 0 && !action.serious && !endsTheCase(action)
}

function rank(action: CaseAction): number {
  const place = way.indexOf(nameOfAct(action))
  const known = place < 0 ? way.length : place
  return known + (carriesOn(action) ? 0 : 100) + (upkeep.has(nameOfAct(action)) ? 200 : 0) + (endsTheCase(action) ? 300 : 0)
}

function endsTheCase({ kind, to }: CaseAction): boolean {
  return kind === 'case' && to === 'closed'
}

/** @param hasForm whether the screens can ask for an act at all; what is done elsewhere is left out */
export function sortActs(actions: readonly CaseAction[], hasForm: (action: CaseAction) => boolean): SortedActs {
  const listed = actions.filter(hasForm)
  const able = listed.filter((action) => action.mine && action.allowed).sort((one, other) => rank(one) - rank(other))
  return {
    main: able.find(carriesOn),
    able,
    refused: listed.filter((action) => action.mine && !action.allowed),
    ofOthers: listed.filter((action) => !action.mine),
  }
}
