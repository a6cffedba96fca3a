import { Injectable } from '@nestjs/common'
import { Database, Refused, type Tx } from '@passage/platform'
import type { Purpose } from './ledger'

export interface BudgetLine {
  readonly id: string
  readonly fundId: string
  readonly name: string
  readonly purpose: Purpose
  readonly currency: string
  /** Minor units. */
  readonly free: bigint
  readonly committed: bigint
  readonly spent: bigint
}

/** A budget line, and how much of its free money was moved for some subjects: minor units, below zero where it went. */
export interface MovedFor extends Pick<BudgetLine, 'id' | 'name' | 'currency' | 'free'> {
  readonly moved: bigint
}

export interface Fund {
  readonly id: string
  readonly name: string
  readonly currency: string
  readonly state: string
  readonly version: number
  /** Received and not yet set aside, in minor units. */
  readonly unallocated: bigint
  readonly received: bigint
  readonly lines: readonly BudgetLine[]
}

const lineColumns = `
  l.id, l.fund_id AS "fundId", l.name, l.purpose, l.currency,
  sum(a.balance) FILTER (WHERE a.kind = 'free')::bigint AS free,
  sum(a.balance) FILTER (WHERE a.kind = 'committed')::bigint AS committed,
  sum(a.balance) FILTER (WHERE a.kind = 'spent')::bigint AS spent`

@Injectable()
export class LedgerReads {
  constructor(private readonly database: Database) {}

  async funds(): Promise<Fund[]> {
    const funds = await this.database.query<Omit<Fund, 'lines'>>(
      `SELECT f.id, f.name, f.currency, s.state, s.version,
         coalesce(sum(a.balance) FILTER (WHERE a.kind = 'fund'), 0)::bigint AS unallocated,
         coalesce(-sum(a.balance) FILTER (WHERE a.kind = 'source'), 0)::bigint AS received
       FROM fund f JOIN subject s ON s.id = f.id LEFT JOIN ledger_account a ON a.fund_id = f.id
       GROUP BY f.id, s.id ORDER BY f.name`,
    )
    const lines = await this.database.query<BudgetLine>(
      `SELECT ${lineColumns} FROM budget_line l JOIN ledger_account a ON a.budget_line_id = l.id GROUP BY l.id ORDER BY l.name`,
    )
    return funds.map((fund) => ({ ...fund, lines: lines.filter((line) => line.fundId === fund.id) }))
  }

  /** @throws Refused `budget_line.not_found` */
  async line(tx: Pick<Tx, 'query'>, id: string): Promise<BudgetLine> {
    const [line] = await tx.query<BudgetLine>(
      `SELECT ${lineColumns} FROM budget_line l JOIN ledger_account a ON a.budget_line_id = l.id WHERE l.id = $1 GROUP BY l.id`,
      [id],
    )
    if (!line) throw Refused.notFound('budget_line')
    return line
  }

  /** The budget lines whose free money was moved for these subjects, by name. */
  async movedFor(tx: Pick<Tx, 'query'>, subjectIds: readonly string[]): Promise<MovedFor[]> {
    return tx.query<MovedFor>(
      `SELECT l.id, l.name, l.currency, free.balance AS free,
         sum(CASE WHEN t.credit = free.id THEN t.amount ELSE -t.amount END)::bigint AS moved
       FROM ledger_transfer t JOIN ledger_account free ON free.id IN (t.debit, t.credit) AND free.kind = 'free'
         JOIN budget_line l ON l.id = free.budget_line_id
       WHERE t.subject_id = ANY ($1::uuid[]) GROUP BY l.id, free.id ORDER BY l.name, l.id`,
      [subjectIds],
    )
  }

  /**
   * Recounts every balance from the transfers.
   * @returns what does not agree, one sentence each; empty when the books balance
   */
  async faults(tx: Pick<Tx, 'query'> = this.database): Promise<string[]> {
    const rows = await tx.query<{ id: string; kind: string; balance: bigint; counted: bigint }>(
      `SELECT a.id, a.kind, a.balance,
         (SELECT coalesce(sum(amount), 0) FROM ledger_transfer WHERE credit = a.id)::bigint
         - (SELECT coalesce(sum(amount), 0) FROM ledger_transfer WHERE debit = a.id)::bigint AS counted
       FROM ledger_account a`,
    )
    return rows
      .filter((row) => row.balance !== row.counted)
      .map((row) => `The ${row.kind} account ${row.id} says ${row.balance}, its transfers add up to ${row.counted}.`)
  }
}
