import { DueDriver } from '@passage/case'
import { must, refusal } from '../journeys/relocation.support'
import type { Answer } from '../support/api'
import { check, somethingOfEach, startClock, type ClockWorld, type DueSubjects } from './clock.support'

const until = (from: string, to: string) => ({ from, to })

describe('The programme clock', () => {
  let world: ClockWorld
  let subjects: DueSubjects

  beforeAll(async () => {
    world = await startClock()
    subjects = await somethingOfEach(world)
    await world.startWorker()
  }, 120_000)

  afterAll(() => world?.close())

  const preview = async (
    step: object,
  ): Promise<{ from: string; to: string; items: { dueOn: string; kind: string; count: number }[] }> =>
    must(await world.trainer.post('/clock/preview', step))
  const notices = async (role: 'vetting_officer' | 'vetting_approver' | 'finance_officer' | 'equipment_assessor') =>
    must(await (await world.api.as(role)).get('/notices')).items as { kind: string; subjectId: string | null; dueOn: string }[]
  const code = (answer: Answer): string => refusal(answer).code
  const stateOf = async (id: string): Promise<string> =>
    (await world.owner.query<{ state: string }>('SELECT state FROM subject WHERE id = $1', [id]))[0]!.state

  it('tells everybody the day, and whether a trainer may move it now', async () => {
    const clock = { today: '2021-09-01', demo: true, nextRunOn: '2021-09-05', mayMove: true }
    expect((await world.api.nobody.get('/clock')).body).toEqual(clock)
  })

  it('is refused a step that leads nowhere, back, two ways at once, or further than a year', async () => {
    const refused = await Promise.all(
      [
        {},
        { days: 0 },
        { days: -1 },
        { days: 1, months: 1 },
        { days: 1.5 },
        { toNextRun: false },
        { days: 366 },
        { months: 13 },
      ].map(async (step) => code(await world.trainer.post('/clock/preview', step))),
    )
    expect(refused).toEqual([...Array.from({ length: 6 }, () => 'input.invalid'), 'input.too_far', 'input.too_far'])
    expect((await preview({ days: 365 })).to).toBe('2022-09-01')
    expect(code(await world.trainer.post('/clock/moves', { days: 1, seenToday: '2021-08-31' }))).toBe('clock.moved_meanwhile')
    expect(must(await world.trainer.get('/clock/moves')).items).toEqual([])
  })

  it('shows before a move what will fire, in order, with the runs that firing itself plans', async () => {
    expect(await preview({ months: 3 })).toEqual({
      ...until('2021-09-01', '2021-12-01'),
      items: [
        { dueOn: '2021-09-05', kind: 'arrival_expected', count: 1 },
        { dueOn: '2021-09-12', kind: 'arrival_missed', count: 1 },
        { dueOn: '2021-09-15', kind: 'contact_waits', count: 1 },
        { dueOn: '2021-09-15', kind: 'decision_overdue', count: 1 },
        { dueOn: '2021-09-20', kind: 'departure_expected', count: 1 },
        { dueOn: '2021-09-22', kind: 'custody_overdue', count: 1 },
        { dueOn: '2021-10-01', kind: 'check_overdue', count: 1 },
        { dueOn: '2021-10-05', kind: 'run_due', count: 1 },
        { dueOn: '2021-11-05', kind: 'run_due', count: 1 },
      ],
    })
  })

  it('fires just that, in that order', async () => {
    const { items } = await preview({ days: 14 })
    expect(await world.move({ days: 14 })).toMatchObject({ outcome: 'done', done: 14, total: 14 })
    const { fired, ...move } = await world.newestMove()
    expect(move).toMatchObject({
      ...until('2021-09-01', '2021-09-15'),
      reached: '2021-09-15',
      outcome: 'done',
      by: { id: world.trainer.accountId },
    })
    expect(fired).toEqual(items.map(({ kind, count }) => ({ kind, count })).sort((a, b) => (a.kind < b.kind ? -1 : 1)))
    const order = await world.owner.query(
      `SELECT kind, due_on AS "dueOn", fired_on AS "firedOn" FROM due_item WHERE outcome = 'fired' GROUP BY 1, 2, 3 ORDER BY min(fired_at)`,
    )
    expect(order).toEqual(items.map(({ kind, dueOn }) => ({ kind, dueOn, firedOn: dueOn })))
    expect(must(await world.trainer.get('/clock')).today).toBe('2021-09-15')
  })

  it('lets a booking lapse whose household did not arrive, as the system, named with its job, and frees the places', async () => {
    expect(await stateOf(subjects.missed)).toBe('cancelled')
    const [act] = await world.owner.query(
      `SELECT event, role, job, reason, programme_date FROM transition WHERE subject_id = $1 ORDER BY seq DESC LIMIT 1`,
      [subjects.missed],
    )
    expect(act).toEqual({
      event: 'cancel',
      role: 'system',
      job: 'training/move_clock',
      reason: 'did_not_arrive',
      programme_date: '2021-09-12',
    })
    const [site] = must(await world.manager.get('/sites')).items
    expect(site).toMatchObject({ id: subjects.site, booked: 0, free: 39 })
  })

  it('reminds those whose work it is, and only them', async () => {
    expect(await notices('vetting_officer')).toMatchObject([
      { kind: 'contact_waits', subjectId: subjects.waiting, dueOn: '2021-09-15' },
    ])
    expect(await notices('vetting_approver')).toMatchObject([{ kind: 'decision_overdue', subjectId: subjects.undecided }])
    expect(await notices('finance_officer')).toEqual([])
    expect(code(await world.trainer.get('/notices'))).toBe('access.role')
  })

  it('tells a host of its own site alone, and never of the case', async () => {
    await world.move({ days: 5 })
    const [here, elsewhere] = await Promise.all([
      world.host('host-here', subjects.site),
      world.host('host-elsewhere', await world.site('Hillside House', 5)),
    ])
    const [departure, ...more] = must(await here.get('/notices')).items
    expect(departure).toMatchObject({ kind: 'departure_expected', subjectId: subjects.stay, caseId: { redacted: true } })
    expect(more).toEqual([])
    expect(must(await elsewhere.get('/notices')).items).toEqual([])
  })

  it('takes a reminder off the list as soon as what it asks for is done', async () => {
    const officer = await world.api.as('vetting_officer')
    must(await officer.post(`/cases/${subjects.waiting}/start-vetting`))
    expect(await notices('vetting_officer')).toEqual([])
    const [settled] = must(await officer.get('/notices?settled=true')).items
    expect(settled).toMatchObject({ kind: 'contact_waits', subjectId: subjects.waiting, settledOn: '2021-09-20' })
  })

  it('reminds of nothing that was done meanwhile, and does not announce it either', async () => {
    await check(await world.api.as('vetting_officer'), subjects.unchecked)
    must(
      await (
        await world.api.as('equipment_assessor')
      ).post(`/reward-claims/${subjects.claim}/custody-receipt`, { receivedOn: '2021-09-10' }),
    )
    expect((await preview({ days: 12 })).items).toEqual([])
    await world.move({ days: 12 })
    expect(await notices('vetting_officer')).toEqual([])
    expect(await notices('equipment_assessor')).toEqual([])
    const passed = await world.owner.query(
      `SELECT kind FROM due_item WHERE outcome = 'passed_by' AND subject_id = ANY ($1) AND kind <> 'contact_waits' ORDER BY kind`,
      [[subjects.unchecked, subjects.claim]],
    )
    expect(passed).toEqual([{ kind: 'check_overdue' }, { kind: 'custody_overdue' }])
  })

  it('goes to the next run, which plans the run after it', async () => {
    expect(await preview({ toNextRun: true })).toMatchObject({
      to: '2021-10-05',
      items: [{ kind: 'run_due', dueOn: '2021-10-05', count: 1 }],
    })
    await world.move({ toNextRun: true })
    expect(await notices('finance_officer')).toMatchObject([{ kind: 'run_due', dueOn: '2021-10-05', subjectId: null }])
    expect(must(await world.trainer.get('/clock'))).toMatchObject({ today: '2021-10-05', nextRunOn: '2021-11-05' })
  })

  it('suspends a pre-CDM code for review after its term, and gives it its term anew once it is resumed', async () => {
    await world.move({ months: 5 })
    expect(await stateOf(subjects.preCdm)).toBe('suspended')
    const registrar = await world.api.as('registrar')
    must(await registrar.post(`/codes/${subjects.preCdm}/resume`, { reason: 'review_closed' }))
    const { items } = await preview({ months: 12 })
    expect(items.filter(({ kind }) => kind === 'pre_cdm_review')).toEqual([
      { dueOn: '2022-09-01', kind: 'pre_cdm_review', count: 1 },
    ])
  })

  it('does nothing the second time a day is fired', async () => {
    const driver = (await world.startWorker()).get(DueDriver)
    const rows = () =>
      world.owner.query(
        'SELECT (SELECT count(*) FROM notice), (SELECT count(*) FROM transition), (SELECT count(*) FROM due_item)',
      )
    const job = await aJob(world)
    await driver.fireDay(`job:${job}`, '2022-03-06')
    const before = await rows()
    expect(await driver.fireDay(`job:${job}`, '2022-03-06')).toEqual([])
    expect(await rows()).toEqual(before)
    await world.owner.query(`UPDATE job_request SET closed_at = now(), outcome = 'done' WHERE id = $1`, [job])
  })

  it('is moved by one at a time, stands where a move was stopped, and goes on from there', async () => {
    // Somebody holds the row of the clock, so that the move waits in its first day.
    const held = await world.database.open('owner', 1)
    let release: () => void = () => undefined
    const gate = new Promise<void>((open) => (release = open))
    const holding = held.transaction(async (tx) => {
      await tx.query('SELECT FROM programme_clock FOR UPDATE')
      await gate
    })
    const { id } = must(await world.trainer.post('/clock/moves', { days: 40, seenToday: '2022-03-06' }))
    await world.jobWhen(id, (job) => job.startedAt !== null)
    expect(code(await world.trainer.post('/clock/moves', { days: 1, seenToday: '2022-03-06' }))).toBe('clock.moving')
    expect(must(await world.trainer.get('/clock')).mayMove).toBe(false)
    must(await world.trainer.post(`/jobs/${id}/cancel`))
    release()
    await holding
    expect(await world.jobWhen(id, (job) => job.closedAt !== null)).toMatchObject({ outcome: 'cancelled' })
    const stopped = await world.newestMove()
    expect(stopped.outcome).toBe('cancelled')
    expect(must(await world.trainer.get('/clock')).today).toBe(stopped.reached)
    expect(stopped.reached < '2022-04-15').toBe(true)
    expect(await world.move({ days: 1 })).toMatchObject({ outcome: 'done' })
  })
})

/** An open job that may move the clock, as the driver is called with. */
export async function aJob(world: ClockWorld): Promise<string> {
  const [job] = await world.owner.query<{ id: string }>(
    `INSERT INTO job_request (id, queue, name, requested_by) VALUES (gen_random_uuid(), 'training', 'generate', $1) RETURNING id`,
    [world.trainer.accountId],
  )
  return job!.id
}
