import { randomUUID } from 'node:crypto'
import { SpineWorld, type HistoricCase } from '../../../test/support/history'
import { DueDriver } from './due-driver'
import { dueKinds, type DueKind, type DueRule } from './due-kinds'
import { DueRules } from './due-rules'

const stateIs = (state: string): string => `EXISTS (SELECT FROM subject s WHERE s.id = i.subject_id AND s.state = '${state}')`

/** Rules over the spine alone: what the stages say of their own kinds is tested with the clock (test/clock). */
const ruleOf = (kind: DueKind): DueRule => {
  if (kind === 'pre_cdm_review')
    return { kind, about: 'code', stands: stateIs('active'), firing: { expire: { event: 'suspend', reason: 'under_review' } } }
  if (kind === 'run_due')
    return { kind, about: null, stands: 'true', firing: { remind: 'finance_officer' }, next: `i.due_on + interval '1 month'` }
  return { kind, about: 'case', stands: stateIs('contacted'), firing: { remind: 'vetting_officer' } }
}

describe('What falls due', () => {
  let world: SpineWorld
  let driver: DueDriver
  let token: string

  beforeEach(async () => {
    world = await SpineWorld.open(3)
    const rules = new DueRules()
    for (const kind of dueKinds) rules.register(ruleOf(kind))
    driver = new DueDriver(world.asWorker, world.advance, rules)
    token = await aMove(world)
  }, 60_000)
  afterEach(() => world.close())

  const plan = (kind: DueKind, dueOn: string, subjectId: string | null = null): Promise<unknown> =>
    world.owner.query(`INSERT INTO due_item (due_on, kind, subject_id, planned_on) VALUES ($1, $2, $3, '2021-09-01')`, [
      dueOn,
      kind,
      subjectId,
    ])
  const notices = () =>
    world.owner.query<{ kind: string; subject: string | null; due: string; made: string }>(
      'SELECT kind, subject_id AS subject, due_on AS due, made_on AS made FROM notice ORDER BY ctid',
    )
  const preview = (day: string) => driver.preview(world.api, day)

  it('fires by due date, then by kind, then by id, however it was planned', async () => {
    const cases: HistoricCase[] = [await world.aCase(), await world.aCase(), await world.aCase()]
    const [a, b, c] = cases.map(({ id }) => id).sort() as [string, string, string]
    for (const id of [c, a, b]) await plan('custody_overdue', '2021-09-03', id)
    await plan('contact_waits', '2021-09-03', b)
    await plan('run_due', '2021-09-02')
    const fired = await driver.fireDay(token, '2021-09-03')
    expect(fired).toEqual([
      { dueOn: '2021-09-02', kind: 'run_due', count: 1 },
      { dueOn: '2021-09-03', kind: 'contact_waits', count: 1 },
      { dueOn: '2021-09-03', kind: 'custody_overdue', count: 3 },
    ])
    expect((await notices()).map(({ kind, subject }) => [kind, subject])).toEqual([
      ['run_due', null],
      ['contact_waits', b],
      ['custody_overdue', a],
      ['custody_overdue', b],
      ['custody_overdue', c],
    ])
  })

  it('fires once: a day that is fired again, or planned again, does nothing', async () => {
    const { id } = await world.aCase()
    await plan('contact_waits', '2021-09-02', id)
    await driver.fireDay(token, '2021-09-02')
    expect(await driver.fireDay(token, '2021-09-02')).toEqual([])
    await expect(plan('contact_waits', '2021-09-02', id)).rejects.toThrow('a_due_item_stands_once')
    expect(await notices()).toHaveLength(1)
  })

  it('passes by what the real state has left behind, and says so', async () => {
    const { id } = await world.aCaseInVetting()
    await plan('contact_waits', '2021-09-02', id)
    expect(await preview('2021-09-02')).toEqual([])
    expect(await driver.fireDay(token, '2021-09-02')).toEqual([])
    expect(await world.owner.query('SELECT outcome FROM due_item')).toEqual([{ outcome: 'passed_by' }])
  })

  it('does what expires as the system, through the one door, on the day to which the clock was set', async () => {
    const { codeId } = await world.aRegisteredCase()
    await plan('pre_cdm_review', '2021-09-04', codeId)
    await driver.moveTo(token, '2021-09-01', '2021-09-05')
    const [act] = await world.owner.query(
      'SELECT event, role, job, programme_date FROM transition WHERE subject_id = $1 AND seq = 2',
      [codeId],
    )
    expect(act).toEqual({ event: 'suspend', role: 'system', job: 'training/move_clock', programme_date: '2021-09-04' })
  })

  it('previews just what then fires, with what firing plans on the way', async () => {
    const [one, other] = [await world.aCase(), await world.aCaseInVetting()]
    await plan('contact_waits', '2021-09-20', one.id)
    await plan('contact_waits', '2021-09-20', other.id)
    await plan('check_overdue', '2021-08-20', one.id)
    await plan('run_due', '2021-09-05')
    const shown = await preview('2021-11-30')
    expect(shown.map(({ kind, dueOn }) => `${dueOn} ${kind}`)).toEqual([
      '2021-08-20 check_overdue',
      '2021-09-05 run_due',
      '2021-09-20 contact_waits',
      '2021-10-05 run_due',
      '2021-11-05 run_due',
    ])
    const fired: unknown[] = []
    await driver.moveTo(token, '2021-09-01', '2021-11-30', (_day, counts) => fired.push(...counts))
    expect(fired).toEqual(shown)
    expect(await world.owner.query(`SELECT due_on FROM due_item WHERE fired_on IS NULL`)).toEqual([{ due_on: '2021-12-05' }])
  })

  it('leaves a day alone, clock and all, when one thing of it cannot be done', async () => {
    const { id } = await world.aCase()
    const { codeId } = await world.aRegisteredCase()
    await plan('contact_waits', '2021-09-02', id)
    await plan('pre_cdm_review', '2021-09-02', codeId)
    await world.owner.query(`ALTER TABLE transition ADD CONSTRAINT the_log_is_broken CHECK (event <> 'suspend') NOT VALID`)
    await expect(driver.fireDay(token, '2021-09-02')).rejects.toThrow('the_log_is_broken')
    expect(await world.owner.query('SELECT today FROM programme_clock')).toEqual([{ today: '2021-09-01' }])
    expect(await notices()).toEqual([])
    expect(await world.owner.query('SELECT FROM due_item WHERE fired_on IS NOT NULL')).toEqual([])
  })

  it('never takes the clock back, and acts for no other job', async () => {
    await driver.fireDay(token, '2021-09-10')
    await expect(driver.fireDay(token, '2021-09-09')).rejects.toThrow('never goes back')
    const { token: ofAnother } = await world.openJob()
    await expect(driver.fireDay(ofAnother, '2021-09-11')).rejects.toThrow('neither a trainer nor the job')
  })
})

/** @returns the token of an open job that moves the clock */
async function aMove(world: SpineWorld): Promise<string> {
  const id = randomUUID()
  const trainer = await world.officer('trainer')
  await world.owner.query(`INSERT INTO job_request (id, queue, name, requested_by) VALUES ($1, 'training', 'move_clock', $2)`, [
    id,
    trainer.id,
  ])
  return `job:${id}`
}
