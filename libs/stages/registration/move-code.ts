import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, Perform, type ActTx, type Receipt } from '@passage/case'
import { Refused } from '@passage/platform'
import type { CodeView } from './registration.entity'
import { RegistrationStore } from './registration.store'

export interface MoveCodeInput {
  readonly codeId: string
  /** A reason code of the code's lifecycle. */
  readonly reason: string
}

/** What suspending, resuming and revoking have in common: one code moves, by a registrar who did not vet its case. */
@Injectable()
export class MoveCode {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly codes: RegistrationStore,
  ) {}

  /** @throws Refused `code.not_found`, `actor.took_part_in_vetting`, `code.illegal_transition`, `input.reason` */
  async move(command: HttpCommand, event: 'suspend' | 'resume' | 'revoke', { codeId, reason }: MoveCodeInput): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      await codeToMove(this.codes, tx, codeId)
      const { state, version } = await this.advance.one(tx, {
        kind: 'code',
        subjectId: codeId,
        event,
        reason,
        seenVersion: command.seenVersion,
      })
      return { id: codeId, state, version }
    })
  }
}

/** @throws Refused `code.not_found`, or `actor.took_part_in_vetting`: a registrar never vets the same case */
export async function codeToMove(codes: RegistrationStore, tx: ActTx, codeId: string): Promise<CodeView> {
  const code = await codes.find(tx, codeId)
  if (!code) throw Refused.notFound('code')
  if (await codes.tookPartInVetting(tx, code.caseId)) {
    throw new Refused('actor.took_part_in_vetting', 'You took part in vetting this case.', {
      fix: 'Ask a registrar who neither vetted nor decided this case.',
    })
  }
  return code
}
