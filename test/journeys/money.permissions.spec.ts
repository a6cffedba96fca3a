import { randomUUID } from 'node:crypto'
import { roles, type Role } from '@passage/access'
import type { Answer, ApiClient } from '../support/api'
import { MoneyWorld, must, refusal } from './money.support'

let world: MoneyWorld
let lineId: string
let rewardLineId: string
let fundId: string
let caseId: string
let personId: string
let runId: string
let paymentId: string
let claimId: string
const people = roles.filter((role) => role !== 'system')
const month = '2021-09'

beforeAll(async () => {
  world = await MoneyWorld.open('2021-09-01')
  await world.rate()
  ;({ lineId, fundId } = await world.line('1000000'))
  ;({ lineId: rewardLineId } = await world.line('1000000', 'reward'))
  const cases = await world.registered(2)
  await world.entitledAtOnce(cases.slice(0, 1), '2021-09-01')
  caseId = cases[1]!.caseId
  personId = cases[1]!.persons[0]!
  runId = must(await world.prepare(lineId)).id
  paymentId = (await world.payments(runId))[0]!.id
  const claim = { receivedOn: '2021-09-01', items: [{ category: 'vehicle', count: 1 }] }
  claimId = must(await world.the('intake_officer').post(`/cases/${caseId}/reward-claims`, claim)).id
}, 90_000)

afterAll(() => world?.close())

describe('Who may do what with money', () => {
  // Bodies that nobody can succeed with, so that whoever may act is refused for another cause and everything stays as it is.
  const reason = { reason: 'just_looking' }
  const acts: readonly [string, (who: ApiClient) => Promise<Answer>, readonly Role[]][] = [
    ['opens a fund', (w) => w.post('/funds', {}), ['finance_controller']],
    ['receives money', (w) => w.post(`/funds/${fundId}/receipts`, {}), ['finance_controller']],
    ['opens a budget line', (w) => w.post(`/funds/${fundId}/budget-lines`, {}), ['finance_controller']],
    ['allocates', (w) => w.post(`/funds/${fundId}/allocations`, {}), ['finance_controller']],
    ['adds a rate', (w) => w.post('/allowance-rates', {}), ['programme_manager']],
    ['adds a tariff line', (w) => w.post('/tariff-lines', {}), ['programme_manager']],
    ['entitles', (w) => w.post(`/cases/${caseId}/entitlements`, {}), ['finance_officer']],
    ['suspends an entitlement', (w) => w.post(`/entitlements/${randomUUID()}/suspend`, reason), ['finance_officer']],
    ['looks at a dry run', (w) => w.post('/payment-runs/preview', {}), ['finance_officer']],
    ['prepares a run', (w) => w.post('/payment-runs', {}), ['finance_officer']],
    ['approves a run', (w) => w.post(`/payment-runs/${randomUUID()}/approve`), ['finance_approver']],
    ['releases a run', (w) => w.post(`/payment-runs/${runId}/release`), ['finance_controller']],
    ['sends a run back', (w) => w.post(`/payment-runs/${runId}/send-back`, reason), ['finance_approver', 'finance_controller']],
    ['cancels a run', (w) => w.post(`/payment-runs/${runId}/cancel`, reason), ['finance_officer', 'finance_approver']],
    ['retries a run', (w) => w.post(`/payment-runs/${runId}/retry`), ['finance_controller']],
    ['resumes a run', (w) => w.post(`/payment-runs/${randomUUID()}/resume`), ['finance_officer', 'finance_controller']],
    ['completes a run', (w) => w.post(`/payment-runs/${runId}/complete`), ['finance_officer']],
    ['excludes a payment', (w) => w.post(`/payments/${paymentId}/exclude`, reason), ['finance_officer']],
    ['gives a payment up', (w) => w.post(`/payments/${paymentId}/give-up`, reason), ['finance_officer']],
    [
      'excludes several payments',
      (w) => w.post(`/payment-runs/${runId}/payments/exclude`, { ...reason, payments: [{ id: paymentId, version: 1 }] }),
      ['finance_officer'],
    ],
    [
      'gives several payments up',
      (w) => w.post(`/payment-runs/${runId}/payments/give-up`, { ...reason, payments: [{ id: paymentId, version: 1 }] }),
      ['finance_officer'],
    ],
    ['files a claim', (w) => w.post(`/cases/${caseId}/reward-claims`, {}), ['intake_officer', 'equipment_assessor']],
    [
      'gives a receipt',
      (w) => w.post(`/reward-claims/${claimId}/custody-receipt`, {}),
      ['host_organisation', 'equipment_assessor'],
    ],
    ['verifies a claim', (w) => w.post(`/reward-claims/${claimId}/verify`), ['equipment_assessor']],
    ['values a claim', (w) => w.post(`/reward-claims/${claimId}/value`, {}), ['equipment_assessor']],
    ['approves a claim', (w) => w.post(`/reward-claims/${claimId}/approve`), ['finance_approver']],
    ['withdraws a claim', (w) => w.post(`/reward-claims/${claimId}/withdraw`, reason), ['intake_officer']],
  ]

  it.each(people)('%s: nothing but what the role says', async (role) => {
    const who = await world.api.as(role, 9)
    const before = await world.everything()
    const may: string[] = []
    for (const [name, act] of acts) {
      const { status, body } = await act(who)
      expect(status).toBeGreaterThanOrEqual(400)
      if (body.code !== 'access.role') may.push(name)
    }
    expect(may).toEqual(acts.filter(([, , by]) => by.includes(role)).map(([name]) => name))
    expect(await world.everything()).toEqual(before)
  })

  it.each(people)('%s sees runs, payments and amounts only where the policy says so', async (role) => {
    const who = await world.api.as(role, 9)
    const readers: Role[] = ['finance_officer', 'finance_approver', 'finance_controller', 'auditor']
    for (const path of ['/payment-runs', `/payment-runs/${runId}`, `/payment-runs/${runId}/payments`]) {
      expect((await who.get(path)).status).toBe(readers.includes(role) ? 200 : 403)
    }
    const claims = await who.get(`/cases/${caseId}/reward-claims`)
    if (claims.status === 200 && role === 'intake_officer') expect(claims.body.items[0].amount).toEqual({ redacted: true })
  })
})

describe('Three people for one run', () => {
  it('also where one account holds every role: approving what one prepared and releasing what one approved are refused', async () => {
    const all = await world.api.withRoles('holds-all', ['finance_officer', 'finance_approver', 'finance_controller'])
    await world.today('2021-10-01')
    const { id } = must(await all.post('/payment-runs', { kind: 'allowance', month: '2021-10', budgetLineId: lineId }))
    expect(refusal(await all.post(`/payment-runs/${id}/approve`))).toMatchObject({
      status: 403,
      code: 'actor.prepared_it',
      conditions: [{ condition: 'approved_by_someone_else', because: 'You prepared this payment run.', fix: expect.any(String) }],
    })
    must(await world.approve(id))
    expect(refusal(await all.post(`/payment-runs/${id}/release`))).toMatchObject({ status: 403, code: 'actor.prepared_it' })
    // Whoever approved may not release either.
    const two = await world.api.withRoles('approves-and-releases', ['finance_approver', 'finance_controller'])
    must(await world.the('finance_controller').post(`/payment-runs/${id}/send-back`, { reason: 'wrong_amount' }))
    must(await two.post(`/payment-runs/${id}/approve`))
    expect(refusal(await two.post(`/payment-runs/${id}/release`))).toMatchObject({
      status: 403,
      code: 'actor.approved_it',
      conditions: [{ condition: 'released_by_a_third_person' }],
    })
    expect(await world.run(id)).toMatchObject({ state: 'approved' })
    must(await world.release(id))
  })

  it('and a role that was taken away or given later changes nothing of that', async () => {
    await world.today('2021-11-01')
    const first = await world.api.withRoles('prepares-first', ['finance_officer'])
    const { id } = must(await first.post('/payment-runs', { kind: 'allowance', month: '2021-11', budgetLineId: lineId }))
    await world.owner.query(`UPDATE account_role SET role = 'finance_approver' WHERE account_id = $1`, [first.accountId])
    const refused = refusal(await (await world.api.asAccount('prepares-first')).post(`/payment-runs/${id}/approve`))
    expect(refused).toMatchObject({ status: 403, code: 'actor.prepared_it' })
  })
})

describe('Bad input about money', () => {
  it('names its field and what would mend it, and writes nothing', async () => {
    await world.today('2021-12-01')
    const [officer, controller, manager] = [
      world.the('finance_officer'),
      world.the('finance_controller'),
      world.the('programme_manager'),
    ]
    const entitle = (more: object) =>
      officer.post(`/cases/${caseId}/entitlements`, { personId, country: 'TH', from: '2021-12-01', ...more })
    const rate = (more: object) =>
      manager.post('/allowance-rates', {
        country: 'IN',
        amount: '5',
        currency: 'THB',
        from: '2021-01-01',
        source: 'test',
        ...more,
      })
    const run = (more: object) => officer.post('/payment-runs', { kind: 'allowance', month, budgetLineId: lineId, ...more })
    const receive = (amount: unknown) => controller.post(`/funds/${fundId}/receipts`, { amount })
    const before = await world.everything()
    const told: Record<string, [string, string | undefined]> = {}
    for (const [name, answer] of Object.entries({
      'a receipt below zero': receive('-1'),
      'a receipt of nothing': receive('0'),
      'a receipt that is a number': receive(5),
      'a receipt with decimals': receive('1.50'),
      'a receipt beyond the books': receive('9223372036854775808'),
      'an unknown currency': controller.post('/funds', { name: 'Another', currency: 'DEM' }),
      'a name that is taken': controller.post(`/funds/${fundId}/budget-lines`, { name: 'Line', purpose: 'reward' }),
      'an allocation beyond the fund': controller.post(`/funds/${fundId}/allocations`, { budgetLineId: lineId, amount: '1' }),
      'a line of another fund': controller.post(`/funds/${fundId}/allocations`, { budgetLineId: rewardLineId, amount: '1' }),
      'a month that is none': run({ month: '2021-13' }),
      'a month of another age': run({ month: '0000-01' }),
      'no month': run({ month: undefined }),
      'a month for rewards': run({ kind: 'reward', budgetLineId: rewardLineId }),
      'a line of another purpose': run({ budgetLineId: rewardLineId }),
      'a line that is none': run({ budgetLineId: randomUUID() }),
      'a field that nobody knows': run({ amount: '5' }),
      'an entitlement before the case': entitle({ from: '2021-08-31' }),
      'an entitlement of no day': entitle({ from: '2021-02-30' }),
      'somebody of another household': entitle({ personId: randomUUID() }),
      'a payee of another household': entitle({ payeePersonId: randomUUID() }),
      'a rate below zero': rate({ amount: '-5' }),
      'a rate that ends before it begins': rate({ until: '2021-01-01' }),
      'a rate over another': rate({ country: 'TH', from: '2021-06-01' }),
      'a rate in a currency that is none': rate({ currency: 'thb' }),
    })) {
      const { status, body } = await answer
      expect(status).toBeGreaterThanOrEqual(400)
      expect(status).toBeLessThan(500)
      expect(typeof body.fix).toBe('string')
      told[name] = [body.code, body.field]
    }
    expect(told).toEqual({
      'a receipt below zero': ['input.invalid', 'amount'],
      'a receipt of nothing': ['input.invalid', 'amount'],
      'a receipt that is a number': ['input.invalid', 'amount'],
      'a receipt with decimals': ['input.invalid', 'amount'],
      'a receipt beyond the books': ['input.invalid', 'amount'],
      'an unknown currency': ['input.invalid', 'currency'],
      'a name that is taken': ['input.name_taken', 'name'],
      'an allocation beyond the fund': ['budget_line.insufficient', 'amount'],
      'a line of another fund': ['budget_line.not_found', undefined],
      'a month that is none': ['input.invalid', 'month'],
      'a month of another age': ['input.invalid', 'month'],
      'no month': ['input.invalid', 'month'],
      'a month for rewards': ['input.invalid', 'month'],
      'a line of another purpose': ['budget_line.other_purpose', 'budgetLineId'],
      'a line that is none': ['budget_line.not_found', undefined],
      'a field that nobody knows': ['input.invalid', 'amount'],
      'an entitlement before the case': ['input.before_case', 'from'],
      'an entitlement of no day': ['input.invalid', 'from'],
      'somebody of another household': ['person.not_in_household', 'personId'],
      'a payee of another household': ['person.not_in_household', 'payeePersonId'],
      'a rate below zero': ['input.invalid', 'amount'],
      'a rate that ends before it begins': ['input.invalid', 'until'],
      'a rate over another': ['rate.overlaps', 'from'],
      'a rate in a currency that is none': ['input.invalid', 'currency'],
    })
    expect(await world.everything()).toEqual(before)
  })
})
