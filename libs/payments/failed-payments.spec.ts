import { MoneyWorld, must, refusal, type PaymentRow } from '../../test/journeys/money.support'

let world: MoneyWorld
let month = 0

beforeAll(async () => {
  world = await MoneyWorld.open('2021-01-01')
  await world.rate()
  await world.startWorker()
}, 90_000)

afterEach(() => world.paymaster.faults({}))
afterAll(() => world?.close())

const officer = () => world.the('finance_officer')
const retry = (runId: string) => world.the('finance_controller').post(`/payment-runs/${runId}/retry`)
const giveUp = (paymentId: string) => officer().post(`/payments/${paymentId}/give-up`, { reason: 'payee_unreachable' })

/** A run of new people, sent to the end of its job. */
async function sentRun(people: number, faults: object): Promise<{ runId: string; lineId: string; payments: PaymentRow[] }> {
  month += 1
  const first = `2021-${String(month).padStart(2, '0')}-01`
  await world.today(first)
  await world.nobodyEntitledFrom(first)
  await world.entitledAtOnce(await world.registered(1, people), first)
  const { lineId } = await world.line(String(100_000 * people))
  await world.paymaster.faults(faults)
  const runId = await world.released(lineId, { kind: 'allowance', month: first.slice(0, 7) })
  expect(await world.sent(runId)).toMatchObject({ outcome: 'done' })
  return { runId, lineId, payments: await world.payments(runId) }
}

const all = (n: number) => BigInt(n) * 100_000n

describe('A payment that the paymaster rejected', () => {
  it('gives its money back, and only what failed is sent again, as instruction n + 1', async () => {
    const { runId, lineId, payments } = await sentRun(12, { rejectShare: 0.4, seed: 3 })
    const failed = payments.filter((p) => p.state === 'rejected')
    expect(failed.length).toBeGreaterThan(0)
    expect(failed.length).toBeLessThan(12)
    for (const p of failed)
      expect(p).toMatchObject({ attempts: 1, outcome: 'rejected', outcomeReason: expect.stringMatching(/^(AC04|AM04|MS03)$/) })
    expect(await world.run(runId)).toMatchObject({ state: 'released' })
    const spent = all(12 - failed.length)
    expect(await world.money(lineId)).toEqual({ free: all(failed.length), committed: 0n, spent })
    expect(refusal(await officer().post(`/payment-runs/${runId}/complete`))).toMatchObject({ code: 'payment_run.not_finished' })

    must(await retry(runId))
    expect(refusal(await retry(runId)).code).toBe('payment_run.nothing_failed')
    await world.sent(runId)
    const after = await world.payments(runId)
    expect(after.filter((p) => p.attempts === 2).map((p) => p.id)).toEqual(failed.map((p) => p.id))
    expect(await world.run(runId)).toMatchObject({ state: 'completed', counts: { settled: 12 } })
    expect(await world.money(lineId)).toEqual({ free: 0n, committed: 0n, spent: all(12) })
    const rows = await world.owner.query(`SELECT key FROM payment_instruction WHERE n = 2 ORDER BY payment_id`)
    expect(rows).toHaveLength(failed.length)
    expect(await world.ledgerFaults()).toEqual([])
  })

  it('can be given up with a reason; its days are free then, and nothing of it is sent again', async () => {
    const { runId, lineId, payments } = await sentRun(2, { rejectShare: 1 })
    const [one, two] = payments as [PaymentRow, PaymentRow]
    expect(refusal(await officer().post(`/payments/${one.id}/give-up`, { reason: 'because' })).fix).toContain('payee_left')
    expect(await giveUp(one.id)).toMatchObject({ status: 200, body: { state: 'given_up' } })
    const gone = refusal(await giveUp(one.id))
    expect(gone.code).toBe('payment.illegal_transition')
    const { id: other } = must(await world.prepare(lineId, `2021-${String(month).padStart(2, '0')}`))
    expect((await world.payments(other)).map((p) => p.sourceId)).toEqual([one.sourceId])
    must(await officer().post(`/payment-runs/${other}/cancel`, { reason: 'prepared_by_mistake' }))
    await world.paymaster.faults({})
    must(await retry(runId))
    await world.sent(runId)
    expect((await world.payments(runId)).map((p) => [p.id, p.state, p.attempts])).toEqual([
      [one.id, 'given_up', 1],
      [two.id, 'settled', 2],
    ])
    expect(await world.money(lineId)).toEqual({ free: all(1), committed: 0n, spent: all(1) })
    expect(await world.run(runId)).toMatchObject({ state: 'completed' })
  })

  it('and is given up in the moment of the retry, is committed or given up, never half of each', async () => {
    const { runId, lineId, payments } = await sentRun(20, { rejectShare: 1 })
    const officers = await Promise.all([1, 2, 3, 4].map((n) => world.api.as('finance_officer', n)))
    await world.paymaster.faults({})
    const acts = payments.slice(0, 8).map((p, n) => officers[n % 4]!.post(`/payments/${p.id}/give-up`, { reason: 'payee_left' }))
    const [retried] = await Promise.all([retry(runId), ...acts])
    if (retried.status !== 200) must(await retry(runId))
    await world.sent(runId)
    const { counts } = await world.run(runId)
    const settled = counts.settled as number
    expect(settled + (counts.given_up ?? 0)).toBe(20)
    expect(await world.money(lineId)).toEqual({ free: all(20 - settled), committed: 0n, spent: all(settled) })
    expect(await world.ledgerFaults()).toEqual([])
  })
})

describe('A payment that the bank sent back after it was booked', () => {
  it('takes the spent money back, waits for a retry, and is then paid once', async () => {
    const { runId, lineId, payments } = await sentRun(6, { returnShare: 1 })
    expect(payments.map((p) => p.state)).toEqual(Array(6).fill('returned'))
    expect(await world.money(lineId)).toEqual({ free: all(6), committed: 0n, spent: 0n })
    must(await retry(runId))
    await world.sent(runId)
    expect((await world.payments(runId)).map((p) => [p.state, p.attempts])).toEqual(Array(6).fill(['settled', 2]))
    expect(await world.money(lineId)).toEqual({ free: 0n, committed: 0n, spent: all(6) })
    expect(await world.ledgerFaults()).toEqual([])
  })
})

describe('A payment that is pending', () => {
  it('stays instructed until the paymaster says more, and a reconciliation books it', async () => {
    const { runId, lineId, payments } = await sentRun(1, { pendingShare: 1 })
    expect(payments).toMatchObject([{ state: 'instructed', attempts: 1, outcome: 'accepted' }])
    expect(await world.money(lineId)).toEqual({ free: 0n, committed: all(1), spent: 0n })
    expect(refusal(await retry(runId)).code).toBe('payment_run.nothing_failed')
    await world.paymaster.settle()
    expect(await world.reconciled()).toMatchObject({ outcome: 'done' })
    expect(await world.money(lineId)).toEqual({ free: 0n, committed: 0n, spent: all(1) })
    expect((await officer().post(`/payment-runs/${runId}/complete`)).body).toMatchObject({ state: 'completed' })
  }, 60_000)
})

describe('Statements that are read twice', () => {
  it('book nothing twice: neither what was paid nor what came back', async () => {
    const { runId, lineId } = await sentRun(4, { returnShare: 0.5, duplicateStatement: true, seed: 2 })
    const before = { run: await world.run(runId), money: await world.money(lineId), written: await world.everything() }
    await world.owner.query(`UPDATE paymaster_cursor SET read_to = ''`)
    expect(await world.reconciled()).toMatchObject({ outcome: 'done' })
    expect({ run: await world.run(runId), money: await world.money(lineId) }).toEqual({ run: before.run, money: before.money })
    const { transition, ledger_transfer } = await world.everything()
    expect({ transition, ledger_transfer }).toEqual({
      transition: before.written.transition,
      ledger_transfer: before.written.ledger_transfer,
    })
  })
})

describe('A run whose job ended before its work', () => {
  it('is sent on when somebody asks for it, once', async () => {
    const { runId, lineId } = await sentRun(1, { pendingShare: 1 })
    // As after a paymaster that was away for longer than a job waits.
    const resume = () => world.the('finance_controller').post(`/payment-runs/${runId}/resume`)
    await world.paymaster.settle()
    must(await resume())
    await world.sent(runId)
    expect(await world.run(runId)).toMatchObject({ state: 'completed', counts: { settled: 1 } })
    expect(await world.money(lineId)).toEqual({ free: 0n, committed: 0n, spent: all(1) })
    expect(refusal(await resume()).code).toBe('payment_run.nothing_to_send')
  }, 60_000)
})

describe('A second instruction, by SQL as the application', () => {
  const next = `INSERT INTO payment_instruction (payment_id, n, key, message_id, prev_outcome) VALUES ($1, $2, $3, 'MSG-TEST', $4)`
  const breaks = (constraint: string) => ({ constraint })

  it('is refused unless the one before it has a final no', async () => {
    const { payments } = await sentRun(1, {})
    const app = await world.database.open('passage_api', 1)
    const { id } = payments[0]!
    for (const claimed of ['rejected', 'returned']) {
      await expect(app.query(next, [id, 2, `TEST-${claimed}`, claimed])).rejects.toMatchObject(breaks('a_retry_needs_a_final_no'))
    }
    await expect(app.query(next, [id, 2, 'TEST-NONE', null])).rejects.toMatchObject(breaks('a_first_instruction_has_none_before'))
    await expect(app.query(next, [id, 3, 'TEST-GAP', 'rejected'])).rejects.toMatchObject(breaks('a_retry_needs_a_final_no'))
  })

  it('is not to be had by rewriting an answer that was final', async () => {
    const { payments } = await sentRun(1, {})
    const app = await world.database.open('passage_api', 1)
    for (const outcome of ['rejected', 'accepted', null]) {
      const rewrite = app.query('UPDATE payment_instruction SET outcome = $2 WHERE payment_id = $1', [payments[0]!.id, outcome])
      await expect(rewrite).rejects.toMatchObject(breaks('a_final_answer_stays'))
    }
  })
})
