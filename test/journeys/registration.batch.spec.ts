import { Perform, type ActTx, type Receipt } from '@passage/case'
import { SystemRandom, type Database } from '@passage/platform'
import { OpenContact } from '@passage/stages/contact'
import { IssueCode, ReplaceCode, ResumeCode, RevokeCode, SuspendCode } from '@passage/stages/registration'
import { DecideVetting, RecordCheck, Recommend, StartVetting } from '@passage/stages/vetting'
import { startApi, type ApiClient, type TestApi } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'

let testDatabase: TestDatabase
let owner: Database
let api: TestApi
let intake: ApiClient, officer: ApiClient, approver: ApiClient, registrar: ApiClient, vettedAndRegisters: ApiClient
let issuing: IssueCode, replacing: ReplaceCode

beforeAll(async () => {
  testDatabase = await createTestDatabase('2021-09-01')
  owner = await testDatabase.open('owner')
  api = await startApi(testDatabase)
  ;[intake, officer] = [await api.as('intake_officer'), await api.as('vetting_officer')]
  ;[approver, registrar] = [await api.as('vetting_approver'), await api.as('registrar')]
  vettedAndRegisters = await api.withRoles('vetted-and-registers', ['vetting_officer', 'registrar'])
  ;[issuing, replacing] = [api.app.get(IssueCode), api.app.get(ReplaceCode)]
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

/** Vetted cases, one for each pathway; `vetter` recorded their checks. */
async function vetted(pathways: readonly ('individual' | 'in_service')[], vetter = officer): Promise<string[]> {
  const applicant = { name: 'Kyaw Thu', bornOn: '1995-03-04' }
  const opened = await by(intake, (tx) =>
    api.app.get(OpenContact).openMany(
      tx,
      pathways.map((pathway) => ({ service: 'soldier', pathway, channel: 'phone', applicant, household: [] })),
    ),
  )
  const ids = opened.map((receipt) => receipt.id)
  await by(vetter, (tx) => api.app.get(StartVetting).startMany(tx, ids))
  const plans = await Promise.all(ids.map(async (id) => (await officer.get(`/cases/${id}/vetting`)).body.plan))
  for (const check of new Set(plans.flatMap((plan) => plan.map((planned: { check: string }) => planned.check)))) {
    const having = ids.filter((_, place) => plans[place].some((planned: { check: string }) => planned.check === check))
    await by(vetter, (tx) =>
      api.app.get(RecordCheck).recordMany(
        tx,
        having.map((caseId) => ({ caseId, check: String(check), result: 'confirmed' })),
      ),
    )
  }
  await by(vetter, (tx) =>
    api.app.get(Recommend).recommendMany(
      tx,
      ids.map((caseId) => ({ caseId, recommendation: 'clear' })),
    ),
  )
  await by(approver, (tx) =>
    api.app.get(DecideVetting).decideMany(
      tx,
      ids.map((caseId) => ({ caseId, decision: 'cleared' })),
    ),
  )
  return ids
}

const issue = (caseIds: readonly string[], who = registrar): Promise<Receipt[]> =>
  by(who, (tx) =>
    issuing.issueMany(
      tx,
      caseIds.map((caseId) => ({ caseId, kind: 'cdm' })),
    ),
  )

async function registered(howMany: number): Promise<string[]> {
  const receipts = await issue(await vetted(Array.from({ length: howMany }, () => 'individual')))
  return receipts.map((receipt) => receipt.id)
}

const codesOf = async (caseId: string) => (await registrar.get(`/cases/${caseId}/codes`)).body.items

/** Every code and every subject with its state. */
async function everything(): Promise<unknown> {
  return [
    await owner.query('SELECT id, case_id, kind, text, replaces FROM code ORDER BY id'),
    await owner.query('SELECT id, state, version FROM subject ORDER BY id'),
  ]
}

async function refusedAsAWhole(work: Promise<unknown>, code: string, before: unknown): Promise<void> {
  await expect(work).rejects.toMatchObject({ code })
  expect(await everything()).toEqual(before)
}

describe('Issuing codes in a batch', () => {
  it('registers every case with a code of its own, of the kind that its pathway has', async () => {
    const [one, serving, two] = (await vetted(['individual', 'in_service', 'individual'])) as [string, string, string]
    const inputs = [
      { caseId: two, kind: 'cdm' },
      { caseId: serving, kind: 'pre_cdm' },
      { caseId: one, kind: 'cdm' },
    ] as const
    const receipts = await by(registrar, (tx) => issuing.issueMany(tx, inputs))
    for (const [place, { caseId, kind }] of inputs.entries()) {
      const receipt = receipts[place]!
      expect(receipt).toEqual({ id: expect.any(String), state: 'active', version: 1 })
      expect(await codesOf(caseId)).toMatchObject([{ id: receipt.id, caseId, kind, state: 'active', issuedOn: '2021-09-01' }])
      expect((await registrar.get(`/cases/${caseId}`)).body.state).toBe('registered')
    }
    expect((await codesOf(serving))[0].code).toMatch(/^PRE-/)
  })

  it('takes as many statements for five codes as for one', async () => {
    const [first, ...rest] = await vetted(Array.from({ length: 6 }, () => 'individual'))
    const input = (caseId: string) => ({ caseId, kind: 'cdm' }) as const
    const one = await statements(registrar, (tx) => issuing.issueMany(tx, [input(first!)]))
    expect(await statements(registrar, (tx) => issuing.issueMany(tx, rest.map(input)))).toBe(one)
  })

  it('mints those again that come out as another did', async () => {
    const ids = await vetted(['individual', 'individual'])
    const bytes = [7, 7, 8].map((byte) => Buffer.alloc(16, byte))
    const repeating = Object.assign(new SystemRandom(), { bytes: () => bytes.shift()! })
    await by(registrar, (tx) =>
      issuing.issueMany(
        { ...tx, random: repeating },
        ids.map((caseId) => ({ caseId, kind: 'cdm' })),
      ),
    )
    const texts = await Promise.all(ids.map(async (id) => (await codesOf(id))[0].code))
    expect(new Set(texts).size).toBe(2)
    expect(bytes).toEqual([])
  })

  it('issues none where one may not be issued, whatever the reason', async () => {
    const [one, two] = (await vetted(['individual', 'individual'])) as [string, string]
    const [serving] = (await vetted(['in_service'])) as [string]
    const [own] = (await vetted(['individual'], vettedAndRegisters)) as [string]
    const [has] = (await vetted(['individual'])) as [string]
    await issue([has])
    const before = await everything()
    await refusedAsAWhole(issue([one, has]), 'case.already_registered', before)
    await refusedAsAWhole(issue([one, serving]), 'code.kind_does_not_fit', before)
    await refusedAsAWhole(issue([one, own], vettedAndRegisters), 'actor.took_part_in_vetting', before)
    await refusedAsAWhole(issue([one, '00000000-0000-4000-8000-000000000001']), 'case.not_found', before)
    const seen = [one, two].map((caseId, place) => ({ caseId, kind: 'cdm' as const, seenVersion: place === 0 ? undefined : 1 }))
    await refusedAsAWhole(
      by(registrar, (tx) => issuing.issueMany(tx, seen)),
      'precondition.stale',
      before,
    )
    await expect(issue([one, one])).rejects.toThrow('one call moves a subject once')
    expect(await everything()).toEqual(before)
  })
})

describe('Moving codes in a batch', () => {
  it('suspends and resumes them, replaces them by others, and revokes them', async () => {
    const codes = await registered(2)
    const as = (reason: string, ids = codes) => ids.map((codeId) => ({ codeId, reason }))
    const suspended = await by(registrar, (tx) => api.app.get(SuspendCode).suspendMany(tx, as('card_reported_lost')))
    expect(suspended).toEqual(codes.map((id) => ({ id, state: 'suspended', version: 2 })))
    const resumed = await by(registrar, (tx) => api.app.get(ResumeCode).resumeMany(tx, as('card_found')))
    expect(resumed).toEqual(codes.map((id) => ({ id, state: 'active', version: 3 })))

    const replaced = await by(registrar, (tx) => replacing.replaceMany(tx, as('card_damaged')))
    for (const [place, { id, state }] of replaced.entries()) {
      const [fresh] = await owner.query<{ replaces: string; old: string; kind: string }>(
        `SELECT c.replaces, s.state AS old, c.kind FROM code c JOIN subject s ON s.id = c.replaces WHERE c.id = $1`,
        [id],
      )
      expect([state, fresh]).toEqual(['active', { replaces: codes[place], old: 'replaced', kind: 'cdm' }])
    }
    const fresh = replaced.map((receipt) => receipt.id)
    const revoked = await by(registrar, (tx) => api.app.get(RevokeCode).revokeMany(tx, as('left_programme', fresh)))
    expect(revoked).toEqual(fresh.map((id) => ({ id, state: 'revoked', version: 2 })))
  })

  it('moves and replaces none where one may not be', async () => {
    const [one, two] = (await registered(2)) as [string, string]
    const [ofOwn] = await issue(await vetted(['individual'], vettedAndRegisters))
    const before = await everything()
    const replace = (who: ApiClient, ...inputs: { codeId: string; reason: string; seenVersion?: number }[]) =>
      by(who, (tx) => replacing.replaceMany(tx, inputs))
    const lost = { codeId: one, reason: 'card_lost' }
    await refusedAsAWhole(replace(registrar, lost, { codeId: two, reason: 'left_service' }), 'code.nothing_to_leave', before)
    await refusedAsAWhole(replace(registrar, lost, { codeId: two, reason: 'out_of_spite' }), 'input.reason', before)
    await refusedAsAWhole(replace(registrar, lost, { ...lost, codeId: two, seenVersion: 9 }), 'precondition.stale', before)
    await refusedAsAWhole(replace(vettedAndRegisters, lost, { ...lost, codeId: ofOwn!.id }), 'actor.took_part_in_vetting', before)
    const suspend = [one, two].map((codeId, place) => ({ codeId, reason: place === 0 ? 'contact_lost' : 'card_found' }))
    await refusedAsAWhole(
      by(registrar, (tx) => api.app.get(SuspendCode).suspendMany(tx, suspend)),
      'input.reason',
      before,
    )
  })
})
