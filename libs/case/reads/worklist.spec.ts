import { randomUUID } from 'node:crypto'
import { AccessLog, Redaction, type Role, type SignedIn } from '@passage/access'
import type { Database } from '@passage/platform'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database'
import { Worklist, type WorklistItem, type WorklistQuery } from './worklist'

const viewer = (...roles: Role[]): SignedIn => ({
  accountId: randomUUID(),
  username: 'someone',
  displayName: 'Someone',
  roles,
  siteId: null,
  token: 'none',
  viewAs: null,
  glass: [],
})
const officer = viewer('intake_officer')

let testDatabase: TestDatabase
let owner: Database
let worklist: Worklist
const holders = [randomUUID(), randomUUID()]

/**
 * Writes cases past the spine, as its owner alone can: the list reads nothing but the case file and its subject, and a hundred thousand real
 * openings would take minutes. Every field is a function of the number, so that the expectations can be worked out.
 */
async function addCases(from: number, to: number): Promise<void> {
  await owner.transaction(async (tx) => {
    await tx.query(`SET LOCAL session_replication_role = replica`)
    await tx.query(
      `WITH made AS (INSERT INTO case_file (id, reference, service, pathway, channel, opened_on, holder_id, household_size, state)
       SELECT gen_random_uuid(), 'P-2021-' || lpad(n::text, 6, '0'), (ARRAY['soldier', 'police'])[1 + n % 2],
         (ARRAY['individual', 'collective', 'surrender', 'individual', 'in_service'])[1 + n % 5], 'phone', date '2021-02-01' + n % 900,
         ($3::uuid[])[1 + n % 2], 1 + n % 7, (ARRAY['contacted', 'in_vetting', 'vetted', 'registered', 'registered', 'closed'])[1 + n % 6]
       FROM generate_series($1::int, $2::int) n RETURNING id, state)
       INSERT INTO subject (id, case_id, kind, version, state, head) SELECT id, id, 'case', 1, state, '' FROM made`,
      [from, to, holders],
    )
  })
  await owner.query('ANALYZE case_file, subject')
}

async function read(query: WorklistQuery): Promise<{ items: WorklistItem[]; nextCursor: string | null }> {
  const { leaving } = await worklist.page(officer, query)
  if (leaving.kind !== 'json') throw new Error('a page is JSON')
  return JSON.parse(leaving.text) as { items: WorklistItem[]; nextCursor: string | null }
}

async function readAll(query: WorklistQuery): Promise<WorklistItem[]> {
  const items: WorklistItem[] = []
  let cursor: string | undefined
  do {
    const page = await read({ ...query, cursor })
    items.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  return items
}

/** Blocks of eight kilobytes that PostgreSQL touches for a page, the same on every machine. */
async function blocksTouched(query: WorklistQuery): Promise<number> {
  const { sql, parameters } = worklist.statement(officer, query)
  const [row] = await owner.query<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }>(
    `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${sql}`,
    parameters,
  )
  const { 'Shared Hit Blocks': hit = 0, 'Shared Read Blocks': fromDisk = 0 } = row!['QUERY PLAN'][0].Plan
  return hit + fromDisk
}

beforeAll(async () => {
  testDatabase = await createTestDatabase()
  owner = await testDatabase.open('owner')
  const api = await testDatabase.open('passage_api')
  worklist = new Worklist(api, new Redaction(new AccessLog(api), api))
  for (const [place, id] of holders.entries()) {
    await owner.query(`INSERT INTO account (id, username, display_name) VALUES ($1, $2, $3)`, [
      id,
      `holder${place}`,
      `Holder ${place}`,
    ])
  }
  await addCases(1, 300)
})

afterAll(() => testDatabase.drop())

describe('The worklist', () => {
  it('shows the newest cases first, each with its holder, and no person', async () => {
    const { items, nextCursor } = await read({})
    expect(items).toHaveLength(50)
    expect(nextCursor).not.toBeNull()
    expect(items[0]).toEqual({
      id: expect.any(String),
      reference: 'P-2021-000300',
      service: 'soldier',
      pathway: 'individual',
      openedOn: '2021-11-28',
      holder: { id: holders[0], displayName: 'Holder 0' },
      householdSize: 7,
      state: 'contacted',
      version: 1,
    })
  })

  it.each(['-opened_on', 'opened_on', 'reference', '-reference'] as const)(
    'shows every case once in the order %s, page after page',
    async (sort) => {
      const items = await readAll({ sort, limit: 37 })
      expect(new Set(items.map((item) => item.id)).size).toBe(300)
      const keys = items.map((item) => (sort.endsWith('reference') ? item.reference : item.openedOn))
      const sorted = [...keys].sort()
      expect(keys).toEqual(sort.startsWith('-') ? sorted.reverse() : sorted)
    },
  )

  it('is narrowed by state, service, pathway, holder, days and the beginning of a reference', async () => {
    const filters: [WorklistQuery, (item: WorklistItem) => boolean][] = [
      [{ state: ['vetted'] }, (i) => i.state === 'vetted'],
      [{ service: ['police'] }, (i) => i.service === 'police'],
      [{ pathway: ['in_service'] }, (i) => i.pathway === 'in_service'],
      [{ holder: holders[1] }, (i) => i.holder.id === holders[1]],
      [{ openedFrom: '2021-03-01', openedTo: '2021-03-31' }, (i) => i.openedOn >= '2021-03-01' && i.openedOn <= '2021-03-31'],
      [{ reference: 'P-2021-0001' }, (i) => i.reference.startsWith('P-2021-0001')],
      [
        { state: ['registered'], service: ['soldier'], holder: holders[0] },
        (i) => i.state === 'registered' && i.service === 'soldier',
      ],
    ]
    const all = await readAll({})
    for (const [query, fits] of filters) {
      const found = await readAll({ ...query, limit: 20 })
      expect(found.map((item) => item.id)).toEqual(all.filter(fits).map((item) => item.id))
      expect(found.length).toBeGreaterThan(0)
    }
  })

  it('shows what has any of several values of one filter, and of the other filters too', async () => {
    const all = await readAll({ limit: 200 })
    const filters: [WorklistQuery, (item: WorklistItem) => boolean][] = [
      [{ state: ['vetted', 'contacted'] }, (i) => ['vetted', 'contacted'].includes(i.state)],
      [{ service: ['soldier', 'police'], state: ['closed'] }, (i) => i.state === 'closed'],
      [
        { state: ['registered', 'closed'], pathway: ['surrender', 'in_service'], holder: holders[1], sort: '-opened_on' },
        (i) =>
          ['registered', 'closed'].includes(i.state) &&
          ['surrender', 'in_service'].includes(i.pathway) &&
          i.holder.id === holders[1],
      ],
    ]
    for (const [query, fits] of filters) {
      const found = await readAll({ ...query, limit: 20 })
      expect(found.map((item) => item.id)).toEqual(all.filter(fits).map((item) => item.id))
      expect(found.length).toBeGreaterThan(20)
      expect(found.length).toBeLessThan(300)
    }
    expect((await read({ state: [] })).items).toEqual([])
  })

  it('is an empty page where nothing fits', async () => {
    expect(await read({ reference: 'P-1999' })).toEqual({ items: [], nextCursor: null })
  })

  it('refuses a cursor of another order, and what was never a cursor', async () => {
    const { nextCursor } = await read({ sort: 'reference' })
    for (const cursor of [nextCursor!, 'x', "2021-09-01'; DROP TABLE case_file"]) {
      await expect(read({ sort: 'opened_on', cursor })).rejects.toMatchObject({ code: 'input.cursor' })
    }
  })

  it('answers no filter and no order to somebody who may not read the field', () => {
    for (const query of [{ state: ['vetted'] }, { sort: 'opened_on' }, {}] as const) {
      expect(() => worklist.statement(viewer('planner'), query)).toThrow(expect.objectContaining({ code: 'access.field' }))
    }
  })

  it('counts the cases by state for its tabs', async () => {
    const { leaving } = await worklist.counts(officer, { service: ['police'] })
    if (leaving.kind !== 'json') throw new Error('counts are JSON')
    expect(JSON.parse(leaving.text)).toMatchObject({
      items: [
        { state: 'closed', count: 50 },
        { state: 'in_vetting', count: 50 },
        { state: 'registered', count: 50 },
      ],
    })
  })

  it('costs the same among a hundred thousand cases as among ten thousand', async () => {
    await addCases(301, 10_000)
    const queries: WorklistQuery[] = [
      {},
      { sort: 'opened_on' },
      { sort: 'reference' },
      { state: ['registered'] },
      { state: ['registered', 'contacted', 'closed'] },
      { holder: holders[0]! },
      { pathway: ['in_service'], service: ['police'] },
      { reference: 'P-2021-0050' },
    ]
    const deep = (await read({ openedTo: '2022-06-01' })).nextCursor!
    queries.push({ cursor: deep })
    const small: number[] = []
    for (const query of queries) small.push(await blocksTouched(query))
    await addCases(10_001, 100_000)
    for (const [place, query] of queries.entries()) {
      const blocks = await blocksTouched(query)
      expect({ query, blocks, flat: blocks <= small[place]! * 2 + 100 && blocks < 1_000 }).toEqual({ query, blocks, flat: true })
    }
  }, 60_000)
})
