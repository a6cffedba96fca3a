import { randomUUID } from 'node:crypto'
import { roles, type Role } from '@passage/access'
import { NeedRules } from '@passage/case'
import type { Database } from '@passage/platform'
import { needTable } from '../../libs/case/needs/need-names'
import { startApi, type ApiClient, type TestApi } from '../support/api'
import { livedWorld, type ClonableDatabase } from '../support/lived-world'
import { must, MoneyWorld } from './money.support'

interface Row {
  readonly need: string
  readonly role: Role
  readonly count: number
  readonly oldestOn: string | null
}

const needsOf = async (who: ApiClient): Promise<Row[]> => must(await who.get('/needs')).items as Row[]

const needOf = async (who: ApiClient, need: string): Promise<Pick<Row, 'count' | 'oldestOn'>> => {
  const { count, oldestOn } = (await needsOf(who)).find((row) => row.need === need)!
  return { count, oldestOn }
}

const everyRow = (): boolean => true
const nothing = { count: 0, oldestOn: null }

describe('What needs me, in a world that was lived in', () => {
  let database: ClonableDatabase
  let owner: Database
  let api: TestApi
  let sites: string[]
  /** The needs of which there was something. */
  const waiting = new Set<string>()

  beforeAll(async () => {
    database = await livedWorld()
    owner = await database.open('owner', 2)
    api = await startApi(database)
    sites = (await owner.query<{ id: string }>('SELECT id FROM site ORDER BY name')).map(({ id }) => id)
    // A day on which a good deal waits: of the cases that the world has finished, some are put back to where they once were.
    await owner.transaction(async (tx) => {
      await tx.query('SET LOCAL session_replication_role = replica')
      const states = ['contacted', 'in_vetting', 'awaiting_decision', 'vetted']
      for (const [place, { id }] of (await tx.query<{ id: string }>('SELECT id FROM case_file ORDER BY id LIMIT 12')).entries()) {
        for (const [table, key] of ['subject', 'case_file'].map((name) => [name, 'id'])) {
          await tx.query(`UPDATE ${table} SET state = $2 WHERE ${key} = $1`, [id, states[place % 4]])
        }
      }
      // Of each reminder one that is open, and one that is settled.
      await tx.query(
        `INSERT INTO notice (id, kind, due_on, subject_id, case_id, role, made_on, settled_on)
         SELECT gen_random_uuid(), k.kind, date '2021-11-01' + n::int, f.id, f.id, k.role, date '2021-11-01' + n::int, CASE n WHEN 1 THEN date '2021-11-09' END
         FROM (VALUES ('check_overdue', 'vetting_officer'), ('decision_overdue', 'vetting_approver'), ('run_due', 'finance_officer')) k (kind, role),
           (SELECT id, row_number() OVER (ORDER BY id) AS n FROM case_file LIMIT 2) f`,
      )
    })
  }, 240_000)
  afterAll(async () => {
    await api?.close()
    await database?.drop()
  })

  /** What a list shows, by the day that the need counts from. */
  async function shown(who: ApiClient, path: string, day: string, fits: (row: Record<string, unknown>) => boolean = everyRow) {
    const rows: Record<string, unknown>[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: { items: Record<string, unknown>[]; nextCursor: string | null } = must(
        await who.get(`${path}${path.includes('?') ? '&' : '?'}limit=200${cursor && `&cursor=${cursor}`}`),
      )
      rows.push(...page.items.filter(fits))
      cursor = page.nextCursor
    }
    const days = rows.map((row) => row[day] as string).sort()
    return { count: days.length, oldestOn: days[0] ?? null }
  }

  it.each<[need: string, role: Role, list: string, day: string, fits?: (row: Record<string, unknown>) => boolean]>([
    ['contacts_to_open', 'vetting_officer', '/cases?state=contacted', 'openedOn'],
    ['checks_open', 'vetting_officer', '/cases?state=in_vetting', 'openedOn'],
    ['checks_overdue', 'vetting_officer', '/notices?kind=check_overdue', 'dueOn'],
    ['recommendations_to_decide', 'vetting_approver', '/cases?state=awaiting_decision', 'openedOn'],
    ['decisions_overdue', 'vetting_approver', '/notices?kind=decision_overdue', 'dueOn'],
    ['codes_to_issue', 'registrar', '/cases?state=vetted', 'openedOn'],
    ['households_waiting', 'relocation_officer', '/waiting-list', 'since'],
    ['claims_to_verify', 'equipment_assessor', '/reward-claims?state=filed', 'filedOn', (row) => row.custodyOn !== null],
    ['claims_to_value', 'equipment_assessor', '/reward-claims?state=verified', 'filedOn'],
    ['claims_to_approve', 'finance_approver', '/reward-claims?state=valued', 'filedOn'],
    ['claims_to_pay', 'finance_officer', '/reward-claims?state=approved', 'filedOn'],
    ['runs_to_prepare', 'finance_officer', '/notices?kind=run_due', 'dueOn'],
    ['runs_to_approve', 'finance_approver', '/payment-runs', 'preparedOn', (row) => row.state === 'prepared'],
    ['runs_to_release', 'finance_controller', '/payment-runs', 'preparedOn', (row) => row.state === 'approved'],
  ])('counts %s of a %s as their list shows them', async (need, role, list, day, fits = everyRow) => {
    const who = await api.as(role)
    const found = await needOf(who, need)
    expect(found).toEqual(await shown(who, list, day, fits))
    if (found.count > 0) waiting.add(need)
  })

  it('had something to count for most of these', () => {
    expect(waiting.size).toBeGreaterThan(8)
  })

  it('counts the sites without a free place as the list of sites shows them', async () => {
    const planner = await api.as('planner')
    const all = async () =>
      must(await planner.get('/sites?limit=200')).items as { id: string; state: string; occupied: number; free: number }[]
    const full = async () => (await all()).filter(({ state, free }) => state === 'open' && free === 0).length
    expect((await needOf(planner, 'sites_full')).count).toBe(await full())
    // A place more than is taken, and then just as many.
    for (const more of [1, 0]) {
      for (const { id, occupied } of await all()) {
        await owner.query('UPDATE site SET places = greatest(1, $2::int + $3::int) WHERE id = $1', [id, occupied, more])
      }
      const { count } = await needOf(planner, 'sites_full')
      expect(count).toBe(await full())
      if (more === 0) expect(count).toBeGreaterThan(0)
    }
  })

  it('counts at a host organisation what is expected at its own site, and nothing anywhere for one without a site', async () => {
    const today = (await owner.query<{ today: string }>('SELECT today FROM programme_clock'))[0]!.today
    const soon = (await owner.query<{ day: string }>('SELECT ($1::date + 7)::date AS day', [today]))[0]!.day
    const officer = await api.as('relocation_officer')
    let atSites = 0
    for (const [n, siteId] of sites.entries()) {
      const host = await api.withRoles(`host-of-${n}`, ['host_organisation'], siteId)
      const list = `/sites/${siteId}/placements`
      const booked = await shown(host, list, 'from', (row) => row.state === 'booked' && (row.from as string) <= soon)
      expect(await needOf(host, 'arrivals_expected')).toEqual(booked)
      const over = await shown(
        host,
        list,
        'to',
        (row) => row.state === 'staying' && row.to !== null && (row.to as string) <= today,
      )
      expect(await needOf(host, 'departures_due')).toEqual(over)
      const custody = await shown(host, '/reward-claims?state=filed', 'receivedOn', (row) => row.custodyOn === null)
      expect((await needOf(host, 'custody_to_take')).count).toBe(custody.count)
      atSites += booked.count
    }
    expect((await needOf(officer, 'arrivals_expected')).count).toBe(atSites)
    const nowhere = await api.withRoles('host-of-none', ['host_organisation'])
    expect((await needsOf(nowhere)).map(({ count }) => count)).toEqual([0, 0, 0])
  })

  it('names to every role its own needs in the order of the pipeline, also where nothing waits', async () => {
    for (const role of roles.filter((one) => one !== 'system')) {
      const rows = await needsOf(await api.as(role))
      expect(rows.map(({ need }) => need)).toEqual(needTable.filter(([, of]) => of === role).map(([need]) => need))
      for (const row of rows) {
        expect(row.role).toBe(role)
        if (row.count === 0) expect(row.oldestOn).toBeNull()
      }
    }
    const both = await needsOf(await api.withRoles('planner-and-manager', ['planner', 'programme_manager']))
    expect(both.map(({ need }) => need)).toEqual(['sites_full', 'reports_ready'])
  })

  it('counts as the role that a trainer views as', async () => {
    const trainer = await api.withRoles('viewing-trainer', ['trainer'])
    expect(await needsOf(trainer)).toEqual([])
    await trainer.post('/view-as', { role: 'vetting_officer' })
    const officer = await api.as('vetting_officer')
    expect(await needsOf(trainer)).toEqual(await needsOf(officer))
  })

  it('shows an intake officer the open cases that they hold, and no others', async () => {
    const intake = await api.withRoles('one-intake', ['intake_officer'])
    expect(await needOf(intake, 'my_open_cases')).toEqual(nothing)
    await owner.query(
      `UPDATE case_file SET holder_id = $1 WHERE id IN (
         (SELECT id FROM case_file WHERE state = 'registered' ORDER BY id LIMIT 2) UNION (SELECT id FROM case_file WHERE state = 'closed' LIMIT 1))`,
      [intake.accountId],
    )
    const open = await shown(intake, `/cases?holder=${intake.accountId}`, 'openedOn', (row) => row.state !== 'closed')
    expect(await needOf(intake, 'my_open_cases')).toEqual(open)
    expect(open.count).toBe(2)
  })
})

describe('What needs me and may not be done by me', () => {
  let world: MoneyWorld

  beforeAll(async () => {
    world = await MoneyWorld.open('2021-10-01')
  }, 60_000)
  afterAll(() => world?.close())

  it('is not counted: a decision on what one checked, a code for whom one vetted', async () => {
    const intake = world.the('intake_officer')
    const applicant = { name: 'Kyaw Thu', bornOn: '1990-03-04' }
    const { id } = must(await intake.post('/cases', { service: 'police', pathway: 'collective', channel: 'phone', applicant }))
    // Roles change; what somebody did stays done.
    const vetter = await world.api.withRoles('was-a-vetter', ['vetting_officer', 'vetting_approver', 'registrar'])
    const [approver, registrar] = [world.the('vetting_approver'), world.the('registrar')]
    must(await vetter.post(`/cases/${id}/start-vetting`))
    must(await vetter.post(`/cases/${id}/checks`, { check: 'denounces_military_rule', result: 'confirmed' }))
    must(await vetter.post(`/cases/${id}/recommend`, { recommendation: 'clear' }))
    const one = { count: 1, oldestOn: '2021-10-01' }
    expect(await needOf(approver, 'recommendations_to_decide')).toEqual(one)
    expect(await needOf(vetter, 'recommendations_to_decide')).toEqual(nothing)
    must(await approver.post(`/cases/${id}/decision`, { decision: 'cleared' }))
    expect(await needOf(registrar, 'codes_to_issue')).toEqual(one)
    expect(await needOf(vetter, 'codes_to_issue')).toEqual(nothing)
    must(await registrar.post(`/cases/${id}/codes`, { kind: 'cdm' }))
    expect(await needOf(registrar, 'codes_to_issue')).toEqual(nothing)
  })

  it('is not counted: to approve or release a run that one prepared or approved', async () => {
    await world.rate()
    const [paid] = await world.registered(1)
    await world.entitledAtOnce([paid!], '2021-09-01')
    const { lineId } = await world.line('100000000')
    const everything = await world.api.withRoles('all-of-finance', ['finance_officer', 'finance_approver', 'finance_controller'])
    const { id } = must(await everything.post('/payment-runs', { kind: 'allowance', month: '2021-10', budgetLineId: lineId }))
    const one = { count: 1, oldestOn: '2021-10-01' }
    expect(await needOf(everything, 'runs_to_approve')).toEqual(nothing)
    expect(await needOf(world.the('finance_approver'), 'runs_to_approve')).toEqual(one)
    must(await world.approve(id))
    expect(await needOf(everything, 'runs_to_release')).toEqual(nothing)
    expect(await needOf(world.the('finance_controller'), 'runs_to_release')).toEqual(one)
    must(await world.release(id))
    expect(await needOf(world.the('finance_controller'), 'runs_to_release')).toEqual(nothing)
  })

  it('is not counted: to confirm an erasure that one asked for', async () => {
    const intake = world.the('intake_officer')
    const asker = await world.api.withRoles('asks-and-confirms', ['intake_officer', 'registrar'])
    const applicant = { name: 'Su Su', bornOn: '1991-03-04' }
    const { id } = must(await intake.post('/cases', { service: 'police', pathway: 'collective', channel: 'phone', applicant }))
    must(await intake.post(`/cases/${id}/withdraw`, { reason: 'opened_by_mistake' }))
    const { household } = must(await intake.get(`/cases/${id}`))
    must(await asker.post(`/cases/${id}/erasures`, { personId: household[0].id, reason: 'entered_by_mistake' }))
    expect(await needOf(asker, 'erasures_to_decide')).toEqual(nothing)
    expect(await needOf(world.the('registrar'), 'erasures_to_decide')).toEqual({ count: 1, oldestOn: '2021-10-01' })
  })

  it('tells an auditor of glasses that they have not seen, of findings, and of a log that nobody verified since yesterday', async () => {
    const auditor = await world.api.as('auditor')
    const vetted = { id: (await world.registered(1))[0]!.caseId }
    must(
      await world.the('finance_controller').post(`/cases/${vetted.id}/break-glass`, {
        classes: ['personal'],
        reason: 'complaint',
        minutes: 15,
      }),
    )
    expect(await needOf(auditor, 'glass_unseen')).toEqual({ count: 1, oldestOn: null })
    expect(await needOf(auditor, 'log_unverified')).toEqual({ count: 1, oldestOn: null })
    const verified = async (faults: number, ago: string): Promise<void> => {
      const job = randomUUID()
      await world.owner.query(`INSERT INTO job_request (id, queue, name, requested_by) VALUES ($1, 'audit', 'verify_log', $2)`, [
        job,
        auditor.accountId,
      ])
      await world.owner.query(
        `INSERT INTO log_verification (id, job_id, started_at, finished_at, transitions, subjects, faults, first_fault, intact)
         VALUES ($1, $2, now() - $3::interval, now() - $3::interval, 9, 9, $4, $5, $6)`,
        [randomUUID(), job, ago, faults, faults > 0 ? '{"code": "edited"}' : null, faults === 0],
      )
    }
    const counts = async () => (await needsOf(auditor)).slice(1).map(({ need, count }) => [need, count])
    await verified(0, '25 hours')
    expect(await counts()).toEqual([
      ['findings', 0],
      ['log_unverified', 1],
    ])
    await verified(0, '23 hours')
    expect(await counts()).toEqual([
      ['findings', 0],
      ['log_unverified', 0],
    ])
    await verified(3, '1 hour')
    expect(await counts()).toEqual([
      ['findings', 3],
      ['log_unverified', 1],
    ])
  })

  it("tells a planner of their own reports that are done, and of no one else's", async () => {
    const [mine, another] = [await world.api.as('planner'), await world.api.as('planner', 2)]
    for (const [who, ago] of [
      [mine, '1 day'],
      [mine, '8 days'],
      [another, '1 hour'],
    ] as const) {
      const id = randomUUID()
      await world.owner.query(
        `INSERT INTO job_request (id, queue, name, requested_by) VALUES ($1, 'reports', 'run_report', $2)`,
        [id, who.accountId],
      )
      await world.owner.query(
        `INSERT INTO report (id, kind, params, requested_by, requested_at, programme_date, result, finished_at)
         VALUES ($1, 'capacity', '{}', $2, now() - $3::interval, '2021-09-30', '{}', now() - $3::interval)`,
        [id, who.accountId, ago],
      )
    }
    expect(await needOf(mine, 'reports_ready')).toEqual({ count: 1, oldestOn: '2021-09-30' })
  })
})

describe('The registry of needs', () => {
  it('lets no process answer people while nobody has said how a need is counted', () => {
    const rules = new NeedRules()
    rules.register('findings', ['auditor'], () => 'SELECT NULL::date AS since')
    expect(() => rules.assertComplete()).toThrow(/my_open_cases of the intake_officer, .*log_unverified of the auditor/)
    expect(() => rules.assertComplete()).not.toThrow(/findings/)
    expect(() => rules.register('findings', ['auditor'], () => '')).toThrow('said twice')
  })
})
