import { Injectable } from '@nestjs/common'
import { Refused } from '@passage/platform'
import type { Act, ActTx, Asked, LockedSubject, Moved } from './act'
import { canonicalPayload, sha256, transitionBytes } from './canonical'
import { decide } from './decide'
import { edgeOf } from './lifecycle'
import { lifecycles } from './lifecycles'
import { RefusedActs, type RefusedAct } from './refused-acts'
import { Registry } from './registry'
import { lockSubjects, writeTransitions, type NewTransition } from './transition.store'

/** The one door for every change of state (design section 2). */
@Injectable()
export class Advance {
  constructor(private readonly registry: Registry) {}

  /** {@link many} with one act. */
  async one(tx: ActTx, act: Act): Promise<Moved> {
    const [moved] = await this.many(tx, [act])
    return moved!
  }

  /**
   * Moves subjects, all or none: locks them (cases first, then subjects in id order), loads facts after the locks, decides each act,
   * writes states and log rows in one statement, and runs the effects that follow. The only function that writes a state or a transition.
   * @returns what moved, in the order of the acts
   * @throws RefusedActs with each failed condition and its fix, for the first act that may not be; nothing is written then
   */
  async many(tx: ActTx, acts: readonly Act[]): Promise<Moved[]> {
    if (acts.length === 0) return []
    if (new Set(acts.map((a) => a.subjectId)).size !== acts.length) throw new Error('one call moves a subject once')
    const locked = await lockSubjects(tx, acts)
    const answers = acts.map((act) => ask(act, locked))
    const refused = new Map(answers.flatMap((a, place) => (a instanceof Refused ? [[place, a] as const] : [])))
    const places = [...acts.keys()].filter((place) => !refused.has(place))
    const asked = places.map((place) => answers[place] as Asked)
    const edges = asked.map((a) => edgeOf(lifecycles[a.kind], a.state, a.event))
    // What a role may not do is refused before its facts are read: the answer must not depend on what the actor may not know.
    const facts = await this.registry.facts(
      tx,
      asked.map((a, n) => ({
        asked: a,
        edge: edges[n]?.by.some((r) => tx.actor.roles.includes(r)) ? edges[n] : undefined,
      })),
    )
    const rows: NewTransition[] = []
    const moved = asked.flatMap((a, n): Moved[] => {
      const decision = decide(lifecycles[a.kind], a.state, a.event, tx.actor, a.reason, facts[n]!)
      if (!decision.allowed) {
        const { code, message, fix, conditions } = decision
        refused.set(places[n]!, new Refused(code, message, { fix, conditions }))
        return []
      }
      rows.push(transitionOf(tx, a, decision.edge.to, decision.role, locked.get(a.subjectId)))
      const { kind, subjectId, caseId, event, payload = {}, reason } = a
      const { edge } = decision
      return [{ subjectId, caseId, kind, event, from: a.state, state: edge.to, version: a.version + 1, payload, reason, edge }]
    })
    if (refused.size > 0) throw refusalOf(acts, refused)
    await writeTransitions(tx, rows)
    await this.registry.run(tx, moved)
    return moved
  }
}

function refusalOf(acts: readonly Act[], refused: ReadonlyMap<number, Refused>): Refused {
  return new RefusedActs(
    acts.flatMap((act, place): RefusedAct[] => {
      const why = refused.get(place)
      return why ? [{ act, refused: why }] : []
    }),
  )
}

/** The act with its subject as it was locked, or why there is none such. */
function ask(act: Act, locked: ReadonlyMap<string, LockedSubject>): Asked | Refused {
  const subject = locked.get(act.subjectId)
  if (act.opens) {
    if (subject)
      return new Refused(`${act.kind}.exists`, `This ${act.kind} exists already.`, {
        fix: 'Open another one, or act on this one.',
      })
    return { ...act, caseId: act.kind === 'case' ? act.subjectId : act.opens.caseId, state: null, version: 0, looking: false }
  }
  if (!subject || subject.kind !== act.kind) return Refused.notFound(act.kind)
  if (act.seenVersion !== undefined && act.seenVersion !== subject.version) {
    return new Refused('precondition.stale', `Somebody changed this ${act.kind.replaceAll('_', ' ')} after you had read it.`, {
      field: 'If-Match',
      fix: `Read it again (it is at version ${subject.version} now) and repeat what you want to do.`,
    })
  }
  return { ...act, caseId: subject.caseId, state: subject.state, version: subject.version, looking: false }
}

function transitionOf(tx: ActTx, a: Asked, to: string, role: string, before: LockedSubject | undefined): NewTransition {
  const lifecycle = lifecycles[a.kind]
  const record = {
    subjectId: a.subjectId,
    seq: a.version + 1,
    lifecycle: lifecycle.name,
    lifecycleVersion: lifecycle.version,
    event: a.event,
    from: a.state,
    to,
    actorId: tx.actor.id,
    role,
    job: tx.actor.job,
    reason: a.reason ?? null,
    programmeDate: tx.today,
    recordedAt: tx.now,
    payload: canonicalPayload(a.payload ?? {}),
    prevHash: before?.head ?? null,
  }
  const bytes = transitionBytes(record)
  return { ...record, bytes, hash: sha256(bytes), caseId: a.caseId }
}
