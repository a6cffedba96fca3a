import { roles, type Role } from '@passage/access'
import { startWorld, type Officer, type World } from './vetting.support'

let world: World
let officer: Officer
let caseId: string
const people = roles.filter((role) => role !== 'system')

beforeAll(async () => {
  world = await startWorld()
  officer = await world.officer('officer', 'vetting_officer')
  caseId = await world.contact(await world.officer('intake', 'intake_officer'))
  await officer.must('post', `/cases/${caseId}/start-vetting`)
  const check = { check: 'reason_for_leaving', result: 'contradicted', note: 'He says one thing and his sister another.' }
  await officer.must('post', `/cases/${caseId}/checks`, check)
})

afterAll(() => world?.close())

describe('Who may do what in vetting', () => {
  const check = { check: 'reason_for_leaving', result: 'confirmed' }
  const routes: [method: 'get' | 'post', act: string, body: object | undefined, allowed: Role[]][] = [
    // The auditor may ask, and sees nothing but redacted fields where no glass is broken.
    ['get', 'vetting', undefined, ['vetting_officer', 'vetting_approver', 'auditor']],
    ['post', 'start-vetting', undefined, ['vetting_officer']],
    ['post', 'checks', check, ['vetting_officer']],
    ['post', 'recommend', { recommendation: 'clear' }, ['vetting_officer']],
    ['post', 'decision', { decision: 'cleared' }, ['vetting_approver']],
    ['post', 'appeal', { reason: 'new_evidence' }, ['vetting_approver']],
  ]

  it.each(people)('%s: nothing but what the role says, and each refusal is recorded', async (role) => {
    const who = await world.officer(`only-${role.replaceAll('_', '-')}`, role)
    for (const [method, act, body, allowed] of routes) {
      const answer = method === 'get' ? await who.get(`/cases/${caseId}/${act}`) : await who.post(`/cases/${caseId}/${act}`, body)
      expect([act, answer.problem?.code === 'access.role']).toEqual([act, !allowed.includes(role)])
      expect([act, answer.status === 403]).toEqual([act, !allowed.includes(role)])
    }
    const [row] = await world.owner.query<{ n: bigint }>(
      `SELECT count(*) AS n FROM access_log WHERE actor_id = $1 AND act = 'refused' AND code = 'access.role'`,
      [who.id],
    )
    expect(Number(row!.n)).toBe(routes.filter(([, , , allowed]) => !allowed.includes(role)).length)
  })
})

describe('Who learns what vetting found', () => {
  const others = people.filter((role) => role !== 'vetting_officer' && role !== 'vetting_approver')
  const words = ['contradicted', 'his sister', 'reason_for_leaving']

  it.each(others)('not %s, on any page of the case', async (role) => {
    const who = await world.officer(`reads-${role.replaceAll('_', '-')}`, role)
    // The auditor reads the log, which holds results as codes and of a note only a commitment.
    const hidden = role === 'auditor' ? ['his sister'] : words
    for (const page of ['', '/vetting', '/timeline', '/actions', '/notes', '/codes']) {
      const text = JSON.stringify((await who.get(`/cases/${caseId}${page}`)).body)
      for (const word of hidden) expect([page, text.includes(word)]).toEqual([page, false])
    }
  })

  it('a vetting officer does, and that they did stands in the access log', async () => {
    const reader = await world.officer('reader', 'vetting_officer')
    const { checks } = await reader.must('get', `/cases/${caseId}/vetting`)
    expect(checks.at(-1)).toMatchObject({ check: 'reason_for_leaving', result: 'contradicted' })
    const rows = await world.owner.query<{ resource: string; case_id: string; fields: string[] }>(
      `SELECT resource, case_id, fields FROM access_log WHERE actor_id = $1 AND act = 'read'`,
      [reader.id],
    )
    expect(rows.map((row) => row.resource)).toEqual(expect.arrayContaining(['vetting', 'vetting_check']))
    expect(new Set(rows.map((row) => row.case_id))).toEqual(new Set([caseId]))
    expect(rows.find((row) => row.resource === 'vetting_check')?.fields).toEqual(expect.arrayContaining(['check', 'result']))
  })

  it('nobody does when the reading cannot be recorded', async () => {
    await world.owner.query('ALTER TABLE access_log ADD CONSTRAINT full_disk CHECK (false) NOT VALID')
    try {
      const answer = await officer.get(`/cases/${caseId}/vetting`)
      expect(answer.status).toBe(503)
      for (const word of words) expect(JSON.stringify(answer.body)).not.toContain(word)
    } finally {
      await world.owner.query('ALTER TABLE access_log DROP CONSTRAINT full_disk')
    }
  })

  it('nobody may change or take away by SQL, as the application', async () => {
    const app = await world.database.open('passage_api', 1)
    for (const table of ['vetting_round', 'vetting_check', 'vetting_recommendation', 'vetting_decision', 'vetting_check_plan']) {
      const column = table === 'vetting_check_plan' ? 'source' : 'seq'
      for (const statement of [`UPDATE ${table} SET ${column} = ${column}`, `DELETE FROM ${table}`, `TRUNCATE ${table}`]) {
        await expect(app.query(statement)).rejects.toMatchObject({ code: '42501' })
      }
    }
  })

  it('nobody may add a result without the transition that it came with', async () => {
    // As the worker: to the API's role the rows' own policy says no before that.
    const app = await world.database.open('passage_worker', 1)
    const added = app.query(
      `INSERT INTO vetting_check (id, case_id, round, seq, check_name, result) VALUES (gen_random_uuid(), $1, 1, 99, 'reason_for_leaving', 'confirmed')`,
      [caseId],
    )
    await expect(added).rejects.toMatchObject({ constraint: 'a_check_has_its_transition' })
  })
})
