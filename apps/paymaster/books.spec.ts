import { instructionKey } from '@passage/payments'
import { Books } from './books'
import { NO_FAULTS } from './faults'

const batchOf = (from: number, count: number) => ({
  messageId: `MSG-${from}`,
  created: '2021-09-01T00:00:00Z',
  debtorName: 'PROGRAMME',
  requestedExecutionDate: `2021-09-${String(1 + (from % 28)).padStart(2, '0')}`,
  currency: 'THB',
  instructions: Array.from({ length: count }, (_, n) => ({
    endToEndId: instructionKey(`00000000-0000-4000-8000-${String(from + n).padStart(12, '0')}`, 1),
    amount: BigInt(100 + ((from + n) % 37)),
    currency: 'THB',
    creditorName: 'PAYEE',
    creditorAccount: `WALLET-${from + n}`,
  })),
})

describe('The balances of a long history', () => {
  it('are what every entry up to there adds up to, on whichever page one asks, and however often', () => {
    const books = new Books()
    for (let from = 0; from < 3_500; from += 500) {
      const { record } = books.read(batchOf(from, 500) as Parameters<Books['read']>[0], { ...NO_FAULTS, returnShare: 0.1 })
      books.apply(record!)
    }
    const all = books.statement('0', 5_000, false, 'now').statement.entries
    expect(all.length).toBeGreaterThan(3_500)
    for (const to of [0, 1, 999, 1_000, 1_001, 2_500, 3_000, all.length, 1_500, 1]) {
      const { balances } = books.statement('0', 5_000, false, 'now').statement
      const expected = (until: number): bigint =>
        all.slice(0, until).reduce((sum, { kind, amount }) => sum + (kind === 'returned' ? amount : -amount), 0n)
      expect(balances.find(({ currency }) => currency === 'THB')!.amount).toBe(expected(all.length))
      const page = books.statement('0', Math.max(1, to), false, 'now').statement.balances
      expect(page.find(({ currency }) => currency === 'THB')!.amount).toBe(expected(Math.max(1, to)))
    }
  })
})
