import { Injectable, type OnModuleInit } from '@nestjs/common'
import { Advance, type ActTx } from '@passage/case'
import { PaymentSources, type PaymentSource, type Proposal, type RunRequest, type SourcePayment } from '@passage/payments'
import type { Tx } from '@passage/platform'
import { approvedClaims } from './reward.store'

/** Approved claims are paid through reward runs; what happens to a payment happens to its claim. */
@Injectable()
export class PayClaims implements PaymentSource, OnModuleInit {
  readonly kind = 'reward'

  constructor(
    private readonly sources: PaymentSources,
    private readonly advance: Advance,
  ) {}

  onModuleInit(): void {
    this.sources.register(this)
  }

  async propose(tx: Pick<Tx, 'query'>, request: RunRequest): Promise<Proposal> {
    const claims = await approvedClaims(tx)
    return {
      payments: claims
        .filter((claim) => claim.currency === request.currency)
        .map((claim) => ({
          caseId: claim.caseId,
          payeePersonId: claim.applicantId,
          sourceId: claim.id,
          paidFor: claim.id,
          coversFrom: claim.receivedOn,
          coversUntil: null,
          amount: claim.amount,
          derivation: { scheme: claim.scheme, receivedOn: claim.receivedOn },
        })),
      leftOut: claims
        .filter((claim) => claim.currency !== request.currency)
        .map((claim) => ({ caseId: claim.caseId, sourceId: claim.id, why: 'other_currency' })),
    }
  }

  async taken(tx: ActTx, payments: readonly SourcePayment[]): Promise<void> {
    await this.move(tx, payments, 'take_into_run')
  }

  async settled(tx: ActTx, payments: readonly SourcePayment[]): Promise<void> {
    await this.move(tx, payments, 'pay')
  }

  async returned(tx: ActTx, payments: readonly SourcePayment[]): Promise<void> {
    await this.move(tx, payments, 'reopen')
  }

  async off(tx: ActTx, payments: readonly SourcePayment[]): Promise<void> {
    await this.move(tx, payments, 'put_back')
  }

  private async move(tx: ActTx, payments: readonly SourcePayment[], event: string): Promise<void> {
    await this.advance.many(
      tx,
      payments.map((p) => ({ kind: 'reward_claim', subjectId: p.sourceId, event, payload: { payment: p.paymentId } })),
    )
  }
}
