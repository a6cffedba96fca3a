import { Notes, Perform, type ActTx, type Receipt } from '@passage/case'
import type { Database } from '@passage/platform'
import { OpenContact } from '@passage/stages/contact'
import { Appeal, DecideVetting, RecordCheck, Recommend, StartVetting } from '@passage/stages/vetting'
import { startApi, type ApiClient, type TestApi } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'

let testDatabase: TestDatabase
let owner: Database
let api: TestApi
let intake: ApiClient, officer: ApiClient, approver: ApiClient, other: ApiClient
let starting: StartVetting, recording: RecordCheck, recommending: Recommend, deciding: DecideVetting, appealing: Appeal

beforeAll(async () => {
  testDatabase = await createTestDatabase('2021-09-01')
  owner = await testDatabase.open('owner')
  api = await startApi(testDatabase)
  ;[intake, officer] = [await api.as('intake_officer'), await api.as('vetting_officer')]
  ;[approver, other] = [await api.as('vetting_approver'), await api.as('vetting_approver', 2)]
  ;[starting, recording, recommending] = [api.app.get(StartVetting), api.app.get(RecordCheck), api.app.get(Recommend)]
  ;[deciding, appealing] = [api.app.get(DecideVetting), api.app.get(Appeal)]
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

/** Cases that are in vetting, as many as asked for. */
async function inVetting(howMany: number): Promise<string[]> {
  const applicant = { name: 'Kyaw Thu', bornOn: '1995-03-04' }
  const input = { service: 'soldier', pathway: 'individual', channel: 'phone', applicant, household: [] } as const
  const opened = await by(intake, (tx) =>
    api.app.get(OpenContact).openMany(
      tx,
      Array.from({ length: howMany }, () => input),
    ),
  )
  const ids = opened.map((receipt) => receipt.id)
  await by(officer, (tx) => starting.startMany(tx, ids))
  return ids
}

/** Records every check of the plan on all cases, `contradicted` as such on those that are named. */
async function recordAll(ids: readonly string[], contradicted: readonly string[] = []): Promise<void> {
  for (const { check } of (await vettingOf(ids[0]!)).plan) {
    const resultOf = (id: string) =>
      check === 'part_in_atrocities_screened' && contradicted.includes(id) ? 'contradicted' : 'confirmed'
    await by(officer, (tx) =>
      recording.recordMany(
        tx,
        ids.map((caseId) => ({ caseId, check, result: resultOf(caseId) })),
      ),
    )
  }
}

async function awaitingDecision(howMany: number, contradicted: readonly number[] = []): Promise<string[]> {
  const ids = await inVetting(howMany)
  const against = contradicted.map((place) => ids[place]!)
  await recordAll(ids, against)
  await by(officer, (tx) =>
    recommending.recommendMany(
      tx,
      ids.map((caseId) => ({ caseId, recommendation: against.includes(caseId) ? 'decline' : 'clear' })),
    ),
  )
  return ids
}

const vettingOf = async (id: string) => (await officer.get(`/cases/${id}/vetting`)).body

/** Everything that vetting writes, counted, and where the cases stand. */
async function everything(): Promise<unknown> {
  const tables = ['transition', 'note', 'vetting_round', 'vetting_check', 'vetting_recommendation', 'vetting_decision']
  const counts = await owner.query(
    tables.map((table) => `SELECT '${table}', count(*)::int AS n FROM ${table}`).join(' UNION ALL '),
  )
  return [counts, await owner.query('SELECT id, state, version FROM subject ORDER BY id')]
}

async function refusedAsAWhole(work: Promise<unknown>, code: string, before: unknown): Promise<void> {
  await expect(work).rejects.toMatchObject({ code })
  expect(await everything()).toEqual(before)
}

const states = (receipts: readonly Receipt[]) => receipts.map((receipt) => receipt.state)

describe('Vetting in batches', () => {
  it('takes cases from contact to their decisions as one by one: cleared, with conditions, asked for more, declined and appealed', async () => {
    const ids = await awaitingDecision(4, [3])
    const [clear, conditions, more, declined] = ids as [string, string, string, string]
    const decided = await by(approver, (tx) =>
      deciding.decideMany(tx, [
        { caseId: declined, decision: 'declined', reason: 'possible_part_in_atrocities', note: 'The two accounts differ.' },
        { caseId: more, decision: 'more_information', reason: 'check_unclear' },
        { caseId: conditions, decision: 'cleared_with_conditions', reason: 'report_monthly' },
        { caseId: clear, decision: 'cleared' },
      ]),
    )
    expect(decided.map((receipt) => receipt.id)).toEqual([declined, more, conditions, clear])
    expect(states(decided)).toEqual(['declined', 'in_vetting', 'vetted', 'vetted'])

    expect(await vettingOf(clear)).toMatchObject({ round: 1, decisions: [{ decision: 'cleared', round: 1 }] })
    expect(await vettingOf(more)).toMatchObject({ round: 2, recommendation: null, decisions: [{ decision: 'more_information' }] })
    const refused = await vettingOf(declined)
    expect(refused.decisions).toMatchObject([
      { decision: 'declined', reason: 'possible_part_in_atrocities', seq: decided[0]!.version },
    ])
    const [note] = await owner.query<{ case_id: string; class: string }>('SELECT case_id, class FROM note WHERE id = $1', [
      refused.decisions[0].noteId,
    ])
    expect(note).toEqual({ case_id: declined, class: 'vetting' })

    const heard = await by(other, (tx) =>
      appealing.appealMany(tx, [{ caseId: declined, reason: 'new_evidence', note: 'A letter.' }]),
    )
    expect(heard).toEqual([{ id: declined, state: 'in_vetting', version: decided[0]!.version + 1 }])
    expect((await vettingOf(declined)).round).toBe(2)
  })

  it('records for each case what was found on it, with the notes of those that have one', async () => {
    const [one, two, three] = (await inVetting(3)) as [string, string, string]
    await by(officer, (tx) =>
      recording.recordMany(tx, [
        { caseId: two, check: 'denounces_military_rule', result: 'not_confirmed', note: 'Would not say.' },
        { caseId: one, check: 'part_in_atrocities_screened', result: 'confirmed' },
        { caseId: three, check: 'denounces_military_rule', result: 'confirmed', note: 'Said so at once.' },
      ]),
    )
    const [plain] = (await vettingOf(one)).checks
    expect(plain).toMatchObject({ check: 'part_in_atrocities_screened', result: 'confirmed', noteId: null })
    for (const [id, result, text] of [
      [two, 'not_confirmed', 'Would not say.'],
      [three, 'confirmed', 'Said so at once.'],
    ] as const) {
      const [check] = (await vettingOf(id)).checks
      expect(check).toMatchObject({ check: 'denounces_military_rule', result, noteId: expect.any(String) })
      const note = (await api.app.get(Notes).ofCase(owner, id)).find((written) => written.id === check.noteId)
      expect(note).toMatchObject({ caseId: id, class: 'vetting', text })
      const [logged] = await owner.query<{ payload: string }>(
        'SELECT payload FROM transition WHERE subject_id = $1 AND seq = 3',
        [id],
      )
      expect(JSON.parse(logged!.payload)).toMatchObject({ record: check.id, note: check.noteId })
    }
  })

  it('takes as many statements for ten cases as for one', async () => {
    const [first, ...rest] = await inVetting(11)
    const act = (caseId: string) => ({ caseId, check: 'denounces_military_rule', result: 'confirmed', note: 'Said so.' }) as const
    const one = await statements(officer, (tx) => recording.recordMany(tx, [act(first!)]))
    expect(await statements(officer, (tx) => recording.recordMany(tx, rest.map(act)))).toBe(one)
  })

  it('does nothing at all where one act of the batch is refused', async () => {
    const [ready, unready] = (await inVetting(2)) as [string, string]
    await recordAll([ready])
    const before = await everything()
    const check = { check: 'denounces_military_rule', result: 'confirmed' } as const
    const record = (...acts: { caseId: string; check: string; result: 'confirmed' | 'not_applicable'; note?: string }[]) =>
      by(officer, (tx) => recording.recordMany(tx, acts))
    const strange = { caseId: unready, check: 'shoe_size', result: 'confirmed' } as const
    await refusedAsAWhole(record({ caseId: ready, ...check, note: 'Again.' }, strange), 'vetting.check_not_planned', before)
    const notHere = { caseId: unready, ...check, result: 'not_applicable' } as const
    await refusedAsAWhole(record({ caseId: ready, ...check }, notHere), 'vetting.main_criterion_applies', before)

    const recommend = [ready, unready].map((caseId) => ({ caseId, recommendation: 'clear' as const, note: 'Well known.' }))
    await refusedAsAWhole(
      by(officer, (tx) => recommending.recommendMany(tx, recommend)),
      'vetting.checks_missing',
      before,
    )
    await refusedAsAWhole(
      by(officer, (tx) => starting.startMany(tx, [ready])),
      'case.illegal_transition',
      before,
    )
    await refusedAsAWhole(
      by(approver, (tx) => appealing.appealMany(tx, [{ caseId: ready, reason: 'new_evidence' }])),
      'case.illegal_transition',
      before,
    )
  })

  it('clears none of them where the results of one do not bear it', async () => {
    const ids = await awaitingDecision(2, [1])
    const before = await everything()
    const clear = ids.map((caseId) => ({ caseId, decision: 'cleared' as const }))
    await refusedAsAWhole(
      by(approver, (tx) => deciding.decideMany(tx, clear)),
      'vetting.check_contradicted',
      before,
    )
    await refusedAsAWhole(
      by(approver, (tx) => deciding.decideMany(tx, [clear[0]!, { ...clear[1]!, decision: 'declined' }])),
      'input.reason',
      before,
    )
  })

  it('names a case once a call', async () => {
    const [id] = await inVetting(1)
    const twice = ['denounces_military_rule', 'part_in_atrocities_screened'].map((check) => ({
      caseId: id!,
      check,
      result: 'confirmed' as const,
    }))
    const before = await everything()
    await expect(by(officer, (tx) => recording.recordMany(tx, twice))).rejects.toThrow('one call moves a subject once')
    expect(await everything()).toEqual(before)
  })
})
