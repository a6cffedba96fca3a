import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, CaseFiles, Perform, type Receipt } from '@passage/case'

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
    return this.end(command, caseId, 'withdraw', reason)
  }

  /** Ends a registered or declined case, once nothing of it is running. @throws Refused `case.still_running`, `input.reason` */
  async close(command: HttpCommand, caseId: string, reason: string): Promise<Receipt> {
    return this.end(command, caseId, 'close', reason)
  }

  private async end(command: HttpCommand, caseId: string, event: 'withdraw' | 'close', reason: string): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const { state, version } = await this.advance.one(tx, {
        kind: 'case',
        subjectId: caseId,
        event,
        reason,
        seenVersion: command.seenVersion,
      })
      const { reference } = await this.files.get(tx, caseId)
      return { id: caseId, reference, state, version }
    })
  }
}
