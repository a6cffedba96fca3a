import { Injectable } from '@nestjs/common'
import type { HttpCommand } from '@passage/access'
import { Advance, Perform, type ActTx, type Payload, type Receipt } from '@passage/case'
import { Ledger, type Posting, type Purpose } from '@passage/ledger'
import { brokenConstraint, Refused } from '@passage/platform'

/** What a finance controller does with funds and budget lines. Each act stands in the log of its fund and in the ledger. */
@Injectable()
export class FundActs {
  constructor(
    private readonly perform: Perform,
    private readonly advance: Advance,
    private readonly ledger: Ledger,
  ) {}

  async open(command: HttpCommand, input: { name: string; currency: string }): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const id = tx.random.uuid()
      const moved = await this.advance.one(tx, { kind: 'fund', subjectId: id, event: 'open', opens: { caseId: null } })
      await namedOnce('name', this.ledger.openFund(tx, { id, ...input }))
      return { id, state: moved.state, version: moved.version }
    })
  }

  /** Money came in from a donor. @param amount minor units of the fund's currency, above zero */
  async receive(command: HttpCommand, fundId: string, amount: bigint): Promise<Receipt> {
    return this.perform.command(command.token, command, (tx) =>
      this.post(tx, command, fundId, 'receive', 'receipt', amount, null),
    )
  }

  async openBudgetLine(command: HttpCommand, fundId: string, line: { name: string; purpose: Purpose }): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const moved = await this.move(tx, command, fundId, 'open_budget_line', { purpose: line.purpose })
      const id = await namedOnce('name', this.ledger.openBudgetLine(tx, { id: tx.random.uuid(), fundId, ...line }))
      return { id, state: moved.state, version: moved.version }
    })
  }

  /** Sets money of the fund aside for one of its budget lines. @throws Refused `budget_line.insufficient`, `budget_line.not_found` */
  async allocate(command: HttpCommand, fundId: string, budgetLineId: string, amount: bigint): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const found = await tx.query('SELECT FROM budget_line WHERE id = $1 AND fund_id = $2', [budgetLineId, fundId])
      if (found.length === 0) throw Refused.notFound('budget_line')
      return this.post(tx, command, fundId, 'allocate', 'allocation', amount, budgetLineId)
    })
  }

  private async post(
    tx: ActTx,
    command: HttpCommand,
    fundId: string,
    event: string,
    what: Posting,
    amount: bigint,
    budgetLineId: string | null,
  ): Promise<Receipt> {
    const moved = await this.move(tx, command, fundId, event, { amount, line: budgetLineId })
    await this.ledger.post(tx, [
      { key: `${what}:${fundId}:${moved.version}`, what, fundId, budgetLineId, amount, subjectId: fundId },
    ])
    return { id: fundId, state: moved.state, version: moved.version }
  }

  private move(tx: ActTx, command: HttpCommand, fundId: string, event: string, payload: Payload) {
    return this.advance.one(tx, { kind: 'fund', subjectId: fundId, event, payload, seenVersion: command.seenVersion })
  }
}

async function namedOnce<T>(field: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!brokenConstraint(error)?.endsWith('name_key')) throw error
    throw Refused.field(field, 'This name is taken.', 'Choose another name.', 'input.name_taken')
  }
}
