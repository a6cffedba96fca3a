import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { DataSource } from 'typeorm'
import { Database, dataSourceOptions, migrate, urlFor, type LoginRole } from '@passage/platform'
import { migrations } from '../../migrations'

export const testRolePassword = 'only-for-tests-on-loopback'

/** A database of one test file, cloned from the migrated template. */
export interface TestDatabase {
  readonly ownerUrl: string
  url(role: LoginRole): string
  /** As the given role; closed with the test database. */
  open(role: LoginRole | 'owner', poolSize?: number): Promise<Database>
  drop(): Promise<void>
}

/** Where the cluster of this run listens; test/support/global-setup.ts started it. */
function clusterUrl(): string {
  const url = process.env.TEST_DATABASE_URL
  if (!url) throw new Error('TEST_DATABASE_URL is not set: run the tests through Jest, whose global set-up starts PostgreSQL')
  return url
}

function inCluster(database: string): string {
  const url = new URL(clusterUrl())
  url.pathname = `/${database}`
  return url.toString()
}

async function asOwner<T>(database: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: inCluster(database) })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

const template = 'passage_template'

/** Makes the migrated template once a cluster; test files that start together wait for the first. */
async function ensureTemplate(): Promise<void> {
  await asOwner('postgres', async (client) => {
    await client.query('SELECT pg_advisory_lock(51965)')
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [template])
    if (rowCount) return
    await client.query('DROP DATABASE IF EXISTS passage_template_in_work')
    await client.query('CREATE DATABASE passage_template_in_work')
    await migrate(inCluster('passage_template_in_work'), testRolePassword, migrations)
    await client.query(`ALTER DATABASE passage_template_in_work RENAME TO ${template}`)
  })
}

/**
 * A fresh database, marked as a demo, its clock at `today`.
 * Call `drop` in afterAll: it closes what was opened and removes the database.
 */
export async function createTestDatabase(today = '2021-09-01'): Promise<TestDatabase> {
  await ensureTemplate()
  const name = `passage_test_${randomBytes(6).toString('hex')}`
  await asOwner('postgres', async (client) => {
    // One clone at a time: PostgreSQL refuses to copy a template that another session is copying.
    await client.query('SELECT pg_advisory_lock(51965)')
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`)
  })
  await asOwner(name, async (client) => {
    await client.query('INSERT INTO instance (demo) VALUES (true)')
    await client.query('INSERT INTO programme_clock (today) VALUES ($1)', [today])
  })
  const ownerUrl = inCluster(name)
  const opened: Database[] = []
  return {
    ownerUrl,
    url: (role) => urlFor(ownerUrl, role, testRolePassword),
    async open(role, poolSize = 5) {
      const url = role === 'owner' ? ownerUrl : urlFor(ownerUrl, role, testRolePassword)
      const database = new Database(await new DataSource(dataSourceOptions(url, poolSize)).initialize())
      opened.push(database)
      return database
    },
    async drop() {
      await Promise.all(opened.map((database) => database.close()))
      await asOwner('postgres', async (client) => void (await client.query(`DROP DATABASE ${name} WITH (FORCE)`)))
    },
  }
}
