import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, inBulk, Perform, RefusedActs, type ActTx, type Picked, type Receipt } from '@passage/case'
import { Refused } from '@passage/platform'
import type { CodeKind } from './code.rules'
import { assertKindFits, kindFor } from './registration.rules'
import { RegistrationStore } from './registration.store'

export interface IssueCodeInput {
  readonly caseId: string
  /** As the pathway of the case wants it where it is not said. */
  readonly kind?: CodeKind | undefined
  /** The version of the case that the actor saw (If-Match). */
  readonly seenVersion?: number | undefined
}

/** Issues the code of a vetted case. Two subjects move: the case, and the new code. */
@Injectable()
export class IssueCode {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly codes: RegistrationStore,
  ) {}

  /** {@link issueMany} with one code. @returns its receipt; its text is not in it, since answers are stored */
  async issueCode(command: HttpCommand, input: IssueCodeInput): Promise<Receipt> {
    const { token, seenVersion } = command
    return this.perform.command(token, command, async (tx) => (await this.issueMany(tx, [{ ...input, seenVersion }]))[0]!)
  }

  /** {@link issueMany} for cases that were picked from a list. @throws Refused `bulk.refused` with each case that may not be */
  async issueInBulk(command: HttpCommand, cases: readonly Picked[]): Promise<Receipt> {
    return this.perform.command(command.token, command, (tx) =>
      inBulk(tx, 'cases', cases, () =>
        this.issueMany(
          tx,
          cases.map(({ id: caseId, version: seenVersion }) => ({ caseId, seenVersion })),
        ),
      ),
    )
  }

  /**
   * Issues the codes of several cases, all or none, each case named once.
   * @returns the receipts of the codes, in the order of the inputs
   * @throws Refused `case.already_registered`, `actor.took_part_in_vetting`, `code.kind_does_not_fit`, `case.illegal_transition`
   */
  async issueMany(tx: ActTx, inputs: readonly IssueCodeInput[]): Promise<Receipt[]> {
    if (inputs.length === 0) return []
    const found = await this.codes.lockCases(
      tx,
      inputs.map((input) => input.caseId),
    )
    assertKnown(inputs, found)
    const issued = inputs.map(({ caseId, kind, seenVersion }) => {
      const { pathway } = found.get(caseId)!
      if (kind) assertKindFits(kind, pathway)
      return { id: tx.random.uuid(), caseId, kind: kind ?? kindFor(pathway), seenVersion }
    })
    const moved = await this.advance.many(tx, [
      ...issued.map(({ id, caseId, seenVersion }) => ({
        kind: 'case' as const,
        subjectId: caseId,
        event: 'issue_code',
        payload: { code: id },
        seenVersion,
      })),
      ...issued.map(({ id, caseId, kind }) => ({
        kind: 'code' as const,
        subjectId: id,
        event: 'issue',
        opens: { caseId },
        payload: { kind },
      })),
    ])
    await this.codes.insert(
      tx,
      issued.map(({ id, caseId, kind }) => ({ id, caseId, kind, issuedOn: tx.today, replaces: null })),
    )
    return moved.slice(issued.length).map(({ subjectId: id, state, version }) => ({ id, state, version }))
  }
}

/** @throws Refused `case.not_found`, for each case that is not there */
function assertKnown(inputs: readonly IssueCodeInput[], found: ReadonlyMap<string, unknown>): void {
  const unknown = inputs.filter(({ caseId }) => !found.has(caseId))
  if (unknown.length === 0) return
  throw new RefusedActs(
    unknown.map(({ caseId }) => ({
      act: { kind: 'case', subjectId: caseId, event: 'issue_code' },
      refused: Refused.notFound('case'),
    })),
  )
}
