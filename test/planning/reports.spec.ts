import { must, startPlanning, tableOf, unzipped, type PlanningWorld } from './planning.support'

describe('A report', () => {
  let world: PlanningWorld
  let siteId: string

  beforeAll(async () => {
    world = await startPlanning('2021-09-15')
    const manager = await world.api.as('programme_manager')
    const body = { name: 'Quiet Hill', country: 'TH', region: 'Tak', organisation: 'Open Hands', places: 40 }
    siteId = must(await manager.post('/sites', body)).id
    // No site can be given such a name; a file must be harmless all the same.
    await world.owner.query(`UPDATE site SET organisation = '=Open Hands'`)
    await world.startWorker()
  }, 120_000)

  afterAll(() => world.close())

  it('is asked for by its kind and parameters, counted by the worker, and read as tables', async () => {
    const result = await world.report('capacity', { from: '2021-09-14', to: '2021-09-17' })
    expect(result).toMatchObject({
      kind: 'capacity',
      programmeDate: '2021-09-15',
      params: { from: '2021-09-14', to: '2021-09-17' },
      requestedBy: { id: world.planner.accountId },
    })
    expect(tableOf(result, 'by_day').rows).toEqual([
      { day: '2021-09-14', places: 0, out_of_service: 0, booked: 0, occupied: 0, free: 0, over: 0, shortage: null },
      ...['2021-09-15', '2021-09-16', '2021-09-17'].map((day) => ({
        day,
        places: 40,
        out_of_service: 0,
        booked: 0,
        occupied: 0,
        free: 40,
        over: 0,
        shortage: 0,
      })),
    ])
    expect(tableOf(result, 'waiting').rows.at(-1)).toEqual({
      size: 'all',
      households: { hidden: true },
      people: { hidden: true },
    })
    expect(result.notes.join(' ')).toMatch(/synthetic/)
    for (const { columns } of result.tables) for (const { definition } of columns) expect(definition).toMatch(/\.$/)
  })

  it('counts places as they were on each day: as set on that day, less what is out of service', async () => {
    const [manager, officer] = await Promise.all([world.api.as('programme_manager'), world.api.as('relocation_officer')])
    await world.owner.query(`UPDATE programme_clock SET today = '2021-09-16'`)
    const site = must(await manager.get(`/sites/${siteId}`))
    must(await manager.post(`/sites/${siteId}/change`, { places: 44 }, { ifMatch: site.version }))
    const outage = { from: '2021-09-17', to: '2021-09-18', places: 5, reason: 'repair' }
    must(await officer.post(`/sites/${siteId}/outages`, outage))
    const result = await world.report('capacity', { from: '2021-09-15', to: '2021-09-19', siteId })
    expect(tableOf(result, 'by_site').rows.map((row) => [row.day, row.places, row.out_of_service, row.free])).toEqual([
      ['2021-09-15', 40, 0, 40],
      ['2021-09-16', 44, 0, 44],
      ['2021-09-17', 44, 5, 39],
      ['2021-09-18', 44, 5, 39],
      ['2021-09-19', 44, 0, 44],
    ])
    expect(tableOf(result, 'by_day').rows[2].shortage).toBeNull()
  })

  it('stands in the history with who asked, for what, and how it ended', async () => {
    await world.report('capacity', { from: '2021-10-01', to: '2021-10-02' })
    const first = must(await world.planner.get('/reports?limit=1&kind=capacity'))
    expect(first.items).toMatchObject([
      {
        kind: 'capacity',
        params: { from: '2021-10-01' },
        requestedBy: { id: world.planner.accountId },
        state: 'done',
        hasResult: true,
        mayCancel: false,
      },
    ])
    const second = must(await world.planner.get(`/reports?limit=1&kind=capacity&cursor=${first.nextCursor}`))
    expect(second.items[0].id).not.toBe(first.items[0].id)
    expect((await world.planner.get('/reports?kind=budget')).body.items).toEqual([])
  })

  it.each([
    [{ kind: 'capacity', params: { from: '2021-09-03', to: '2021-09-01' } }, 422, 'input.report_params', 'params.from'],
    [{ kind: 'capacity', params: { from: '2021-09-01', to: '2022-09-02' } }, 422, 'input.report_params', 'params.to'],
    [{ kind: 'capacity', params: { from: '2021-02-30', to: '2021-03-02' } }, 422, 'input.report_params', 'params.from'],
    [{ kind: 'capacity', params: { from: '2021-09-01' } }, 422, 'input.report_params', 'params.to'],
    [{ kind: 'capacity', params: { from: '2021-09-01', to: '2021-09-14' } }, 422, 'input.report_without_data', 'params.to'],
    [
      { kind: 'capacity', params: { from: '2021-09-20', to: '2021-09-21', monthsAhead: 3 } },
      422,
      'input.report_params',
      'params.monthsAhead',
    ],
    [
      { kind: 'capacity', params: { from: '2021-09-20', to: '2021-09-21', country: 'TH', region: 'Tak' } },
      422,
      'input.report_params',
      'params.country',
    ],
    [
      { kind: 'capacity', params: { from: '2021-09-20', to: '2021-09-21', region: 'Nowhere' } },
      422,
      'input.report_place',
      'params.region',
    ],
    [
      { kind: 'capacity', params: { from: '2021-09-20', to: '2021-09-21', siteId: '55555555-5555-4555-8555-555555555555' } },
      422,
      'input.report_site',
      'params.siteId',
    ],
    [{ kind: 'pipeline', params: { from: '2021-08', to: '2021-09' } }, 422, 'input.report_params', 'params.to'],
    [{ kind: 'pipeline', params: { from: '2021-08-01', to: '2021-08-31' } }, 422, 'input.report_params', 'params.from'],
    [{ kind: 'pipeline', params: { from: '2018-01', to: '2021-08' } }, 422, 'input.report_params', 'params.to'],
    [{ kind: 'pipeline', params: { from: '2021-07', to: '2021-08' } }, 422, 'input.report_without_data', 'params.to'],
    [{ kind: 'budget', params: {} }, 422, 'input.report_without_data', 'kind'],
    [{ kind: 'budget', params: { monthsAhead: 37 } }, 400, 'input.invalid', 'params.monthsAhead'],
    [{ kind: 'people', params: {} }, 400, 'input.invalid', 'kind'],
    [{ kind: 'budget', params: { suppression: 'off' } }, 400, 'input.invalid', 'params.suppression'],
    [{ kind: 'budget' }, 400, 'input.invalid', 'params'],
  ])('is refused where it cannot be counted: %j', async (body, status, code, field) => {
    const before = (await world.planner.get('/reports')).body.items.length
    const answer = await world.planner.post('/reports', body)
    expect([answer.status, answer.body.code, answer.body.field]).toEqual([status, code, field])
    expect(answer.body.fix).toMatch(/\S/)
    expect((await world.planner.get('/reports')).body.items).toHaveLength(before)
  })

  it('asked for twice with the same key is one', async () => {
    const body = { kind: 'capacity', params: { from: '2021-09-20', to: '2021-09-21' } }
    const [a, b] = [
      await world.planner.post('/reports', body, { key: 'once-only' }),
      await world.planner.post('/reports', body, { key: 'once-only' }),
    ]
    expect(b.text).toBe(a.text)
    expect((await world.ended(a.body.id)).outcome).toBe('done')
  })

  it('leaves as CSV and as a workbook that say what they are, and hold no formula', async () => {
    const { id } = await world.report('capacity', { from: '2021-09-16', to: '2021-09-17', organisation: '=Open Hands' })
    const csv = await world.planner.get(`/reports/${id}/result.csv`)
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="passage-capacity-2021-09-16.csv"')
    expect(csv.text).toMatch(/^\uFEFF?SYNTHETIC DATA,/)
    expect(csv.text).toContain("'=Open Hands")
    expect(csv.text).not.toMatch(/(^|,)"?=/m)
    expect(csv.text).toContain('hidden')
    expect(csv.text).toContain('How it was counted')
    const xlsx = await world.planner.send('GET', `/reports/${id}/result.xlsx`)
    expect(xlsx.headers.get('content-type')).toContain('spreadsheetml')
    const parts = unzipped(Buffer.from(await xlsx.arrayBuffer()))
    const sheets = Object.keys(parts).filter((name) => /worksheets\/sheet\d+\.xml$/.test(name))
    expect(sheets).toHaveLength(8)
    const all = Object.values(parts).join('\n')
    expect(all).not.toMatch(/<f[ >]/)
    expect(all.includes('SYNTHETIC DATA')).toBe(true)
    expect(all.includes("<t>'=Open Hands</t>")).toBe(true)
  })

  it('whose export is broken off by the reader changes nothing, and the next one is whole', async () => {
    const { id } = await world.report('capacity', { from: '2021-09-16', to: '2022-09-10' })
    const states = () =>
      world.owner.query('SELECT r.*, j.closed_at, j.outcome FROM report r JOIN job_request j USING (id) WHERE r.id = $1', [id])
    const before = await states()
    for (const ending of ['csv', 'xlsx']) {
      const gone = new AbortController()
      const answer = fetch(`${world.api.url}/api/v1/reports/${id}/result.${ending}`, {
        headers: { cookie: `passage_session=${world.planner.token}` },
        signal: gone.signal,
      })
      gone.abort()
      await expect(answer).rejects.toThrow()
    }
    expect(await states()).toEqual(before)
    expect((await world.planner.get(`/reports/${id}/result.csv`)).text.length).toBeGreaterThan(40_000)
  })

  it('tells its kinds, what each may be told, and how every figure is counted', async () => {
    const { items } = must(await world.planner.get('/reports/kinds'))
    expect(items.map((item: { kind: string }) => item.kind)).toEqual(['capacity', 'budget', 'pipeline'])
    for (const { params, figures } of items) {
      expect(params.length).toBeGreaterThan(0)
      for (const figure of figures) expect(figure.definition.length).toBeGreaterThan(10)
    }
  })
})
