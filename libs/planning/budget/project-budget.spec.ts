import fc from 'fast-check'
import { monthsFrom } from '../calendar'
import { allowanceDue, projectBudget, type FundAhead, type LineAhead } from './project-budget'

const months = monthsFrom('2021-10', '2021-12')
const fund = (id: string, unallocated = 0n): FundAhead => ({ id, currency: 'THB', unallocated })
const line = (id: string, fundId: string, free: bigint, purpose = 'allowance'): LineAhead => ({
  id,
  fundId,
  purpose,
  currency: 'THB',
  free,
})
const due = (month: string, amount: bigint, purpose = 'allowance') => ({ month, purpose, currency: 'THB', amount })

describe('A budget carried on', () => {
  it('runs dry on the first day that it cannot pay in full', () => {
    const ahead = projectBudget(months, [line('a', 'f', 41n)], [fund('f')], [due('2021-10', 31n), due('2021-11', 30n)])
    expect(ahead.lineDryOn.get('a')).toBe('2021-11-11')
    expect(ahead.fundDryOn.get('f')).toBe('2021-11-11')
    expect(ahead.months.map(({ due: paid, freeAfter, short }) => [paid, freeAfter, short])).toEqual([
      [31n, 10n, 0n],
      [10n, 0n, 20n],
      [0n, 0n, 0n],
    ])
  })

  it('that lasts to the day runs not dry', () => {
    const ahead = projectBudget(months, [line('a', 'f', 61n)], [fund('f')], [due('2021-10', 31n), due('2021-11', 30n)])
    expect([ahead.lineDryOn.size, ahead.fundDryOn.size]).toEqual([0, 0])
  })

  it('takes what the fund has not set aside, then the next line of the same purpose', () => {
    const lines = [line('a', 'f', 31n), line('b', 'g', 10n), line('r', 'f', 500n, 'reward')]
    const ahead = projectBudget(months, lines, [fund('f', 10n), fund('g', 5n)], [due('2021-10', 31n), due('2021-11', 30n)])
    expect(Object.fromEntries(ahead.lineDryOn)).toEqual({ a: '2021-11-01', b: '2021-11-21' })
    // The fund f has money still, set aside for rewards; g has none.
    expect(Object.fromEntries(ahead.fundDryOn)).toEqual({ g: '2021-11-26' })
    expect(ahead.months.filter(({ lineId }) => lineId === 'b').map(({ short }) => short)).toEqual([0n, 5n, 0n])
  })

  it('pays rewards from reward lines alone', () => {
    const ahead = projectBudget(months, [line('a', 'f', 100n)], [fund('f')], [due('2021-10', 50n, 'reward')])
    expect(ahead.months.every(({ due: paid, freeAfter }) => paid === 0n && freeAfter === 100n)).toBe(true)
  })

  it('neither makes money nor loses any', () => {
    const amount = fc.bigInt({ min: 0n, max: 10_000n })
    fc.assert(
      fc.property(
        fc.array(amount, { minLength: 1, maxLength: 4 }),
        fc.array(amount, { minLength: 3, maxLength: 3 }),
        amount,
        (free, dues, rest) => {
          const lines = free.map((left, n) => line(String(n), 'f', left))
          const ahead = projectBudget(
            months,
            lines,
            [fund('f', rest)],
            dues.map((sum, n) => due(months[n]!, sum)),
          )
          const all = (of: (row: (typeof ahead.months)[number]) => bigint) => ahead.months.reduce((sum, row) => sum + of(row), 0n)
          const left = ahead.months.slice(-lines.length).reduce((sum, row) => sum + row.freeAfter, 0n)
          const had = free.reduce((sum, n) => sum + n, 0n)
          expect(all((row) => row.due) + left).toBe(had)
          const owed = dues.reduce((sum, n) => sum + n, 0n)
          const fromRest = owed - all((row) => row.due) - all((row) => row.short)
          expect(fromRest >= 0n && fromRest <= rest).toBe(true)
          expect(ahead.fundDryOn.has('f')).toBe(owed > had + rest)
        },
      ),
    )
  })
})

describe('The allowance of a month ahead', () => {
  const rate = (amount: bigint, from: string, until: string | null = null) => ({
    country: 'TH',
    currency: 'THB',
    amount,
    from,
    until,
  })

  it('is the rate for each person', () => expect(allowanceDue('2021-10', 20, [rate(100_000n, '2021-01-01')])).toBe(2_000_000n))

  it('changes on the day on which the rate does', () => {
    const rates = [rate(31_000n, '2021-01-01', '2021-10-11'), rate(62_000n, '2021-10-11')]
    expect(allowanceDue('2021-10', 10, rates)).toBe(100_000n + 420_000n)
  })

  it('is nothing on days without a rate', () => {
    expect(allowanceDue('2021-10', 10, [rate(31_000n, '2021-01-01', '2021-10-11')])).toBe(100_000n)
    expect(allowanceDue('2021-11', 10, [rate(31_000n, '2021-01-01', '2021-10-11')])).toBe(0n)
    expect(allowanceDue('2021-09', 10, [rate(31_000n, '2021-10-01')])).toBe(0n)
  })
})
