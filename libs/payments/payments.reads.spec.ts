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
  ;({ lineId } = await world.line('9000000'))
  await world.startWorker()
  await world.paymaster.faults({ rejectShare: 0.4, seed: 3 })
  august = await world.released(lineId, { kind: 'allowance', month: '2021-08' })
  await world.sent(august)
  await world.paymaster.faults({})
  const [first] = await world.payments(august, 'rejected')
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
