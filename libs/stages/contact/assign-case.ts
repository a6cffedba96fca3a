import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, CaseFiles, inBulk, Perform, type ActTx, type BulkCase, type Receipt } from '@passage/case'

export interface AssignCaseInput {
  readonly caseId: string
  readonly holderId: string
  /** The version that the actor saw (If-Match). */
  readonly seenVersion?: number | undefined
}

/** Somebody else holds the case from now on. */
@Injectable()
export class AssignCase {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly files: CaseFiles,
  ) {}

  /** {@link assignMany} with one case. @throws Refused `input.holder` */
  async assign(command: HttpCommand, caseId: string, holderId: string): Promise<Receipt> {
    const { token, seenVersion } = command
    return this.perform.command(
      token,
      command,
      async (tx) => (await this.assignMany(tx, [{ caseId, holderId, seenVersion }]))[0]!,
    )
  }

  /** {@link assignMany} of cases that were picked from a list. @throws Refused `bulk.refused` with each case that may not be, `input.holder` */
  async assignInBulk(command: HttpCommand, cases: readonly BulkCase[], holderId: string): Promise<Receipt> {
    return this.perform.command(command.token, command, (tx) =>
      inBulk(tx, cases, () =>
        this.assignMany(
          tx,
          cases.map(({ id: caseId, version: seenVersion }) => ({ caseId, holderId, seenVersion })),
        ),
      ),
    )
  }

  /**
   * Gives cases to their new holders, all or none, each case named once.
   * @returns the receipts, in the order of the inputs
   * @throws Refused `input.holder` where an account is disabled, unknown, or has no caseworking role
   */
  async assignMany(tx: ActTx, inputs: readonly AssignCaseInput[]): Promise<Receipt[]> {
    if (inputs.length === 0) return []
    const moved = await this.advance.many(
      tx,
      inputs.map(({ caseId, holderId, seenVersion }) => ({
        kind: 'case',
        subjectId: caseId,
        event: 'assign',
        payload: { holder: holderId },
        seenVersion,
      })),
    )
    await this.files.assertMayHold(
      tx,
      inputs.map((input) => input.holderId),
    )
    const references = await this.files.assign(tx, inputs)
    return moved.map(({ subjectId: id, state, version }) => ({ id, reference: references.get(id)!, state, version }))
  }
}
