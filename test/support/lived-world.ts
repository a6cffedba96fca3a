import { randomBytes } from 'node:crypto'
import { NestFactory } from '@nestjs/core'
import { Database, dataSourceOptions, migrate, urlFor, type LoginRole } from '@passage/platform'
import { GenerateWorld, readScenario } from '@passage/training'
import { Client } from 'pg'
import { DataSource } from 'typeorm'
import { GeneratorModule } from '../../apps/cli/generate'
import { migrations } from '../../migrations'
import { testMasterKeys } from './api'
import { testRolePassword, type TestDatabase } from './database'
import { startPaymaster } from './paymaster'

/** The world that the hunting tests hunt in: small, and with work at every stage. */
const plan = { seed: 7, cases: 24, from: '2021-06', to: '2021-11' }
const template = `passage_lived_${plan.seed}_${plan.cases}`
/** Whoever makes or copies a database holds this lock: PostgreSQL copies a template only while nobody else does. */
const lock = 51965

/** A database of one's own that other databases can be copied from. */
export interface ClonableDatabase extends TestDatabase {
  /** Closes what was opened here: a database that somebody is connected to cannot be copied. */
  rest(): Promise<void>
  /** Another database with the same rows, down to the last byte. */
  clone(): Promise<ClonableDatabase>
}

/** A copy of the lived-in world, which is generated once a cluster; test files that start together wait for the first. */
export async function livedWorld(): Promise<ClonableDatabase> {
  await ensureWorld()
  return cloneOf(template)
}

function urlOf(database: string): string {
  const url = new URL(process.env.TEST_DATABASE_URL ?? '')
  url.pathname = `/${database}`
  return url.toString()
}

async function inPostgres<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: urlOf('postgres') })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

async function ensureWorld(): Promise<void> {
  const inWork = `${template}_in_work`
  // A lock of its own: others go on cloning the empty template while this world is lived.
  await inPostgres(async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [lock + 1])
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [template])
    if (rowCount) return
    await client.query(`DROP DATABASE IF EXISTS ${inWork} WITH (FORCE)`)
    await client.query(`CREATE DATABASE ${inWork}`)
    await migrate(urlOf(inWork), testRolePassword, migrations)
    await live(urlOf(inWork))
    await client.query(`ALTER DATABASE ${inWork} RENAME TO ${template}`)
  })
}

async function live(ownerUrl: string): Promise<void> {
  const owner = await connect(ownerUrl, 2)
  const paymaster = await startPaymaster({ faults: { rejectShare: 0.1, returnShare: 0.05, seed: plan.seed } })
  const before = process.env.PAYMASTER_URL
  process.env.PAYMASTER_URL = paymaster.url
  try {
    await owner.query('INSERT INTO instance (demo) VALUES (true)')
    await owner.query(`INSERT INTO programme_clock (today) VALUES ('${plan.from}-01')`)
    const env = { DATABASE_URL: ownerUrl, DATABASE_ROLE_PASSWORD: testRolePassword, PASSAGE_MASTER_KEYS: testMasterKeys }
    const app = await NestFactory.createApplicationContext(GeneratorModule.from(env, plan.seed), {
      logger: false,
      abortOnError: false,
    })
    try {
      await app.get(GenerateWorld).generate(owner, { ...plan, scenario: readScenario('documented'), log: () => undefined })
    } finally {
      await app.close()
    }
  } finally {
    if (before === undefined) delete process.env.PAYMASTER_URL
    else process.env.PAYMASTER_URL = before
    await paymaster.stop()
    await owner.close()
  }
}

async function connect(url: string, poolSize: number): Promise<Database> {
  return new Database(await new DataSource(dataSourceOptions(url, poolSize)).initialize())
}

async function cloneOf(source: string): Promise<ClonableDatabase> {
  const name = `passage_test_${randomBytes(6).toString('hex')}`
  await inPostgres(async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [lock])
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${source}`)
  })
  const ownerUrl = urlOf(name)
  const url = (role: LoginRole): string => urlFor(ownerUrl, role, testRolePassword)
  const opened: Database[] = []
  const rest = async (): Promise<void> => {
    await Promise.all(opened.splice(0).map((database) => database.close()))
  }
  return {
    ownerUrl,
    url,
    rest,
    clone: () => cloneOf(name),
    async open(role, poolSize = 5) {
      const database = await connect(role === 'owner' ? ownerUrl : url(role), poolSize)
      opened.push(database)
      return database
    },
    async drop() {
      await rest()
      await inPostgres(async (client) => void (await client.query(`DROP DATABASE ${name} WITH (FORCE)`)))
    },
  }
}
