import fc from 'fast-check'
import { randomUUID } from 'node:crypto'
import { Refused, type Database } from '@passage/platform'
import { refusalOf, SpineWorld } from '../../test/support/history'
import { Ledger, postings, type Posting, type Transfer } from './ledger'
import { LedgerReads } from './ledger.reads'

let world: SpineWorld
let app: Database
const ledger = new Ledger()
let reads: LedgerReads

beforeAll(async () => {
  world = await SpineWorld.open()
  app = world.api
  reads = new LedgerReads(world.owner)
}, 60_000)

afterAll(() => world?.close())

/** A fund with two budget lines. */
async function aFund(): Promise<{ fundId: string; lines: [string, string] }> {
  const fundId = await world.opened('finance_controller', 'fund', 'open')
  return app.transaction(async (tx) => {
    await ledger.openFund(tx, { id: fundId, name: `Fund ${fundId}`, currency: 'THB' })
    const line = (name: string) => ledger.openBudgetLine(tx, { id: randomUUID(), fundId, name, purpose: 'allowance' })
    return { fundId, lines: [await line('One'), await line('Two')] }
  })
}

const transfer = (fundId: string, budgetLineId: string | null, what: Posting, amount: bigint): Transfer => ({
  key: `${what}:${randomUUID()}`,
  what,
  fundId,
  budgetLineId,
  amount,
  subjectId: fundId,
})

const post = (...transfers: Transfer[]) => app.transaction((tx) => ledger.post(tx, transfers))

describe('The ledger', () => {
  it('balances after any series of postings, and no account but the donors’ is ever below zero', async () => {
    const steps = fc.array(
      fc.record({
        what: fc.constantFrom(...(Object.keys(postings) as Posting[])),
        line: fc.integer({ min: 0, max: 1 }),
        amount: fc.bigInt({ min: 1n, max: 1_000n }),
      }),
      { minLength: 1, maxLength: 25 },
    )
    await fc.assert(
      fc.asyncProperty(steps, async (series) => {
        const { fundId, lines } = await aFund()
        await post(transfer(fundId, null, 'receipt', 3_000n), transfer(fundId, lines[0], 'allocation', 1_500n))
        // The books as they should be, kept by hand.
        const expected = new Map([
          ['source', -3_000n],
          ['fund', 1_500n],
          [`free ${lines[0]}`, 1_500n],
        ])
        const nameOf = (kind: string, line: string) => (kind === 'source' || kind === 'fund' ? kind : `${kind} ${line}`)
        for (const { what, line, amount } of series) {
          const [from, to] = [nameOf(postings[what].from, lines[line]!), nameOf(postings[what].to, lines[line]!)]
          const covered = from === 'source' || (expected.get(from) ?? 0n) >= amount
          const posted = post(transfer(fundId, what === 'receipt' ? null : lines[line]!, what, amount))
          if (!covered) {
            await expect(posted).rejects.toMatchObject({ code: 'budget_line.insufficient' })
            continue
          }
          await posted
          expected.set(from, (expected.get(from) ?? 0n) - amount)
          expected.set(to, (expected.get(to) ?? 0n) + amount)
        }
        const rows = await world.owner.query<{ kind: string; line: string; balance: bigint }>(
          'SELECT kind, budget_line_id AS line, balance FROM ledger_account WHERE fund_id = $1',
          [fundId],
        )
        for (const { kind, line, balance } of rows) expect(balance).toBe(expected.get(nameOf(kind, line)) ?? 0n)
        expect(rows.reduce((sum, row) => sum + row.balance, 0n)).toBe(0n)
        expect(await reads.faults()).toEqual([])
      }),
      { numRuns: 15 },
    )
  }, 60_000)

  it('posts all transfers or none', async () => {
    const { fundId, lines } = await aFund()
    const some = post(transfer(fundId, null, 'receipt', 100n), transfer(fundId, lines[0], 'allocation', 101n))
    await expect(some).rejects.toBeInstanceOf(Refused)
    expect(await reads.line(world.owner, lines[0])).toMatchObject({ free: 0n })
  })

  it('posts what has been posted under a key never again', async () => {
    const { fundId } = await aFund()
    const once = transfer(fundId, null, 'receipt', 100n)
    await post(once)
    expect(await refusalOf(post(once))).toBe('ledger_transfer_key_key')
  })

  it('does not pass over a line of another fund in silence', async () => {
    const [one, other] = [await aFund(), await aFund()]
    await post(transfer(one.fundId, null, 'receipt', 100n))
    await expect(post(transfer(one.fundId, other.lines[0], 'allocation', 50n))).rejects.toThrow('do not belong together')
    expect(await reads.line(world.owner, other.lines[0])).toMatchObject({ free: 0n })
  })

  it('lets many at once spend a line only as far as it goes', async () => {
    const { fundId, lines } = await aFund()
    await post(transfer(fundId, null, 'receipt', 1_000n), transfer(fundId, lines[0], 'allocation', 1_000n))
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => post(transfer(fundId, lines[0], 'commitment', 100n))))
    expect(tries.filter((t) => t.status === 'fulfilled')).toHaveLength(10)
    expect(await reads.line(world.owner, lines[0])).toMatchObject({ free: 0n, committed: 1_000n })
  })

  it('refuses the application every other way to move money', async () => {
    const { fundId, lines } = await aFund()
    await post(transfer(fundId, null, 'receipt', 1_000n))
    for (const sql of [
      'UPDATE ledger_account SET balance = 1000000',
      'DELETE FROM ledger_account',
      'UPDATE ledger_transfer SET amount = 1',
      'DELETE FROM ledger_transfer',
      `INSERT INTO ledger_account (kind, fund_id, budget_line_id, currency, balance) VALUES ('free', '${fundId}', '${lines[0]}', 'THB', 5)`,
      'SELECT balances_follow_transfers()',
    ]) {
      await expect(app.query(sql)).rejects.toMatchObject({ code: '42501' })
    }
  })

  it('says which account does not agree where somebody above the application changed one', async () => {
    const { lines } = await aFund()
    await world.owner.query(`UPDATE ledger_account SET balance = 7 WHERE budget_line_id = $1 AND kind = 'spent'`, [lines[1]])
    expect(await reads.faults()).toEqual([expect.stringMatching(/^The spent account .* says 7, its transfers add up to 0\.$/)])
    await world.owner.query(`UPDATE ledger_account SET balance = 0 WHERE budget_line_id = $1 AND kind = 'spent'`, [lines[1]])
  })
})
