import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, Perform, type Receipt } from '@passage/case'

export interface CancelPlacementInput {
  readonly placementId: string
  readonly reason: string
}

/** Takes a household off the waiting list, or cancels a stay that has not begun; its places are free again on every day. */
@Injectable()
export class CancelPlacement {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
  ) {}

  /** @throws Refused `placement.not_found`, `placement.illegal_transition`, `input.reason` */
  async cancelPlacement(command: HttpCommand, { placementId, reason }: CancelPlacementInput): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const { state, version } = await this.advance.one(tx, {
        kind: 'placement',
        subjectId: placementId,
        event: 'cancel',
        reason,
        seenVersion: command.seenVersion,
      })
      return { id: placementId, state, version }
    })
  }
}
