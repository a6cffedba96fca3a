import { randomUUID } from 'node:crypto'
import type { Database } from '@passage/platform'
import { Worklist } from '../../libs/case/reads/worklist'
import { startApi, type ApiClient, type TestApi } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'
import { lastTaken, partsOf, sheetsOf, workbookOf } from './export.support'

let database: TestDatabase
let owner: Database
let api: TestApi
let officer: ApiClient
const holders = [randomUUID(), randomUUID()]

/** Cases past the spine, as their owner alone can write them: a file reads nothing but the case file and its subject. */
async function addCases(from: number, to: number): Promise<void> {
  await owner.transaction(async (tx) => {
    await tx.query('SET LOCAL session_replication_role = replica')
    await tx.query(
      `WITH made AS (INSERT INTO case_file (id, reference, service, pathway, channel, opened_on, holder_id, household_size, state)
       SELECT gen_random_uuid(), 'P-2021-' || lpad(n::text, 6, '0'), (ARRAY['soldier', 'police'])[1 + n % 2],
         (ARRAY['individual', 'collective', 'surrender'])[1 + n % 3], 'phone', date '2021-02-01' + n % 200,
         ($3::uuid[])[1 + n % 2], 1 + n % 7, (ARRAY['contacted', 'in_vetting', 'vetted', 'registered', 'closed'])[1 + n % 5]
       FROM generate_series($1::int, $2::int) n RETURNING id, state)
       INSERT INTO subject (id, case_id, kind, version, state, head) SELECT id, id, 'case', 1, state, '' FROM made`,
      [from, to, holders],
    )
  })
}

beforeAll(async () => {
  database = await createTestDatabase()
  owner = await database.open('owner', 2)
  api = await startApi(database)
  // A name that a spreadsheet would run.
  for (const [place, name] of ['=cmd|/C calc', 'Daw Hla'].entries()) {
    await owner.query('INSERT INTO account (id, username, display_name) VALUES ($1, $2, $3)', [
      holders[place],
      `holder${place}`,
      name,
    ])
  }
  await addCases(1, 500)
  officer = await api.as('intake_officer')
}, 60_000)

afterAll(async () => {
  await api.close()
  await database.drop()
})

const csv = async (query = '', who = officer) => {
  const answer = await who.get(`/cases.csv${query}`)
  expect(answer.status).toBe(200)
  return { ...partsOf(answer.text), answer }
}

interface Item {
  readonly reference: string
  readonly state: string
}

async function listed(query: string): Promise<Item[]> {
  const items: Item[] = []
  for (let cursor = ''; ;) {
    const { body } = await officer.get(`/cases?limit=200${query}${cursor && `&cursor=${cursor}`}`)
    items.push(...body.items)
    if (body.nextCursor === null) return items
    cursor = body.nextCursor
  }
}

const workbook = (query: string) => workbookOf(officer, `/cases.xlsx${query}`)

describe('The worklist as a file', () => {
  it('is just the view: its filters, its order, its columns', async () => {
    for (const query of [
      '&sort=-opened_on',
      '&sort=reference&state=vetted',
      '&sort=reference&state=vetted,closed&pathway=surrender,in_service',
      '&sort=-reference&service=police&opened_from=2021-03-01&opened_to=2021-04-30',
      `&sort=opened_on&holder=${holders[1]}&reference=P-2021-0001`,
    ]) {
      const { head, rows } = await csv(`?columns=reference,state${query}`)
      expect(head).toEqual(['Reference', 'State'])
      expect(rows).toEqual((await listed(query)).map(({ reference, state }) => [reference, state]))
      expect(rows.length).toBeGreaterThan(0)
    }
  })

  it('has all columns where nothing is said, each as the list shows it', async () => {
    const { head, rows } = await csv('?sort=reference&reference=P-2021-000003')
    expect(head).toEqual(['Reference', 'State', 'Service', 'Pathway', 'Household size', 'Holder', 'Opened on'])
    expect(rows).toEqual([['P-2021-000003', 'registered', 'police', 'individual', '4', 'Daw Hla', '2021-02-04']])
  })

  it('says first that all of it is made up, of which programme date it is, and what it was narrowed to', async () => {
    const { preface, answer } = await csv(`?state=vetted&holder=${holders[1]}&sort=-reference&columns=reference`)
    expect(preface[0]![0]).toBe('SYNTHETIC DATA')
    expect(preface.slice(1)).toEqual([
      ['List', 'Cases'],
      ['Programme date', '2021-09-01'],
      ['Asked for by', 'Test test-intake-officer-1'],
      ['Only the state', 'vetted'],
      ['Only held by', 'Daw Hla'],
      ['Order', 'reference, the last first'],
      ['Cases', '50'],
    ])
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="passage-cases-2021-09-01.csv"')
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(answer.headers.get('cache-control')).toContain('no-store')
  })

  it('names every value that it was narrowed to, each once', async () => {
    const asked = 'state=vetted,closed,vetted&service=police&pathway=surrender,in_service'
    const { preface } = await csv(`?${asked}&columns=reference`)
    expect(preface.slice(4)).toEqual([
      ['Only the state', 'vetted, closed'],
      ['Only the service', 'police'],
      ['Only the pathway', 'surrender, in_service'],
      ['Order', 'opened_on, the last first'],
      ['Cases', String((await listed(`&${asked}`)).length)],
    ])
    expect(sheetsOf(await workbook(`?${asked}`))).toContain('vetted, closed')
  })

  it('runs as no formula', async () => {
    const { rows, preface } = await csv(`?columns=holder&holder=${holders[0]}&reference=P-2021-000002`)
    expect(rows).toEqual([[`'=cmd|/C calc`]])
    expect(preface).toContainEqual(['Only held by', `'=cmd|/C calc`])
    const xml = sheetsOf(await workbook(`?holder=${holders[0]}`))
    expect(xml).toContain('calc')
    expect(xml).not.toMatch(/<f[ >]|externalLink|ddeLink|t="str"/)
  })

  it('is a workbook too, with the same cases', async () => {
    const xml = sheetsOf(await workbook('?state=vetted&columns=reference,household_size'))
    const cases = await listed('&state=vetted')
    for (const { reference } of cases) expect(xml).toContain(reference)
    expect(xml.match(/P-2021-\d{6}/g)).toHaveLength(cases.length)
    expect(xml).toContain('SYNTHETIC DATA')
    expect(xml).toContain('Household size')
  })

  it('stands in the access log with its columns and how many rows, before any of it leaves', async () => {
    await csv('?columns=reference,holder&state=vetted')
    expect(await lastTaken(owner)).toEqual({
      actor_id: officer.accountId,
      act: 'did',
      resource: 'case',
      resource_id: null,
      fields: ['reference', 'holder'],
      row_count: 100,
      code: 'exported',
      purpose: null,
    })
    const auditor = await api.as('auditor')
    const [record] = (await auditor.get('/access-log?act=did')).body.items
    expect(record).toMatchObject({ resource: 'case', code: 'exported', rows: 100, fields: ['reference', 'holder'] })
    await owner.query(`ALTER TABLE access_log ADD CONSTRAINT the_log_is_full CHECK (code <> 'exported') NOT VALID`)
    const refused = await officer.get('/cases.csv')
    await owner.query('ALTER TABLE access_log DROP CONSTRAINT the_log_is_full')
    expect([refused.status, refused.body.code]).toEqual([503, 'access.not_recorded'])
  })

  it('is refused to those who may not read the list', async () => {
    for (const role of ['planner', 'programme_manager', 'host_organisation', 'trainer'] as const) {
      for (const file of ['/cases.csv', '/cases.xlsx']) {
        const { status, body } = await (await api.as(role)).get(file)
        expect([status, body.code]).toEqual([403, 'access.role'])
      }
    }
    expect((await api.nobody.get('/cases.csv')).status).toBe(401)
  })

  it.each(['reference,name', 'reference,reference', '', 'constructor', 'reference,'])(
    'names the columns that there are for “%s”',
    async (columns) => {
      const { status, body } = await officer.get(`/cases.csv?columns=${columns}`)
      expect([status, body.code, body.field]).toEqual([422, 'input.column', 'columns'])
      expect(body.fix).toContain('reference, state, service, pathway, household_size, holder, opened_on')
    },
  )

  it('takes no filter that the list does not take', async () => {
    for (const query of ['state=lost', 'name=Kyaw', 'limit=5', 'cursor=x', 'sort=household_size']) {
      expect([query, (await officer.get(`/cases.csv?${query}`)).status]).toEqual([query, 400])
    }
  })
})

describe('A long list as a file', () => {
  beforeAll(() => addCases(501, 25_000), 60_000)

  it('leaves whole, every case once, though it is read a batch at a time', async () => {
    const { rows } = await csv('?columns=reference&sort=reference')
    expect(rows).toHaveLength(25_000)
    expect(new Set(rows.map(([reference]) => reference)).size).toBe(25_000)
    expect(rows.at(-1)).toEqual(['P-2021-025000'])
  })

  it('is refused as a workbook, which says what to do', async () => {
    const { status, body } = await officer.get('/cases.xlsx')
    expect([status, body.code]).toEqual([422, 'input.too_many_rows'])
    expect(body.detail).toContain('25000')
    expect(body.fix).toContain('CSV')
    expect((await officer.get('/cases.xlsx?state=vetted')).status).toBe(200)
  })

  it('breaks off when the session ends of whoever takes it', async () => {
    const leaver = await api.withRoles('leaves-early', ['registrar'])
    const worklist = api.app.get(Worklist)
    const batches = worklist.batches.bind(worklist)
    let goOn = (): void => undefined
    const brokenOff = new Promise<void>((resolve) => (goOn = resolve))
    // The second batch is long in coming.
    jest.spyOn(worklist, 'batches').mockImplementation(async function* (viewer, query) {
      for await (const items of batches(viewer, query)) {
        yield items
        await brokenOff
      }
    })
    try {
      const reader = (await leaver.send('GET', '/cases.csv')).body!.getReader()
      expect((await reader.read()).done).toBe(false)
      await owner.query('UPDATE session SET revoked_at = now() WHERE account_id = $1', [leaver.accountId])
      const toTheEnd = async (): Promise<void> => {
        while (!(await reader.read()).done);
      }
      await expect(toTheEnd()).rejects.toThrow()
    } finally {
      goOn()
      jest.restoreAllMocks()
    }
  })
})
