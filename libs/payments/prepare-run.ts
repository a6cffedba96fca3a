import { Injectable } from '@nestjs/common'
import { asViewer, type HttpCommand, type SignedIn } from '@passage/access'
import { Advance, Perform, type Receipt } from '@passage/case'
import { LedgerReads, type BudgetLine } from '@passage/ledger'
import { Database, Refused, type Tx } from '@passage/platform'
import { PaymentSources, type Proposal, type RunKind } from './payment-sources'
import { insertPayments, insertRun } from './payments.store'
import type { PaidFor } from './run-money'

export interface PrepareRun {
  readonly kind: RunKind
  /** `YYYY-MM` for an allowance run. */
  readonly month?: string | undefined
  readonly budgetLineId: string
}

/** What a run would pay, before anybody commits to it. */
export interface DryRun extends Proposal {
  readonly line: BudgetLine
  /** Minor units of the line's currency. */
  readonly total: bigint
}

const chunk = 1_000

/** Computes and prepares a payment run. Its inputs are frozen with it; approving and releasing are other people's acts. */
@Injectable()
export class PrepareRunUseCase {
  constructor(
    private readonly database: Database,
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly ledgerReads: LedgerReads,
    private readonly sources: PaymentSources,
  ) {}

  /** The dry run: the same computation, nothing written. */
  async preview(viewer: Pick<SignedIn, 'token'>, input: PrepareRun): Promise<DryRun> {
    return asViewer(this.database, viewer, async (look) => {
      const [clock] = await look.query<{ today: string }>('SELECT today FROM programme_clock')
      return this.compute(look, input, clock!.today)
    })
  }

  /**
   * Opens the run and its payments in one transaction.
   * @throws Refused `payment_run.empty`, `payment.paid_twice`, `budget_line.other_purpose`
   */
  async prepare(command: HttpCommand, input: PrepareRun): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const { line, payments, leftOut, total } = await this.compute(tx, input, tx.today)
      if (payments.length === 0) {
        throw new Refused('payment_run.empty', 'Nobody is to be paid by this run.', {
          field: input.kind === 'allowance' ? 'month' : 'kind',
          fix: 'See in the dry run who is left out and why; open entitlements or approve claims first.',
        })
      }
      const runId = tx.random.uuid()
      const ask: PaidFor = {
        paidFor: payments.map((p) => p.paidFor),
        from: payments.map((p) => p.coversFrom),
        until: payments.map((p) => p.coversUntil),
      }
      const moved = await this.advance.one(tx, {
        kind: 'payment_run',
        subjectId: runId,
        event: 'prepare',
        opens: { caseId: null },
        payload: {
          kind: input.kind,
          month: input.month ?? null,
          line: line.id,
          payments: payments.length,
          total,
          currency: line.currency,
        },
        ask,
      })
      const month = firstDayOf(input)
      const reference = await insertRun(tx, {
        id: runId,
        kind: input.kind,
        month,
        budgetLineId: line.id,
        currency: line.currency,
        leftOut,
      })
      const named = payments.map((payment) => ({ ...payment, id: tx.random.uuid() }))
      for (let at = 0; at < named.length; at += chunk) {
        const some = named.slice(at, at + chunk)
        await this.advance.many(
          tx,
          some.map((p) => ({
            kind: 'payment',
            subjectId: p.id,
            event: 'prepare',
            opens: { caseId: p.caseId },
            payload: { run: runId, source: p.sourceId, amount: p.amount, currency: line.currency },
          })),
        )
        await insertPayments(tx, { id: runId, currency: line.currency }, some)
      }
      const taken = named.map((p) => ({ paymentId: p.id, sourceId: p.sourceId, caseId: p.caseId }))
      await this.sources.of(input.kind).taken?.(tx, taken)
      return { id: runId, reference, state: moved.state, version: moved.version }
    })
  }

  private async compute(tx: Pick<Tx, 'query'>, input: PrepareRun, today: string): Promise<DryRun> {
    const month = firstDayOf(input)
    const line = await this.ledgerReads.line(tx, input.budgetLineId)
    if (line.purpose !== input.kind) {
      throw Refused.field(
        'budgetLineId',
        `This budget line is set aside for ${line.purpose}.`,
        `Choose a budget line for ${input.kind}.`,
        'budget_line.other_purpose',
      )
    }
    const request = { kind: input.kind, month, currency: line.currency, budgetLineId: line.id, today }
    const proposal = await this.sources.of(input.kind).propose(tx, request)
    return { ...proposal, line, total: proposal.payments.reduce((sum, p) => sum + p.amount, 0n) }
  }
}

function firstDayOf(input: PrepareRun): string | null {
  if (input.kind === 'reward') {
    if (input.month === undefined) return null
    throw Refused.field('month', 'A reward run belongs to no month.', 'Leave month out.')
  }
  if (!input.month || !/^20\d{2}-(0[1-9]|1[0-2])$/.test(input.month)) {
    throw Refused.field('month', 'An allowance run pays one month.', 'Send month as YYYY-MM, for example 2021-09.')
  }
  return `${input.month}-01`
}
