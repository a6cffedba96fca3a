import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, Perform, type Receipt } from '@passage/case'
import { Refused } from '@passage/platform'
import type { CodeKind } from './code.rules'
import { assertKindFits } from './registration.rules'
import { RegistrationStore } from './registration.store'

export interface IssueCodeInput {
  readonly caseId: string
  readonly kind: CodeKind
}

/** Issues the code of a vetted case. Two subjects move: the case, and the new code. */
@Injectable()
export class IssueCode {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly codes: RegistrationStore,
  ) {}

  /**
   * @returns the receipt of the code; its text is not in it, since answers are stored
   * @throws Refused `case.already_registered`, `actor.took_part_in_vetting`, `code.kind_does_not_fit`, `case.illegal_transition`
   */
  async issueCode(command: HttpCommand, { caseId, kind }: IssueCodeInput): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const found = await this.codes.lockCase(tx, caseId)
      if (!found) throw Refused.notFound('case')
      if (found.state === 'registered') throw alreadyRegistered()
      assertKindFits(kind, found.pathway)
      const id = tx.random.uuid()
      const [, code] = await this.advance.many(tx, [
        { kind: 'case', subjectId: caseId, event: 'issue_code', payload: { code: id }, seenVersion: command.seenVersion },
        { kind: 'code', subjectId: id, event: 'issue', opens: { caseId }, payload: { kind } },
      ])
      await this.codes.insert(tx, { id, caseId, kind, issuedOn: tx.today, replaces: null })
      return { id, state: code!.state, version: code!.version }
    })
  }
}

function alreadyRegistered(): Refused {
  return new Refused('case.already_registered', 'This case is registered: it has been issued a code.', {
    fix: 'Use the code that it has; if the card is lost or damaged, replace the code.',
  })
}
