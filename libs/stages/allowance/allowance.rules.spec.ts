import fc from 'fast-check'
import { allowanceFor, monthAfter, overlap, suspensionsOf, type Days, type Rate } from './allowance.rules'
import type { PayableEntitlement } from './allowance.store'
import { proposeOne } from './propose-allowances'

const open = (from: string): Days => ({ from, until: null })
const baht = (amount: bigint, days: Days = open('2000-01-01'), id = 'rate'): Rate => ({ id, amount, days })
const add = (day: string, n: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10)
const daysOf = (month: string): number => (Date.parse(monthAfter(month)) - Date.parse(month)) / 86_400_000

const months = fc
  .record({ year: fc.integer({ min: 2000, max: 2099 }), month: fc.integer({ min: 1, max: 12 }) })
  .map(({ year, month }) => `${year}-${String(month).padStart(2, '0')}-01`)
const amounts = fc.bigInt({ min: 1n, max: 10n ** 12n })
/** Days that begin up to a month before a month and last up to three, or have no end. */
const around = (month: string) =>
  fc
    .record({ begin: fc.integer({ min: -31, max: 40 }), length: fc.option(fc.integer({ min: 0, max: 90 })) })
    .map(({ begin, length }): Days => ({ from: add(month, begin), until: length === null ? null : add(month, begin + length) }))
const cases = months.chain((month) =>
  fc.record({
    month: fc.constant(month),
    entitled: around(month),
    suspended: fc.array(around(month), { maxLength: 3 }),
    amount: amounts,
    change: fc.integer({ min: 1, max: 27 }),
  }),
)

describe('The allowance of a month', () => {
  it('is the rate for a whole month, whatever its length', () => {
    for (const month of ['2021-01-01', '2021-02-01', '2021-04-01', '2024-02-01']) {
      expect(allowanceFor(month, open('2020-01-01'), [], [baht(100_000n)])).toMatchObject({
        amount: 100_000n,
        daysPaid: daysOf(month),
      })
    }
  })

  it('counts 29 days in a leap February and 28 in another', () => {
    const from = (month: string) => allowanceFor(month, open(add(month, 14)), [], [baht(100_000n)])
    expect(from('2024-02-01')).toMatchObject({ daysInMonth: 29, daysPaid: 15, amount: 51_724n })
    expect(from('2021-02-01')).toMatchObject({ daysInMonth: 28, daysPaid: 14, amount: 50_000n })
  })

  it('rounds half a minor unit up', () => {
    // 15 of 30 days of an odd amount.
    expect(allowanceFor('2021-09-01', open('2021-09-16'), [], [baht(101n)]).amount).toBe(51n)
  })

  it('is never more than the rate, and never less than nothing', () => {
    fc.assert(
      fc.property(cases, ({ month, entitled, suspended, amount }) => {
        const { amount: paid } = allowanceFor(month, entitled, suspended, [baht(amount)])
        expect(paid >= 0n && paid <= amount).toBe(true)
      }),
    )
  })

  it('is the share of the days that are entitled and not suspended, counted one by one', () => {
    fc.assert(
      fc.property(cases, ({ month, entitled, suspended, amount }) => {
        const within = (days: Days, day: string) => day >= days.from && (days.until === null || day < days.until)
        const days = Array.from({ length: daysOf(month) }, (_, n) => add(month, n))
        const paid = days.filter((day) => within(entitled, day) && !suspended.some((s) => within(s, day))).length
        const result = allowanceFor(month, entitled, suspended, [baht(amount)])
        expect(result.daysPaid).toBe(paid)
        const exact = Number(amount) * (paid / days.length)
        expect(Math.abs(Number(result.amount) - exact)).toBeLessThanOrEqual(0.5 + exact * 1e-9)
      }),
    )
  })

  it('splits at a change of rate: both shares add up to the amount, between what the lower and the higher rate alone would pay', () => {
    fc.assert(
      fc.property(cases, amounts, ({ month, entitled, suspended, amount, change }, other) => {
        const day = add(month, change)
        const rates = [baht(amount, { from: '2000-01-01', until: day }, 'old'), baht(other, open(day), 'new')]
        const result = allowanceFor(month, entitled, suspended, rates)
        const alone = [amount, other].map((a) => allowanceFor(month, entitled, suspended, [baht(a)]))
        expect(result.daysPaid).toBe(alone[0]!.daysPaid)
        expect(result.shares.reduce((sum, s) => sum + s.days, 0)).toBe(result.daysPaid)
        expect(result.shares.reduce((sum, s) => sum + s.amount, 0n)).toBe(result.amount)
        const [low, high] = alone.map((a) => a.amount).sort((a, b) => (a < b ? -1 : 1)) as [bigint, bigint]
        // Each of the two shares is rounded by itself, so that a unit may lie between them and the whole.
        expect(result.amount >= low - 1n && result.amount <= high + 1n).toBe(true)
      }),
    )
  })

  it('is nothing on days without a rate', () => {
    const rate = baht(100_000n, { from: '2021-09-11', until: '2021-09-21' })
    expect(allowanceFor('2021-09-01', open('2021-01-01'), [], [rate])).toMatchObject({ daysPaid: 10, amount: 33_333n })
  })

  it('paid in two months for a stay over their border is never more than two rates, and the days add up', () => {
    fc.assert(
      fc.property(cases, ({ month, entitled, amount }) => {
        const next = monthAfter(month)
        const [first, second] = [month, next].map((m) => allowanceFor(m, entitled, [], [baht(amount)])) as [
          ReturnType<typeof allowanceFor>,
          ReturnType<typeof allowanceFor>,
        ]
        const covered = [overlap(month, entitled), overlap(next, entitled)].map((d) =>
          d === null ? 0 : (Date.parse(d.until!) - Date.parse(d.from)) / 86_400_000,
        )
        expect([first.daysPaid, second.daysPaid]).toEqual(covered)
      }),
    )
  })
})

describe('The suspensions of an entitlement', () => {
  const log = (...events: [string, string][]) => events.map(([event, on]) => ({ event, on }))

  it('last from the day of the suspension to the day before it was resumed', () => {
    const days = suspensionsOf(log(['suspend', '2021-09-05'], ['resume', '2021-09-10'], ['suspend', '2021-09-20']))
    expect(days).toEqual([{ from: '2021-09-05', until: '2021-09-10' }, open('2021-09-20')])
    expect(allowanceFor('2021-09-01', open('2021-01-01'), days, [baht(300n)])).toMatchObject({
      daysSuspended: 16,
      daysPaid: 14,
      amount: 140n,
    })
  })

  it('are not closed by the end: one that was ended while suspended gets nothing for the days after', () => {
    const days = suspensionsOf(log(['suspend', '2021-09-05'], ['end', '2021-09-10']))
    expect(allowanceFor('2021-09-01', { from: '2021-01-01', until: '2021-09-30' }, days, [baht(300n)]).daysPaid).toBe(4)
  })
})

describe('What a run proposes for one entitlement', () => {
  const entitlement: PayableEntitlement = {
    id: 'e',
    caseId: 'c',
    personId: 'p',
    payeePersonId: 'p',
    country: 'TH',
    from: '2021-09-16',
    until: null,
    state: 'active',
    hasActiveCode: true,
    events: [],
    paidFrom: [],
  }
  const propose = (more: Partial<PayableEntitlement>, month = '2021-09-01', rates = [baht(100_000n)]) =>
    proposeOne(month, '2021-10-01', { ...entitlement, ...more }, rates)

  it('is the amount with everything that it was computed from', () => {
    expect(propose({})).toEqual({
      caseId: 'c',
      payeePersonId: 'p',
      sourceId: 'e',
      paidFor: 'p',
      coversFrom: '2021-09-16',
      coversUntil: '2021-10-01',
      amount: 50_000n,
      derivation: { country: 'TH', days: 15, daysInMonth: 30, daysSuspended: 0, rates: 'rate:100000:15:50000' },
    })
  })

  it('can be recomputed from what is kept with it', () => {
    fc.assert(
      fc.property(cases, amounts, ({ month, entitled, amount, change }, other) => {
        const day = add(month, change)
        const rates = [baht(amount, { from: '2000-01-01', until: day }, 'old'), baht(other, open(day), 'new')]
        const proposed = proposeOne(month, '2099-12-31', { ...entitlement, from: entitled.from, until: entitled.until }, rates)
        if ('why' in proposed) return
        const { rates: kept, daysInMonth } = proposed.derivation as { rates: string; daysInMonth: number }
        const again = kept.split(' ').reduce((sum, share) => {
          const [, rate, days] = share.split(':') as [string, string, string]
          return sum + (2n * BigInt(rate) * BigInt(days) + BigInt(daysInMonth)) / (2n * BigInt(daysInMonth))
        }, 0n)
        expect(again).toBe(proposed.amount)
      }),
    )
  })

  it.each<{ why: string; more?: Partial<PayableEntitlement>; month?: string; rates?: Rate[] }>([
    { why: 'code_not_active', more: { hasActiveCode: false } },
    { why: 'paid_already', more: { paidFrom: ['2021-09-16'] } },
    { why: 'suspended', more: { events: [{ event: 'suspend', on: '2021-09-01' }] } },
    { why: 'no_rate', rates: [] },
    { why: 'no_day_in_this_month', more: { until: '2021-09-16' } },
    { why: 'month_not_begun', month: '2021-11-01' },
  ])('is nobody, because of $why', ({ why, more = {}, month, rates }) => {
    expect(propose(more, month, rates)).toEqual({ caseId: 'c', sourceId: 'e', why })
  })
})
