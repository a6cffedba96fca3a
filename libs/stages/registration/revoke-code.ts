import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import type { ActTx, Receipt } from '@passage/case'
import { MoveCode, type MoveCodeInput } from './move-code'

/** Revokes a code for good. */
@Injectable()
export class RevokeCode {
  constructor(private readonly code: MoveCode) {}

  /** @throws Refused `code.illegal_transition`, `input.reason`, `actor.took_part_in_vetting` */
  async revoke(command: HttpCommand, input: MoveCodeInput): Promise<Receipt> {
    return this.code.move(command, 'revoke', input)
  }

  /** {@link revoke} for several codes, all or none, each named once. @returns the receipts, in the order of the inputs */
  async revokeMany(tx: ActTx, inputs: readonly MoveCodeInput[]): Promise<Receipt[]> {
    return this.code.moveMany(tx, 'revoke', inputs)
  }
}
