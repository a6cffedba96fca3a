import { roles } from '@passage/access'
import { edgesOf, lifecycles, subjectKinds } from '@passage/case'
import type { Database } from '@passage/platform'
import { createTestDatabase, type TestDatabase } from '../support/database'

describe('Separated duties', () => {
  let test: TestDatabase
  let database: Database
  beforeAll(async () => {
    test = await createTestDatabase()
    database = await test.open('owner')
  })
  afterAll(() => test.drop())

  const edges = subjectKinds.flatMap((kind) => [...edgesOf(lifecycles[kind])].map(({ event, edge }) => ({ kind, event, edge })))
  const events = [...new Set(edges.map((e) => e.event))]

  it('are one for an event, from whatever state it is taken, since the database sees the event alone', () => {
    for (const { kind, event, edge } of edges) {
      const others = edges.filter((e) => e.kind === kind && e.event === event)
      expect(others.map((e) => e.edge.duty)).toEqual(others.map(() => edge.duty))
    }
  })

  it(`are the same in the database as in the lifecycles, for each of ${subjectKinds.length * events.length} pairs of kind and event`, async () => {
    const [column] = await database.query<{ expression: string }>(
      `SELECT pg_get_expr(d.adbin, d.adrelid) AS expression FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
       WHERE d.adrelid = 'transition'::regclass AND a.attname = 'duty'`,
    )
    const rows = await database.query<{ lifecycle: string; event: string; duty: string | null }>(
      `SELECT lifecycle, event, ${column!.expression} AS duty FROM unnest($1::text[]) lifecycle, unnest($2::text[]) event`,
      [subjectKinds, events],
    )
    expect(rows).toHaveLength(subjectKinds.length * events.length)
    const said = rows.filter((row) => row.duty !== null).map((row) => `${row.lifecycle}.${row.event}: ${row.duty}`)
    const wanted = edges.flatMap(({ kind, event, edge }) => (edge.duty ? [`${kind}.${event}: ${edge.duty}`] : []))
    expect(said.sort()).toEqual([...new Set(wanted)].sort())
    expect(said.length).toBeGreaterThan(10)
  })

  it('are never the system’s, and the database says so', async () => {
    expect(edges.filter(({ edge }) => edge.duty && edge.by.includes('system'))).toEqual([])
    const [check] = await database.query<{ definition: string }>(
      `SELECT pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE conname = 'a_duty_is_a_persons'`,
    )
    expect(check!.definition).toContain(`role <> 'system'`)
  })

  it('rest on the same roles and kinds in the database as in the code', async () => {
    const listed = async (table: string, column: string): Promise<string[]> => {
      const [check] = await database.query<{ definition: string }>(
        `SELECT pg_get_constraintdef(oid) AS definition FROM pg_constraint
         WHERE conrelid = $1::regclass AND contype = 'c' AND pg_get_constraintdef(oid) LIKE '%' || $2 || ' = ANY%'`,
        [table, column],
      )
      return [...check!.definition.matchAll(/'([a-z_]+)'/g)].map((match) => match[1]!)
    }
    expect((await listed('account_role', 'role')).sort()).toEqual([...roles].sort())
    expect((await listed('subject', 'kind')).sort()).toEqual([...subjectKinds].sort())
  })
})
