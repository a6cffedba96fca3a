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
  /** The version that the actor saw (If-Match). */
  readonly seenVersion?: number | undefined
}

export type CodeMove = 'suspend' | 'resume' | 'revoke'

/** What suspending, resuming and revoking have in common: codes move, by a registrar who did not vet their cases. */
@Injectable()
export class MoveCode {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly codes: RegistrationStore,
  ) {}

  /** {@link moveMany} with one code. */
  async move(command: HttpCommand, event: CodeMove, input: MoveCodeInput): Promise<Receipt> {
    const { token, seenVersion } = command
    return this.perform.command(token, command, async (tx) => (await this.moveMany(tx, event, [{ ...input, seenVersion }]))[0]!)
  }

  /**
   * Moves several codes, all or none, each named once.
   * @returns the receipts, in the order of the inputs
   * @throws Refused `code.not_found`, `actor.took_part_in_vetting`, `code.illegal_transition`, `input.reason`
   */
  async moveMany(tx: ActTx, event: CodeMove, inputs: readonly MoveCodeInput[]): Promise<Receipt[]> {
    if (inputs.length === 0) return []
    await codesToMove(
      this.codes,
      tx,
      inputs.map((input) => input.codeId),
    )
    const moved = await this.advance.many(
      tx,
      inputs.map(({ codeId, reason, seenVersion }) => ({ kind: 'code', subjectId: codeId, event, reason, seenVersion })),
    )
    return moved.map(({ subjectId: id, state, version }) => ({ id, state, version }))
  }
}

/**
 * @returns the codes, in the order asked for
 * @throws Refused `code.not_found`, or `actor.took_part_in_vetting`: a registrar never vets the same case
 */
export async function codesToMove(codes: RegistrationStore, tx: ActTx, codeIds: readonly string[]): Promise<CodeView[]> {
  const found = await codes.find(tx, codeIds)
  const vetted = await codes.tookPartInVetting(
    tx,
    [...found.values()].map((code) => code.caseId),
  )
  return codeIds.map((id) => {
    const code = found.get(id)
    if (!code) throw Refused.notFound('code')
    if (!vetted.has(code.caseId)) return code
    throw new Refused('actor.took_part_in_vetting', 'You took part in vetting this case.', {
      fix: 'Ask a registrar who neither vetted nor decided this case.',
    })
  })
}
