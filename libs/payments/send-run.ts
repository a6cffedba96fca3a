import { createHash } from 'node:crypto'
import { Injectable, type OnModuleInit } from '@nestjs/common'
import { Advance, Perform, type ActorToken, type ActTx } from '@passage/case'
import { JobHandlers, type RunningJob } from '@passage/jobs'
import { Database, Refused } from '@passage/platform'
import {
  answer,
  countAccepted,
  insertInstructions,
  nextInstructions,
  unanswered,
  type OpenInstruction,
} from './instructions.store'
import { instructionKey, payeeReference } from './iso20022/pain001'
import { isFinalRefusal } from './iso20022/pain002'
import { PaymasterClient, Unavailable, Unreachable } from './paymaster-client'
import { countIn, lockRunForSending, paymentsOf } from './payments.store'
import { Reconcile } from './reconcile'

/** Instructions a message: one transaction, one request, one step of the progress bar. */
const chunk = 100
/** How often a job asks for booked payments before it leaves the rest to the next reconciliation. */
const statementTries = 40
const pauseBetweenStatementsMs = 250
/** How often a message is sent before the whole job pauses: a long run meets more cut connections than a job has attempts. */
const sendTries = 4
const pauseBeforeSendingAgainMs = 100

/**
 * Sends a released run to the paymaster, chunk by chunk. It may be killed anywhere and run again: an instruction is written down before it is
 * sent, keeps its key `(payment, n)` for ever, and is sent again until it is answered; the paymaster pays a key once.
 */
@Injectable()
export class SendRun implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly paymaster: PaymasterClient,
    private readonly reconcile: Reconcile,
    private readonly handlers: JobHandlers,
  ) {}

  onModuleInit(): void {
    this.handlers.register('payments', 'send_run', (job) => this.run(job))
  }

  async run(job: RunningJob): Promise<void> {
    const runId = String(job.data['runId'])
    const total = await this.countToSend(runId)
    const report = async (): Promise<void> => job.progress(total - (await this.countLeft(runId)), total)
    for (;;) {
      const waiting = await unanswered(this.database, runId, chunk)
      if (waiting.length > 0) {
        await this.send(job.token, waiting)
      } else if (!(await this.instruct(job.token, runId)) && (await unanswered(this.database, runId, 1)).length === 0) {
        // Looked at once more, since another run of this job may have written down the last chunk between the two looks and not sent it yet:
        // whoever leaves first closes the job for both.
        break
      }
      await this.reconcile.readStatements(job.token)
      await report()
    }
    for (let tries = 0; tries < statementTries && (await countAccepted(this.database, runId)) > 0; tries += 1) {
      await this.reconcile.readStatements(job.token)
      await report()
      if ((await countAccepted(this.database, runId)) > 0) await pause(pauseBetweenStatementsMs)
    }
    await this.complete(job.token, runId)
    await report()
  }

  /** Writes down the instructions of the next released payments. @returns whether there were any */
  private async instruct(token: ActorToken, runId: string): Promise<boolean> {
    return this.perform.act(token, async (tx) => {
      // Where the job is run twice at once, the second run takes the next chunk; it must not be refused the same one, which would end the job.
      await lockRunForSending(tx, runId)
      const ids = await paymentsOf(tx, runId, ['released'], chunk)
      if (ids.length === 0) return false
      await this.advance.many(
        tx,
        ids.map((subjectId) => ({ kind: 'payment', subjectId, event: 'instruct' })),
      )
      const next = (await nextInstructions(tx, ids)).map((i) => ({ ...i, key: instructionKey(i.paymentId, i.n) }))
      await insertInstructions(tx, messageIdOf(next.map((i) => i.key)), next)
      return true
    })
  }

  /** Sends instructions that have no answer yet and writes the answers down. What the paymaster took before, it does not take again. */
  private async send(token: ActorToken, open: readonly OpenInstruction[]): Promise<void> {
    const { messageId, currency } = open[0]!
    const batch = open.filter((i) => i.messageId === messageId)
    const today = (await this.database.query<{ today: string }>('SELECT today FROM programme_clock'))[0]!.today
    const { statuses } = await this.sendPatiently({
      messageId,
      created: new Date().toISOString(),
      debtorName: 'PASSAGE SYNTHETIC PROGRAMME',
      requestedExecutionDate: today,
      currency,
      instructions: batch.map((i) => ({
        endToEndId: i.key,
        amount: i.amount,
        currency: i.currency,
        creditorName: payeeReference(i.payeePersonId),
        creditorAccount: walletOf(i.payeePersonId),
      })),
    })
    const refused = statuses
      .filter(isFinalRefusal)
      .map((s) => ({ key: s.endToEndId, reason: s.status === 'RJCT' ? s.reason : '' }))
    const taken = statuses.filter((s) => s.status !== 'RJCT').map((s) => ({ key: s.endToEndId }))
    await this.perform.act(token, async (tx) => {
      await answer(tx, 'accepted', taken, [null])
      await this.reject(tx, await answer(tx, 'rejected', refused, [null, 'accepted']))
    })
    const unclear = statuses.length - refused.length - taken.length
    if (unclear > 0) {
      // The paymaster knows one of our keys with other content. Nobody may guess whether it was paid: a person must look.
      throw new Refused('paymaster.key_taken', `The paymaster knows ${unclear} of these instructions with another content.`)
    }
  }

  /** Sends a message again where no whole answer came: its keys are paid once however often it arrives. */
  private async sendPatiently(batch: Parameters<PaymasterClient['send']>[0]): ReturnType<PaymasterClient['send']> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.paymaster.send(batch)
      } catch (error) {
        if (tries === sendTries || !(error instanceof Unreachable || error instanceof Unavailable)) throw error
        await pause(pauseBeforeSendingAgainMs * tries)
      }
    }
  }

  private async reject(tx: ActTx, paymentIds: readonly string[]): Promise<void> {
    await this.advance.many(
      tx,
      paymentIds.map((subjectId) => ({ kind: 'payment', subjectId, event: 'reject' })),
    )
  }

  /** Completes the run when nothing is open any more; failed payments keep it open for a retry. */
  private async complete(token: ActorToken, runId: string): Promise<void> {
    try {
      await this.perform.act(token, (tx) => this.advance.one(tx, { kind: 'payment_run', subjectId: runId, event: 'complete' }))
    } catch (error) {
      const expected = ['payment_run.not_finished', 'payment_run.illegal_transition']
      if (!(error instanceof Refused && expected.includes(error.code))) throw error
    }
  }

  private async countToSend(runId: string): Promise<number> {
    return countIn(this.database, runId, ['released', 'instructed', 'settled', 'rejected', 'returned'])
  }

  private async countLeft(runId: string): Promise<number> {
    return countIn(this.database, runId, ['released', 'instructed'])
  }
}

/** The fictional wallet of a payee; like the payee's reference it is derived from the person's id and means nothing outside. */
export function walletOf(personId: string): string {
  return `WALLET-${personId.replaceAll('-', '').slice(0, 24).toUpperCase()}`
}

/** A message is named after what it instructs, so that it has the same name whoever sends it again. */
function messageIdOf(keys: readonly string[]): string {
  return `MSG-${createHash('sha256').update(keys.join()).digest('hex').slice(0, 30)}`
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
