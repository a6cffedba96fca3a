import { Injectable } from '@nestjs/common'
import type { ActTx } from '@passage/case'
import type { Tx } from '@passage/platform'

/** What a run pays: monthly allowances or rewards. Each stage answers for its own kind. */
export const runKinds = ['allowance', 'reward'] as const
export type RunKind = (typeof runKinds)[number]

/** What a stage needs to know to propose payments. */
export interface RunRequest {
  readonly kind: RunKind
  /** First day of the month that is paid; null for rewards. */
  readonly month: string | null
  readonly currency: string
  readonly budgetLineId: string
  /** The programme date. */
  readonly today: string
}

/** One amount that a stage proposes, with all that it was computed from. */
export interface ProposedPayment {
  readonly caseId: string
  readonly payeePersonId: string
  /** The entitlement or claim. */
  readonly sourceId: string
  /** What may be paid once for the same days: the person of an allowance, the claim of a reward. */
  readonly paidFor: string
  /** First day covered, and the first day that is no longer covered; null for "for ever" (a reward is paid once). */
  readonly coversFrom: string
  readonly coversUntil: string | null
  /** Minor units, above zero. */
  readonly amount: bigint
  /** Ids, dates, rates and counts, enough to explain and recompute the amount; nothing personal. */
  readonly derivation: Readonly<Record<string, string | number | null>>
}

/** Somebody whom the run does not pay, and why, as a code that the screens translate. */
export interface LeftOut {
  readonly caseId: string
  readonly sourceId: string
  readonly why: string
}

export interface Proposal {
  readonly payments: readonly ProposedPayment[]
  readonly leftOut: readonly LeftOut[]
}

/** A payment as its source sees it when something happened to it. */
export interface SourcePayment {
  readonly paymentId: string
  readonly sourceId: string
  readonly caseId: string
}

/** A stage whose people or claims are paid through runs. */
export interface PaymentSource {
  readonly kind: RunKind
  /** Computes what a run would pay. Also called for a dry run, so it writes nothing. */
  propose(tx: Pick<Tx, 'query'>, request: RunRequest): Promise<Proposal>
  /** The payments were put into a run. */
  taken?(tx: ActTx, payments: readonly SourcePayment[]): Promise<void>
  /** The payments were booked by the paymaster. */
  settled?(tx: ActTx, payments: readonly SourcePayment[]): Promise<void>
  /** The money came back after it had been booked. */
  returned?(tx: ActTx, payments: readonly SourcePayment[]): Promise<void>
  /** The payments will not be made: excluded, cancelled or given up. */
  off?(tx: ActTx, payments: readonly SourcePayment[]): Promise<void>
}

/** The stages that are paid through runs; they register in onModuleInit. */
@Injectable()
export class PaymentSources {
  private readonly sources = new Map<RunKind, PaymentSource>()

  register(source: PaymentSource): void {
    if (this.sources.has(source.kind)) throw new Error(`the payment source ${source.kind} is registered twice`)
    this.sources.set(source.kind, source)
  }

  of(kind: RunKind): PaymentSource {
    const source = this.sources.get(kind)
    if (!source) throw new Error(`no stage registered the payment source ${kind}`)
    return source
  }
}
