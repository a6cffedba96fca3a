import type { Role } from '@passage/access'

/**
 * The kinds of subject. Sites, rules and funds are among them, so that their changes stand in the same log, and erasures, so that who erased a
 * person stays on record.
 */
export const subjectKinds = [
  'case',
  'code',
  'placement',
  'entitlement',
  'payment_run',
  'payment',
  'reward_claim',
  'site',
  'rule',
  'fund',
  'erasure',
] as const

export type SubjectKind = (typeof subjectKinds)[number]

/**
 * Duties that one person may not combine on one subject. The database holds the same table as a generated column with an exclusion
 * constraint (migrations/0002-spine.ts, 0017-keys.ts); duties.spec.ts compares the two.
 */
export type Duty = 'vet' | 'decide' | 'register' | 'prepare' | 'approve' | 'release' | 'assess' | 'ask' | 'confirm'

/** Who may see that an event of this sort happened, beyond the bare fact: see the policy table in libs/access. */
export type EventClass = 'operational' | 'vetting' | 'financial'

/** One way from a state, for one event. */
export interface Edge<State extends string = string, Condition extends string = string> {
  readonly to: State
  /** Roles that may cause it; `system` where a job does. */
  readonly by: readonly Role[]
  /** Conditions that must hold, each answered by the loader that a stage registered under that name. */
  readonly when?: readonly Condition[]
  /** A reason code must be given, and it is one of these. */
  readonly reasons?: readonly string[]
  /** Effects that run in the same transaction, each registered under that name. */
  readonly effects?: readonly string[]
  readonly duty?: Duty
  readonly class?: EventClass
  /** Cannot be undone: the screen asks once more. */
  readonly serious?: boolean
}

/** The life of one kind of subject: a table that a registrar could read. */
export interface Lifecycle<State extends string = string, Event extends string = string, Condition extends string = string> {
  readonly name: SubjectKind
  readonly version: number
  /** What a subject of this kind is, in a sentence, for the documents. */
  readonly about: string
  /** The events that bring a subject into being. */
  readonly opening: Readonly<Record<string, Edge<State, Condition>>>
  readonly states: { readonly [S in State]: { readonly [E in Event]?: Edge<State, Condition> } }
  /** Whether the case is locked with the subject. Payments move by the thousand and leave their cases alone. */
  readonly locksCase: boolean
}

/** The edge that an event takes from a state (`null`: the subject does not exist yet), if there is one. */
export function edgeOf(lifecycle: Lifecycle, state: string | null, event: string): Edge | undefined {
  const events: Readonly<Record<string, Edge | undefined>> = state === null ? lifecycle.opening : (lifecycle.states[state] ?? {})
  return Object.hasOwn(events, event) ? events[event] : undefined
}

/** Every edge with the state that it leaves (`null` for an opening), in the order of the table. */
export function* edgesOf(lifecycle: Lifecycle): Generator<{ from: string | null; event: string; edge: Edge }> {
  for (const [event, edge] of Object.entries(lifecycle.opening)) yield { from: null, event, edge }
  for (const [from, events] of Object.entries(lifecycle.states)) {
    for (const [event, edge] of Object.entries(events as Record<string, Edge>)) yield { from, event, edge }
  }
}

/**
 * Checks the graph: every state reachable, every non-final state with a way out, every event with a role, every target a state.
 * @returns what is wrong, one sentence each; empty when nothing is
 */
export function faultsOf(lifecycle: Lifecycle): string[] {
  const states = Object.keys(lifecycle.states)
  const edges = [...edgesOf(lifecycle)]
  const faults: string[] = []
  for (const { from, event, edge } of edges) {
    const place = `${lifecycle.name}: ${from ?? 'opening'} —${event}→ ${edge.to}`
    if (edge.by.length === 0) faults.push(`${place} has no role that may cause it`)
    if (!states.includes(edge.to)) faults.push(`${place} leads to a state that does not exist`)
    if (edge.reasons?.length === 0) faults.push(`${place} wants a reason but knows none`)
    if (edge.duty && edge.by.includes('system')) faults.push(`${place} is a person's duty, yet the system may do it`)
  }
  const reached = new Set<string>()
  const waiting = Object.values(lifecycle.opening).map((edge) => edge.to)
  while (waiting.length > 0) {
    const state = waiting.pop() as string
    if (reached.has(state)) continue
    reached.add(state)
    waiting.push(...edges.filter((e) => e.from === state).map((e) => e.edge.to))
  }
  for (const state of states) {
    if (!reached.has(state)) faults.push(`${lifecycle.name}: nothing leads to ${state}`)
    const ways = edges.filter((e) => e.from === state)
    if (ways.length > 0 && ways.every((e) => e.edge.to === state)) faults.push(`${lifecycle.name}: nothing leads out of ${state}`)
  }
  return faults
}
