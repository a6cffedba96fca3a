import type { Actor, Role } from '@passage/access'
import type { UnmetCondition } from '@passage/platform'
import { edgeOf, type Edge, type Lifecycle } from './lifecycle'

/**
 * What is known about one condition. `met: 'open'` is said only to somebody who looks without a command: it depends on what will be asked.
 * `code` is the stable refusal code when this condition is the one that fails.
 */
export type Verdict =
  | { readonly met: true }
  | { readonly met: 'open' }
  | { readonly met: false; readonly code: string; readonly because: string; readonly fix: string }

/** What was true of the subject when it was locked, by the name of the condition. */
export type Facts = Readonly<Record<string, Verdict>>

export type Decision =
  | { readonly allowed: true; readonly edge: Edge; readonly role: Role }
  | {
      readonly allowed: false
      readonly code: string
      readonly message: string
      readonly fix: string
      readonly conditions: readonly UnmetCondition[]
    }

export const met: Verdict = { met: true }
export const unmet = (code: string, because: string, fix: string): Verdict => ({ met: false, code, because, fix })

/**
 * Decides one act on one subject. Pure: no clock, no database; whatever it must know stands in `facts`.
 * @param state the subject's state, or null where it is to be opened
 * @param reason the reason code that the actor gave
 * @returns the edge to take and the role in which the actor takes it; or a refusal that names every condition that fails and its fix
 */
export function decide(
  lifecycle: Lifecycle,
  state: string | null,
  event: string,
  actor: Actor,
  reason: string | undefined,
  facts: Facts,
): Decision {
  const edge = edgeOf(lifecycle, state, event)
  if (!edge) return illegal(lifecycle, state, event)
  const role = edge.by.find((r) => actor.roles.includes(r))
  if (!role) {
    return {
      allowed: false,
      code: 'actor.role_missing',
      message: `${words(event)} needs the role ${edge.by.map(words).join(' or ')}.`,
      fix: `Ask somebody with the role ${edge.by.map(words).join(' or ')}.`,
      conditions: [],
    }
  }
  const conditions: UnmetCondition[] = []
  let code: string | undefined
  for (const condition of edge.when ?? []) {
    const verdict = facts[condition]
    if (!verdict) throw new Error(`nobody said whether ${condition} holds for ${lifecycle.name} ${event}`)
    if (verdict.met === false) {
      code ??= verdict.code
      conditions.push({ condition, because: verdict.because, fix: verdict.fix })
    }
  }
  if (code) {
    return {
      allowed: false,
      code,
      message: conditions.map((c) => c.because).join(' '),
      fix: conditions.map((c) => c.fix).join(' '),
      conditions,
    }
  }
  if (reason === undefined ? edge.reasons : !edge.reasons?.includes(reason)) {
    const known = edge.reasons?.join(', ')
    return {
      allowed: false,
      code: 'input.reason',
      message:
        reason === undefined
          ? `${words(event)} needs a reason.`
          : `${words(event)} does not know the reason ${reason.slice(0, 60)}.`,
      fix: known ? `Send reason as one of: ${known}.` : 'Send no reason.',
      conditions: [],
    }
  }
  return { allowed: true, edge, role }
}

function illegal(lifecycle: Lifecycle, state: string | null, event: string): Decision {
  const from = Object.entries(lifecycle.states)
    .filter(([, events]) => event in events)
    .map(([name]) => words(name))
  const [now, subject] = [words(state ?? 'not yet there'), words(lifecycle.name)]
  return {
    allowed: false,
    code: `${lifecycle.name}.illegal_transition`,
    message: `A ${subject} that is ${now} cannot ${words(event)}.`,
    fix:
      from.length > 0 ? `This is possible when the ${subject} is ${from.join(' or ')}.` : 'This happens only when it is opened.',
    conditions: [],
  }
}

/** `awaiting_decision` → `awaiting decision` */
export function words(name: string): string {
  return name.replaceAll('_', ' ')
}
