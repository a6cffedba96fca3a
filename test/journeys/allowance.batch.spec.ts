import { Perform, type ActTx } from '@passage/case'
import { Refused } from '@passage/platform'
import { EntitlementActs, type OpenEntitlement } from '@passage/stages/allowance'
import { MoneyWorld, must, type PaidCase } from './money.support'

let world: MoneyWorld

beforeAll(async () => {
  world = await MoneyWorld.open('2021-09-01')
}, 90_000)
afterAll(() => world?.close())

const acts = () => world.api.app.get(EntitlementActs)
const officer = <T>(work: (tx: ActTx) => Promise<T>) => world.api.app.get(Perform).act(world.the('finance_officer').token, work)
const codeOf = async (work: Promise<unknown>) =>
  work.then(
    () => 'not refused',
    (error: unknown) => (error instanceof Refused ? error.code : error),
  )
const entitlementsOf = async (caseId: string) =>
  must(await world.the('finance_officer').get(`/cases/${caseId}/entitlements`)).items
const inThailand = (one: PaidCase, n: number, more: Partial<OpenEntitlement> = {}) => ({
  caseId: one.caseId,
  personId: one.persons[n]!,
  country: 'TH',
  from: '2021-09-01',
  ...more,
})

describe('A batch of entitlements', () => {
  it('is opened, suspended, resumed and ended as each alone would, several persons of one case among them', async () => {
    const [family, alone] = [(await world.registered(1, 2))[0]!, (await world.registered(1))[0]!]
    const [holder, child] = family.persons as [string, string]
    const opened = await officer((tx) =>
      acts().openMany(tx, [
        inThailand(family, 1, { payeePersonId: holder, from: '2021-09-16' }),
        inThailand(alone, 0, { country: 'IN' }),
        inThailand(family, 0),
      ]),
    )
    expect(opened).toEqual(opened.map(({ id }) => ({ id, state: 'active', version: 1 })))
    expect(await entitlementsOf(family.caseId)).toMatchObject([
      { id: opened[2]!.id, personId: holder, payeePersonId: holder, from: '2021-09-01', until: null, country: 'TH' },
      { id: opened[0]!.id, personId: child, payeePersonId: holder, from: '2021-09-16', until: null },
    ])
    expect(await entitlementsOf(alone.caseId)).toMatchObject([{ id: opened[1]!.id, country: 'IN' }])

    const two = opened.slice(0, 2).map(({ id }) => ({ id, reason: 'under_review' }))
    expect((await officer((tx) => acts().suspendMany(tx, two))).map((e) => e.state)).toEqual(['suspended', 'suspended'])
    const back = two.map(({ id }) => ({ id, reason: 'review_closed' }))
    expect((await officer((tx) => acts().resumeMany(tx, back))).map((e) => e.version)).toEqual([3, 3])

    await world.today('2021-09-10')
    const ended = await officer((tx) =>
      acts().endMany(tx, [
        { id: opened[2]!.id, reason: 'moved_on', until: '2021-09-05' },
        { id: opened[1]!.id, reason: 'moved_on' },
        // What has not begun ends on its first day, and is paid for none.
        { id: opened[0]!.id, reason: 'opened_by_mistake' },
      ]),
    )
    expect(ended.map(({ id, state }) => [id, state])).toEqual([2, 1, 0].map((n) => [opened[n]!.id, 'ended']))
    expect(await entitlementsOf(family.caseId)).toMatchObject([{ until: '2021-09-05' }, { until: '2021-09-16' }])
    expect(await entitlementsOf(alone.caseId)).toMatchObject([{ until: '2021-09-10' }])
  })

  it('of which one may not be leaves nothing done', async () => {
    await world.today('2021-09-01')
    const [one, other] = (await world.registered(2)) as [PaidCase, PaidCase]
    const [entitled] = (await world.registered(1)) as [PaidCase]
    const [entitlement] = await officer((tx) => acts().openMany(tx, [inThailand(entitled, 0)]))
    const before = await world.everything()
    const open = (...inputs: (OpenEntitlement & { caseId: string })[]) => codeOf(officer((tx) => acts().openMany(tx, inputs)))
    const good = inThailand(one, 0)
    expect(await open(good, inThailand(entitled, 0))).toBe('entitlement.exists')
    expect(await open(good, good)).toBe('entitlement.exists')
    expect(await open(good, { ...good, caseId: other.caseId })).toBe('person.not_in_household')
    expect(await open(good, inThailand(other, 0, { payeePersonId: one.persons[0] }))).toBe('person.not_in_household')
    expect(await open(good, inThailand(other, 0, { from: '2021-08-31' }))).toBe('input.before_case')
    expect(await open(good, { ...good, caseId: good.personId })).toBe('case.not_found')
    const end = { id: entitlement!.id, reason: 'moved_on' }
    const ending = (...inputs: object[]) =>
      codeOf(
        officer((tx) =>
          acts().endMany(
            tx,
            inputs.map((input) => ({ ...end, ...input })),
          ),
        ),
      )
    expect(await ending({}, { id: one.caseId })).toBe('entitlement.not_found')
    expect(await ending({ until: '2021-08-31' })).toBe('input.invalid')
    expect(await ending({ seenVersion: 2 })).toBe('precondition.stale')
    expect(await world.everything()).toEqual(before)
    expect(await entitlementsOf(entitled.caseId)).toMatchObject([{ state: 'active', until: null }])
    expect(await officer((tx) => acts().openMany(tx, []))).toEqual([])
  })
})
