import { PersonVault } from '@passage/access'
import { Perform, type ActTx } from '@passage/case'
import type { Database } from '@passage/platform'
import { AssignCase, EndCase, OpenContact, type OpenContactInput } from '@passage/stages/contact'
import { startApi, type ApiClient, type TestApi } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'

let testDatabase: TestDatabase
let owner: Database
let api: TestApi
let intake: ApiClient
let opening: OpenContact
let ending: EndCase
let assigning: AssignCase

beforeAll(async () => {
  testDatabase = await createTestDatabase('2021-09-01')
  owner = await testDatabase.open('owner')
  api = await startApi(testDatabase)
  intake = await api.as('intake_officer')
  opening = api.app.get(OpenContact)
  ending = api.app.get(EndCase)
  assigning = api.app.get(AssignCase)
})

afterAll(async () => {
  await api?.close()
  await testDatabase.drop()
})

const by = <T>(who: ApiClient, work: (tx: ActTx) => Promise<T>) => api.app.get(Perform).act(who.token, work)

/** How many statements some work takes. */
async function statements(who: ApiClient, work: (tx: ActTx) => Promise<unknown>): Promise<number> {
  let count = 0
  await by(who, (tx) => work({ ...tx, query: (...statement) => ((count += 1), tx.query(...statement)) }))
  return count
}

const contact = (name: string, more: Partial<OpenContactInput> = {}): OpenContactInput => ({
  service: 'soldier',
  pathway: 'individual',
  channel: 'messenger',
  applicant: { name, nameMy: 'ကျော်သူ', bornOn: '1995-03-04', rank: 'sergeant', unit: 'Training Battalion 3', needs: ['rest'] },
  household: [
    { relation: 'partner', name: 'Hnin Ei', bornOn: '1997-11-30' },
    { relation: 'child', name: 'Su Su', bornOn: '2019-05-06' },
  ],
  ...more,
})

const openAll = (...names: string[]) =>
  by(intake, (tx) =>
    opening.openMany(
      tx,
      names.map((name) => contact(name)),
    ),
  )

/** Everything that contact writes, counted. */
async function everything(): Promise<unknown> {
  const tables = ['subject', 'transition', 'case_file', 'person', 'person_key', 'person_version', 'person_token']
  return owner.query(tables.map((table) => `SELECT '${table}', count(*)::int AS n FROM ${table}`).join(' UNION ALL '))
}

const caseFile = async (id: string) => (await intake.get(`/cases/${id}`)).body

describe('Opening contacts in a batch', () => {
  it('does what opening each of them does, with references that rise in the order of the contacts', async () => {
    const single = await intake.post('/cases', contact('Kyaw Thu'))
    const receipts = await openAll('Kyaw Thu', 'Zwan Moe Lwoe', 'Pyoun Lin')
    expect(receipts).toEqual(
      receipts.map(() => ({
        id: expect.any(String),
        reference: expect.stringMatching(/^P-2021-\d{5}$/),
        state: 'contacted',
        version: 1,
      })),
    )
    const references = receipts.map((receipt) => receipt.reference!)
    expect([single.body.reference, ...references]).toEqual([single.body.reference, ...references].sort())

    const unlike = { id: 0, reference: 0, household: 0, persons: 0 }
    expect({ ...(await caseFile(receipts[0]!.id)), ...unlike }).toEqual({ ...(await caseFile(single.body.id)), ...unlike })
    for (const [place, { id, reference }] of receipts.entries()) {
      expect(await caseFile(id)).toMatchObject({ reference, householdSize: 3, state: 'contacted' })
      const [applicant] = await owner.query<{ id: string }>(
        `SELECT id FROM person WHERE case_id = $1 AND relation = 'applicant'`,
        [id],
      )
      const opened = await api.app.get(PersonVault).open(owner, [applicant!.id])
      expect(opened.get(applicant!.id)?.name).toBe(['Kyaw Thu', 'Zwan Moe Lwoe', 'Pyoun Lin'][place])
    }
    const [found] = await api.app.get(PersonVault).search('Zwan Moe Lwoe', owner)
    expect(found).toMatchObject({ score: 1 })
  })

  it('takes as many statements for twenty contacts as for one', async () => {
    const many = Array.from({ length: 20 }, (_, n) => contact(`Nay Zin ${n}`))
    const one = await statements(intake, (tx) => opening.openMany(tx, many.slice(0, 1)))
    expect(await statements(intake, (tx) => opening.openMany(tx, many))).toBe(one)
  })

  it('opens none of them where one cannot be, and names what is wrong with it', async () => {
    const before = await everything()
    const impossible = contact('Born Later', { applicant: { name: 'Born Later', bornOn: '2031-01-01' } })
    await expect(by(intake, (tx) => opening.openMany(tx, [contact('Kyaw Thu'), impossible]))).rejects.toMatchObject({
      code: 'input.implausible',
      details: { field: 'applicant.bornOn' },
    })
    expect(await everything()).toEqual(before)
    expect(await by(intake, (tx) => opening.openMany(tx, []))).toEqual([])
  })
})

describe('Ending cases in a batch', () => {
  it('withdraws all of them, each with its reason', async () => {
    const opened = await openAll('One', 'Two')
    const ended = await by(intake, (tx) =>
      ending.withdrawMany(tx, [
        { caseId: opened[1]!.id, reason: 'contact_lost' },
        { caseId: opened[0]!.id, reason: 'applicant_withdrew' },
      ]),
    )
    expect(ended).toEqual([opened[1], opened[0]].map((receipt) => ({ ...receipt, state: 'closed', version: 2 })))
    const reasons = await owner.query(
      `SELECT reason FROM transition WHERE subject_id = ANY ($1::uuid[]) AND event = 'withdraw' ORDER BY reason`,
      [opened.map((receipt) => receipt.id)],
    )
    expect(reasons).toEqual([{ reason: 'applicant_withdrew' }, { reason: 'contact_lost' }])
  })

  it('ends none of them where one may not be ended', async () => {
    const [open, other] = await openAll('One', 'Two')
    const before = await everything()
    const end = (way: 'withdrawMany' | 'closeMany', ...reasons: string[]) =>
      by(intake, (tx) =>
        ending[way](
          tx,
          [open!, other!].map(({ id }, place) => ({ caseId: id, reason: reasons[place]! })),
        ),
      )
    await expect(end('withdrawMany', 'contact_lost', 'out_of_spite')).rejects.toMatchObject({ code: 'input.reason' })
    await expect(end('closeMany', 'moved_on', 'moved_on')).rejects.toMatchObject({ code: 'case.illegal_transition' })
    const stale = [open!, other!].map(({ id }, place) => ({ caseId: id, reason: 'moved_on', seenVersion: place + 1 }))
    await expect(by(intake, (tx) => ending.withdrawMany(tx, stale))).rejects.toMatchObject({ code: 'precondition.stale' })
    expect(await everything()).toEqual(before)
    expect(await caseFile(open!.id)).toMatchObject({ state: 'contacted', version: 1 })
  })
})

describe('Giving cases to others in a batch', () => {
  it('gives each case to its holder, and none where one account does not work on cases', async () => {
    const [one, two] = await openAll('One', 'Two')
    const [vetting, auditor] = [await api.as('vetting_officer'), await api.as('auditor')]
    const assign = (...holders: ApiClient[]) =>
      by(intake, (tx) =>
        assigning.assignMany(
          tx,
          [one!, two!].map(({ id }, place) => ({ caseId: id, holderId: holders[place]!.accountId })),
        ),
      )
    await expect(assign(vetting, auditor)).rejects.toMatchObject({ code: 'input.holder', details: { field: 'holderId' } })
    expect(await caseFile(one!.id)).toMatchObject({ holder: { id: intake.accountId }, version: 1 })

    expect(await assign(vetting, intake)).toEqual([one, two].map((receipt) => ({ ...receipt, version: 2 })))
    expect((await caseFile(one!.id)).holder.id).toBe(vetting.accountId)
    expect((await caseFile(two!.id)).holder.id).toBe(intake.accountId)
  })

  it('writes a note for each case that has one, each sealed on its own, in as many statements for ten cases as for one', async () => {
    const cases = await openAll(...Array.from({ length: 11 }, (_, n) => `Handed ${n}`))
    const { accountId: holderId } = await api.as('vetting_officer')
    const hand = (ids: readonly { id: string }[]) => (tx: ActTx) =>
      assigning.assignMany(
        tx,
        ids.map(({ id: caseId }) => ({ caseId, holderId, note: 'As agreed.' })),
      )
    const one = await statements(intake, hand(cases.slice(0, 1)))
    expect(await statements(intake, hand(cases.slice(1)))).toBe(one)
    const sealed = await owner.query('SELECT DISTINCT salt, ciphertext FROM note WHERE case_id = ANY ($1::uuid[])', [
      cases.map(({ id }) => id),
    ])
    expect(sealed).toHaveLength(11)

    const [noted, plain] = await openAll('With', 'Without')
    await by(intake, (tx) =>
      assigning.assignMany(tx, [
        { caseId: plain!.id, holderId },
        { caseId: noted!.id, holderId, note: 'This one has one.' },
      ]),
    )
    const of = async (caseId: string) =>
      (await intake.get(`/cases/${caseId}/timeline?limit=1`)).body.items.map(
        (entry: { event: string; note?: { text: string } }) => [entry.event, entry.note?.text],
      )
    expect([await of(plain!.id), await of(noted!.id)]).toEqual([[['assign', undefined]], [['assign', 'This one has one.']]])
  })

  it('takes no note from whoever could not read it', async () => {
    const [one] = await openAll('Unread')
    const manager = await api.as('programme_manager')
    const hand = (note?: string) =>
      by(manager, (tx) => assigning.assignMany(tx, [{ caseId: one!.id, holderId: intake.accountId, note }]))
    await expect(hand('Heard something.')).rejects.toMatchObject({ code: 'access.note_class', details: { field: 'note' } })
    await expect(hand()).rejects.toMatchObject({ code: 'actor.role_missing' })
    expect(await owner.query('SELECT FROM note WHERE case_id = $1', [one!.id])).toEqual([])
  })
})
