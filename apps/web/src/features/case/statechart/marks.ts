import type { LifecycleData } from '../../../api/types'
import type { PathSubject } from '../subjects'

/** A state as the picture shows it: where the subject was and when, where it is, and where it may go next. */
export interface MarkedState {
  readonly name: string
  /** ISO 8601; undefined where the subject never was. */
  readonly reachedOn: string | undefined
  readonly current: boolean
  /** Whether one step leads there from the current state. */
  readonly next: boolean
}

/** The states that one step leads to. */
export function nextOf(lifecycle: LifecycleData, state: string): string[] {
  return [...new Set(Object.values(lifecycle.states[state] ?? {}).map((edge) => edge.to))].filter((to) => to !== state)
}

/** @param order the order in which the picture has the states from top to bottom, where there is a picture */
export function markStates(lifecycle: LifecycleData, subject: PathSubject, order?: readonly string[]): MarkedState[] {
  const next = nextOf(lifecycle, subject.state)
  return (order ?? Object.keys(lifecycle.states)).map((name) => ({
    name,
    reachedOn: subject.reached.get(name),
    current: name === subject.state,
    next: next.includes(name),
  }))
}
