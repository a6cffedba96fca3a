import {
  CURRENCIES,
  KEY_TAKEN,
  type AccountStatement,
  type BatchInstruction,
  type InstructionBatch,
  type InstructionStatus,
  type StatementEntry,
} from '@passage/payments'
import { type Fate, type Faults, fateOf, paymentOf } from './faults'

/** An instruction as the journal keeps it: amounts as text, because JSON has no bigint. */
interface TakenInstruction {
  readonly endToEndId: string
  readonly amount: string
  readonly currency: string
  readonly creditorName: string
  readonly creditorAccount: string
  readonly fate: Fate
}

/** What can happen to the books. The books are these records, applied in order; nothing else changes them. */
export type BookRecord =
  | {
      readonly type: 'taken'
      readonly messageId: string
      readonly day: string
      readonly instructions: readonly TakenInstruction[]
    }
  | { readonly type: 'released' }
  | { readonly type: 'dropped'; readonly endToEndId: string }

interface Held extends TakenInstruction {
  readonly messageId: string
  readonly day: string
  pending: boolean
}

/** One payee account with what went to it; amounts in minor units. */
export interface LedgerAccount {
  readonly account: string
  readonly currency: string
  readonly paid: string
  readonly returned: string
  readonly net: string
  readonly payments: number
  readonly instructions: readonly string[]
}

/** Every payee account, and how much was paid out in each currency: what tests prove "each payee paid once" with. */
export interface PaymasterLedger {
  readonly accounts: readonly LedgerAccount[]
  readonly totals: Readonly<Record<string, string>>
  readonly instructions: number
}

/** A cursor that no statement of these books has given out. */
export class BadCursor extends Error {
  override readonly name = 'BadCursor'
}

/** What the paymaster makes of a batch: the record to write before anything changes, and the statuses to answer with after. */
export interface Reading {
  readonly record: BookRecord | undefined
  readonly conflict: boolean
}

/** The day that an empty account shows its balance for. */
const BEFORE_ALL = '1970-01-01'
const noteEvery = 1_000

type Balances = Map<string, { readonly amount: bigint; readonly date: string }>

function sameContent(held: TakenInstruction, sent: BatchInstruction): boolean {
  return (
    held.amount === String(sent.amount) &&
    held.currency === sent.currency &&
    held.creditorAccount === sent.creditorAccount &&
    held.creditorName === sent.creditorName
  )
}

/** The paymaster's books: instructions by key, entries in order. In memory; the journal keeps the records that they are made of. */
export class Books {
  private readonly held = new Map<string, Held>()
  private readonly entries: StatementEntry[] = []
  private readonly failedPayments = new Set<string>()
  private readonly dropped = new Set<string>()
  /** The balances after every so many entries, as far as somebody asked. */
  private readonly noted: Balances[] = []

  get size(): number {
    return this.held.size
  }

  /** Whether an instruction was ever taken. */
  has(endToEndId: string): boolean {
    return this.held.has(endToEndId)
  }

  /** Whether the connection was already cut once over this instruction. */
  wasDropped(endToEndId: string): boolean {
    return this.dropped.has(endToEndId)
  }

  /** Reads a batch against the books: what of it is new, each with its fate, and whether a key is taken by other content. */
  read(batch: InstructionBatch, faults: Faults): Reading {
    const fresh: TakenInstruction[] = []
    const failed = new Set<string>()
    let conflict = false
    for (const sent of batch.instructions) {
      const held = this.held.get(sent.endToEndId)
      if (held) {
        conflict ||= !sameContent(held, sent)
        continue
      }
      const payment = paymentOf(sent.endToEndId)
      const fate = fateOf(sent.endToEndId, sent.creditorAccount, faults, failed.has(payment) || this.failedPayments.has(payment))
      if (fate.kind === 'reject' || fate.kind === 'return') failed.add(payment)
      fresh.push({ ...sent, amount: String(sent.amount), fate })
    }
    const { messageId, requestedExecutionDate: day } = batch
    return { record: fresh.length > 0 ? { type: 'taken', messageId, day, instructions: fresh } : undefined, conflict }
  }

  /** Applies a record that the journal holds. */
  apply(record: BookRecord): void {
    switch (record.type) {
      case 'taken':
        for (const instruction of record.instructions) this.take(instruction, record.messageId, record.day)
        return
      case 'released':
        for (const held of this.held.values()) {
          if (held.pending) this.settle(held)
        }
        return
      case 'dropped':
        this.dropped.add(record.endToEndId)
    }
  }

  private take(instruction: TakenInstruction, messageId: string, day: string): void {
    const held: Held = { ...instruction, messageId, day, pending: instruction.fate.kind === 'pend' }
    this.held.set(held.endToEndId, held)
    if (held.fate.kind === 'reject' || held.fate.kind === 'return') this.failedPayments.add(paymentOf(held.endToEndId))
    if (held.fate.kind === 'settle' || held.fate.kind === 'return') this.settle(held)
  }

  private settle(held: Held): void {
    held.pending = false
    const entry = { endToEndId: held.endToEndId, amount: BigInt(held.amount), currency: held.currency, bookingDate: held.day }
    this.entries.push({ ...entry, sequence: this.entries.length + 1, kind: 'paid' })
    if (held.fate.kind === 'return') {
      this.entries.push({ ...entry, sequence: this.entries.length + 1, kind: 'returned', reason: held.fate.reason })
    }
  }

  /** The answer to a batch: for each instruction whether it was accepted, whenever that was. */
  answers(batch: InstructionBatch): InstructionStatus[] {
    return batch.instructions.map((sent): InstructionStatus => {
      const held = this.held.get(sent.endToEndId)
      if (!held) throw new Error('an instruction that was not taken has no answer')
      if (!sameContent(held, sent)) return { endToEndId: sent.endToEndId, status: 'RJCT', reason: KEY_TAKEN }
      const status = this.statusOf(held)
      return status.status === 'ACSC' ? { endToEndId: sent.endToEndId, status: 'ACCP' } : status
    })
  }

  /** Where one instruction stands, and with which message it came; undefined when it was never taken. */
  status(endToEndId: string): { status: InstructionStatus; messageId: string } | undefined {
    const held = this.held.get(endToEndId)
    return held && { status: this.statusOf(held), messageId: held.messageId }
  }

  private statusOf({ endToEndId, fate, pending }: Held): InstructionStatus {
    if (fate.kind === 'reject') return { endToEndId, status: 'RJCT', reason: fate.reason }
    return { endToEndId, status: pending ? 'PDNG' : 'ACSC' }
  }

  /**
   * A page of entries after a cursor, with the balances as of its last entry, and the next cursor.
   * @throws BadCursor
   */
  statement(after: string, limit: number, twice: boolean, created: string): { statement: AccountStatement; next: string } {
    if (!/^\d{1,9}$/.test(after))
      throw new BadCursor('after must be a cursor that an earlier statement gave (header X-Next-Cursor), or be left out')
    const from = Number(after)
    if (from > this.entries.length)
      throw new BadCursor('after lies beyond the last entry: these books were reset or are others; start without a cursor')
    const page = this.entries.slice(from, from + limit)
    const to = from + page.length
    const balances = [...this.balancesAt(to)].map(([currency, balance]) => ({ currency, ...balance }))
    const entries = twice ? page.flatMap((entry) => [entry, entry]) : page
    return { statement: { messageId: `STMT-${from}-${to}`, created, balances, entries }, next: String(to) }
  }

  /** Balances after so many entries: from the last one that was noted down, so that a long life does not make a statement slow. */
  private balancesAt(to: number): Balances {
    while (this.noted.length * noteEvery <= to) this.noted.push(this.balancesFrom(this.noted.length * noteEvery))
    return this.balancesFrom(to)
  }

  private balancesFrom(to: number): Balances {
    const last = Math.min(Math.floor(to / noteEvery), this.noted.length - 1)
    const balances: Balances = new Map(
      this.noted[last] ?? CURRENCIES.map((currency) => [currency, { amount: 0n, date: BEFORE_ALL }]),
    )
    for (const entry of this.entries.slice(Math.max(0, last) * noteEvery, to)) {
      const { amount, date } = balances.get(entry.currency)!
      balances.set(entry.currency, {
        amount: amount + (entry.kind === 'returned' ? entry.amount : -entry.amount),
        date: entry.bookingDate > date ? entry.bookingDate : date,
      })
    }
    return balances
  }

  /** What each payee account got. */
  ledger(): PaymasterLedger {
    const accounts = new Map<
      string,
      { account: string; currency: string; paid: bigint; returned: bigint; instructions: string[] }
    >()
    const totals = new Map<string, bigint>()
    for (const entry of this.entries) {
      const account = this.held.get(entry.endToEndId)!.creditorAccount
      const key = `${account} ${entry.currency}`
      const row = accounts.get(key) ?? { account, currency: entry.currency, paid: 0n, returned: 0n, instructions: [] }
      accounts.set(key, row)
      if (entry.kind === 'paid') row.instructions.push(entry.endToEndId)
      row[entry.kind] += entry.amount
      totals.set(entry.currency, (totals.get(entry.currency) ?? 0n) + (entry.kind === 'paid' ? entry.amount : -entry.amount))
    }
    const rows = [...accounts.values()].map((row) => ({
      account: row.account,
      currency: row.currency,
      paid: String(row.paid),
      returned: String(row.returned),
      net: String(row.paid - row.returned),
      payments: row.instructions.length,
      instructions: row.instructions,
    }))
    rows.sort((one, other) =>
      one.account < other.account ? -1 : one.account > other.account ? 1 : one.currency < other.currency ? -1 : 1,
    )
    return {
      accounts: rows,
      totals: Object.fromEntries([...totals].map(([currency, amount]) => [currency, String(amount)])),
      instructions: this.held.size,
    }
  }
}
