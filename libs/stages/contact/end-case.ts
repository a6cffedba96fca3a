import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, CaseFiles, Perform, type ActTx, type Receipt } from '@passage/case'

export interface EndCaseInput {
  readonly caseId: string
  /** A reason code of the case's lifecycle. */
  readonly reason: string
  /** The version that the actor saw (If-Match). */
  readonly seenVersion?: number | undefined
}

/** The two ways in which a case ends: the applicant goes before registration, or support ends after it. */
@Injectable()
export class EndCase {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly files: CaseFiles,
  ) {}

  /** Ends a case that has no code yet. @throws Refused `case.still_running`, `input.reason` */
  async withdraw(command: HttpCommand, caseId: string, reason: string): Promise<Receipt> {
    const { token, seenVersion } = command
    return this.perform.command(
      token,
      command,
      async (tx) => (await this.withdrawMany(tx, [{ caseId, reason, seenVersion }]))[0]!,
    )
  }

  /** Ends a registered or declined case, once nothing of it is running. @throws Refused `case.still_running`, `input.reason` */
  async close(command: HttpCommand, caseId: string, reason: string): Promise<Receipt> {
    const { token, seenVersion } = command
    return this.perform.command(token, command, async (tx) => (await this.closeMany(tx, [{ caseId, reason, seenVersion }]))[0]!)
  }

  /** {@link withdraw} for several cases, all or none, each named once. @returns the receipts, in the order of the inputs */
  async withdrawMany(tx: ActTx, inputs: readonly EndCaseInput[]): Promise<Receipt[]> {
    return this.endMany(tx, 'withdraw', inputs)
  }

  /** {@link close} for several cases, all or none, each named once. @returns the receipts, in the order of the inputs */
  async closeMany(tx: ActTx, inputs: readonly EndCaseInput[]): Promise<Receipt[]> {
    return this.endMany(tx, 'close', inputs)
  }

  private async endMany(tx: ActTx, event: 'withdraw' | 'close', inputs: readonly EndCaseInput[]): Promise<Receipt[]> {
    if (inputs.length === 0) return []
    const moved = await this.advance.many(
      tx,
      inputs.map(({ caseId, reason, seenVersion }) => ({ kind: 'case', subjectId: caseId, event, reason, seenVersion })),
    )
    const references = await this.files.referencesOf(
      tx,
      moved.map((m) => m.subjectId),
    )
    return moved.map(({ subjectId: id, state, version }) => ({ id, reference: references.get(id)!, state, version }))
  }
}
