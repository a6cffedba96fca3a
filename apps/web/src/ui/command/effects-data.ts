import type { Maybe } from '../../api/types'

/** A subject that a command moves; `from` is null where it opens one. */
export interface Move {
  readonly kind: string
  readonly subjectId: string
  readonly event: Maybe<string>
  readonly from: string | null
  readonly to: string
  readonly caseId: string | null
}

/** Places of a site that a command takes (`people` above zero) or gives back, from one day until another. */
export interface PlaceEffect {
  readonly siteId: string
  readonly siteName: string
  readonly people: number
  readonly from: string | null
  readonly to: string | null
}

/** What is free on a budget line, in minor units. */
export interface MoneyEffect {
  readonly budgetLineId: string
  readonly budgetLine: string
  readonly currency: string
  readonly before: string
  readonly after: string
}

/** What a dry run answers. */
export interface Effects {
  /** The first of them, cases first; `moveCount` tells how many there are in all. */
  readonly moves: Maybe<readonly Maybe<Move>[]>
  readonly moveCount: Maybe<number>
  readonly places: Maybe<readonly Maybe<PlaceEffect>[]>
  readonly money: Maybe<readonly Maybe<MoneyEffect>[]>
}

/** Moves of the same sort, counted: three entitlements that end are one line. */
export interface MoveGroup {
  readonly kind: string
  readonly from: string | null
  readonly to: string
  readonly count: number
}

export function groupMoves(moves: readonly Move[]): MoveGroup[] {
  const groups = new Map<string, MoveGroup>()
  for (const { kind, from, to } of moves) {
    const key = [kind, from, to].join(' ')
    groups.set(key, { kind, from, to, count: (groups.get(key)?.count ?? 0) + 1 })
  }
  return [...groups.values()]
}
