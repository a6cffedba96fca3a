import { readersOf, roles, type Role } from '@passage/access'
import { startWorld, type Officer, type World } from './vetting.support'

let world: World
let registrar: Officer
let caseId: string, codeId: string, code: string
const people = roles.filter((role) => role !== 'system')

beforeAll(async () => {
  world = await startWorld()
  registrar = await world.officer('registrar', 'registrar')
  caseId = await world.vetted({
    intake: await world.officer('intake', 'intake_officer'),
    officer: await world.officer('officer', 'vetting_officer'),
    approver: await world.officer('approver', 'vetting_approver'),
  })
  codeId = (await registrar.must('post', `/cases/${caseId}/codes`, { kind: 'cdm' })).id
  code = (await registrar.must('get', `/cases/${caseId}/codes`)).items[0].code
})

afterAll(() => world?.close())

describe('Who may do what in registration', () => {
  it.each(people)('%s: nothing but what the role says', async (role) => {
    const who = await world.officer(`only-${role.replaceAll('_', '-')}`, role)
    // A reason that no lifecycle knows, so that whoever may act is refused for another cause and the code stays as it is.
    const reason = { reason: 'just_looking' }
    const commands = [
      await who.post(`/cases/${caseId}/codes`, { kind: 'cdm' }),
      await who.post(`/codes/${codeId}/suspend`, reason),
      await who.post(`/codes/${codeId}/resume`, reason),
      await who.post(`/codes/${codeId}/revoke`, reason),
      await who.post(`/codes/${codeId}/replace`, reason),
      await who.post('/codes/check', { code: 'CDM' }),
    ]
    expect(commands.map((answer) => answer.problem?.code === 'access.role')).toEqual(Array(6).fill(role !== 'registrar'))
    const list = await who.get(`/cases/${caseId}/codes`)
    expect(list.problem?.code).toBe(readersOf.operational.includes(role) ? undefined : 'access.role')
  })
})

describe('Who reads a code', () => {
  const readers: Role[] = ['registrar', 'finance_officer']
  const others = people.filter((role) => !readers.includes(role) && readersOf.operational.includes(role))

  it.each(readers)('%s, and each reading stands in the access log', async (role) => {
    const who = await world.officer(`reads-${role.replaceAll('_', '-')}`, role)
    expect((await who.must('get', `/cases/${caseId}/codes`)).items).toMatchObject([{ id: codeId, code, kind: 'cdm' }])
    const rows = await world.owner.query(
      `SELECT resource, resource_id, case_id, fields FROM access_log WHERE actor_id = $1 AND act = 'read'`,
      [who.id],
    )
    expect(rows).toEqual([{ resource: 'code', resource_id: codeId, case_id: caseId, fields: ['code'] }])
  })

  it.each(others)('not %s: it is shown as redacted, and that there is one is no secret', async (role) => {
    const who = await world.officer(`sees-${role.replaceAll('_', '-')}`, role)
    const { items } = await who.must('get', `/cases/${caseId}/codes`)
    expect(items).toMatchObject([{ id: codeId, kind: 'cdm', state: 'active', code: { redacted: true } }])
    for (const page of ['', '/timeline', '/actions', '/codes']) {
      expect(JSON.stringify((await who.get(`/cases/${caseId}${page}`)).body)).not.toContain(code)
    }
  })
})
