import { createHash } from 'node:crypto'
import { Injectable, type OnModuleInit } from '@nestjs/common'
import { Advance, Registry, met, unmet, type Act, type ActTx, type Asked, type Moved, type Verdict } from '@passage/case'
import { Ledger, type Posting } from '@passage/ledger'
import { Outbox } from '@passage/jobs'
import { PaymentSources, type PaymentSource } from './payment-sources'
import {
  countIn,
  countsOf,
  insertRunJob,
  lockPaymentsOf,
  moneyOf,
  moneyOfPayments,
  paymentsOf,
  takeOff,
  type MovedMoney,
} from './payments.store'

const chunk = 1_000
/** Payments that are over for this run; a returned or rejected one still waits for a retry or for being given up. */
const finalStates = ['settled', 'excluded', 'cancelled', 'given_up']
const failedStates = ['rejected', 'returned']

/** What the programme asks before a run moves, and what follows for its payments and for the ledger when it does. */
@Injectable()
export class RunMoney implements OnModuleInit {
  constructor(
    private readonly registry: Registry,
    private readonly advance: Advance,
    private readonly ledger: Ledger,
    private readonly outbox: Outbox,
    private readonly sources: PaymentSources,
  ) {}

  onModuleInit(): void {
    this.registry.condition('nobody_is_paid_twice', async (tx, asked) => Promise.all(asked.map((a) => nobodyIsPaidTwice(tx, a))))
    this.registry.condition('budget_line_bears_the_total', (tx, asked) => this.bears(tx, asked, ['prepared']))
    this.registry.condition('budget_line_bears_the_retry', (tx, asked) => this.bears(tx, asked, failedStates))
    this.registry.condition('some_payment_failed', somePaymentFailed)
    this.registry.condition('every_payment_is_final', everyPaymentIsFinal)

    this.registry.effect('commit_the_total', (tx, runs) => this.postForRuns(tx, runs, 'commitment'))
    this.registry.effect('free_the_total', (tx, runs) => this.postForRuns(tx, runs, 'commitment_freed'))
    this.registry.effect('cancel_the_payments', (tx, runs) => this.movePayments(tx, runs, ['prepared'], 'cancel'))
    this.registry.effect('release_the_payments', async (tx, runs) => {
      await this.movePayments(tx, runs, ['prepared'], 'release')
      await this.requestSending(tx, runs)
    })
    this.registry.effect('retry_the_failed', async (tx, runs) => {
      for (const run of runs) {
        // What is committed is what is sent, also where a payment is given up or comes back from the bank at this moment.
        const failed = await lockPaymentsOf(tx, run.subjectId, failedStates)
        const money = await moneyOfPayments(tx, failed)
        const key = `commitment:${run.subjectId}:${run.version}`
        await this.ledger.post(
          tx,
          money.map((m) => ({ ...m, key, what: 'commitment', subjectId: run.subjectId })),
        )
        await this.moveAll(tx, failed, 'retry')
      }
      await this.requestSending(tx, runs)
    })
    this.registry.effect('payment_settled', (tx, payments) => this.postForPayments(tx, payments, 'settlement', 'settled'))
    this.registry.effect('payment_failed', (tx, payments) => this.postForPayments(tx, payments, 'failure'))
    this.registry.effect('payment_returned', (tx, payments) => this.postForPayments(tx, payments, 'bank_return', 'returned'))
    this.registry.effect('payment_is_off', async (tx, payments) => {
      const ids = payments.map((p) => p.subjectId)
      await takeOff(tx, ids)
      await this.tellSources(tx, await moneyOfPayments(tx, ids), 'off')
    })
  }

  private async bears(tx: ActTx, asked: readonly Asked[], states: readonly string[]): Promise<Verdict[]> {
    const money = new Map((await moneyOf(tx, idsOf(asked), states)).map((m) => [m.runId, m]))
    return asked.map((a) => {
      const run = money.get(a.subjectId)
      if (!run) throw new Error(`the run ${a.subjectId} has no row`)
      if (run.payments === 0) {
        return unmet('payment_run.empty', 'The run has no payment left.', 'Cancel it and prepare another.')
      }
      if (run.free >= run.amount) return met
      return unmet(
        'budget_line.insufficient',
        `The run adds up to ${run.amount} and the budget line has ${run.free} free (minor units of ${run.currency}).`,
        'Ask the finance controller to allocate more to the budget line, or exclude payments.',
      )
    })
  }

  private async postForRuns(tx: ActTx, runs: readonly Moved[], what: Posting): Promise<void> {
    const versions = new Map(runs.map((run) => [run.subjectId, run.version]))
    const money = await moneyOf(tx, [...versions.keys()], ['prepared'])
    await this.ledger.post(
      tx,
      money
        .filter((m) => m.amount > 0n)
        .map((m) => ({ ...m, key: `${what}:${m.runId}:${versions.get(m.runId)}`, what, subjectId: m.runId })),
    )
  }

  /** One posting a run and batch, so that a budget line is touched once for a thousand payments. */
  private async postForPayments(tx: ActTx, moved: readonly Moved[], what: Posting, told?: 'settled' | 'returned'): Promise<void> {
    const batch = createHash('sha256')
    for (const payment of [...moved].sort((a, b) => (a.subjectId < b.subjectId ? -1 : 1)))
      batch.update(`${payment.subjectId}:${payment.version};`)
    const name = batch.digest('hex').slice(0, 32)
    const money = await moneyOfPayments(
      tx,
      moved.map((p) => p.subjectId),
    )
    await this.ledger.post(
      tx,
      money.map((m) => ({ ...m, key: `${what}:${m.runId}:${name}`, what, subjectId: m.runId })),
    )
    if (told) await this.tellSources(tx, money, told)
  }

  private async tellSources(
    tx: ActTx,
    money: readonly MovedMoney[],
    what: Exclude<keyof PaymentSource, 'kind' | 'propose' | 'taken'>,
  ): Promise<void> {
    for (const { kind, ofSources } of money) await this.sources.of(kind)[what]?.(tx, ofSources)
  }

  private async movePayments(tx: ActTx, runs: readonly Moved[], states: readonly string[], event: string): Promise<void> {
    for (const run of runs) await this.moveAll(tx, await paymentsOf(tx, run.subjectId, states), event)
  }

  private async moveAll(tx: ActTx, ids: readonly string[], event: string): Promise<void> {
    for (let at = 0; at < ids.length; at += chunk) {
      const acts = ids.slice(at, at + chunk).map((subjectId): Act => ({ kind: 'payment', subjectId, event }))
      await this.advance.many(tx, acts)
    }
  }

  private async requestSending(tx: ActTx, runs: readonly Moved[]): Promise<void> {
    for (const run of runs) {
      const total = await countIn(tx, run.subjectId, ['released'])
      const jobId = await this.outbox.request(tx, {
        queue: 'payments',
        name: 'send_run',
        data: { runId: run.subjectId },
        requestedBy: tx.actor.id,
        total,
      })
      await insertRunJob(tx, run.subjectId, jobId)
    }
  }
}

const idsOf = (asked: readonly Asked[]): string[] => asked.map((a) => a.subjectId)

/** What `prepare` asks the condition about: who would be paid, for which days. */
export interface PaidFor {
  readonly paidFor: readonly string[]
  readonly from: readonly string[]
  readonly until: readonly (string | null)[]
}

async function nobodyIsPaidTwice(tx: ActTx, asked: Asked): Promise<Verdict> {
  const ask = asked.ask as PaidFor | undefined
  if (!ask) return { met: 'open' }
  const [twice] = await tx.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM unnest($1::uuid[], $2::date[], $3::date[]) AS a (paid_for, covers_from, covers_until)
     JOIN payment p ON p.live AND p.paid_for = a.paid_for AND p.covers && daterange(a.covers_from, a.covers_until)`,
    [ask.paidFor, ask.from, ask.until],
  )
  if (twice!.n === 0) return met
  return unmet(
    'payment.paid_twice',
    `${twice!.n} of these payments cover days that another run pays already.`,
    'Look at the dry run again: whoever is paid elsewhere is left out there.',
  )
}

async function somePaymentFailed(tx: ActTx, asked: readonly Asked[]): Promise<Verdict[]> {
  const counts = await countsOf(tx, idsOf(asked))
  return asked.map((a) => {
    const failed = failedStates.reduce((sum, state) => sum + (counts.get(a.subjectId)?.[state] ?? 0), 0)
    return failed > 0
      ? met
      : unmet('payment_run.nothing_failed', 'No payment of this run was rejected or returned.', 'There is nothing to send again.')
  })
}

async function everyPaymentIsFinal(tx: ActTx, asked: readonly Asked[]): Promise<Verdict[]> {
  const counts = await countsOf(tx, idsOf(asked))
  return asked.map((a) => {
    const open = Object.entries(counts.get(a.subjectId) ?? {}).filter(([state]) => !finalStates.includes(state))
    if (open.length === 0) return met
    return unmet(
      'payment_run.not_finished',
      `Some payments are not finished: ${open.map(([state, n]) => `${n} ${state}`).join(', ')}.`,
      'Wait for the paymaster, send the failed ones again, or give them up with a reason.',
    )
  })
}
