import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import type { ActTx, Receipt } from '@passage/case'
import { MoveCode, type MoveCodeInput } from './move-code'

/** Makes a suspended code active again. */
@Injectable()
export class ResumeCode {
  constructor(private readonly code: MoveCode) {}

  /** @throws Refused `code.illegal_transition`, `input.reason`, `actor.took_part_in_vetting` */
  async resume(command: HttpCommand, input: MoveCodeInput): Promise<Receipt> {
    return this.code.move(command, 'resume', input)
  }

  /** {@link resume} for several codes, all or none, each named once. @returns the receipts, in the order of the inputs */
  async resumeMany(tx: ActTx, inputs: readonly MoveCodeInput[]): Promise<Receipt[]> {
    return this.code.moveMany(tx, 'resume', inputs)
  }
}
