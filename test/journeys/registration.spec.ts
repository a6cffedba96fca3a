import { randomUUID } from 'node:crypto'
import { forge, startWorld, type Answer, type Officer, type World } from './vetting.support'

let world: World
let intake: Officer, officer: Officer, approver: Officer, registrar: Officer
const people = () => ({ intake, officer, approver })

beforeAll(async () => {
  world = await startWorld()
  intake = await world.officer('intake', 'intake_officer')
  officer = await world.officer('officer', 'vetting_officer')
  approver = await world.officer('approver', 'vetting_approver')
  registrar = await world.officer('registrar', 'registrar')
})

afterAll(() => world?.close())

const stateOf = async (id: string): Promise<string> => (await intake.must('get', `/cases/${id}`)).state

const codesOf = async (id: string): Promise<Record<string, unknown>[]> =>
  (await registrar.must('get', `/cases/${id}/codes`)).items

async function registered(pathway = 'individual', kind = 'cdm'): Promise<{ caseId: string; codeId: string }> {
  const caseId = await world.vetted(people(), pathway)
  return { caseId, codeId: (await registrar.must('post', `/cases/${caseId}/codes`, { kind })).id }
}

/** What every answer of the API, the log and the receipts hold of a code's text: nothing but the list may. */
async function placesThatHold(text: string): Promise<string[]> {
  const [row] = await world.owner.query<{ log: bigint; receipts: bigint; access: bigint }>(
    `SELECT (SELECT count(*) FROM transition WHERE strpos(payload, $1) > 0 OR position(convert_to($1, 'UTF8') IN bytes) > 0) AS log,
       (SELECT count(*) FROM command_receipt WHERE strpos(answer, $1) > 0) AS receipts,
       (SELECT count(*) FROM access_log a WHERE strpos(a::text, $1) > 0) AS access`,
    [text],
  )
  return Object.entries(row!).flatMap(([place, count]) => (count > 0n ? [place] : []))
}

describe('Issuing a CDM code', () => {
  it('registers a vetted case: two subjects move, and the code stands in the list alone', async () => {
    const caseId = await world.vetted(people())
    const issued = await registrar.post(`/cases/${caseId}/codes`, { kind: 'cdm' })
    expect(issued).toMatchObject({ status: 201, body: { state: 'active', version: 1 }, etag: '"1"' })
    expect(Object.keys(issued.body).sort()).toEqual(['id', 'state', 'version'])
    expect(await stateOf(caseId)).toBe('registered')

    const [code] = await codesOf(caseId)
    expect(code).toMatchObject({
      id: issued.body.id,
      caseId,
      kind: 'cdm',
      state: 'active',
      version: 1,
      issuedOn: '2021-09-01',
      replaces: null,
    })
    expect(code!.code).toMatch(/^CDM(-[2-9A-HJKMNP-Z]{6}){3}$/)
    expect(await placesThatHold(String(code!.code))).toEqual([])

    const { items } = await registrar.must('get', `/cases/${caseId}/timeline`)
    expect(
      items
        .slice(0, 2)
        .map((t: { event: string }) => t.event)
        .sort(),
    ).toEqual(['issue', 'issue_code'])
  })

  it('gives a vetted case one active code, however many registrars ask at once', async () => {
    const registrars = await Promise.all(Array.from({ length: 20 }, (_, n) => world.officer(`registrar${n}`, 'registrar')))
    const caseId = await world.vetted(people())
    const answers = await Promise.all(registrars.map((r) => r.post(`/cases/${caseId}/codes`, { kind: 'cdm' })))
    expect(answers.filter((a) => a.status === 201)).toHaveLength(1)
    expect(answers.filter((a) => a.problem?.code === 'case.already_registered')).toHaveLength(19)
    expect(await codesOf(caseId)).toHaveLength(1)
  })

  it('does it once however often the same command is sent', async () => {
    const caseId = await world.vetted(people())
    const key = randomUUID()
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => registrar.post(`/cases/${caseId}/codes`, { kind: 'cdm' }, { key })),
    )
    expect(new Set(answers.map((a) => JSON.stringify([a.status, a.body])))).toHaveProperty('size', 1)
    expect(answers[0]!.status).toBe(201)
    const other = await registrar.post(`/cases/${caseId}/codes`, { kind: 'pre_cdm' }, { key })
    expect(other.problem?.code).toBe('idempotency.key_reused')
  })

  it.each(['individual', 'collective', 'surrender'])(
    'gives a CDM code and no pre-CDM code on the pathway %s',
    async (pathway) => {
      const caseId = await world.vetted(people(), pathway)
      const refused = await registrar.post(`/cases/${caseId}/codes`, { kind: 'pre_cdm' })
      expect(refused.problem).toMatchObject({ code: 'code.kind_does_not_fit', field: 'kind' })
      expect((await registrar.post(`/cases/${caseId}/codes`, { kind: 'cdm' })).status).toBe(201)
    },
  )

  it('gives a pre-CDM code to those who still serve', async () => {
    const caseId = await world.vetted(people(), 'in_service')
    const refused = await registrar.post(`/cases/${caseId}/codes`, { kind: 'cdm' })
    expect(refused.problem).toMatchObject({ code: 'code.kind_does_not_fit', field: 'kind' })
    expect((await registrar.post(`/cases/${caseId}/codes`, { kind: 'pre_cdm' })).status).toBe(201)
    expect((await codesOf(caseId))[0]!.code).toMatch(/^PRE-/)
  })

  it('is refused to a registrar who vetted or decided the case, and says so', async () => {
    const both = await world.officer('both', 'registrar', 'vetting_officer')
    const decides = await world.officer('decides', 'registrar', 'vetting_approver')
    const caseId = await world.vetted({ intake, officer: both, approver: decides })
    for (const who of [both, decides]) {
      const refused = await who.post(`/cases/${caseId}/codes`, { kind: 'cdm' })
      expect(refused.problem).toMatchObject({
        status: 403,
        code: 'actor.took_part_in_vetting',
        conditions: [{ condition: 'registrar_took_no_part_in_vetting' }],
      })
      const bySql = forge(world, who, { subjectId: caseId, event: 'issue_code', to: 'registered', role: 'registrar' })
      await expect(bySql).rejects.toMatchObject({ constraint: 'separated_duties' })
    }
    expect(await codesOf(caseId)).toEqual([])
    const { id } = await registrar.must('post', `/cases/${caseId}/codes`, { kind: 'cdm' })
    for (const act of ['suspend', 'revoke', 'replace']) {
      const refused = await both.post(`/codes/${id}/${act}`, { reason: 'card_lost' })
      expect(refused.problem).toMatchObject({ status: 403, code: 'actor.took_part_in_vetting' })
    }
  })

  it.each([`lifecycle <> 'code'`, `event <> 'issue_code'`])(
    'leaves no code behind when the log cannot be written: %s',
    async (holds) => {
      const caseId = await world.vetted(people())
      await world.withBrokenLog(holds, async () => {
        expect((await registrar.post(`/cases/${caseId}/codes`, { kind: 'cdm' })).status).toBe(500)
      })
      expect(await codesOf(caseId)).toEqual([])
      expect(await stateOf(caseId)).toBe('vetted')
      const [left] = await world.owner.query<{ subjects: bigint; codes: bigint }>(
        `SELECT (SELECT count(*) FROM subject WHERE case_id = $1 AND kind = 'code') AS subjects, (SELECT count(*) FROM code WHERE case_id = $1) AS codes`,
        [caseId],
      )
      expect(left).toEqual({ subjects: 0n, codes: 0n })
      expect((await registrar.post(`/cases/${caseId}/codes`, { kind: 'cdm' })).status).toBe(201)
    },
  )

  it('is refused before the case is vetted', async () => {
    const caseId = await world.contact(intake)
    expect((await registrar.post(`/cases/${caseId}/codes`, { kind: 'cdm' })).problem?.code).toBe('case.illegal_transition')
    expect((await registrar.post(`/cases/${randomUUID()}/codes`, { kind: 'cdm' })).problem?.code).toBe('case.not_found')
  })

  it('is refused to somebody who saw an older version of the case', async () => {
    const caseId = await world.vetted(people())
    const refused = await registrar.post(`/cases/${caseId}/codes`, { kind: 'cdm' }, { ifMatch: 3 })
    expect(refused.problem).toMatchObject({ status: 412, code: 'precondition.stale', field: 'If-Match' })
  })

  it.each([
    [{ kind: 'gold' }, 'kind'],
    [{}, 'kind'],
    [{ kind: 'cdm', code: 'CDM-222222-222222-222222' }, 'code'],
  ])('is refused with bad input: %j', async (body, field) => {
    const caseId = await world.vetted(people())
    expect((await registrar.post(`/cases/${caseId}/codes`, body)).problem).toMatchObject({ status: 400, field })
  })
})

describe('The life of a code', () => {
  const move = (codeId: string, act: string, reason: string): Promise<Answer> =>
    registrar.post(`/codes/${codeId}/${act}`, { reason })

  it('is suspended and resumed, and revoked for good', async () => {
    const { caseId, codeId } = await registered()
    expect((await move(codeId, 'suspend', 'contact_lost')).body).toEqual({ id: codeId, state: 'suspended', version: 2 })
    expect((await move(codeId, 'suspend', 'contact_lost')).problem?.code).toBe('code.illegal_transition')
    expect((await move(codeId, 'resume', 'contact_restored')).body).toEqual({ id: codeId, state: 'active', version: 3 })
    expect((await move(codeId, 'revoke', 'false_statement')).body).toEqual({ id: codeId, state: 'revoked', version: 4 })
    for (const [act, reason] of [
      ['resume', 'review_closed'],
      ['suspend', 'contact_lost'],
      ['replace', 'card_lost'],
    ] as const) {
      expect((await move(codeId, act, reason)).problem?.code).toBe('code.illegal_transition')
    }
    expect(await codesOf(caseId)).toMatchObject([{ state: 'revoked', version: 4 }])
  })

  it('may be followed by another code once it is revoked, and not before', async () => {
    const { caseId, codeId } = await registered()
    await move(codeId, 'suspend', 'under_review')
    expect((await registrar.post(`/cases/${caseId}/codes`, { kind: 'cdm' })).problem?.code).toBe('case.already_registered')
    await move(codeId, 'revoke', 'left_programme')
    expect((await registrar.post(`/cases/${caseId}/codes`, { kind: 'cdm' })).status).toBe(201)
    expect((await codesOf(caseId)).map((code) => (code as { state: string }).state).sort()).toEqual(['active', 'revoked'])
  })

  it('wants a reason that its lifecycle knows, and names those', async () => {
    const { codeId } = await registered()
    const refused = await move(codeId, 'suspend', 'bad_mood')
    expect(refused.problem).toMatchObject({ status: 422, code: 'input.reason' })
    expect(refused.problem?.fix).toContain('contact_lost, under_review')
    expect((await registrar.post(`/codes/${codeId}/suspend`, {})).problem).toMatchObject({ status: 400, field: 'reason' })
    expect((await move(randomUUID(), 'suspend', 'contact_lost')).problem).toMatchObject({ status: 404, code: 'code.not_found' })
  })

  it('ends in a replacement: the old code is replaced and the new one active, at the same moment', async () => {
    const { caseId, codeId } = await registered()
    const [old] = await codesOf(caseId)
    await move(codeId, 'suspend', 'card_reported_lost')
    const answer = await move(codeId, 'replace', 'card_lost')
    expect(answer).toMatchObject({ status: 201, body: { state: 'active', version: 1 } })
    const codes = await codesOf(caseId)
    expect(codes).toMatchObject([
      { id: answer.body.id, kind: 'cdm', state: 'active', replaces: codeId },
      { id: codeId, state: 'replaced', code: old!.code },
    ])
    expect(codes[0]!.code).not.toBe(old!.code)
    expect((await move(codeId, 'replace', 'card_lost')).problem?.code).toBe('code.illegal_transition')
  })

  it('is replaced once, however many ask at once', async () => {
    const { caseId, codeId } = await registered()
    const answers = await Promise.all(Array.from({ length: 8 }, () => move(codeId, 'replace', 'card_damaged')))
    expect(answers.filter((a) => a.status === 201)).toHaveLength(1)
    expect(answers.filter((a) => a.problem?.code === 'code.illegal_transition')).toHaveLength(7)
    expect((await codesOf(caseId)).filter((code) => code.state === 'active')).toHaveLength(1)
  })

  it('keeps the old code when the replacement cannot be logged', async () => {
    const { caseId, codeId } = await registered()
    await world.withBrokenLog(`event <> 'replace'`, async () => {
      expect((await move(codeId, 'replace', 'card_lost')).status).toBe(500)
    })
    expect(await codesOf(caseId)).toMatchObject([{ id: codeId, state: 'active', version: 1 }])
  })

  it('goes from pre-CDM to CDM when the person has left the service, and in no other way', async () => {
    const { caseId, codeId } = await registered('in_service', 'pre_cdm')
    const asked = await registrar.post(`/codes/${codeId}/replace`, { reason: 'card_lost', kind: 'cdm' })
    expect(asked.problem).toMatchObject({ code: 'code.kind_does_not_fit', field: 'kind' })
    const lost = await registrar.must('post', `/codes/${codeId}/replace`, { reason: 'card_lost' })
    const left = await registrar.must('post', `/codes/${lost.id}/replace`, { reason: 'left_service', kind: 'cdm' })
    expect((await codesOf(caseId)).map(({ kind, state }) => [kind, state])).toEqual([
      ['cdm', 'active'],
      ['pre_cdm', 'replaced'],
      ['pre_cdm', 'replaced'],
    ])
    const again = await registrar.post(`/codes/${left.id}/replace`, { reason: 'left_service' })
    expect(again.problem).toMatchObject({ code: 'code.nothing_to_leave', field: 'reason' })
  })
})

describe('A code typed by hand', () => {
  const check = (by: Officer, typed: string): Promise<Answer> => by.post('/codes/check', { code: typed })

  it('is found however it is typed', async () => {
    const { caseId, codeId } = await registered()
    const text = String((await codesOf(caseId))[0]!.code)
    for (const typed of [text, text.toLowerCase().replaceAll('-', ' '), text.replaceAll('-', '')]) {
      const { body } = await check(registrar, typed)
      expect(body).toMatchObject({ valid: true, fault: null, known: true, codeId, kind: 'cdm', state: 'active', caseId })
      expect(body.reference).toMatch(/^P-2021-\d{5}$/)
    }
  })

  it('with a slip in it is refused with the group that is off, without a look-up', async () => {
    const { caseId } = await registered()
    const text = String((await codesOf(caseId))[0]!.code)
    const at = 'CDM-000000-'.length + 2
    const slipped = text.slice(0, at) + (text[at] === '7' ? '8' : '7') + text.slice(at + 1)
    const lookups = () => world.owner.query<{ n: bigint }>('SELECT count(*) AS n FROM code_lookup')
    const before = await lookups()
    const { status, body } = await check(registrar, slipped)
    expect([status, body.valid, body.known, body.caseId]).toEqual([200, false, false, null])
    expect(body.fault).toMatchObject({ code: 'code.check_failed', groups: [2] })
    expect(body.fault.message).toContain('second group')
    expect(await lookups()).toEqual(before)
  })

  it('is recorded in the access log, whether it was found or not', async () => {
    const { caseId } = await registered()
    const text = String((await codesOf(caseId))[0]!.code)
    const careful = await world.officer('careful', 'registrar')
    await check(careful, text)
    await check(careful, 'CDM-1')
    const rows = await world.owner.query(
      `SELECT resource, case_id, fields FROM access_log WHERE actor_id = $1 AND act = 'read' ORDER BY id`,
      [careful.id],
    )
    const fields = expect.arrayContaining(['codeId', 'caseId', 'known'])
    expect(rows).toEqual([
      { resource: 'code_check', case_id: caseId, fields },
      { resource: 'code_check', case_id: null, fields },
    ])
  })

  it('cannot be guessed: an account looks up thirty in ten minutes and no more, one by one or all at once', async () => {
    const { caseId } = await registered()
    const text = String((await codesOf(caseId))[0]!.code)
    const patient = await world.officer('patient', 'registrar')
    for (let n = 0; n < 30; n += 1) expect((await check(patient, text)).status).toBe(200)
    expect((await check(patient, text)).problem?.code).toBe('code.throttled')
    // A slip of the finger is no guess.
    expect((await check(patient, 'CDM-1')).status).toBe(200)

    const hasty = await world.officer('hasty', 'registrar')
    const answers = await Promise.all(Array.from({ length: 40 }, () => check(hasty, text)))
    const throttled = answers.filter((a) => a.problem?.code === 'code.throttled').length
    expect(throttled).toBeGreaterThanOrEqual(10)
    expect(answers.filter((a) => a.status === 200)).toHaveLength(40 - throttled)
    expect((await check(hasty, text)).problem?.code).toBe('code.throttled')
    expect((await check(registrar, text)).status).toBe(200)
  })

  it('must be given, once and not at any length, and never in an address', async () => {
    expect((await registrar.post('/codes/check', {})).problem).toMatchObject({ status: 400, field: 'code' })
    expect((await check(registrar, 'C'.repeat(81))).problem).toMatchObject({ status: 400, field: 'code' })
    expect((await registrar.post('/codes/check', { code: ['A', 'B'] })).problem).toMatchObject({ status: 400, field: 'code' })
    expect((await registrar.get('/codes/check?code=CDM')).problem).toMatchObject({ status: 404 })
  })
})

describe('A second live code by SQL, as the application', () => {
  it.each(['active', 'suspended'])('is refused to a case whose code is %s, with or without a row of its own', async (state) => {
    const { caseId, codeId } = await registered()
    if (state === 'suspended') await registrar.must('post', `/codes/${codeId}/suspend`, { reason: 'contact_lost' })
    const second = {
      subjectId: randomUUID(),
      event: 'issue',
      to: 'active',
      role: 'registrar',
      opens: { kind: 'code', caseId },
    } as const
    await expect(forge(world, registrar, second)).rejects.toMatchObject({ constraint: 'one_live_code_a_case' })
    await registrar.must('post', `/codes/${codeId}/revoke`, { reason: 'left_programme' })
    // The same statements go through once the code is no more: it was the second live code that was refused.
    await forge(world, registrar, second)
  })

  it('is refused to revive a code beside the one that replaced it', async () => {
    const { codeId } = await registered()
    await registrar.must('post', `/codes/${codeId}/replace`, { reason: 'card_lost' })
    const revived = forge(world, registrar, { subjectId: codeId, event: 'resume', to: 'active', role: 'registrar' })
    await expect(revived).rejects.toMatchObject({ constraint: 'one_live_code_a_case' })
  })

  it('cannot be had by changing, moving or taking away a code', async () => {
    const { codeId } = await registered()
    const app = await world.database.open('passage_api', 1)
    for (const statement of [
      'UPDATE code SET text = text WHERE id = $1',
      'UPDATE code SET case_id = case_id WHERE id = $1',
      'DELETE FROM code WHERE id = $1',
      'UPDATE subject SET case_id = NULL WHERE id = $1',
      'UPDATE code_lookup SET at = at WHERE actor_id = $1',
      'DELETE FROM code_lookup WHERE actor_id = $1',
    ]) {
      await expect(app.query(statement, [codeId])).rejects.toMatchObject({ code: '42501' })
    }
  })
})
