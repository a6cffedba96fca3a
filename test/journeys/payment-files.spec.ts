import { csvOf, lastTaken, sheetsOf, workbookOf } from './export.support'
import { MoneyWorld, must, refusal, type PaymentRow } from './money.support'

let world: MoneyWorld
let august: string
let september: string
/** A name that a spreadsheet would run. */
const lineName = '=cmd|/C calc'

const officer = () => world.the('finance_officer')
const runOf = (id: string) => world.run(id)

/** Two runs of one kind: August is sent with failures, September waits with one payment taken out. */
beforeAll(async () => {
  world = await MoneyWorld.open('2021-08-01')
  await world.rate()
  await world.entitledAtOnce(await world.registered(4, 5), '2021-08-12')
  const { lineId } = await world.line('9000000')
  await world.owner.query('UPDATE budget_line SET name = $2 WHERE id = $1', [lineId, lineName])
  await world.startWorker()
  await world.paymaster.faults({ rejectShare: 0.4, seed: 3 })
  august = await world.released(lineId, { kind: 'allowance', month: '2021-08' })
  await world.sent(august)
  await world.paymaster.faults({})
  await world.today('2021-09-20')
  september = must(await world.prepare(lineId, '2021-09')).id
  const [out] = await world.payments(september)
  must(await officer().post(`/payments/${out!.id}/exclude`, { reason: 'wrong_payee' }))
}, 120_000)
afterAll(() => world?.close())

describe('The list of runs as a file', () => {
  it('is just the view: its filters, its order, its columns', async () => {
    const sent = `&state=${(await runOf(august)).state}`
    for (const [query, count] of Object.entries({
      '': 2,
      '&state=prepared': 1,
      [sent]: 1,
      [`${sent},prepared`]: 2,
      '&kind=allowance': 2,
      '&kind=reward': 0,
      '&sort=total': 2,
      '&kind=allowance&sort=-state': 2,
    })) {
      const { preface, head, rows } = await csvOf(officer(), `/payment-runs.csv?columns=state,reference${query}`)
      const { items } = must(await officer().get(`/payment-runs?limit=50${query}`))
      expect(head).toEqual(['State', 'Reference'])
      expect(rows).toEqual(items.map((run: { state: string; reference: string }) => [run.state, run.reference]))
      expect(rows).toHaveLength(count)
      expect(preface.at(-1)).toEqual(['Payment runs', String(count)])
    }
  })

  it('says what it is, shows money as decimals, and runs as no formula', async () => {
    const { reference } = await runOf(september)
    const { preface, head, rows } = await csvOf(officer(), '/payment-runs.csv?state=prepared')
    expect(preface[0]![0]).toBe('SYNTHETIC DATA')
    expect(preface.slice(1)).toEqual([
      ['List', 'Payment runs'],
      ['Programme date', '2021-09-20'],
      ['Asked for by', expect.stringContaining('finance-officer')],
      ['Only the state', 'prepared'],
      ['Order', 'prepared_on, the last first'],
      ['Payment runs', '1'],
    ])
    expect(head).toEqual(['Reference', 'Kind', 'Month', 'State', 'Payments', 'Total', 'Currency', 'Budget line', 'Prepared on'])
    expect(rows).toEqual([[reference, 'allowance', '2021-09', 'prepared', '19', '19000.00', 'THB', `'${lineName}`, '2021-09-20']])
    const xml = sheetsOf(await workbookOf(officer(), '/payment-runs.xlsx'))
    expect(xml).toContain('calc')
    expect(xml).not.toMatch(/<f[ >]|externalLink|ddeLink|t="str"/)
  })
})

describe('The payments of a run as a file', () => {
  it('are just the view: the filters by state and cause, the order, the columns', async () => {
    const [{ cause }] = (await runOf(august)).exceptions
    for (const query of [
      '',
      '&state=rejected',
      `&state=rejected&cause=${cause}`,
      '&sort=-state',
      '&state=rejected&sort=reference',
    ]) {
      const { preface, head, rows } = await csvOf(officer(), `/payment-runs/${august}/payments.csv?columns=case,state${query}`)
      const { items } = must(await officer().get(`/payment-runs/${august}/payments?limit=200${query}`))
      expect(head).toEqual(['Case', 'State'])
      expect(rows).toEqual(items.map((row: PaymentRow & { caseReference: string }) => [row.caseReference, row.state]))
      expect(rows.length).toBeGreaterThan(0)
      expect(preface.at(-1)).toEqual(['Payments', String(rows.length)])
    }
    const all = await csvOf(officer(), `/payment-runs/${august}/payments.csv?columns=case`)
    expect(all.rows).toHaveLength(20)
  })

  it('say which run they are of, what each amount was computed from, and what the paymaster answered', async () => {
    const { reference } = await runOf(august)
    const [failed] = await world.payments(august, 'rejected')
    const { preface, head, rows } = await csvOf(officer(), `/payment-runs/${august}/payments.csv?state=rejected`)
    expect(preface).toContainEqual(['List', `Payments of ${reference}`])
    expect(preface).toContainEqual(['Only the state', 'rejected'])
    expect(head).toEqual([
      'Case',
      'Amount',
      'Currency',
      'Computed from',
      'Covers from',
      'Covers until, that day not included',
      'State',
      'Attempts',
      'Answers',
    ])
    const [row] = rows
    expect(row!.slice(1, 3)).toEqual(['645.16', 'THB'])
    expect(row![3]).toContain('days: 20; ')
    expect(row!.slice(4, 8)).toEqual(['2021-08-12', '2021-09-01', 'rejected', '1'])
    expect(row![8]).toBe(`1. rejected ${failed!.outcomeReason} 2021-08-01`)
    const headers = (await officer().get(`/payment-runs/${august}/payments.csv`)).headers
    expect(headers.get('content-disposition')).toBe(
      `attachment; filename="passage-payments-${reference.toLowerCase()}-2021-09-20.csv"`,
    )
    const xml = sheetsOf(await workbookOf(officer(), `/payment-runs/${august}/payments.xlsx`))
    expect(xml).toContain('<v>645.16</v>')
    expect(xml).not.toMatch(/<f[ >]|externalLink|ddeLink|t="str"/)
  })

  it('stand in the access log twice: that they were taken and of which run, and that money was read', async () => {
    await csvOf(officer(), `/payment-runs/${september}/payments.csv?columns=case,amount`)
    expect(await lastTaken(world.owner)).toEqual({
      actor_id: officer().accountId,
      act: 'did',
      resource: 'payment',
      resource_id: september,
      fields: ['caseReference', 'amount', 'currency'],
      row_count: 20,
      code: 'exported',
      purpose: null,
    })
    const [read] = await world.owner.query(
      `SELECT resource, fields, row_count FROM access_log WHERE act = 'read' AND resource = 'payment' ORDER BY id DESC LIMIT 1`,
    )
    expect(read).toEqual({ resource: 'payment', fields: ['amount', 'currency'], row_count: 20 })
  })

  it('are none of a run that does not exist', async () => {
    const nowhere = '55555555-5555-4555-8555-555555555555'
    expect(refusal(await officer().get(`/payment-runs/${nowhere}/payments.csv`)).code).toBe('payment_run.not_found')
  })
})

it('Runs and payments are files for nobody who may not list them', async () => {
  for (const role of ['equipment_assessor', 'programme_manager', 'intake_officer'] as const) {
    for (const file of ['/payment-runs', `/payment-runs/${august}/payments`]) {
      for (const path of [file, `${file}.csv`, `${file}.xlsx`]) {
        expect([path, refusal(await world.the(role).get(path)).code]).toEqual([path, 'access.role'])
      }
    }
  }
  const auditor = await world.api.as('auditor')
  expect((await csvOf(auditor, `/payment-runs/${august}/payments.csv?columns=amount`)).rows).toHaveLength(20)
})
