import { Injectable } from '@nestjs/common'
import { brokenConstraint, Refused, type Tx } from '@passage/platform'

/** What a budget line is set aside for. */
export const purposes = ['allowance', 'reward'] as const
export type Purpose = (typeof purposes)[number]

/**
 * What a transfer does, and between which accounts of one fund the money goes. A failure before the booking gives the committed money
 * back; a bank's return after it takes the spent money back.
 */
export const postings = {
  receipt: { from: 'source', to: 'fund' },
  allocation: { from: 'fund', to: 'free' },
  commitment: { from: 'free', to: 'committed' },
  commitment_freed: { from: 'committed', to: 'free' },
  settlement: { from: 'committed', to: 'spent' },
  failure: { from: 'committed', to: 'free' },
  bank_return: { from: 'spent', to: 'free' },
} as const

export type Posting = keyof typeof postings

export interface Transfer {
  /** Named once and for ever; posting it again is refused by the database, so that a repeated job posts nothing twice. */
  readonly key: string
  readonly what: Posting
  readonly fundId: string
  /** The budget line on whichever side has one; none for a receipt. */
  readonly budgetLineId: string | null
  /** Minor units, above zero. */
  readonly amount: bigint
  /** What the money moves for: the fund, the payment run. */
  readonly subjectId: string
  /** How many payments the amount sums up. */
  readonly payments?: number
}

/** Double entry over funds and budget lines (design section 4). One transfer is one row; balances follow in the database. */
@Injectable()
export class Ledger {
  /** Opens a fund's accounts, under ids that follow from the fund's. Its subject has been opened by the caller. */
  async openFund(tx: Tx, fund: { id: string; name: string; currency: string }): Promise<void> {
    await tx.query('INSERT INTO fund (id, name, currency) VALUES ($1, $2, $3)', [fund.id, fund.name, fund.currency])
    await tx.query(
      `INSERT INTO ledger_account (id, kind, fund_id, currency)
       SELECT md5($1::text || kind)::uuid, kind, $1::uuid, $2 FROM unnest(ARRAY['source', 'fund']) kind`,
      [fund.id, fund.currency],
    )
  }

  /** @returns the id of the new line */
  async openBudgetLine(tx: Tx, line: { id: string; fundId: string; name: string; purpose: Purpose }): Promise<string> {
    const { id } = line
    await tx.query(
      `INSERT INTO budget_line (id, fund_id, currency, name, purpose) SELECT $1, f.id, f.currency, $3, $4 FROM fund f WHERE f.id = $2`,
      [id, line.fundId, line.name, line.purpose],
    )
    await tx.query(
      `INSERT INTO ledger_account (id, kind, fund_id, budget_line_id, currency)
       SELECT md5(l.id::text || kind)::uuid, kind, l.fund_id, l.id, l.currency FROM budget_line l, unnest(ARRAY['free', 'committed', 'spent']) kind WHERE l.id = $1`,
      [id],
    )
    return id
  }

  /**
   * Posts transfers, all or none.
   * @throws Refused `budget_line.insufficient` where an account would go below zero
   */
  async post(tx: Tx, transfers: readonly Transfer[]): Promise<void> {
    if (transfers.length === 0) return
    const sides = transfers.map((t) => postings[t.what])
    let posted
    try {
      posted = await tx.query(
        `INSERT INTO ledger_transfer (key, what, debit, credit, amount, currency, subject_id, payments, programme_date)
         SELECT t.key, t.what, d.id, c.id, t.amount, d.currency, t.subject_id, t.payments, (SELECT today FROM programme_clock)
         FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::uuid[], $7::bigint[], $8::uuid[], $9::int[])
           AS t (key, what, from_kind, to_kind, fund_id, line_id, amount, subject_id, payments)
         JOIN ledger_account d ON d.fund_id = t.fund_id AND d.kind = t.from_kind AND (d.budget_line_id = t.line_id OR d.budget_line_id IS NULL)
         JOIN ledger_account c ON c.fund_id = t.fund_id AND c.kind = t.to_kind AND (c.budget_line_id = t.line_id OR c.budget_line_id IS NULL)
         RETURNING 1`,
        [
          transfers.map((t) => t.key),
          transfers.map((t) => t.what),
          sides.map((s) => s.from),
          sides.map((s) => s.to),
          transfers.map((t) => t.fundId),
          transfers.map((t) => t.budgetLineId),
          transfers.map((t) => String(t.amount)),
          transfers.map((t) => t.subjectId),
          transfers.map((t) => t.payments ?? 0),
        ],
      )
    } catch (error) {
      if (brokenConstraint(error) !== 'a_budget_cannot_go_below_zero') throw error
      throw new Refused('budget_line.insufficient', 'The money that is free does not cover this amount.', {
        field: 'amount',
        fix: 'Allocate more to the budget line, or ask for less.',
      })
    }
    // A line of another fund joins nothing: money that was to move and did not must not pass in silence.
    if (posted.length !== transfers.length)
      throw new Error('a transfer names a fund and a budget line that do not belong together')
  }
}
