import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, caseworkers, CaseFiles, Perform, type Receipt } from '@passage/case'
import { Refused } from '@passage/platform'

/** Somebody else holds the case from now on. */
@Injectable()
export class AssignCase {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly files: CaseFiles,
  ) {}

  /** @throws Refused `input.holder` where the account is disabled, unknown, or has no caseworking role */
  async assign(command: HttpCommand, caseId: string, holderId: string): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const { state, version } = await this.advance.one(tx, {
        kind: 'case',
        subjectId: caseId,
        event: 'assign',
        payload: { holder: holderId },
        seenVersion: command.seenVersion,
      })
      const roles = await this.files.rolesOfHolder(tx, holderId)
      if (!caseworkers.some((role) => roles.includes(role))) {
        throw Refused.field(
          'holderId',
          'A case is held by somebody who works on cases and whose account is enabled.',
          'Choose somebody from the list of caseworkers.',
          'input.holder',
        )
      }
      await this.files.assign(tx, caseId, holderId)
      const { reference } = await this.files.get(tx, caseId)
      return { id: caseId, reference, state, version }
    })
  }
}
