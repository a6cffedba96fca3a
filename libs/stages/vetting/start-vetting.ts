import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, inBulk, Perform, type ActTx, type Picked, type Receipt } from '@passage/case'
import { VettingStore } from './vetting.store'

/** Takes a case from contact into vetting and opens the first round, which is held to the plan of this day. */
@Injectable()
export class StartVetting {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly store: VettingStore,
  ) {}

  /** @throws Refused `case.illegal_transition`, `case.not_found`, `precondition.stale` */
  async startVetting(command: HttpCommand, caseId: string): Promise<Receipt> {
    const { token, seenVersion } = command
    return this.perform.command(token, command, async (tx) => (await this.start(tx, [{ caseId, seenVersion }]))[0]!)
  }

  /** {@link startVetting} for cases that were picked from a list. @throws Refused `bulk.refused` with each case that may not be taken */
  async startInBulk(command: HttpCommand, cases: readonly Picked[]): Promise<Receipt> {
    return this.perform.command(command.token, command, (tx) =>
      inBulk(tx, 'cases', cases, () =>
        this.start(
          tx,
          cases.map(({ id: caseId, version: seenVersion }) => ({ caseId, seenVersion })),
        ),
      ),
    )
  }

  /**
   * {@link startVetting} for several cases, all or none, each named once.
   * @returns the receipts, in the order of the cases
   * @throws Refused `case.illegal_transition`, `case.not_found`, for the first case that may not be taken
   */
  async startMany(tx: ActTx, caseIds: readonly string[]): Promise<Receipt[]> {
    return this.start(
      tx,
      caseIds.map((caseId) => ({ caseId })),
    )
  }

  private async start(
    tx: ActTx,
    cases: readonly { readonly caseId: string; readonly seenVersion?: number | undefined }[],
  ): Promise<Receipt[]> {
    const moved = await this.advance.many(
      tx,
      cases.map(({ caseId, seenVersion }) => ({ kind: 'case', subjectId: caseId, event: 'start_vetting', seenVersion })),
    )
    await this.store.openRounds(tx, moved, tx.today)
    return moved.map(({ subjectId: id, state, version }) => ({ id, state, version }))
  }
}
