import { startPlanning, tableOf, type PlanningWorld } from './planning.support'
import { fill } from '../bench/volume'

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test says what it expects of a row
type Row = any

/** Noise that large comes up once in tens of thousands of cells. */
const near = (shown: number, counted: number) => Math.abs(shown - counted) <= 5 + 20

describe('Reports over many cases', () => {
  let world: PlanningWorld
  const today = '2023-08-15'

  beforeAll(async () => {
    world = await startPlanning(today)
    await fill(world.owner, { cases: 3_000, sites: 12, today, actsBesides: 6 })
    await world.startWorker()
  }, 180_000)

  afterAll(() => world.close())

  it('show how many cases enter, stand in and leave each state, as the log has it, to the ten', async () => {
    const states = tableOf(await world.report('pipeline', { from: '2023-05', to: '2023-07', by: 'service' }), 'states')
    expect(states.rows).toHaveLength(3 * 7 * 3)
    const [counted] = await world.owner.query<Row>(
      `SELECT count(*) FILTER (WHERE to_state = 'contacted')::int AS entered,
         count(*) FILTER (WHERE from_state = 'contacted')::int AS left
       FROM planning_case_move JOIN planning_case USING (case_id)
       WHERE to_char(programme_date, 'YYYY-MM') = '2023-06' AND service = 'police'`,
    )
    const row = states.rows.find((one: Row) => one.month === '2023-06' && one.state === 'contacted' && one.group === 'police')
    expect(near(row.entered, counted.entered) && near(row.left, counted.left)).toBe(true)
    const [standing] = await world.owner.query<Row>(
      `SELECT count(*)::int AS n FROM (SELECT DISTINCT ON (case_id) to_state FROM planning_case_move WHERE programme_date < '2023-08-01'
         ORDER BY case_id, seq DESC) last WHERE to_state = 'registered'`,
    )
    const end = states.rows.find((one: Row) => one.month === '2023-07' && one.state === 'registered' && one.group === 'all')
    expect(near(end.standing, standing.n)).toBe(true)
    for (const { entered, left, late } of states.rows) {
      for (const cell of [entered, left, late]) {
        if (typeof cell === 'number') expect([cell >= 10, cell % 10]).toEqual([true, 0])
        else if (cell !== null) expect(cell).toEqual({ hidden: true })
      }
    }
  })

  it('show the same cell in the same way, whatever the range and the breakdown', async () => {
    const [narrow, wide] = [
      tableOf(await world.report('pipeline', { from: '2023-06', to: '2023-06' }), 'states').rows,
      tableOf(await world.report('pipeline', { from: '2022-10', to: '2023-07', by: 'pathway' }), 'states').rows,
    ]
    for (const row of narrow) expect(wide).toContainEqual(row)
    expect(narrow).toHaveLength(7)
  })

  it('show the time between states by quarters that have ended, and the load of officers', async () => {
    const result = await world.report('pipeline', { from: '2023-02', to: '2023-07' })
    const times = tableOf(result, 'times').rows
    expect(new Set(times.map(({ quarter }: Row) => quarter))).toEqual(new Set(['2023-Q1', '2023-Q2']))
    const [{ median }] = (await world.owner.query<Row>(
      `SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY days)::int AS median FROM (
         SELECT programme_date, from_state, programme_date - lag(programme_date) OVER (PARTITION BY case_id ORDER BY seq) AS days
         FROM planning_case_move) m WHERE from_state = 'in_vetting' AND programme_date BETWEEN '2023-04-01' AND '2023-06-30'`,
    )) as [Row]
    const shown = times.find(
      (one: Row) => one.quarter === '2023-Q2' && one.from === 'in_vetting' && one.to === 'awaiting_decision',
    )
    expect(Math.abs(shown.median - median)).toBeLessThanOrEqual(8)
    expect(shown.ninetieth).toBeGreaterThan(shown.median)
    expect(tableOf(result, 'terms').rows).toContainEqual({
      step: 'contacted',
      days: 14,
      valid_from: '2021-02-01',
      valid_until: null,
    })
    expect(tableOf(result, 'load').rows).toContainEqual(
      expect.objectContaining({ officer: 'officer-8', role: 'vetting_officer' }),
    )
    expect(tableOf(result, 'held').rows).toHaveLength(8)
  })

  it('show what funds hold to the minor unit, and the day on which each line runs dry', async () => {
    const result = await world.report('budget', { monthsAhead: 3 })
    expect(tableOf(result, 'funds').rows[0]).toMatchObject({
      fund: 'Fund A',
      currency: 'THB',
      received: '900000000000',
      committed: '250000000',
    })
    const running = tableOf(result, 'entitlements').rows.find((one: Row) => one.country === 'TH')
    expect(BigInt(running.a_month)).toBe(100_000n * BigInt(running.running))
    const ahead = tableOf(result, 'ahead').rows.filter((one: Row) => one.fund === 'Fund A')
    expect(ahead.map((one: Row) => [one.month, one.due])).toEqual(
      ['2023-09', '2023-10', '2023-11'].map((month) => [month, running.a_month]),
    )
    expect(tableOf(result, 'lines').rows.map((one: Row) => one.dry_on)).toEqual([null, null, null, null])
    await world.owner.query(
      `UPDATE ledger_account SET balance = CASE kind WHEN 'free' THEN $1::bigint ELSE 0 END
      WHERE kind IN ('free', 'fund') AND currency = 'THB'`,
      [(BigInt(running.a_month) * 3n) / 4n],
    )
    const dry = tableOf(await world.report('budget', { monthsAhead: 3 }), 'funds').rows
    expect(dry.map((one: Row) => [one.fund, one.dry_on])).toEqual([
      ['Fund A', '2023-09-23'],
      ['Fund B', null],
      ['Fund C', null],
      ['Fund D', '2023-10-16'],
    ])
  })

  it('show places of a site day by day as counting every stay on every day does', async () => {
    const rows = tableOf(await world.report('capacity', { from: '2023-08-01', to: '2023-08-31' }), 'by_site').rows
    const counted = await world.owner.query<Row>(
      `SELECT s.name AS site, d::date::text AS day, coalesce(sum(household_size) FILTER (WHERE state = 'booked'), 0)::int AS booked,
         coalesce(sum(household_size) FILTER (WHERE state <> 'booked'), 0)::int AS occupied
       FROM site s CROSS JOIN generate_series(date '2023-08-01', '2023-08-31', '1 day') d
       LEFT JOIN site_stay y ON y.site_id = s.id AND y.first_day <= d AND (y.last_day IS NULL OR y.last_day >= d) GROUP BY 1, 2 ORDER BY 1, 2`,
    )
    expect(rows.map(({ site, day, booked, occupied }: Row) => ({ site, day, booked, occupied }))).toEqual(counted)
    expect(rows.some(({ booked }: Row) => booked > 0)).toBe(true)
  })
})
