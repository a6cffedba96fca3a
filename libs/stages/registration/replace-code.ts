import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, Perform, type Receipt } from '@passage/case'
import type { CodeKind } from './code.rules'
import { codeToMove } from './move-code'
import { kindAfterReplacement } from './registration.rules'
import { RegistrationStore } from './registration.store'

export interface ReplaceCodeInput {
  readonly codeId: string
  /** A reason code of the code's lifecycle; `left_service` turns a pre-CDM code into a CDM code. */
  readonly reason: string
  /** Said to be sure; what follows from the code and the reason when left out. */
  readonly kind?: CodeKind | undefined
}

/** Replaces a code by a new one. Both move in one statement, so that the case is at no time without a code, nor with two. */
@Injectable()
export class ReplaceCode {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly codes: RegistrationStore,
  ) {}

  /**
   * @returns the receipt of the new code
   * @throws Refused `code.illegal_transition`, `code.kind_does_not_fit`, `code.nothing_to_leave`, `actor.took_part_in_vetting`
   */
  async replaceCode(command: HttpCommand, { codeId, reason, kind: wanted }: ReplaceCodeInput): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const old = await codeToMove(this.codes, tx, codeId)
      const kind = kindAfterReplacement(old.kind, reason, wanted)
      const id = tx.random.uuid()
      const [, code] = await this.advance.many(tx, [
        {
          kind: 'code',
          subjectId: codeId,
          event: 'replace',
          reason,
          payload: { replaced_by: id },
          seenVersion: command.seenVersion,
        },
        { kind: 'code', subjectId: id, event: 'issue', opens: { caseId: old.caseId }, payload: { kind, replaces: codeId } },
      ])
      await this.codes.insert(tx, { id, caseId: old.caseId, kind, issuedOn: tx.today, replaces: codeId })
      return { id, state: code!.state, version: code!.version }
    })
  }
}
