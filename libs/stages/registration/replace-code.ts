import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, Perform, type ActTx, type Receipt } from '@passage/case'
import type { CodeKind } from './code.rules'
import { codesToMove } from './move-code'
import { kindAfterReplacement } from './registration.rules'
import { RegistrationStore } from './registration.store'

export interface ReplaceCodeInput {
  readonly codeId: string
  /** A reason code of the code's lifecycle; `left_service` turns a pre-CDM code into a CDM code. */
  readonly reason: string
  /** Said to be sure; what follows from the code and the reason when left out. */
  readonly kind?: CodeKind | undefined
  /** The version of the old code that the actor saw (If-Match). */
  readonly seenVersion?: number | undefined
}

/** Replaces a code by a new one. Both move in one statement, so that the case is at no time without a code, nor with two. */
@Injectable()
export class ReplaceCode {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly codes: RegistrationStore,
  ) {}

  /** {@link replaceMany} with one code. @returns the receipt of the new code */
  async replaceCode(command: HttpCommand, input: ReplaceCodeInput): Promise<Receipt> {
    const { token, seenVersion } = command
    return this.perform.command(token, command, async (tx) => (await this.replaceMany(tx, [{ ...input, seenVersion }]))[0]!)
  }

  /**
   * Replaces several codes, all or none, each named once.
   * @returns the receipts of the new codes, in the order of the inputs
   * @throws Refused `code.illegal_transition`, `code.kind_does_not_fit`, `code.nothing_to_leave`, `actor.took_part_in_vetting`
   */
  async replaceMany(tx: ActTx, inputs: readonly ReplaceCodeInput[]): Promise<Receipt[]> {
    if (inputs.length === 0) return []
    const old = await codesToMove(
      this.codes,
      tx,
      inputs.map((input) => input.codeId),
    )
    const replaced = inputs.map(({ codeId, reason, kind: wanted, seenVersion }, place) => {
      const { caseId, kind } = old[place]!
      return { id: tx.random.uuid(), caseId, codeId, reason, kind: kindAfterReplacement(kind, reason, wanted), seenVersion }
    })
    const moved = await this.advance.many(tx, [
      ...replaced.map(({ id, codeId, reason, seenVersion }) => ({
        kind: 'code' as const,
        subjectId: codeId,
        event: 'replace',
        reason,
        payload: { replaced_by: id },
        seenVersion,
      })),
      ...replaced.map(({ id, caseId, codeId, kind }) => ({
        kind: 'code' as const,
        subjectId: id,
        event: 'issue',
        opens: { caseId },
        payload: { kind, replaces: codeId },
      })),
    ])
    await this.codes.insert(
      tx,
      replaced.map(({ id, caseId, codeId, kind }) => ({ id, caseId, kind, issuedOn: tx.today, replaces: codeId })),
    )
    return moved.slice(replaced.length).map(({ subjectId: id, state, version }) => ({ id, state, version }))
  }
}
