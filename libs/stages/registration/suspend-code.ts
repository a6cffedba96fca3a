import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import type { ActTx, Receipt } from '@passage/case'
import { MoveCode, type MoveCodeInput } from './move-code'

/** Suspends a code for a time: it keeps its place, and opens nothing until it is resumed. */
@Injectable()
export class SuspendCode {
  constructor(private readonly code: MoveCode) {}

  /** @throws Refused `code.illegal_transition`, `input.reason`, `actor.took_part_in_vetting` */
  async suspend(command: HttpCommand, input: MoveCodeInput): Promise<Receipt> {
    return this.code.move(command, 'suspend', input)
  }

  /** {@link suspend} for several codes, all or none, each named once. @returns the receipts, in the order of the inputs */
  async suspendMany(tx: ActTx, inputs: readonly MoveCodeInput[]): Promise<Receipt[]> {
    return this.code.moveMany(tx, 'suspend', inputs)
  }
}
