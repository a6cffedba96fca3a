import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { MoneyWorld, must, refusal, type PaymentRow } from '../../test/journeys/money.support'
import type { ApiClient } from '../../test/support/api'

type Row = PaymentRow & { readonly version: number }

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
const all = (n: number) => BigInt(n) * 100_000n
const dry = { headers: { 'dry-run': 'true' } }
const payeeLeft = { reason: 'payee_left' }
const wrongPayee = { reason: 'wrong_payee' }
const picked = (rows: readonly Row[]) => rows.map(({ id, version }) => ({ id, version }))
const rowsOf = async (runId: string, state = '') => (await world.payments(runId, state)) as Row[]
const statesOf = async (runId: string) => (await rowsOf(runId)).map(({ state }) => state)

const giveUp = (runId: string, rows: readonly Row[], more: object = {}, who: ApiClient = officer()) =>
  who.post(`/payment-runs/${runId}/payments/give-up`, { payments: picked(rows), ...payeeLeft }, more)
const exclude = (runId: string, rows: readonly Row[], more: object = {}, who: ApiClient = officer()) =>
  who.post(`/payment-runs/${runId}/payments/exclude`, { payments: picked(rows), ...wrongPayee }, more)

interface Run {
  readonly runId: string
  readonly lineId: string
  readonly month: string
  readonly payments: Row[]
}

/** A run of new people that waits for its approval. */
async function preparedRun(people: number): Promise<Run> {
  month += 1
  const first = `2021-${String(month).padStart(2, '0')}-01`
  await world.today(first)
  await world.nobodyEntitledFrom(first)
  await world.entitledAtOnce(await world.registered(1, people), first)
  const { lineId } = await world.line(String(all(people)))
  const { id: runId } = must<{ id: string }>(await world.prepare(lineId, first.slice(0, 7)))
  return { runId, lineId, month: first.slice(0, 7), payments: await rowsOf(runId) }
}

/** A run of new people of which the paymaster refused every payment. */
async function failedRun(people: number): Promise<Run> {
  const run = await preparedRun(people)
  await world.paymaster.faults({ rejectShare: 1 })
  must(await world.approve(run.runId))
  must(await world.release(run.runId))
  await world.sent(run.runId)
  await world.paymaster.faults({})
  return { ...run, payments: await rowsOf(run.runId, 'rejected') }
}

describe('Payments that failed, given up at once', () => {
  it('are told beforehand, end with one reason, and give nothing back a second time', async () => {
    const { runId, lineId, payments } = await failedRun(5)
    expect(payments).toHaveLength(5)
    const before = { written: await world.everything(), money: await world.money(lineId) }
    // Their money went back to the line when they failed.
    expect(before.money).toEqual({ free: all(5), committed: 0n, spent: 0n })
    const effects = must(await giveUp(runId, payments.slice(0, 3), dry))
    expect(effects).toMatchObject({
      moveCount: 3,
      moves: Array(3).fill({ kind: 'payment', event: 'give_up', from: 'rejected', to: 'given_up' }),
      ends: [{ kind: 'payment', state: 'given_up', count: 3 }],
      money: [],
    })
    expect(await world.everything()).toEqual(before.written)

    const key = randomUUID()
    const done = must(await giveUp(runId, payments.slice(0, 3), { key }))
    expect(done).toEqual({ id: officer().accountId, state: 'done', version: 1 })
    const written = await world.everything()
    expect(must(await giveUp(runId, payments.slice(0, 3), { key }))).toEqual(done)
    expect(await world.everything()).toEqual(written)
    expect(await world.money(lineId)).toEqual(before.money)
    expect((await world.run(runId)).exceptions).toContainEqual({
      state: 'given_up',
      cause: 'payee_left',
      payments: 3,
      amount: '300000',
    })

    // Only what is left of them is sent again, and the run can end.
    must(await world.the('finance_controller').post(`/payment-runs/${runId}/retry`))
    await world.sent(runId)
    expect(await world.run(runId)).toMatchObject({ state: 'completed', counts: { given_up: 3, settled: 2 } })
    expect(await world.money(lineId)).toEqual({ free: all(3), committed: 0n, spent: all(2) })
    expect(await world.ledgerFaults()).toEqual([])
  })

  it('are all given up or none: each that may not be is named, with what would mend it', async () => {
    const { runId, payments } = await failedRun(4)
    const [stale, gone, good] = payments as [Row, Row, Row]
    must(await giveUp(runId, [gone]))
    const nowAt = { ...gone, version: gone.version + 1 }
    const problem = refusal(await giveUp(runId, [good, { ...stale, version: stale.version - 1 }, nowAt]))
    expect(problem).toMatchObject({ status: 409, code: 'bulk.refused' })
    expect(problem.errors!.map(({ field }) => field)).toEqual(['payments[1]', 'payments[2]'])
    expect(problem.errors![0]).toMatchObject({ message: 'Somebody changed this payment after you had read it.' })
    for (const { message, fix } of problem.errors!) expect([message, fix].every((text) => text.endsWith('.'))).toBe(true)
    const alone = refusal(await giveUp(runId, [nowAt]))
    expect(alone).toMatchObject({ code: 'bulk.refused', errors: [{ field: 'payments[0]' }] })
    expect((await statesOf(runId)).sort()).toEqual(['given_up', 'rejected', 'rejected', 'rejected'])
  })

  it('are of one run: payments of another and payments that are not there are named, and nothing moves', async () => {
    const [one, other] = [await failedRun(2), await failedRun(2)]
    const nowhere = { ...one.payments[0]!, id: randomUUID() }
    const mixed = [one.payments[0]!, other.payments[0]!, one.payments[1]!, nowhere]
    const problem = refusal(await giveUp(one.runId, mixed))
    expect(problem.errors!.map(({ field, fix }) => [field, fix])).toEqual([
      ['payments[1]', 'Name payments of one run at once.'],
      ['payments[3]', 'Name payments of one run at once.'],
    ])
    expect(refusal(await giveUp(randomUUID(), one.payments)).code).toBe('payment_run.not_found')
    expect(refusal(await giveUp(one.payments[0]!.id, one.payments)).code).toBe('payment_run.not_found')
    expect([...(await statesOf(one.runId)), ...(await statesOf(other.runId))]).toEqual(Array(4).fill('rejected'))
  })

  it('are refused with the field that is wrong: twice, none, too many, no version, no reason that there is', async () => {
    const { runId, payments } = await failedRun(2)
    expect(refusal(await giveUp(runId, [...payments, payments[0]!]))).toMatchObject({
      status: 400,
      code: 'input.invalid',
      field: 'payments[2]',
    })
    const path = `/payment-runs/${runId}/payments/give-up`
    const many = Array.from({ length: 201 }, () => ({ id: randomUUID(), version: 1 }))
    for (const wrong of [[], many, [{ id: 'x', version: 1 }], [{ id: payments[0]!.id }], undefined]) {
      expect(refusal(await officer().post(path, { payments: wrong, ...payeeLeft }))).toMatchObject({
        status: 400,
        field: expect.stringMatching(/^payments/),
      })
    }
    expect(refusal(await officer().post(path, { payments: picked(payments) }))).toMatchObject({ status: 400, field: 'reason' })
    const unknown = refusal(await officer().post(path, { payments: picked(payments), reason: 'because' }))
    expect(unknown.code).toBe('input.reason')
    expect(unknown.fix).toContain('payee_left')
    expect(await statesOf(runId)).toEqual(['rejected', 'rejected'])
  })

  it('by two officers in the same moment are given up once', async () => {
    const { runId, lineId, payments } = await failedRun(20)
    const officers = await Promise.all([1, 2, 3, 4].map((n) => world.api.as('finance_officer', n)))
    // Each begins elsewhere and goes the other way round, so that an order of their own would meet in a circle.
    const groups = officers.map((_, n) => {
      const some = [...payments.slice(n * 3), ...payments.slice(0, n * 3)].slice(0, 12)
      return n % 2 === 0 ? some : some.toReversed()
    })
    const answers = await Promise.all(officers.map((who, n) => giveUp(runId, groups[n]!, {}, who)))
    const won = answers.flatMap((answer, n) => (answer.status === 200 ? [groups[n]!] : []))
    expect(won).toHaveLength(1)
    for (const answer of answers.filter(({ status }) => status !== 200))
      expect(refusal(answer)).toMatchObject({ code: 'bulk.refused', errors: expect.any(Array) })
    expect((await rowsOf(runId, 'given_up')).map(({ id }) => id)).toEqual(won[0]!.map(({ id }) => id).sort())
    const ends = await world.owner.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM transition WHERE event = 'give_up' AND subject_id = ANY ($1::uuid[])`,
      [payments.map(({ id }) => id)],
    )
    expect(ends).toEqual([{ n: 12 }])
    expect(await world.money(lineId)).toEqual({ free: all(20), committed: 0n, spent: 0n })
    expect(await world.ledgerFaults()).toEqual([])
  })
})

describe('Payments left out of a run at once', () => {
  it('are no part of it any more, stand in its log together, and may be paid by another', async () => {
    const { runId, lineId, month: of, payments } = await preparedRun(5)
    const out = payments.slice(0, 3)
    const before = await world.everything()
    const effects = must(await exclude(runId, out, dry))
    expect(effects).toMatchObject({ moveCount: 4, ends: [{ kind: 'payment', state: 'excluded', count: 3 }], money: [] })
    expect(await world.everything()).toEqual(before)

    const key = randomUUID()
    must(await exclude(runId, out, { key }))
    must(await exclude(runId, out, { key }))
    const { version } = await world.run(runId)
    expect(await world.run(runId)).toMatchObject({ payments: 2, total: '200000', counts: { excluded: 3, prepared: 2 } })
    const [entry] = await world.owner.query<{ payload: string; reason: string; seq: number }>(
      `SELECT payload, reason, seq FROM transition WHERE subject_id = $1 AND event = 'exclude'`,
      [runId],
    )
    expect(entry).toMatchObject({ reason: 'wrong_payee', seq: version })
    expect(JSON.parse(entry!.payload)).toEqual({ payments: out.map(({ id }) => id) })

    const { id: second } = must(await world.prepare(lineId, of))
    expect((await rowsOf(second)).map(({ sourceId }) => sourceId).sort()).toEqual(out.map(({ sourceId }) => sourceId).sort())
    // What is left of the first is committed, and no more.
    must(await world.approve(runId))
    expect(await world.money(lineId)).toEqual({ free: all(3), committed: all(2), spent: 0n })
    must(await world.the('finance_approver').post(`/payment-runs/${runId}/send-back`, wrongPayee))
    expect(await world.money(lineId)).toEqual({ free: all(5), committed: 0n, spent: 0n })
    expect(await world.ledgerFaults()).toEqual([])
  })

  it('stay in a run that somebody has approved, until it is sent back, which asks for a new approval', async () => {
    const { runId, payments } = await preparedRun(3)
    must(await world.approve(runId))
    expect(refusal(await exclude(runId, payments.slice(0, 2))).code).toBe('payment_run.illegal_transition')
    must(await world.the('finance_approver').post(`/payment-runs/${runId}/send-back`, wrongPayee))
    must(await exclude(runId, payments.slice(0, 2)))
    expect(refusal(await world.release(runId)).code).toBe('payment_run.illegal_transition')
    expect((await world.run(runId)).signatures.map(({ act }: { act: string }) => act)).toEqual(['prepare'])
  })

  it('take as many statements for forty as for two', async () => {
    const { runId, payments } = await preparedRun(42)
    const counted = async (rows: readonly Row[]): Promise<number> => {
      const spy = jest.spyOn(Client.prototype, 'query')
      must(await exclude(runId, rows))
      const sent = spy.mock.calls.map(([query]) => (typeof query === 'string' ? query : (query as { text: string }).text))
      spy.mockRestore()
      return sent.filter((text) => /subject|transition|payment/.test(text)).length
    }
    const few = await counted(payments.slice(0, 2))
    expect(await counted(payments.slice(2))).toBe(few)
  })

  it('are locked behind their run, so that whoever acts on the run and then on them is met in no circle', async () => {
    const { runId, payments } = await preparedRun(2)
    const holder = await world.database.open('owner', 1)
    const waits = async () =>
      (await world.owner.query(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`))
        .length
    for (const act of [
      () => exclude(runId, payments),
      () => officer().post(`/payments/${payments[0]!.id}/exclude`, wrongPayee),
    ]) {
      const asked = await holder.transaction(async (tx) => {
        await tx.query('SELECT FROM subject WHERE id = $1 FOR NO KEY UPDATE', [runId])
        const answer = act()
        while ((await waits()) === 0) await new Promise((next) => setImmediate(next))
        // As cancelling the run does next.
        const free = await tx.query('SELECT FROM subject WHERE id = ANY ($1::uuid[]) FOR NO KEY UPDATE SKIP LOCKED', [
          payments.map(({ id }) => id),
        ])
        expect(free).toHaveLength(payments.length)
        return { answer }
      })
      await asked.answer
    }
    expect(await statesOf(runId)).toEqual(['excluded', 'excluded'])
  })

  it('and a run that is cancelled in the same moment: one of the two is done whole', async () => {
    const { runId, payments } = await preparedRun(12)
    const cancel = world.the('finance_approver').post(`/payment-runs/${runId}/cancel`, { reason: 'inputs_changed' })
    const [cancelled, excluded] = await Promise.all([cancel, exclude(runId, payments.slice(0, 6))])
    expect(cancelled.status).toBe(200)
    const states = (await statesOf(runId)).sort()
    expect(states).toEqual(
      excluded.status === 200 ? [...Array(6).fill('cancelled'), ...Array(6).fill('excluded')] : Array(12).fill('cancelled'),
    )
  })
})
