import { Perform, type ActTx } from '@passage/case'
import { Refused } from '@passage/platform'
import { ClaimActs, FileClaim } from '@passage/stages/reward'
import type { ApiClient } from '../support/api'
import { MoneyWorld, must, type PaidCase } from './money.support'

let world: MoneyWorld
let own: { siteId: string; host: ApiClient }
let elsewhere: { siteId: string; host: ApiClient }

beforeAll(async () => {
  world = await MoneyWorld.open('2021-09-01')
  own = await world.siteWithHost()
  elsewhere = await world.siteWithHost()
  for (const line of [
    { scheme: 'regional', category: 'vehicle', amount: '500', from: '2021-01-01', until: '2021-09-10' },
    { scheme: 'regional', category: 'vehicle', amount: '700', from: '2021-09-10' },
    { scheme: 'national', category: 'vehicle', amount: '900', from: '2021-01-01' },
    { scheme: 'national', category: 'small_arms', amount: '11', from: '2021-01-01' },
  ]) {
    must(
      await world
        .the('programme_manager')
        .post('/tariff-lines', { currency: 'MMK', source: 'DIIS', trainingValue: false, ...line }),
    )
  }
}, 90_000)
afterAll(() => world?.close())

const filing = () => world.api.app.get(FileClaim)
const acts = () => world.api.app.get(ClaimActs)
const as = <T>(who: ApiClient, work: (tx: ActTx) => Promise<T>) => world.api.app.get(Perform).act(who.token, work)
const codeOf = async (work: Promise<unknown>) =>
  work.then(
    () => 'not refused',
    (error: unknown) => (error instanceof Refused ? error.code : error),
  )
const intake = () => world.the('intake_officer')
const assessor = () => world.the('equipment_assessor')
const approver = () => world.the('finance_approver')
const claimsOf = async ({ caseId }: PaidCase) => must(await approver().get(`/cases/${caseId}/reward-claims`)).items
const vehicles = (count: number) => [{ category: 'vehicle', count }]

/** Two claims of one case and one of another: handed over on different days, two of them at our own site. */
async function threeFiled(): Promise<{ cases: [PaidCase, PaidCase]; ids: [string, string, string] }> {
  await world.today('2021-09-01')
  const cases = (await world.registered(2)) as [PaidCase, PaidCase]
  await world.today('2021-09-20')
  const [a, b] = cases
  const filed = await as(intake(), (tx) =>
    filing().fileMany(tx, [
      { caseId: a.caseId, receivedOn: '2021-09-05', siteId: own.siteId, items: vehicles(2) },
      { caseId: b.caseId, receivedOn: '2021-09-12', siteId: own.siteId, items: vehicles(1) },
      { caseId: a.caseId, receivedOn: '2021-09-13', items: [...vehicles(1), { category: 'small_arms', count: 3 }] },
    ]),
  )
  expect(filed).toEqual(filed.map(({ id }) => ({ id, state: 'filed', version: 1 })))
  return { cases, ids: filed.map((f) => f.id) as [string, string, string] }
}

describe('A batch of reward claims', () => {
  it('goes from filing to approval as each alone would', async () => {
    const { cases, ids } = await threeFiled()
    const [first, second, third] = ids
    expect(await claimsOf(cases[1])).toMatchObject([
      { id: second, receivedOn: '2021-09-12', custodySite: own.siteId, items: vehicles(1) },
    ])
    const received = (id: string) => ({ id, receivedOn: '2021-09-14' })
    expect(await as(own.host, (tx) => acts().recordCustodyMany(tx, [received(second), received(first)]))).toMatchObject([
      { id: second, state: 'filed', version: 2 },
      { id: first, state: 'filed', version: 2 },
    ])
    await as(assessor(), (tx) => acts().recordCustodyMany(tx, [received(third)]))
    const all = ids.map((id) => ({ id }))
    expect((await as(assessor(), (tx) => acts().verifyMany(tx, all))).map((c) => c.state)).toEqual(Array(3).fill('verified'))
    const schemes = ['regional', 'regional', 'national']
    await as(assessor(), (tx) =>
      acts().valueMany(
        tx,
        ids.map((id, n) => ({ id, scheme: schemes[n]! })),
      ),
    )
    // Each by the tariff of its own scheme and of its own day.
    const valued = Object.fromEntries([...(await claimsOf(cases[0])), ...(await claimsOf(cases[1]))].map((c) => [c.id, c]))
    expect(ids.map((id) => [valued[id].amount, valued[id].scheme, valued[id].state])).toEqual([
      ['1000', 'regional', 'valued'],
      ['700', 'regional', 'valued'],
      ['933', 'national', 'valued'],
    ])
    expect(valued[third].items.map((i: { tariffAmount: string }) => i.tariffAmount)).toEqual(['11', '900'])
    const approved = await as(approver(), (tx) => acts().approveMany(tx, all.slice(0, 2)))
    expect(approved.map((c) => c.state)).toEqual(['approved', 'approved'])
    const rejected = await as(approver(), (tx) => acts().rejectMany(tx, [{ id: third, reason: 'not_as_described' }]))
    expect(rejected).toMatchObject([{ id: third, state: 'rejected' }])
  })

  it('of which one may not be leaves nothing done', async () => {
    const { cases, ids } = await threeFiled()
    const [first, second, third] = ids
    const before = await world.everything()
    const good = { caseId: cases[0].caseId, receivedOn: '2021-09-05', items: vehicles(1) }
    const file = (more: object) => codeOf(as(intake(), (tx) => filing().fileMany(tx, [good, { ...good, ...more }])))
    expect(await file({ receivedOn: '2021-08-31' })).toBe('input.before_case')
    expect(await file({ receivedOn: '2021-09-21' })).toBe('input.in_future')
    expect(await file({ siteId: first })).toBe('site.not_found')
    expect(await file({ items: [...vehicles(1), ...vehicles(2)] })).toBe('input.invalid')
    expect(await file({ caseId: first })).toBe('case.not_found')

    const received = (id: string, receivedOn = '2021-09-14') => ({ id, receivedOn })
    const custody = (who: ApiClient, ...receipts: { id: string; receivedOn: string }[]) =>
      codeOf(as(who, (tx) => acts().recordCustodyMany(tx, receipts)))
    // A host organisation knows of no claim but those at its own site.
    expect(await custody(own.host, received(first), received(third))).toBe('reward_claim.not_found')
    expect(await custody(elsewhere.host, received(first))).toBe('reward_claim.not_found')
    expect(await custody(own.host, received(first), received(second, '2021-09-11'))).toBe('input.invalid')
    expect(await codeOf(as(assessor(), (tx) => acts().verifyMany(tx, [{ id: first }])))).toBe('reward_claim.no_custody_receipt')
    expect(await world.everything()).toEqual(before)

    await as(assessor(), (tx) =>
      acts().recordCustodyMany(
        tx,
        ids.map((id) => received(id)),
      ),
    )
    await as(assessor(), (tx) =>
      acts().verifyMany(
        tx,
        ids.map((id) => ({ id })),
      ),
    )
    const verified = await world.everything()
    // The third brought what the regional scheme does not name.
    const value = ids.map((id) => ({ id, scheme: 'regional' }))
    expect(await codeOf(as(assessor(), (tx) => acts().valueMany(tx, value)))).toBe('reward_claim.not_in_tariff')
    expect(await codeOf(as(assessor(), (tx) => acts().valueMany(tx, [{ ...value[0]!, seenVersion: 1 }])))).toBe(
      'precondition.stale',
    )
    expect(await world.everything()).toEqual(verified)
    expect((await claimsOf(cases[0])).map((c: { amount: unknown }) => c.amount)).toEqual([null, null])
  })
})
