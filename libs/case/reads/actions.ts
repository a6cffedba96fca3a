import { randomUUID } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import { Redaction, type Page, type Redacted, type SignedIn } from '@passage/access'
import { Database, Refused, type UnmetCondition } from '@passage/platform'
import type { ActTx, Asked } from '../act'
import { decide, words } from '../decide'
import type { Edge, SubjectKind } from '../lifecycle'
import { lifecycles } from '../lifecycles'
import { Registry } from '../registry'
import { looking } from './looking'

/** One thing that could be done next, and why it may not be done by this viewer. */
export interface PossibleAction {
  /** Null where the act opens a subject. */
  readonly subjectId: string | null
  readonly kind: SubjectKind
  readonly subjectState: string | null
  readonly version: number
  readonly event: string
  readonly to: string
  readonly serious: boolean
  readonly reasons: readonly string[]
  readonly allowed: boolean
  readonly roles: readonly string[]
  readonly conditions: readonly UnmetCondition[]
  /** Whether the viewer's roles may act at all; the conditions are looked up only then. */
  readonly mine: boolean
}

interface SubjectRow {
  readonly id: string
  readonly kind: SubjectKind
  readonly version: number
  readonly state: string
}

interface Candidate {
  readonly asked: Asked
  readonly edge: Edge
}

/** What a caseworker can begin on a case. A code is no act of its own: issuing it is part of registering the case. */
const openings: readonly { readonly kind: SubjectKind; readonly event: string }[] = [
  { kind: 'placement', event: 'wait' },
  { kind: 'placement', event: 'book' },
  { kind: 'entitlement', event: 'open' },
  { kind: 'reward_claim', event: 'file' },
]

/** Events that happen only as a part of something else: a run takes its payments and claims along. */
const partOfSomethingElse: Readonly<Partial<Record<SubjectKind, readonly string[]>>> = {
  payment: ['cancel', 'release', 'retry'],
  reward_claim: ['take_into_run', 'put_back'],
}

/** Answers "what can I do now, and why can't I do that" with the very same facts and decision as the act itself. */
@Injectable()
export class Actions {
  constructor(
    private readonly database: Database,
    private readonly registry: Registry,
    private readonly redaction: Redaction,
  ) {}

  /** @throws Refused `case.not_found` */
  async ofCase(viewer: SignedIn, caseId: string): Promise<Redacted<Page<PossibleAction>>> {
    const actions = await looking(this.database, viewer, async (tx) => {
      const subjects = await tx.query<SubjectRow>(
        `SELECT id, kind, version, state FROM subject WHERE case_id = $1 ORDER BY kind <> 'case', kind, id`,
        [caseId],
      )
      const file = subjects.find((subject) => subject.id === caseId)
      if (!file) throw Refused.notFound('case')
      // A closed case begins nothing more.
      const begins = Object.keys(lifecycles.case.states[file.state] ?? {}).length > 0
      return this.answer(tx, [...subjects.flatMap((s) => candidatesOf(s, caseId)), ...(begins ? openingsOf(caseId) : [])])
    })
    return this.redaction.many(viewer, 'action', actions, { caseId })
  }

  private async answer(tx: ActTx, candidates: readonly Candidate[]): Promise<PossibleAction[]> {
    const mayAct = (edge: Edge): boolean => edge.by.some((role) => tx.actor.roles.includes(role))
    const facts = await this.registry.facts(
      tx,
      candidates.map(({ asked, edge }) => ({ asked, edge: mayAct(edge) ? edge : undefined })),
    )
    return candidates.map(({ asked, edge }, place) => {
      const { kind, event, state, version } = asked
      // Any reason will do: which one is given is asked for when the act is done.
      const decision = decide(lifecycles[kind], state, event, tx.actor, edge.reasons?.[0], facts[place]!)
      return {
        subjectId: asked.opens ? null : asked.subjectId,
        kind,
        subjectState: state,
        version,
        event,
        to: edge.to,
        serious: edge.serious ?? false,
        reasons: edge.reasons ?? [],
        allowed: decision.allowed,
        roles: edge.by.filter((role) => role !== 'system'),
        conditions: decision.allowed ? [] : mayAct(edge) ? decision.conditions : [missingRole(decision.message, decision.fix)],
        mine: mayAct(edge),
      }
    })
  }
}

function missingRole(because: string, fix: string): UnmetCondition {
  return { condition: 'actor_has_the_role', because: because.charAt(0).toUpperCase() + because.slice(1), fix }
}

function candidatesOf(subject: SubjectRow, caseId: string): Candidate[] {
  const events = Object.entries((lifecycles[subject.kind].states[subject.state] ?? {}) as Record<string, Edge>)
  return events
    .filter(([event, edge]) => isAPersonsAct(edge) && !partOfSomethingElse[subject.kind]?.includes(event))
    .map(([event, edge]) => ({
      asked: {
        kind: subject.kind,
        subjectId: subject.id,
        event,
        caseId,
        state: subject.state,
        version: subject.version,
        looking: true,
      },
      edge,
    }))
}

function openingsOf(caseId: string): Candidate[] {
  return openings.map(({ kind, event }) => {
    const edge = lifecycles[kind].opening[event]
    if (!edge) throw new Error(`no ${words(kind)} is opened by ${words(event)}`)
    // The id stands for a subject that is not there yet.
    return {
      asked: { kind, subjectId: randomUUID(), event, opens: { caseId }, caseId, state: null, version: 0, looking: true },
      edge,
    }
  })
}

function isAPersonsAct(edge: Edge): boolean {
  return edge.by.some((role) => role !== 'system')
}
