import { resetWorld } from '@passage/training'
import type { Database } from '@passage/platform'
import { createTestDatabase, type TestDatabase } from '../support/database'

/** How many rows every table of the room has, by name. */
async function rowsOf(owner: Database): Promise<Record<string, number>> {
  const tables = await owner.query<{ name: string }>(
    `SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename`,
  )
  const counted: Record<string, number> = {}
  for (const { name } of tables) counted[name] = (await owner.query(`SELECT FROM ${name}`)).length
  return counted
}

describe('Emptying a demo', () => {
  let database: TestDatabase
  let owner: Database
  beforeAll(async () => {
    database = await createTestDatabase()
    owner = await database.open('owner', 1)
  }, 60_000)
  afterAll(() => database.drop())

  it('leaves what the migrations put there: terms, check plans, the secret of the reports', async () => {
    const fresh = await rowsOf(owner)
    expect(fresh).toMatchObject({ report_secret: 1 })
    await owner.query(`INSERT INTO account (id, username, display_name) VALUES (gen_random_uuid(), 'guest', 'Guest')`)
    await resetWorld(owner)
    expect(await rowsOf(owner)).toEqual(fresh)
  })

  it('is refused, and removes nothing, where the database is not marked as a demo', async () => {
    await owner.query('UPDATE instance SET demo = false')
    const before = await rowsOf(owner)
    await expect(resetWorld(owner)).rejects.toMatchObject({ code: 'world.not_a_demo' })
    expect(await rowsOf(owner)).toEqual(before)
  })
})
