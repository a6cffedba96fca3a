import { startPlanning, must, type PlanningWorld } from './planning.support'

const capacity = { kind: 'capacity', params: { from: '2021-09-15', to: '2021-09-20' } }

describe("A report's job", () => {
  let world: PlanningWorld

  beforeAll(async () => {
    world = await startPlanning('2021-09-15')
    const manager = await world.api.as('programme_manager')
    must(
      await manager.post('/sites', { name: 'Quiet Hill', country: 'TH', region: 'Tak', organisation: 'Open Hands', places: 40 }),
    )
  }, 120_000)

  afterAll(() => world.close())

  it('waits until a worker takes it, has no result until then, and holds nothing but its id', async () => {
    const { id, state } = must(await world.planner.post('/reports', capacity))
    expect(state).toBe('requested')
    expect(must(await world.planner.get(`/reports/${id}`))).toMatchObject({
      state: 'waiting',
      hasResult: false,
      mayCancel: true,
      finishedAt: null,
      params: capacity.params,
    })
    expect((await world.planner.get(`/jobs/${id}`)).body).toMatchObject({ id, queue: 'reports', name: 'run_report' })
    for (const path of ['result', 'result.csv', 'result.xlsx']) {
      const answer = await world.planner.get(`/reports/${id}/${path}`)
      expect([answer.status, answer.body.code]).toEqual([409, 'report.not_finished'])
    }
    const [job] = await world.owner.query('SELECT data FROM job_request WHERE id = $1', [id])
    expect(job).toEqual({ data: {} })
  })

  it('is stopped by who asked before it has begun, leaves no result, and says so', async () => {
    const { id } = must(await world.planner.post('/reports', capacity))
    expect((await (await world.api.as('planner', 2)).post(`/jobs/${id}/cancel`)).body.code).toBe('job.of_somebody_else')
    must(await world.planner.post(`/jobs/${id}/cancel`))
    await world.startWorker()
    expect(await world.ended(id)).toMatchObject({ outcome: 'cancelled' })
    expect(must(await world.planner.get(`/reports/${id}`))).toMatchObject({
      state: 'cancelled',
      hasResult: false,
      mayCancel: false,
    })
    const answer = await world.planner.get(`/reports/${id}/result`)
    expect([answer.status, answer.body.code, answer.body.detail]).toEqual([
      409,
      'report.not_finished',
      'This report was stopped, so that it has no result.',
    ])
  })

  it('that runs twice has one result, the first', async () => {
    const { id } = must(await world.planner.post('/reports', capacity))
    await world.ended(id)
    const first = must(await world.planner.get(`/reports/${id}/result`))
    // Delivered again, as a queue may do: opened and put back by hand.
    await world.owner.query(
      `UPDATE job_request SET closed_at = NULL, outcome = NULL, enqueued_at = NULL, done = 0 WHERE id = $1`,
      [id],
    )
    await world.owner.query(`SELECT pg_notify('job_requested', $1)`, [id])
    expect(await world.ended(id)).toMatchObject({ outcome: 'done' })
    expect(must(await world.planner.get(`/reports/${id}/result`))).toEqual(first)
  })

  it('keeps its result and its noise from the role of the API', async () => {
    const database = await world.database.open('passage_api', 1)
    await expect(database.query(`UPDATE report SET result = '{}'`)).rejects.toMatchObject({ code: '42501' })
    await expect(database.query('SELECT secret FROM report_secret')).rejects.toMatchObject({ code: '42501' })
    await expect(database.query('DELETE FROM report')).rejects.toMatchObject({ code: '42501' })
    const worker = await world.database.open('passage_worker', 1)
    await expect(worker.query(`UPDATE report_secret SET secret = sha256('')`)).rejects.toMatchObject({ code: '42501' })
    await expect(worker.query(`UPDATE report SET params = '{}'`)).rejects.toMatchObject({ code: '42501' })
  })

  it('reads through views that hold no column of a person', async () => {
    const columns = await world.owner.query<{ view: string; column: string }>(
      `SELECT table_name AS view, column_name AS column FROM information_schema.columns WHERE table_name LIKE 'planning\\_%' ORDER BY 1, 2`,
    )
    expect(columns.length).toBeGreaterThan(40)
    expect(
      columns
        .filter(({ column }) => /person|payee|display|cipher|note|reference|token|name$/.test(column))
        .map(({ view, column }) => `${view}.${column}`),
    ).toEqual(['planning_budget_line.name', 'planning_fund.name', 'planning_site.name'])
  })
})
