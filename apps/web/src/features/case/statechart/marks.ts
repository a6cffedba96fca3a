import type { LifecycleData } from '../../../api/types'
import type { PathSubject } from '../subjects'

/** A state as the picture shows it: where the subject was and when, where it is, and where it may go next. */
export interface MarkedState {
  readonly name: string
  /** ISO 8601; undefined where the subject never was. */
  readonly reachedOn: string | undefined
  readonly current: boolean
  /** The events that lead there from the current state in one step; empty where none does. */
  readonly by: readonly string[]
}

/** A state that one step leads to, with the events that do. */
export interface WayOn {
  readonly to: string
  readonly events: readonly string[]
}

export function waysOn(lifecycle: LifecycleData, state: string): WayOn[] {
  const edges = Object.entries(lifecycle.states[state] ?? {}).filter(([, edge]) => edge.to !== state)
  const targets = [...new Set(edges.map(([, edge]) => edge.to))]
  return targets.map((to) => ({ to, events: edges.filter(([, edge]) => edge.to === to).map(([event]) => event) }))
}

/** @param order the order in which the picture has the states from top to bottom, where there is a picture */
export function markStates(lifecycle: LifecycleData, subject: PathSubject, order?: readonly string[]): MarkedState[] {
  const ways = new Map(waysOn(lifecycle, subject.state).map(({ to, events }) => [to, events]))
  return (order ?? Object.keys(lifecycle.states)).map((name) => ({
    name,
    reachedOn: subject.reached.get(name),
    current: name === subject.state,
    by: ways.get(name) ?? [],
  }))
}
