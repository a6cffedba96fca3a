import { Injectable } from '@nestjs/common'
import { Redaction, type Page, type Redacted, type SignedIn } from '@passage/access'
import { Database, type UnmetCondition } from '@passage/platform'
import type { ActTx, Asked } from '../act'
import { CaseFiles } from '../case-files'
import { decide } from '../decide'
import { edgeOf, type Edge } from '../lifecycle'
import { caseLifecycle } from '../lifecycles/case.lifecycle'
import { Registry } from '../registry'
import { looking } from '../reads/looking'
import { assertNamedOnce, type BulkAct, type Picked } from './in-bulk'

/** What an act would do to one of the cases. */
export interface BulkOutcome {
  readonly caseId: string
  /** Null where there is no such case. */
  readonly reference: string | null
  readonly allowed: boolean
  /** Where the act would lead; null where it leads nowhere from the state of the case. */
  readonly to: string | null
  /** Why not, and what would mend it; empty where it may be. */
  readonly conditions: readonly UnmetCondition[]
}

/** The event of the case that each act is. */
const eventOf: Readonly<Record<BulkAct, string>> = {
  assign: 'assign',
  start_vetting: 'start_vetting',
  issue_codes: 'issue_code',
}

interface CaseRow {
  readonly id: string
  readonly reference: string
  readonly state: string
  readonly version: number
}

/** Says of each case what acting on all of them would do, with the facts and the decision of the act itself. It changes nothing. */
@Injectable()
export class PreviewBulk {
  constructor(
    private readonly database: Database,
    private readonly registry: Registry,
    private readonly files: CaseFiles,
    private readonly redaction: Redaction,
  ) {}

  /**
   * A handful of statements, however many cases.
   * @returns the outcomes in the order of the cases
   * @throws Refused `input.invalid` where a case is named twice, `input.holder`
   */
  async preview(
    viewer: SignedIn,
    act: BulkAct,
    cases: readonly Picked[],
    holderId: string | undefined,
  ): Promise<Redacted<Page<BulkOutcome>>> {
    assertNamedOnce('cases', cases)
    const outcomes = await looking(this.database, viewer, async (tx) => {
      if (act === 'assign' && holderId) await this.files.assertMayHold(tx, [holderId])
      return this.outcomes(tx, eventOf[act], cases)
    })
    return this.redaction.many(viewer, 'bulk_case', outcomes)
  }

  private async outcomes(tx: ActTx, event: string, cases: readonly Picked[]): Promise<BulkOutcome[]> {
    const rows = await tx.query<CaseRow>(
      `SELECT f.id, f.reference, s.state, s.version FROM case_file f JOIN subject s ON s.id = f.id WHERE f.id = ANY ($1::uuid[])`,
      [cases.map(({ id }) => id)],
    )
    const found = new Map(rows.map((row) => [row.id, row]))
    const asked = rows.map((row) => askedOf(row, event))
    const facts = await this.registry.facts(
      tx,
      asked.map((a) => ({ asked: a, edge: mayAct(tx, edgeFrom(a.state, event)) })),
    )
    const factsOf = new Map(rows.map(({ id }, place) => [id, facts[place]!]))
    return cases.map(({ id, version }) => {
      const row = found.get(id)
      if (!row) return { caseId: id, reference: null, allowed: false, to: null, conditions: [noSuchCase] }
      const edge = edgeFrom(row.state, event)
      const decision = decide(caseLifecycle, row.state, event, tx.actor, edge?.reasons?.[0], factsOf.get(id)!)
      const conditions = [
        ...(row.version === version ? [] : [changedSince]),
        ...(decision.allowed ? [] : decision.conditions.length > 0 ? decision.conditions : [impossible(edge, decision)]),
      ]
      return { caseId: id, reference: row.reference, allowed: conditions.length === 0, to: edge?.to ?? null, conditions }
    })
  }
}

function edgeFrom(state: string | null, event: string): Edge | undefined {
  return edgeOf(caseLifecycle, state, event)
}

/** What a role may not do is refused before its facts are read, as the act itself refuses it. */
function mayAct(tx: ActTx, edge: Edge | undefined): Edge | undefined {
  return edge?.by.some((role) => tx.actor.roles.includes(role)) ? edge : undefined
}

function askedOf({ id, state, version }: CaseRow, event: string): Asked {
  return { kind: 'case', subjectId: id, event, caseId: id, state, version, looking: true }
}

const noSuchCase: UnmetCondition = {
  condition: 'case_is_there',
  because: 'There is no such case, or you may not see it.',
  fix: 'Leave it out, and read the list again.',
}

const changedSince: UnmetCondition = {
  condition: 'case_is_as_seen',
  because: 'Somebody changed this case after you had read it.',
  fix: 'Read the list again.',
}

function impossible(edge: Edge | undefined, { message, fix }: { message: string; fix: string }): UnmetCondition {
  const because = message.charAt(0).toUpperCase() + message.slice(1)
  return { condition: edge ? 'actor_has_the_role' : 'state_allows_it', because, fix }
}
