import { MoneyWorld, must } from '../../test/journeys/money.support'

let world: MoneyWorld
let lineId: string
let august: string
let september: string

const officer = () => world.the('finance_officer')
const runs = async (query = '') => must(await officer().get(`/payment-runs${query}`)).items.map((run: { id: string }) => run.id)
const paymentsOf = async (run: string, query: string) => must(await officer().get(`/payment-runs/${run}/payments${query}`)).items

/** Two runs of one kind: August is sent with failures and one payment given up, September waits with one payment taken out. */
beforeAll(async () => {
  world = await MoneyWorld.open('2021-08-01')
  await world.rate()
  await world.entitledAtOnce(await world.registered(4, 5), '2021-08-01')
  // Some come later, so that the amounts differ.
  await world.entitledAtOnce(await world.registered(1, 3), '2021-08-20')
  ;({ lineId } = await world.line('9000000'))
  await world.startWorker()
  await world.paymaster.faults({ rejectShare: 0.4, seed: 3 })
  august = await world.released(lineId, { kind: 'allowance', month: '2021-08' })
  await world.sent(august)
  await world.paymaster.faults({})
  const first = (await world.payments(august, 'rejected')).find(({ amount }) => amount === '100000')
  must(await officer().post(`/payments/${first!.id}/give-up`, { reason: 'payee_left' }))
  await world.today('2021-09-20')
  september = must(await world.prepare(lineId, '2021-09')).id
  const [out] = await world.payments(september)
  must(await officer().post(`/payments/${out!.id}/exclude`, { reason: 'wrong_payee' }))
}, 120_000)
afterAll(() => world?.close())

describe('The list of runs', () => {
  it('is narrowed down by state and kind, and counts what stands in each state', async () => {
    expect(await runs()).toEqual([september, august])
    expect(await runs('?state=prepared')).toEqual([september])
    expect(await runs('?state=released,prepared')).toEqual([september, august])
    expect(await runs('?state=released,completed')).toEqual([august])
    expect(await runs('?state=released&kind=allowance')).toEqual([august])
    expect(await runs('?kind=reward')).toEqual([])
    expect(must(await officer().get('/payment-runs/counts')).items).toEqual([
      { state: 'prepared', count: 1 },
      { state: 'released', count: 1 },
    ])
    expect((await officer().get('/payment-runs?state=lost')).status).toBe(400)
  })

  it('goes on after a run under the same filters', async () => {
    const { items, nextCursor } = must(await officer().get('/payment-runs?kind=allowance&limit=1'))
    expect(items).toHaveLength(1)
    expect(await runs(`?kind=allowance&limit=1&cursor=${nextCursor}`)).toEqual([august])
  })
})

describe('A list that is walked page by page', () => {
  interface Row {
    readonly id: string
    readonly [field: string]: unknown
  }

  /** The list in pages of that many rows. */
  async function walked(path: string, sort: string, limit: number): Promise<Row[]> {
    const rows: Row[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: { items: Row[]; nextCursor: string | null } = must(
        await officer().get(`${path}?limit=${limit}${sort && `&sort=${sort}`}${cursor && `&cursor=${cursor}`}`),
      )
      rows.push(...page.items)
      cursor = page.nextCursor
    }
    return rows
  }

  const compared = (field: string, numbers: boolean) => (a: Row, b: Row) => {
    const [x, y] = [a, b].map((row) => (numbers ? BigInt(row[field] as string) : (row[field] as string))) as [bigint, bigint]
    return x < y ? -1 : x > y ? 1 : a.id < b.id ? -1 : 1
  }

  /** Walks a list in an order and the other way round, in pages of several sizes, against all of it at once. */
  async function expectWhole(path: string, sort: string, order: (a: Row, b: Row) => number): Promise<void> {
    const all = await walked(path, '', 200)
    expect(all.length).toBeGreaterThan(1)
    const expected = [...all].sort(order).map(({ id }) => id)
    for (const limit of [1, 3]) {
      expect((await walked(path, sort, limit)).map(({ id }) => id)).toEqual(expected)
      expect((await walked(path, `-${sort}`, limit)).map(({ id }) => id)).toEqual(expected.toReversed())
    }
    expect((await walked(path, '', 2)).map(({ id }) => id)).toEqual(all.map(({ id }) => id))
  }

  it.each([
    ['reference', 'caseReference', false],
    ['amount', 'amount', true],
    ['state', 'state', false],
  ] as const)('loses no payment and repeats none, by %s, either way', async (sort, field, numbers) => {
    await expectWhole(`/payment-runs/${august}/payments`, sort, compared(field, numbers))
  })

  it('loses no run and repeats none, by any order, either way, and compares totals within their currency', async () => {
    const { lineId: kyat } = await world.line('9000000', 'allowance', 'MMK')
    await world.rate({ country: 'IN', currency: 'MMK', amount: '900000000' })
    await world.entitledAtOnce(await world.registered(1), '2021-09-01', 'IN')
    // On the day of another, and in its state.
    const { id } = must<{ id: string }>(await world.prepare(kyat, '2021-09'))
    await expectWhole('/payment-runs', 'prepared_on', compared('preparedOn', false))
    await expectWhole('/payment-runs', 'state', compared('state', false))
    const byTotal = await walked('/payment-runs', 'total', 1)
    expect(byTotal.map(({ currency }) => currency)).toEqual(['MMK', 'THB', 'THB'])
    expect((await walked('/payment-runs', '-total', 1)).map((run) => run.id)).toEqual(byTotal.map((run) => run.id).toReversed())
    expect(byTotal.slice(1)).toEqual(byTotal.slice(1).sort(compared('total', true)))
    must(await officer().post(`/payment-runs/${id}/cancel`, { reason: 'prepared_by_mistake' }))
  })

  it('is ordered for everybody who reads it', async () => {
    for (const role of ['finance_officer', 'finance_approver', 'finance_controller', 'auditor'] as const) {
      const who = await world.api.as(role, 7)
      for (const sort of ['reference', 'amount', 'state'])
        expect([role, sort, (await who.get(`/payment-runs/${august}/payments?sort=${sort}`)).status]).toEqual([role, sort, 200])
      for (const sort of ['prepared_on', 'total', 'state'])
        expect([role, sort, (await who.get(`/payment-runs?sort=${sort}`)).status]).toEqual([role, sort, 200])
    }
  })

  it('refuses an order that there is not, and a cursor of another order, of another list, or of nothing', async () => {
    const path = `/payment-runs/${august}/payments`
    for (const to of ['/payment-runs?sort=reference', `${path}?sort=id`, `${path}?sort=total`])
      expect((await officer().get(to)).body).toMatchObject({ status: 400, code: 'input.invalid', field: 'sort' })
    const { nextCursor } = must(await officer().get(`${path}?sort=amount&limit=1`))
    for (const to of [`${path}?sort=-amount`, path, '/payment-runs?sort=total'])
      expect((await officer().get(`${to}${to.includes('?') ? '&' : '?'}cursor=${nextCursor}`)).body.code).toBe('input.cursor')
    expect((await officer().get(`${path}?cursor=${august}`)).body.code).toBe('input.cursor')
  })
})

describe('A run', () => {
  it('groups what failed, was taken out or was given up by its cause, and the groups hold just those payments', async () => {
    const { exceptions, counts } = await world.run(august)
    const rejected = exceptions.filter((group: { state: string }) => group.state === 'rejected')
    expect(rejected.reduce((sum: number, group: { payments: number }) => sum + group.payments, 0)).toBe(counts.rejected)
    expect(exceptions.at(-1)).toEqual({ state: 'given_up', cause: 'payee_left', payments: 1, amount: '100000' })
    for (const { state, cause, payments } of exceptions) {
      const rows = await paymentsOf(august, `?state=${state}&cause=${cause}`)
      expect(rows).toHaveLength(payments)
      for (const row of rows) expect(row).toMatchObject({ state, cause })
    }
    const failed = await paymentsOf(august, '?state=rejected,given_up')
    expect(failed).toHaveLength(counts.rejected + counts.given_up)
    expect(new Set(failed.map((row: { state: string }) => row.state))).toEqual(new Set(['rejected', 'given_up']))
    const lost = await officer().get(`/payment-runs/${august}/payments?state=rejected,lost`)
    expect(lost.body).toMatchObject({ status: 400, code: 'input.invalid', field: 'state' })
    expect((await world.run(september)).exceptions).toEqual([
      { state: 'excluded', cause: 'wrong_payee', payments: 1, amount: '100000' },
    ])
  })

  it('is compared with the one before, and says in which role each has signed', async () => {
    const before = await world.run(august)
    expect(before.before).toBeNull()
    expect((await world.run(september)).before).toEqual({
      id: august,
      reference: before.reference,
      payments: before.payments,
      total: before.total,
    })
    expect(before.signatures.map(({ act, role }: { act: string; role: string }) => [act, role])).toEqual([
      ['prepare', 'finance_officer'],
      ['approve', 'finance_approver'],
      ['release', 'finance_controller'],
    ])
  })

  it('shows every answer of the paymaster to a payment', async () => {
    must(await world.the('finance_controller').post(`/payment-runs/${august}/retry`))
    await world.sent(august)
    const tried = (await paymentsOf(august, '?limit=200')).filter((row: { attempts: number }) => row.attempts === 2)
    expect(tried.length).toBeGreaterThan(0)
    for (const { tries } of tried) {
      expect(tries).toMatchObject([
        { n: 1, outcome: 'rejected', reason: expect.stringMatching(/^[A-Z]{2}\d{2}$/) },
        { n: 2, outcome: 'settled' },
      ])
    }
  })
})

describe('The postings of a budget line', () => {
  it('tell the way of its money, newest first, to those who read money and to nobody else', async () => {
    const all = must(await officer().get(`/budget-lines/${lineId}/transfers`)).items
    const what = all.map((posting: { what: string }) => posting.what)
    expect(what.at(-1)).toBe('allocation')
    expect(what).toEqual(expect.arrayContaining(['commitment', 'settlement', 'failure']))
    const first = must(await officer().get(`/budget-lines/${lineId}/transfers?limit=2`))
    const next = must(await officer().get(`/budget-lines/${lineId}/transfers?limit=200&cursor=${first.nextCursor}`))
    expect([...first.items, ...next.items]).toEqual(all)
    const { reference } = await world.run(august)
    expect(all.find((posting: { what: string }) => posting.what === 'commitment')).toMatchObject({ reference, subjectId: august })
    expect((await world.the('programme_manager').get(`/budget-lines/${lineId}/transfers`)).status).toBe(403)
  })
})
