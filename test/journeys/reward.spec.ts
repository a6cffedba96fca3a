import { MoneyWorld, must, refusal } from './money.support'
import type { ApiClient } from '../support/api'

let world: MoneyWorld
let siteId: string
let host: ApiClient
const scheme = 'regional_2021'
const million = 100_000_000n

beforeAll(async () => {
  world = await MoneyWorld.open('2021-09-01')
  ;({ siteId, host } = await world.siteWithHost())
  await tariffLine({ category: 'vehicle', amount: String(5n * million), from: '2021-01-01', until: '2021-09-10' })
  await tariffLine({ category: 'vehicle', amount: String(7n * million), from: '2021-09-10' })
  await world.startWorker()
}, 90_000)

afterEach(() => world.paymaster.faults({}))
afterAll(() => world?.close())

const intake = () => world.the('intake_officer')
const assessor = () => world.the('equipment_assessor')
const approver = () => world.the('finance_approver')

async function tariffLine(line: object): Promise<string> {
  const whole = { scheme, currency: 'MMK', source: 'DIIS', trainingValue: false, ...line }
  return must<{ id: string }>(await world.the('programme_manager').post('/tariff-lines', whole)).id
}

interface Filed {
  readonly caseId: string
  readonly personId: string
  readonly claimId: string
}

/** A claim as it was filed: two vehicles, handed over on that day. */
async function filed(receivedOn = '2021-09-05', items = [{ category: 'vehicle', count: 2 }]): Promise<Filed> {
  await world.today('2021-09-01')
  const [one] = await world.registered(1)
  await world.today('2021-09-20')
  const claim = must(await intake().post(`/cases/${one!.caseId}/reward-claims`, { receivedOn, siteId, items }))
  return { caseId: one!.caseId, personId: one!.persons[0]!, claimId: claim.id }
}

async function approved(receivedOn?: string): Promise<Filed> {
  const claim = await filed(receivedOn)
  const at = `/reward-claims/${claim.claimId}`
  must(await host.post(`${at}/custody-receipt`, { receivedOn: '2021-09-20' }))
  must(await assessor().post(`${at}/verify`))
  must(await assessor().post(`${at}/value`, { scheme }))
  must(await approver().post(`${at}/approve`))
  return claim
}

const claimOf = async ({ caseId, claimId }: Filed) =>
  must(await approver().get(`/cases/${caseId}/reward-claims`)).items.find((c: { id: string }) => c.id === claimId)

const prepare = (budgetLineId: string) => world.the('finance_officer').post('/payment-runs', { kind: 'reward', budgetLineId })

describe('A reward for equipment', () => {
  it('goes from the handover to the payee: receipt, verification, valuation, approval, run', async () => {
    const claim = await filed()
    const at = `/reward-claims/${claim.claimId}`
    const refused = refusal(await assessor().post(`${at}/verify`))
    expect(refused).toMatchObject({ code: 'reward_claim.no_custody_receipt', fix: expect.stringContaining('host organisation') })
    const { items: waiting } = must(await host.get('/reward-claims'))
    expect(waiting.map((c: { id: string }) => c.id)).toContain(claim.claimId)
    expect(await host.post(`${at}/custody-receipt`, { receivedOn: '2021-09-07' })).toMatchObject({
      status: 200,
      body: { state: 'filed' },
    })
    expect((await assessor().post(`${at}/verify`)).body).toMatchObject({ state: 'verified' })
    expect((await assessor().post(`${at}/value`, { scheme })).body).toMatchObject({ state: 'valued' })
    expect(await claimOf(claim)).toMatchObject({
      amount: String(10n * million),
      currency: 'MMK',
      custodyOn: '2021-09-07',
      items: [{ category: 'vehicle', count: 2, tariffAmount: String(5n * million) }],
    })
    expect((await approver().post(`${at}/approve`)).body).toMatchObject({ state: 'approved' })

    const { lineId } = await world.line(String(100n * million), 'reward', 'MMK')
    const runId = await world.released(lineId, { kind: 'reward' })
    expect(await world.sent(runId)).toMatchObject({ outcome: 'done' })
    expect(await claimOf(claim)).toMatchObject({ state: 'paid' })
    expect(await world.run(runId)).toMatchObject({ state: 'completed', month: null, counts: { settled: 1 } })
    expect(await world.money(lineId)).toEqual({ free: 90n * million, committed: 0n, spent: 10n * million })
    expect(await world.ledgerFaults()).toEqual([])
    expect((await world.paid()).total).toBe(10n * million)
    expect(refusal(await prepare(lineId)).code).toBe('payment_run.empty')
  })

  it('is valued by the tariff of the day of the handover, not of the valuation', async () => {
    for (const [receivedOn, each] of [
      ['2021-09-09', 5n],
      ['2021-09-10', 7n],
    ] as const) {
      const claim = await filed(receivedOn)
      must(await host.post(`/reward-claims/${claim.claimId}/custody-receipt`, { receivedOn }))
      must(await assessor().post(`/reward-claims/${claim.claimId}/verify`))
      must(await assessor().post(`/reward-claims/${claim.claimId}/value`, { scheme }))
      expect(await claimOf(claim)).toMatchObject({ amount: String(2n * each * million) })
    }
  })

  it('is not valued where the scheme has no tariff for something of it, and says for what', async () => {
    const claim = await filed('2021-09-05', [{ category: 'boat', count: 1 }])
    must(await host.post(`/reward-claims/${claim.claimId}/custody-receipt`, { receivedOn: '2021-09-05' }))
    must(await assessor().post(`/reward-claims/${claim.claimId}/verify`))
    const refused = refusal(await assessor().post(`/reward-claims/${claim.claimId}/value`, { scheme }))
    expect(refused).toMatchObject({ status: 409, code: 'reward_claim.not_in_tariff', detail: expect.stringContaining('boat') })
    expect(await claimOf(claim)).toMatchObject({ state: 'verified', amount: null })
  })

  it('is sent back by the approver with a reason, valued again and then approved', async () => {
    const claim = await filed()
    const at = `/reward-claims/${claim.claimId}`
    must(await host.post(`${at}/custody-receipt`, { receivedOn: '2021-09-06' }))
    must(await assessor().post(`${at}/verify`))
    must(await assessor().post(`${at}/value`, { scheme }))
    expect((await approver().post(`${at}/send-back`, { reason: 'wrong_count' })).body).toMatchObject({ state: 'verified' })
    must(await assessor().post(`${at}/value`, { scheme }))
    must(await approver().post(`${at}/approve`))
    const { lineId } = await world.line(String(100n * million), 'reward', 'MMK')
    const { id } = must(await prepare(lineId))
    must(await world.the('finance_officer').post(`/payment-runs/${id}/cancel`, { reason: 'prepared_by_mistake' }))
    expect(await claimOf(claim)).toMatchObject({ state: 'approved' })
    const runId = await world.released(lineId, { kind: 'reward' })
    await world.sent(runId)
    expect(await claimOf(claim)).toMatchObject({ state: 'paid' })
  })

  it('is approved by nobody who assessed it, also with both roles', async () => {
    const both = await world.api.withRoles('assesses-and-approves', ['equipment_assessor', 'finance_approver'])
    const claim = await filed()
    const at = `/reward-claims/${claim.claimId}`
    must(await host.post(`${at}/custody-receipt`, { receivedOn: '2021-09-06' }))
    must(await assessor().post(`${at}/verify`))
    must(await both.post(`${at}/value`, { scheme }))
    const refused = refusal(await both.post(`${at}/approve`))
    expect(refused).toMatchObject({
      status: 403,
      code: 'actor.assessed_it',
      conditions: [{ condition: 'approver_did_not_assess', fix: expect.stringContaining('did not assess') }],
    })
    expect((await approver().post(`${at}/reject`, { reason: 'not_as_described' })).body).toMatchObject({ state: 'rejected' })
  })
})

describe('A custody receipt', () => {
  it('is given at the host’s own site: to another host the claim is not there', async () => {
    const claim = await filed()
    const { host: stranger } = await world.siteWithHost()
    const nowhere = await world.api.withRoles(`host-without-a-site`, ['host_organisation'])
    for (const other of [stranger, nowhere]) {
      const refused = await other.post(`/reward-claims/${claim.claimId}/custody-receipt`, { receivedOn: '2021-09-06' })
      expect(refusal(refused)).toMatchObject({ status: 404, code: 'reward_claim.not_found' })
      expect(must(await other.get('/reward-claims')).items).toEqual([])
    }
    expect((await host.post(`/reward-claims/${claim.claimId}/custody-receipt`, { receivedOn: '2021-09-06' })).status).toBe(200)
  })

  it('is of a day from the handover to today', async () => {
    const claim = await filed('2021-09-05')
    for (const receivedOn of ['2021-09-04', '2021-09-21']) {
      const refused = refusal(await host.post(`/reward-claims/${claim.claimId}/custody-receipt`, { receivedOn }))
      expect(refused).toMatchObject({ code: 'input.invalid', field: 'receivedOn', fix: expect.stringContaining('2021-09-05') })
    }
  })
})

describe('A claim in a run', () => {
  it('goes back to approved when its payment is excluded, and into the next run', async () => {
    const claim = await approved()
    const { lineId } = await world.line(String(100n * million), 'reward', 'MMK')
    const { id: runId } = must(await prepare(lineId))
    expect(await claimOf(claim)).toMatchObject({ state: 'in_payment' })
    const [payment] = await world.payments(runId)
    must(await world.the('finance_officer').post(`/payments/${payment!.id}/exclude`, { reason: 'under_review' }))
    expect(await claimOf(claim)).toMatchObject({ state: 'approved' })
    expect(refusal(await world.approve(runId)).code).toBe('payment_run.empty')
    const next = await world.released(lineId, { kind: 'reward' })
    await world.sent(next)
    expect(await claimOf(claim)).toMatchObject({ state: 'paid' })
  })

  it('is open again when the bank sends its money back, and paid when that was sent again', async () => {
    const claim = await approved()
    const { lineId } = await world.line(String(100n * million), 'reward', 'MMK')
    await world.paymaster.faults({ returnShare: 1 })
    const runId = await world.released(lineId, { kind: 'reward' })
    await world.sent(runId)
    expect(await claimOf(claim)).toMatchObject({ state: 'in_payment' })
    expect(await world.money(lineId)).toEqual({ free: 100n * million, committed: 0n, spent: 0n })
    must(await world.the('finance_controller').post(`/payment-runs/${runId}/retry`))
    await world.sent(runId)
    expect(await claimOf(claim)).toMatchObject({ state: 'paid' })
    expect(await world.money(lineId)).toEqual({ free: 90n * million, committed: 0n, spent: 10n * million })
    expect(await world.ledgerFaults()).toEqual([])
  })

  it('is left out by a line of another currency, and named', async () => {
    const claim = await approved()
    const { lineId } = await world.line('1000', 'reward', 'THB')
    const dry = must(
      await world.the('finance_officer').post('/payment-runs/preview', { kind: 'reward', budgetLineId: lineId }, { key: null }),
    )
    const caseReference = expect.stringMatching(/^P-/)
    expect(dry.leftOut).toEqual([{ caseId: claim.caseId, caseReference, sourceId: claim.claimId, why: 'other_currency' }])
    expect(refusal(await prepare(lineId))).toMatchObject({ code: 'payment_run.empty', field: 'kind' })
  })
})

describe('What is no claim and no tariff', () => {
  it('is refused with its field and what would mend it, and nothing is written', async () => {
    const { caseId } = await filed()
    const claims = `/cases/${caseId}/reward-claims`
    const one = [{ category: 'vehicle', count: 1 }]
    const line = {
      scheme,
      category: 'vehicle',
      amount: '5',
      currency: 'MMK',
      from: '2030-01-01',
      source: 'DIIS',
      trainingValue: true,
    }
    const manager = world.the('programme_manager')
    const before = await world.everything()
    const refused = await Promise.all([
      intake().post(claims, { receivedOn: '2021-08-31', siteId, items: one }),
      intake().post(claims, { receivedOn: '2021-09-21', siteId, items: one }),
      intake().post(claims, { receivedOn: '2021-09-05', siteId, items: [] }),
      intake().post(claims, { receivedOn: '2021-09-05', siteId, items: [{ category: 'vehicle', count: 0 }] }),
      intake().post(claims, { receivedOn: '2021-09-05', siteId, items: [...one, ...one] }),
      // A case is no site.
      intake().post(claims, { receivedOn: '2021-09-05', siteId: caseId, items: one }),
      manager.post('/tariff-lines', { ...line, from: '2021-09-09' }),
      manager.post('/tariff-lines', { ...line, amount: '-5' }),
      manager.post('/tariff-lines', { ...line, currency: 'XXX' }),
      manager.post('/tariff-lines', { ...line, until: '2030-01-01' }),
    ])
    expect(refused.map((a) => [a.body.code, a.body.field, typeof a.body.fix])).toEqual([
      ['input.before_case', 'receivedOn', 'string'],
      ['input.in_future', 'receivedOn', 'string'],
      ['input.invalid', 'items', 'string'],
      ['input.invalid', 'items.0.count', 'string'],
      ['input.invalid', 'items', 'string'],
      ['site.not_found', 'siteId', 'string'],
      ['tariff_line.overlaps', 'from', 'string'],
      ['input.invalid', 'amount', 'string'],
      ['input.invalid', 'currency', 'string'],
      ['input.invalid', 'until', 'string'],
    ])
    expect(await world.everything()).toEqual(before)
  })
})
