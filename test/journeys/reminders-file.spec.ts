import type { Role } from '@passage/access'
import { Notices } from '../../libs/case/due/notices'
import type { ApiClient } from '../support/api'
import { csvOf, lastTaken, madeFor, reader, sheetsOf, workbookOf } from './export.support'
import { MoneyWorld, must, refusal } from './money.support'

interface Reminder {
  readonly kind: string
  readonly dueOn: string
  readonly reference: string | null
  readonly settledOn: string | null
}

let world: MoneyWorld
let host: ApiClient
let hostElsewhere: ApiClient
/** A reference that a spreadsheet would run, which no case ever has. */
const liveReference = '=cmd|/C calc'

/** Reminders past the clock, as their owner alone can write them: a list reads nothing but the rows. */
async function remind(kind: string, role: Role, count: number, more: { siteId?: string; settled?: true; ofNoCase?: true } = {}) {
  await world.owner.transaction(async (tx) => {
    await tx.query('SET LOCAL session_replication_role = replica')
    await tx.query(
      `INSERT INTO notice (id, kind, due_on, subject_id, case_id, site_id, role, made_on, settled_on)
       SELECT gen_random_uuid(), $1, due.day, f.id, f.id, $4, $2, due.day, CASE WHEN $5 THEN date '2021-09-01' END
       FROM generate_series(1, $3::int) n
       CROSS JOIN LATERAL (SELECT (CASE WHEN $5 THEN date '2021-07-01' ELSE date '2021-08-01' END) + n AS day) due
       LEFT JOIN (SELECT id, row_number() OVER (ORDER BY reference) AS place, count(*) OVER () AS cases FROM case_file) f
         ON NOT $6 AND f.place = 1 + n % f.cases`,
      [kind, role, count, more.siteId ?? null, more.settled ?? false, more.ofNoCase ?? false],
    )
  })
}

async function listed(who: ApiClient, query = ''): Promise<Reminder[]> {
  const items: Reminder[] = []
  for (let cursor = ''; ;) {
    const page: { items: Reminder[]; nextCursor: string | null } = must(
      await who.get(`/notices?limit=3${query}${cursor && `&cursor=${cursor}`}`),
    )
    items.push(...page.items)
    if (page.nextCursor === null) return items
    cursor = page.nextCursor
  }
}

const cells = ({ kind, dueOn, reference, settledOn }: Reminder): string[] => [
  kind,
  dueOn,
  reference === liveReference ? `'${reference}` : (reference ?? ''),
  settledOn ?? '',
]

const vetter = () => world.the('vetting_officer')

beforeAll(async () => {
  world = await MoneyWorld.open('2021-09-01')
  const here = await world.siteWithHost()
  const elsewhere = await world.siteWithHost()
  ;[host, hostElsewhere] = [here.host, elsewhere.host]
  const cases = await world.registered(3)
  await world.owner.query('UPDATE case_file SET reference = $2 WHERE id = $1', [cases[0]!.caseId, liveReference])
  await remind('contact_waits', 'vetting_officer', 4)
  await remind('check_overdue', 'vetting_officer', 2)
  await remind('contact_waits', 'vetting_officer', 5, { settled: true })
  await remind('decision_overdue', 'vetting_approver', 3)
  await remind('run_due', 'finance_officer', 1, { ofNoCase: true })
  await remind('arrival_expected', 'host_organisation', 2, { siteId: here.siteId })
  await remind('departure_expected', 'host_organisation', 1, { siteId: elsewhere.siteId })
}, 90_000)

afterAll(() => world?.close())

describe('Reminders as a file', () => {
  it('are just the view: those of the viewer’s roles, its filters, its order, its columns', async () => {
    for (const [who, query, count] of [
      [vetter(), '', 6],
      [vetter(), '&kind=check_overdue', 2],
      [vetter(), '&settled=true', 5],
      [vetter(), '&settled=true&kind=check_overdue', 0],
      [vetter(), '&settled=false', 6],
      [vetter(), '&kind=decision_overdue', 0],
      [world.the('vetting_approver'), '', 3],
      [world.the('finance_officer'), '', 1],
      [await world.api.withRoles('both', ['vetting_officer', 'finance_officer']), '', 7],
    ] as const) {
      const { preface, rows } = await csvOf(who, `/notices.csv?columns=kind,due,about,settled${query}`)
      expect([query, rows]).toEqual([query, (await listed(who, query)).map(cells)])
      expect([query, rows.length]).toEqual([query, count])
      expect(preface.at(-1)).toEqual(['Reminders', String(count)])
    }
    const { head, rows } = await csvOf(vetter(), '/notices.csv?columns=due,kind&kind=check_overdue')
    expect(head).toEqual(['Due on', 'What fell due'])
    expect(rows).toEqual([
      ['2021-08-02', 'check_overdue'],
      ['2021-08-03', 'check_overdue'],
    ])
  })

  it('have all columns where nothing is said, and say what they are and what they were narrowed to', async () => {
    const { preface, head } = await csvOf(vetter(), '/notices.csv?settled=true&kind=contact_waits')
    expect(preface[0]![0]).toBe('SYNTHETIC DATA')
    expect(preface.slice(1)).toEqual([
      ['List', 'Reminders'],
      ['Programme date', '2021-09-01'],
      ['Asked for by', 'Test test-vetting-officer-1'],
      ['Only the kind', 'contact_waits'],
      ['Only those that are', 'settled'],
      ['Order', 'due_on'],
      ['Reminders', '5'],
    ])
    expect(head).toEqual(['What fell due', 'Due on', 'Case', 'Settled on'])
    expect((await csvOf(vetter(), '/notices.csv')).preface).toContainEqual(['Only those that are', 'open'])
    const { headers } = await vetter().get('/notices.csv')
    expect(headers.get('content-disposition')).toBe('attachment; filename="passage-reminders-2021-09-01.csv"')
  })

  it('run as no formula, and are a workbook too', async () => {
    expect((await csvOf(vetter(), '/notices.csv?columns=about')).rows).toContainEqual([`'${liveReference}`])
    const xml = sheetsOf(await workbookOf(vetter(), '/notices.xlsx?kind=check_overdue'))
    expect(xml).toContain('SYNTHETIC DATA')
    expect(xml).toContain('2021-08-03')
    expect(xml).not.toContain('2021-08-04')
    expect(xml).not.toMatch(/<f[ >]|externalLink|ddeLink|t="str"/)
  })

  it('tell a host of its own site alone', async () => {
    for (const [who, kinds] of [
      [host, ['arrival_expected', 'arrival_expected']],
      [hostElsewhere, ['departure_expected']],
    ] as const) {
      const { rows } = await csvOf(who, '/notices.csv')
      expect(rows.map(([kind]) => kind)).toEqual(kinds)
      expect(rows).toEqual((await listed(who)).map(cells))
    }
    const nowhere = await world.api.withRoles('host-of-no-site', ['host_organisation'])
    expect((await csvOf(nowhere, '/notices.csv')).rows).toEqual([])
  })

  it('are covered where somebody is reminded who may not read what of, even if a route let them this far', async () => {
    await remind('decision_overdue', 'planner', 2, { settled: true })
    const { rows } = await madeFor(world.api.app.get(Notices).file('csv', reader('planner'), { settled: true }))
    expect(rows).toEqual([Array(4).fill('redacted'), Array(4).fill('redacted')])
  })

  it('stand in the access log with their columns and how many', async () => {
    await csvOf(host, '/notices.csv?columns=due,about')
    expect(await lastTaken(world.owner)).toEqual({
      actor_id: host.accountId,
      act: 'did',
      resource: 'notice',
      resource_id: null,
      fields: ['dueOn', 'reference'],
      row_count: 2,
      code: 'exported',
      purpose: null,
    })
  })

  it('take no filter and no column that the list has not', async () => {
    for (const query of ['kind=birthday', 'settled=perhaps', 'cursor=x', 'limit=5', 'role=auditor']) {
      expect([query, (await vetter().get(`/notices.csv?${query}`)).status]).toEqual([query, 400])
    }
    const { code, fix } = refusal(await vetter().get('/notices.csv?columns=kind,caseId'))
    expect(code).toBe('input.column')
    expect(fix).toContain(': kind, due, about, settled.')
  })

  it('leave whole as CSV however many there are, and are refused as a workbook, which says what to do', async () => {
    await remind('custody_overdue', 'equipment_assessor', 20_001, { ofNoCase: true })
    const assessor = world.the('equipment_assessor')
    const { rows } = await csvOf(assessor, '/notices.csv?columns=due')
    expect(rows).toHaveLength(20_001)
    expect(new Set(rows.flat()).size).toBe(20_001)
    const { code, detail, fix } = refusal(await assessor.get('/notices.xlsx'))
    expect(code).toBe('input.too_many_rows')
    expect(detail).toContain('20001 rows')
    expect(fix).toContain('CSV')
    expect((await assessor.get('/notices.xlsx?settled=true')).status).toBe(200)
  })
})
