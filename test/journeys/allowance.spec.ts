import { randomUUID } from 'node:crypto'
import { MoneyWorld, must, refusal, type PaidCase } from './money.support'

let world: MoneyWorld

beforeAll(async () => {
  world = await MoneyWorld.open()
  await world.rate()
  await world.startWorker()
}, 90_000)

afterAll(() => world?.close())

/** Each test has a month and people of its own. */
let month = 2
async function nextMonth(): Promise<{ month: string; first: string }> {
  month += 1
  const text = `20${String(21 + Math.floor(month / 12)).padStart(2, '0')}-${String((month % 12) + 1).padStart(2, '0')}`
  const first = `${text}-01`
  await world.today(first)
  await world.nobodyEntitledFrom(first)
  return { month: text, first }
}

/** A few people entitled for the test's month alone. */
async function entitled(cases: number, householdSize = 1) {
  const { month, first } = await nextMonth()
  const people = await world.registered(cases, householdSize)
  const entitlements = await world.entitledAtOnce(people, first)
  return { month, people, entitlements }
}

const officer = () => world.the('finance_officer')
const allowances = (month: string, budgetLineId: string) => ({ kind: 'allowance', month, budgetLineId })
const personsOf = (people: readonly PaidCase[]) => people.flatMap((p) => p.persons)

describe('A month of allowances', () => {
  it('goes from the entitlement over a dry run and three people to the payee, and every book says the same', async () => {
    const { month, first } = await nextMonth()
    const [one] = (await world.registered(1, 2)) as [PaidCase]
    const [holder, child] = one.persons as [string, string]
    const { lineId, fundId } = await world.line('1000000')
    const opened = await officer().post(`/cases/${one.caseId}/entitlements`, { personId: holder, country: 'TH', from: first })
    expect(opened).toMatchObject({ status: 201, body: { state: 'active', version: 1 } })
    // A child's allowance is paid to the applicant, for the second half of the month.
    const half = { personId: child, payeePersonId: holder, country: 'TH', from: `${month}-16` }
    const second = must(await officer().post(`/cases/${one.caseId}/entitlements`, half))

    const before = await world.everything()
    const dry = must(await officer().post('/payment-runs/preview', allowances(month, lineId), { key: null }))
    expect(dry).toMatchObject({ people: 2, currency: 'THB', leftOut: [] })
    expect(await world.everything()).toEqual(before)

    const { id: runId, reference } = must(await world.prepare(lineId, month))
    expect(reference).toMatch(new RegExp(`^R-${month}-\\d{4}$`))
    const payments = await world.payments(runId)
    const total = payments.reduce((sum, p) => sum + BigInt(p.amount), 0n)
    expect(String(total)).toBe(String(dry.total))
    expect(payments.map((p) => p.payeePersonId)).toEqual([holder, holder])
    const halfDays = payments.find((p) => p.sourceId === second.id)!
    const { days, daysInMonth, rates } = halfDays.derivation as { days: number; daysInMonth: number; rates: string }
    expect(days).toBe(daysInMonth - 15)
    const [, rateAmount, daysOfRate, share] = rates.split(':')
    expect([rateAmount, daysOfRate, share]).toEqual(['100000', String(days), halfDays.amount])
    expect(Number(halfDays.amount)).toBe(Math.round((100_000 * days) / daysInMonth))
    expect(await world.money(lineId)).toEqual({ free: 1_000_000n, committed: 0n, spent: 0n })

    expect(await world.approve(runId)).toMatchObject({ status: 200, body: { state: 'approved' } })
    expect(await world.money(lineId)).toEqual({ free: 1_000_000n - total, committed: total, spent: 0n })
    expect(await world.release(runId)).toMatchObject({ status: 200, body: { state: 'released' } })
    expect(await world.sent(runId)).toMatchObject({ outcome: 'done', done: 2, total: 2 })

    const run = await world.run(runId)
    expect(run).toMatchObject({ state: 'completed', counts: { settled: 2 } })
    expect(run.signatures.map((s: { act: string }) => s.act)).toEqual(['prepare', 'approve', 'release'])
    expect(new Set(run.signatures.map((s: { accountId: string }) => s.accountId)).size).toBe(3)
    const { accounts } = await world.paymaster.ledger()
    expect(accounts).toMatchObject([{ currency: 'THB', net: String(total), payments: 2 }])
    expect(await world.money(lineId)).toEqual({ free: 1_000_000n - total, committed: 0n, spent: total })
    expect(await world.ledgerFaults()).toEqual([])
    const { items: funds } = must(await officer().get('/funds'))
    expect(funds.find((f: { id: string }) => f.id === fundId).lines).toMatchObject([{ committed: '0', spent: String(total) }])

    const pain = await officer().send('GET', `/payment-runs/${runId}/pain.001`)
    const xml = await pain.text()
    for (const payment of payments) expect(xml).toContain(`${payment.id.replaceAll('-', '')}`.slice(0, 8))
    const { items: timeline } = must(await officer().get(`/cases/${one.caseId}/timeline`))
    expect(timeline.map((t: { event: string }) => t.event)).toEqual(expect.arrayContaining(['settle', 'instruct', 'release']))
  })

  it('names everybody whom it leaves out, and why', async () => {
    const { month, people, entitlements } = await entitled(3)
    const { lineId } = await world.line('1000000')
    const [paid] = entitlements as [string, string, string]
    // The first is paid by a run of its own: the others are excluded from it.
    const { id: firstRun } = must(await world.prepare(lineId, month))
    for (const p of await world.payments(firstRun)) {
      if (p.sourceId !== paid) must(await officer().post(`/payments/${p.id}/exclude`, { reason: 'under_review' }))
    }
    must(await officer().post(`/entitlements/${entitlements[1]}/suspend`, { reason: 'under_review' }))
    const [code] = await world.owner.query<{ id: string }>(`SELECT id FROM subject WHERE case_id = $1 AND kind = 'code'`, [
      people[2]!.caseId,
    ])
    await world.act('registrar', { kind: 'code', subjectId: code!.id, event: 'suspend', reason: 'under_review' })
    const [inIndia] = await world.registered(1)
    const { id: noRate } = must(
      await officer().post(`/cases/${inIndia!.caseId}/entitlements`, {
        personId: inIndia!.persons[0],
        country: 'IN',
        from: `${month}-01`,
      }),
    )
    const dry = must(await officer().post('/payment-runs/preview', allowances(month, lineId), { key: null }))
    const why = Object.fromEntries(dry.leftOut.map((l: { sourceId: string; why: string }) => [l.sourceId, l.why]))
    expect(why).toMatchObject({
      [paid]: 'paid_already',
      [entitlements[1]!]: 'suspended',
      [entitlements[2]!]: 'code_not_active',
      [noRate]: 'no_rate',
    })
    expect(dry.payments).toEqual([])
    expect(refusal(await world.prepare(lineId, month))).toMatchObject({ status: 409, code: 'payment_run.empty', field: 'month' })
  })

  it('pays the rest of a month to somebody who came back, and no day twice', async () => {
    const { month, people, entitlements } = await entitled(1)
    const { lineId } = await world.line('1000000')
    const end = { reason: 'moved_on', until: `${month}-11` }
    must(await officer().post(`/entitlements/${entitlements[0]}/end`, end))
    const { id: first } = must(await world.prepare(lineId, month))
    expect((await world.payments(first)).map((p) => p.derivation.days)).toEqual([10])
    const back = { personId: people[0]!.persons[0], country: 'TH' }
    const overlapping = await officer().post(`/cases/${people[0]!.caseId}/entitlements`, { ...back, from: `${month}-10` })
    expect(refusal(overlapping)).toMatchObject({ code: 'entitlement.overlaps', field: 'from' })
    must(await officer().post(`/cases/${people[0]!.caseId}/entitlements`, { ...back, from: `${month}-21` }))
    const { id: second } = must(await world.prepare(lineId, month))
    const [rest] = await world.payments(second)
    expect(rest!.derivation.days).toBe((rest!.derivation.daysInMonth as number) - 20)
  })
})

describe('Nobody is paid twice', () => {
  it('when the same month is prepared again', async () => {
    const { month } = await entitled(3)
    const { lineId } = await world.line('1000000')
    const key = randomUUID()
    const first = await world.prepare(lineId, month, { key })
    // Sent twice it is one command; asked twice it finds nobody left.
    expect((await world.prepare(lineId, month, { key })).body).toEqual(first.body)
    expect(refusal(await world.prepare(lineId, month))).toMatchObject({ code: 'payment_run.empty' })
    // Another line, another fund: the same people, the same days.
    const other = await world.line('1000000')
    expect(refusal(await world.prepare(other.lineId, month)).code).toBe('payment_run.empty')
  })

  it('when two officers prepare the month at the same moment', async () => {
    const { month, people } = await entitled(20, 5)
    const { lineId } = await world.line('100000000')
    const officers = await Promise.all([1, 2, 3, 4].map((n) => world.api.as('finance_officer', n)))
    const answers = await Promise.all(officers.map((o) => o.post('/payment-runs', allowances(month, lineId))))
    expect(answers.filter((a) => a.status === 201).length).toBeGreaterThanOrEqual(1)
    for (const a of answers.filter((a) => a.status !== 201)) {
      expect(['payment_run.empty', 'payment.paid_twice']).toContain(refusal(a).code)
    }
    const rows = await world.owner.query<{ paid_for: string }>(
      'SELECT paid_for FROM payment WHERE live AND paid_for = ANY ($1)',
      [personsOf(people)],
    )
    expect(rows.map((r) => r.paid_for).sort()).toEqual(personsOf(people).sort())
  })

  it('by SQL as the application: neither a second payment for a day, nor days set free under a payment that may be made', async () => {
    const { month } = await entitled(1)
    const { lineId } = await world.line('1000000')
    const { id: runId } = must(await world.prepare(lineId, month))
    const { id } = (await world.payments(runId))[0]!
    const app = await world.database.open('passage_api', 1)
    const constraint = (name: string) => ({ constraint: name })
    await expect(app.query('UPDATE payment SET live = false WHERE id = $1', [id])).rejects.toMatchObject(
      constraint('only_what_is_off_frees_its_days'),
    )
    const copy = `INSERT INTO payment (id, run_id, case_id, payee_person_id, source_id, paid_for, covers, amount, currency, derivation)
      SELECT $2, run_id, case_id, payee_person_id, source_id, paid_for, covers, amount, currency, derivation FROM payment WHERE id = $1`
    await expect(app.query(copy, [id, runId])).rejects.toMatchObject(constraint('nobody_is_paid_twice'))
    must(await officer().post(`/payments/${id}/exclude`, { reason: 'wrong_amount' }))
    await expect(app.query('UPDATE payment SET live = true WHERE id = $1', [id])).rejects.toMatchObject(
      constraint('only_what_is_off_frees_its_days'),
    )
  })
})

describe('Before a run is released', () => {
  it('somebody is excluded with a reason, and another run may pay them', async () => {
    const { month } = await entitled(2)
    const { lineId } = await world.line('1000000')
    const { id: runId } = must(await world.prepare(lineId, month))
    const [first] = await world.payments(runId)
    const bad = refusal(await officer().post(`/payments/${first!.id}/exclude`, { reason: 'no_such_reason' }))
    expect(bad.fix).toContain('wrong_payee')
    const good = await officer().post(`/payments/${first!.id}/exclude`, { reason: 'wrong_payee' })
    expect(good).toMatchObject({ status: 200, body: { state: 'excluded' } })
    expect(await world.run(runId)).toMatchObject({ payments: 1, total: '100000', counts: { excluded: 1, prepared: 1 } })
    const { id: second } = must(await world.prepare(lineId, month))
    expect((await world.payments(second)).map((p) => p.sourceId)).toEqual([first!.sourceId])
    must(await world.approve(runId))
    const late = refusal(
      await officer().post(`/payments/${(await world.payments(runId, 'prepared'))[0]!.id}/exclude`, { reason: 'wrong_payee' }),
    )
    expect(late.code).toBe('payment_run.illegal_transition')
    must(await officer().post(`/payment-runs/${second}/cancel`, { reason: 'prepared_by_mistake' }))
    expect(await world.run(second)).toMatchObject({ state: 'cancelled', payments: 0 })
    expect((await world.prepare(lineId, month)).status).toBe(201)
  })

  it('sending it back voids the approval and frees what was committed', async () => {
    const { month } = await entitled(2)
    const { lineId } = await world.line('1000000')
    const { id: runId } = must(await world.prepare(lineId, month))
    must(await world.approve(runId))
    expect(await world.money(lineId)).toMatchObject({ free: 800_000n, committed: 200_000n })
    const back = await world.the('finance_controller').post(`/payment-runs/${runId}/send-back`, { reason: 'wrong_amount' })
    expect(back).toMatchObject({ status: 200, body: { state: 'prepared' } })
    expect(await world.money(lineId)).toMatchObject({ free: 1_000_000n, committed: 0n })
    expect((await world.run(runId)).signatures.map((s: { act: string }) => s.act)).toEqual(['prepare'])
    expect(refusal(await world.release(runId)).code).toBe('payment_run.illegal_transition')
    must(await world.approve(runId))
    must(await world.release(runId))
    await world.sent(runId)
    expect(await world.money(lineId)).toEqual({ free: 800_000n, committed: 0n, spent: 200_000n })
  })

  it('a budget line that is too small refuses the approval, and says by how much and what helps', async () => {
    const { month } = await entitled(2)
    const { fundId, lineId } = await world.line('199999')
    const { id: runId } = must(await world.prepare(lineId, month))
    const refused = refusal(await world.approve(runId))
    expect(refused).toMatchObject({
      status: 409,
      code: 'budget_line.insufficient',
      conditions: [{ condition: 'budget_line_bears_the_total', because: expect.stringContaining('200000') }],
    })
    expect(refused.conditions![0]!.fix).toContain('allocate')
    expect(await world.money(lineId)).toEqual({ free: 199_999n, committed: 0n, spent: 0n })
    const controller = world.the('finance_controller')
    const more = await controller.post(`/funds/${fundId}/allocations`, { budgetLineId: lineId, amount: '1' })
    expect(refusal(more)).toMatchObject({ code: 'budget_line.insufficient', field: 'amount' })
    must(await controller.post(`/funds/${fundId}/receipts`, { amount: '1' }))
    must(await controller.post(`/funds/${fundId}/allocations`, { budgetLineId: lineId, amount: '1' }))
    expect((await world.approve(runId)).status).toBe(200)
  })
})
