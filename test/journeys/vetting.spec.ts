import { forge, startWorld, type Officer, type World } from './vetting.support'

let world: World
let intake: Officer, officer: Officer, second: Officer, approver: Officer, appeals: Officer

beforeAll(async () => {
  world = await startWorld()
  intake = await world.officer('intake', 'intake_officer')
  officer = await world.officer('officer', 'vetting_officer')
  second = await world.officer('second', 'vetting_officer', 'vetting_approver')
  approver = await world.officer('approver', 'vetting_approver')
  appeals = await world.officer('appeals', 'vetting_approver')
})

afterAll(() => world?.close())

const inVetting = async (pathway = 'individual', service = 'soldier'): Promise<string> => {
  const id = await world.contact(intake, pathway, service)
  await officer.must('post', `/cases/${id}/start-vetting`)
  return id
}

const record = (id: string, check: string, result = 'confirmed', by: Officer = officer) =>
  by.must('post', `/cases/${id}/checks`, { check, result })

async function awaitingDecision(results: Record<string, string> = {}, recommendation = 'clear'): Promise<string> {
  const id = await inVetting()
  await world.recordAll(officer, id, results)
  await officer.must('post', `/cases/${id}/recommend`, { recommendation })
  return id
}

const stateOf = async (id: string): Promise<string> => (await officer.must('get', `/cases/${id}`)).state

describe('Vetting', () => {
  it('takes a case from contact to vetted: checks of a plan, a recommendation, a decision by somebody else', async () => {
    const id = await world.contact(intake)
    const started = await officer.must('post', `/cases/${id}/start-vetting`)
    expect(started).toEqual({ id, state: 'in_vetting', version: 2 })

    const before = await officer.get(`/cases/${id}/vetting`)
    expect(before.etag).toBe('"2"')
    expect(before.body.round).toBe(1)
    expect(before.body.plan.filter((c: { required: boolean }) => c.required)).toHaveLength(5)
    expect(before.body.plan.every((c: { done: boolean }) => !c.done)).toBe(true)

    await world.recordAll(officer, id)
    const recommended = await officer.post(`/cases/${id}/recommend`, {
      recommendation: 'clear',
      note: 'Nothing speaks against it.',
    })
    expect(recommended).toMatchObject({ status: 200, body: { id, state: 'awaiting_decision' } })
    const decided = await approver.post(`/cases/${id}/decision`, { decision: 'cleared' })
    expect(decided).toMatchObject({ status: 200, body: { id, state: 'vetted' } })

    const after = await approver.must('get', `/cases/${id}/vetting`)
    expect(after.recommendation).toMatchObject({
      recommendation: 'clear',
      round: 1,
      by: { displayName: 'Test officer' },
      on: '2021-09-01',
    })
    expect(after.decisions).toMatchObject([{ decision: 'cleared', round: 1, by: { displayName: 'Test approver' }, reason: null }])
  })

  it.each([
    ['individual', ['reason_for_leaving'], ['surrender_circumstances', 'still_serving_confirmed']],
    ['collective', ['reason_for_leaving'], ['surrender_circumstances', 'still_serving_confirmed']],
    ['surrender', ['reason_for_leaving', 'surrender_circumstances'], ['still_serving_confirmed']],
    ['in_service', ['still_serving_confirmed'], ['reason_for_leaving', 'surrender_circumstances']],
  ])('plans checks by pathway: %s', async (pathway, has, hasNot) => {
    for (const service of ['soldier', 'police']) {
      const id = await inVetting(pathway, service)
      const { plan } = await officer.must('get', `/cases/${id}/vetting`)
      const required = plan.filter((c: { required: boolean }) => c.required).map((c: { check: string }) => c.check)
      expect(required).toEqual(expect.arrayContaining([...has, 'denounces_military_rule', 'part_in_atrocities_screened']))
      for (const check of hasNot) expect(required).not.toContain(check)
      const refused = await officer.post(`/cases/${id}/checks`, { check: hasNot[0], result: 'confirmed' })
      expect(refused.problem).toMatchObject({ code: 'vetting.check_not_planned', field: 'check' })
    }
  })

  it('holds a round to the plan of the day on which it opened', async () => {
    const id = await inVetting()
    await world.owner.query(
      `INSERT INTO vetting_check_kind (name, place, title, about) VALUES ('statement_recorded', 9, 'Statement', 'A new one.')`,
    )
    await world.owner.query(
      `INSERT INTO vetting_check_plan (check_name, pathway, service, required, valid, source)
       VALUES ('statement_recorded', 'individual', 'soldier', true, '[2021-09-02,)', 'test')`,
    )
    try {
      const checks = async (of: string) =>
        (await officer.must('get', `/cases/${of}/vetting`)).plan.map((c: { check: string }) => c.check)
      await world.owner.query(`UPDATE programme_clock SET today = '2021-09-02'`)
      expect(await checks(id)).not.toContain('statement_recorded')
      expect(await checks(await inVetting())).toContain('statement_recorded')
    } finally {
      await world.owner.query(`DELETE FROM vetting_check_plan WHERE check_name = 'statement_recorded'`)
      await world.owner.query(`UPDATE programme_clock SET today = '2021-09-01'`)
    }
  })

  it('does not let anybody recommend before every required check is recorded, and names what is missing', async () => {
    const id = await inVetting()
    await world.recordAll(officer, id, { reason_for_leaving: 'leave_out', household_confirmed: 'leave_out' })
    const refused = await officer.post(`/cases/${id}/recommend`, { recommendation: 'clear' })
    expect(refused.problem).toMatchObject({
      code: 'vetting.checks_missing',
      fix: 'Record reason_for_leaving.',
      conditions: [{ condition: 'every_required_check_is_done' }],
    })
    await record(id, 'reason_for_leaving', 'not_applicable')
    expect((await officer.post(`/cases/${id}/recommend`, { recommendation: 'clear' })).status).toBe(200)
  })

  it('takes the later record of a check, and keeps the earlier', async () => {
    const id = await inVetting()
    await record(id, 'reason_for_leaving', 'contradicted')
    await record(id, 'reason_for_leaving', 'confirmed', second)
    const { plan, checks } = await officer.must('get', `/cases/${id}/vetting`)
    expect(plan.find((c: { check: string }) => c.check === 'reason_for_leaving')).toMatchObject({
      result: 'confirmed',
      done: true,
    })
    expect(checks).toMatchObject([
      { result: 'confirmed', by: { displayName: 'Test second' } },
      { result: 'contradicted', by: { displayName: 'Test officer' } },
    ])
  })

  it.each([
    ['denounces_military_rule', 'not_confirmed', 'vetting.main_criterion_not_confirmed'],
    ['denounces_military_rule', 'contradicted', 'vetting.main_criterion_not_confirmed'],
    ['part_in_atrocities_screened', 'contradicted', 'vetting.check_contradicted'],
  ])('clears nobody with %s %s, and leaves nothing of the try', async (check, result, code) => {
    const id = await inVetting()
    await world.recordAll(officer, id, { [check]: result })
    const before = await officer.get(`/cases/${id}/vetting`)
    for (const recommendation of ['clear', 'clear_with_conditions']) {
      const refused = await officer.post(`/cases/${id}/recommend`, { recommendation, note: 'Let them in.' })
      expect(refused.problem).toMatchObject({ status: 409, code })
    }
    expect(await officer.get(`/cases/${id}/vetting`)).toEqual(before)

    await officer.must('post', `/cases/${id}/recommend`, { recommendation: 'decline' })
    expect((await approver.post(`/cases/${id}/decision`, { decision: 'cleared' })).problem).toMatchObject({ code })
    expect(
      (await approver.post(`/cases/${id}/decision`, { decision: 'cleared_with_conditions', reason: 'report_monthly' })).problem,
    ).toMatchObject({ code })
    expect(await stateOf(id)).toBe('awaiting_decision')
    expect((await approver.must('get', `/cases/${id}/vetting`)).decisions).toEqual([])
    const declined = await approver.post(`/cases/${id}/decision`, { decision: 'declined', reason: 'background_not_verified' })
    expect(declined.body.state).toBe('declined')
  })

  it('clears with conditions, and wants to know which', async () => {
    const id = await awaitingDecision({ unit_and_service_history: 'not_confirmed' }, 'clear_with_conditions')
    const without = await approver.post(`/cases/${id}/decision`, { decision: 'cleared_with_conditions' })
    expect(without.problem).toMatchObject({ status: 422, code: 'input.reason' })
    const decided = await approver.post(`/cases/${id}/decision`, {
      decision: 'cleared_with_conditions',
      reason: 'reside_at_site',
    })
    expect(decided.body.state).toBe('vetted')
  })

  it('asks for more in a new round, in which all that was not confirmed is recorded anew', async () => {
    const id = await awaitingDecision({ unit_and_service_history: 'not_confirmed', reason_for_leaving: 'not_applicable' })
    await approver.must('post', `/cases/${id}/decision`, { decision: 'more_information', reason: 'source_missing' })
    expect(await officer.must('get', `/cases/${id}/vetting`)).toMatchObject({ round: 2, recommendation: null })

    const refused = await officer.post(`/cases/${id}/recommend`, { recommendation: 'clear' })
    expect(refused.problem?.fix).toBe('Record unit_and_service_history, reason_for_leaving.')
    await record(id, 'unit_and_service_history')
    await record(id, 'reason_for_leaving', 'not_confirmed')
    await officer.must('post', `/cases/${id}/recommend`, { recommendation: 'clear' })
    // The same approver may go on with what they asked for.
    expect((await approver.post(`/cases/${id}/decision`, { decision: 'cleared' })).body.state).toBe('vetted')
  })

  it('hears an appeal by people who took no part, who also decide it', async () => {
    const id = await awaitingDecision({ reason_for_leaving: 'contradicted' }, 'decline')
    await approver.must('post', `/cases/${id}/decision`, { decision: 'declined', reason: 'false_statement' })
    const refused = await approver.post(`/cases/${id}/appeal`, { reason: 'new_evidence' })
    expect(refused.problem).toMatchObject({ status: 403, code: 'actor.decided_before' })
    const heard = await appeals.post(`/cases/${id}/appeal`, { reason: 'new_evidence', note: 'A colleague came forward.' })
    expect(heard).toMatchObject({ status: 200, body: { id, state: 'in_vetting' } })
    expect((await officer.must('get', `/cases/${id}/vetting`)).round).toBe(2)

    await record(id, 'reason_for_leaving')
    await officer.must('post', `/cases/${id}/recommend`, { recommendation: 'clear' })
    const again = await approver.post(`/cases/${id}/decision`, { decision: 'cleared' })
    expect(again.problem).toMatchObject({ status: 403, code: 'actor.decided_before' })
    expect((await appeals.post(`/cases/${id}/decision`, { decision: 'cleared' })).body.state).toBe('vetted')
    expect((await officer.must('get', `/cases/${id}/vetting`)).decisions).toMatchObject([
      { round: 2, decision: 'cleared' },
      { round: 1, decision: 'declined', reason: 'false_statement' },
    ])
  })

  it('does not let an appeal be heard by somebody who vetted the case', async () => {
    const id = await inVetting()
    await world.recordAll(second, id)
    await officer.must('post', `/cases/${id}/recommend`, { recommendation: 'decline' })
    await approver.must('post', `/cases/${id}/decision`, { decision: 'declined', reason: 'does_not_denounce' })
    expect((await second.post(`/cases/${id}/appeal`, { reason: 'new_evidence' })).problem?.code).toBe('actor.decided_before')
  })

  it('lets nobody decide on what they recommended, through the API or by SQL', async () => {
    const id = await inVetting()
    await world.recordAll(officer, id)
    await second.must('post', `/cases/${id}/recommend`, { recommendation: 'clear' })
    const refused = await second.post(`/cases/${id}/decision`, { decision: 'cleared' })
    expect(refused.problem).toMatchObject({
      status: 403,
      code: 'actor.recommended_it',
      conditions: [{ condition: 'decided_by_someone_else' }],
    })
    const bySql = forge(world, second, { subjectId: id, event: 'clear', to: 'vetted', role: 'vetting_approver' })
    await expect(bySql).rejects.toMatchObject({ constraint: 'separated_duties' })
    expect(await stateOf(id)).toBe('awaiting_decision')
    // The same statements by somebody who took no part go through: it was the person that was refused.
    await forge(world, approver, { subjectId: id, event: 'clear', to: 'vetted', role: 'vetting_approver' })
    expect(await stateOf(id)).toBe('vetted')
  })

  it('keeps notes outside the log: it holds their id and a commitment', async () => {
    const id = await inVetting()
    const note = 'The colleague remembers the training in spring.'
    await officer.must('post', `/cases/${id}/checks`, { check: 'identity_confirmed_by_colleague', result: 'confirmed', note })
    const [row] = await world.owner.query<{ payload: string }>(
      `SELECT payload FROM transition WHERE subject_id = $1 AND event = 'record_check'`,
      [id],
    )
    const payload = JSON.parse(row!.payload)
    expect(Object.keys(payload).sort()).toEqual(['check', 'commitment', 'note', 'record', 'result'])
    expect(row!.payload).not.toContain('colleague remembers')
    const notes = (await officer.must('get', `/cases/${id}/notes`)).items
    expect(notes).toMatchObject([{ id: payload.note, class: 'vetting', text: note }])
  })

  it('does the same command once, and refuses a stale version', async () => {
    const id = await inVetting()
    const key = { key: `once-${id}` }
    const body = { check: 'reason_for_leaving', result: 'confirmed' }
    const first = await officer.post(`/cases/${id}/checks`, body, key)
    expect(await officer.post(`/cases/${id}/checks`, body, key)).toEqual(first)
    expect((await officer.must('get', `/cases/${id}/vetting`)).checks).toHaveLength(1)
    const stale = await officer.post(`/cases/${id}/checks`, body, { ifMatch: 2 })
    expect(stale.problem).toMatchObject({ status: 412, code: 'precondition.stale' })
  })

  it('writes nothing when the move cannot be logged', async () => {
    const id = await inVetting()
    await world.withBrokenLog(`event <> 'record_check'`, async () => {
      const failed = await officer.post(`/cases/${id}/checks`, {
        check: 'reason_for_leaving',
        result: 'confirmed',
        note: 'A note.',
      })
      expect(failed.status).toBe(500)
    })
    expect((await officer.must('get', `/cases/${id}/vetting`)).checks).toEqual([])
    expect((await officer.must('get', `/cases/${id}/notes`)).items).toEqual([])
  })
})

describe('Bad input to vetting', () => {
  it.each([
    ['checks', { check: 'reason_for_leaving', result: 'perhaps' }, 400, 'result'],
    ['checks', { check: 'Reason For Leaving', result: 'confirmed' }, 400, 'check'],
    ['checks', { check: 'reason_for_leaving', result: 'confirmed', note: null }, 400, 'note'],
    ['checks', { check: 'reason_for_leaving', result: 'confirmed', note: ' ' }, 400, 'note'],
    ['checks', { check: 'reason_for_leaving', result: 'confirmed', colour: 'red' }, 400, 'colour'],
    ['checks', { check: 'denounces_military_rule', result: 'not_applicable' }, 409, 'result'],
    ['checks', { check: 'reason_for_leaving', result: 'confirmed', note: 'call 09 421 123 456' }, 422, 'note'],
    ['recommend', { recommendation: 'cleared' }, 400, 'recommendation'],
  ])('of %s %j is refused with %d, names the field, and writes nothing', async (act, body, status, field) => {
    const id = await inVetting()
    const refused = await officer.post(`/cases/${id}/${act}`, body)
    expect(refused.problem).toMatchObject({ status, field })
    expect(refused.problem?.fix).toBeTruthy()
    expect(await officer.must('get', `/cases/${id}/vetting`)).toMatchObject({ version: 2, checks: [], recommendations: [] })
  })

  it('that names a reason which the act does not know is refused', async () => {
    const id = await awaitingDecision()
    const refused = await approver.post(`/cases/${id}/decision`, { decision: 'declined', reason: 'bad_mood' })
    expect(refused.problem).toMatchObject({ status: 422, code: 'input.reason' })
    expect(refused.problem?.fix).toContain('does_not_denounce')
  })

  it('that asks for what the state does not allow is refused', async () => {
    const contacted = await world.contact(intake)
    expect(
      (await officer.post(`/cases/${contacted}/checks`, { check: 'reason_for_leaving', result: 'confirmed' })).problem?.code,
    ).toBe('case.illegal_transition')
    expect((await approver.post(`/cases/${await inVetting()}/decision`, { decision: 'cleared' })).problem?.code).toBe(
      'case.illegal_transition',
    )
  })

  it('about a case that is not there is refused', async () => {
    const nobody = '11111111-1111-4111-8111-111111111111'
    expect((await officer.get(`/cases/${nobody}/vetting`)).problem).toMatchObject({ status: 404, code: 'case.not_found' })
    const check = { check: 'reason_for_leaving', result: 'confirmed' }
    expect((await officer.post(`/cases/${nobody}/checks`, check)).problem?.code).toBe('case.not_found')
    expect((await officer.post(`/cases/${nobody}/checks`, { ...check, note: 'Who?' })).problem?.code).toBe('case.not_found')
    expect((await officer.post('/cases/nobody/start-vetting')).problem).toMatchObject({ status: 400, field: 'id' })
  })
})
