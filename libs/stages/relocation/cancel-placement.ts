import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, Perform, type ActTx, type Receipt } from '@passage/case'

export interface CancelPlacementInput {
  readonly placementId: string
  readonly reason: string
  readonly seenVersion?: number | undefined
}

/** Takes households off the waiting list, or cancels stays that have not begun; their places are free again on every day. */
@Injectable()
export class CancelPlacement {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
  ) {}

  /** {@link cancelMany} with one household. */
  async cancelPlacement(command: HttpCommand, input: CancelPlacementInput): Promise<Receipt> {
    const { seenVersion } = command
    return this.perform.command(
      command.token,
      command,
      async (tx) => (await this.cancelMany(tx, [{ ...input, seenVersion }]))[0]!,
    )
  }

  /**
   * All or none; inputs name each placement once.
   * @throws Refused `placement.not_found`, `placement.illegal_transition`, `input.reason`
   */
  async cancelMany(tx: ActTx, inputs: readonly CancelPlacementInput[]): Promise<Receipt[]> {
    const moved = await this.advance.many(
      tx,
      inputs.map(({ placementId: subjectId, reason, seenVersion }) => ({
        kind: 'placement',
        subjectId,
        event: 'cancel',
        reason,
        seenVersion,
      })),
    )
    return moved.map(({ subjectId: id, state, version }) => ({ id, state, version }))
  }
}
