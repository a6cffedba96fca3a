import { roles, type Role } from '@passage/access'
import { must, startPlanning, type PlanningWorld } from './planning.support'

const ask: readonly Role[] = ['planner', 'programme_manager']
const read: readonly Role[] = [...ask, 'auditor']
const people = roles.filter((role) => role !== 'system')
const body = { kind: 'capacity', params: { from: '2021-09-15', to: '2021-09-16' } }

describe('Who may see a report', () => {
  let world: PlanningWorld
  let id: string

  beforeAll(async () => {
    world = await startPlanning('2021-09-15')
    const manager = await world.api.as('programme_manager')
    must(
      await manager.post('/sites', { name: 'Quiet Hill', country: 'TH', region: 'Tak', organisation: 'Open Hands', places: 40 }),
    )
    await world.startWorker()
    id = (await world.report(body.kind, body.params)).id
  }, 120_000)

  afterAll(() => world.close())

  it.each(people)('%s asks only where planning is their work', async (role) => {
    const answer = await (await world.api.as(role)).post('/reports', body)
    expect(answer.status).toBe(ask.includes(role) ? 201 : 403)
  })

  it.each(people)('%s reads kinds, history, results and files only as planner, manager or auditor', async (role) => {
    const client = await world.api.as(role)
    for (const path of [
      '/reports/kinds',
      '/reports',
      `/reports/${id}`,
      `/reports/${id}/result`,
      `/reports/${id}/result.csv`,
      `/reports/${id}/result.xlsx`,
    ]) {
      const answer = await client.get(path)
      expect([path, answer.status]).toEqual([path, read.includes(role) ? 200 : 403])
      if (read.includes(role)) expect(answer.text).not.toContain('"redacted":true')
    }
  })

  it('nobody does without a session', async () => {
    for (const path of ['/reports/kinds', '/reports', `/reports/${id}/result`])
      expect((await world.api.nobody.get(path)).status).toBe(401)
    expect((await world.api.nobody.post('/reports', body)).status).toBe(401)
  })

  it('an id that is none, or nobody’s, is told as such', async () => {
    expect((await world.planner.get('/reports/seven')).body.code).toBe('input.invalid')
    const answer = await world.planner.get('/reports/11111111-1111-4111-8111-111111111111/result')
    expect([answer.status, answer.body.code]).toEqual([404, 'report.not_found'])
  })

  it('a refused request stands in the access log', async () => {
    const registrar = await world.api.as('registrar')
    await registrar.post('/reports', body)
    const [{ n }] = (await world.owner.query(
      `SELECT count(*)::int AS n FROM access_log WHERE act = 'refused' AND actor_id = $1`,
      [registrar.accountId],
    )) as [{ n: number }]
    expect(n).toBeGreaterThan(0)
  })
})
