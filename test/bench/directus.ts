import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { openDatabase, type Database } from '@passage/platform'
import { Client } from 'pg'
import { freePort, untilItAnswers, type Started } from './processes'
import { progress } from './support'

/** The newest that runs on Node 20. */
export const directusVersion = '11.3.5'

/** The same cases and people in tables of its own, as whoever uses Directus would make them: names in the clear, the same indexes for the list. */
const tables = `
  CREATE TABLE officers (id uuid PRIMARY KEY, display_name text NOT NULL);
  CREATE TABLE cases (id uuid PRIMARY KEY, reference text NOT NULL UNIQUE, service text NOT NULL, pathway text NOT NULL, channel text NOT NULL,
    opened_on date NOT NULL, household_size integer NOT NULL, state text NOT NULL, holder uuid NOT NULL REFERENCES officers (id));
  CREATE INDEX ON cases (opened_on, id);
  CREATE INDEX ON cases (state, opened_on, id);
  CREATE INDEX ON cases (holder, opened_on, id);
  CREATE TABLE persons (id uuid PRIMARY KEY, case_id uuid NOT NULL REFERENCES cases (id), relation text NOT NULL, since date NOT NULL, until date,
    name text, name_my text, born_on date, rank text, unit text, needs json);
  CREATE INDEX ON persons (case_id)`

const readable = {
  officers: 'id,display_name',
  cases: 'id,reference,service,pathway,channel,opened_on,household_size,state,holder,household',
  persons: 'id,case_id,relation,since,until,name,name_my,born_on,rank,unit,needs',
}

/** Installs the package where benches keep such things, unless it is there. @returns its folder */
export async function installDirectus(): Promise<string> {
  const folder = path.join(process.cwd(), '.passage', 'bench', `directus-${directusVersion}`)
  const cli = path.join(folder, 'node_modules', 'directus', 'cli.js')
  const stamp = path.join(folder, 'installed')
  if (existsSync(stamp)) return folder
  progress(`installing directus ${directusVersion} into a folder of its own; this takes some minutes`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: 'peer-of-the-bench', private: true }))
  const npm = spawn(
    'npm',
    ['install', `directus@${directusVersion}`, '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] },
  )
  if ((await ended(npm)) !== 0 || !existsSync(cli)) throw new Error(`directus ${directusVersion} could not be installed from npm`)
  // It shuts in the code of extensions and of flows, of which there are none here; building it takes minutes and a compiler.
  writeFileSync(path.join(folder, 'node_modules', 'isolated-vm', 'isolated-vm.js'), 'module.exports = {}\n')
  writeFileSync(stamp, directusVersion)
  return folder
}

/** A Directus over the same rows, with somebody whose role reads these fields and changes a state, and nothing else. */
export interface RunningDirectus extends Started {
  /** That person's static token. */
  readonly token: string
  /** Of its own database, as the owner. */
  readonly url: string
}

/**
 * Starts it on a database of its own in the same server. Revisions and activity are on, as they are by default; caching of answers and
 * the limits on requests are off, as they are by default and as Passage's are here.
 */
export async function startDirectus(
  folder: string,
  clusterUrl: string,
  fill: (own: Database) => Promise<void>,
): Promise<RunningDirectus> {
  const url = await createDatabase(clusterUrl, 'bench_directus')
  const port = await freePort()
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    NODE_ENV: 'production',
    DB_CLIENT: 'pg',
    DB_CONNECTION_STRING: url,
    DB_POOL__MIN: '0',
    DB_POOL__MAX: '16',
    SECRET: randomBytes(32).toString('hex'),
    ADMIN_EMAIL: 'admin@example.com',
    ADMIN_PASSWORD: randomBytes(12).toString('hex'),
    HOST: '127.0.0.1',
    PORT: String(port),
    TELEMETRY: 'false',
    CACHE_ENABLED: 'false',
    RATE_LIMITER_ENABLED: 'false',
    PRESSURE_LIMITER_ENABLED: 'false',
    WEBSOCKETS_ENABLED: 'false',
    LOG_LEVEL: 'error',
    STORAGE_LOCAL_ROOT: path.join(folder, 'uploads'),
    EXTENSIONS_PATH: path.join(folder, 'extensions'),
  }
  const run = (command: string): ChildProcess =>
    spawn(process.execPath, [path.join(folder, 'node_modules', 'directus', 'cli.js'), command], {
      cwd: folder,
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  const own = await openDatabase(url, 2)
  await own.query(tables)
  if ((await ended(run('bootstrap'))) !== 0) throw new Error('directus bootstrap failed')
  const token = randomBytes(24).toString('base64url')
  await describeTables(own)
  await letIn(own, token)
  await fill(own)
  await own.query('VACUUM ANALYZE')
  await own.close()
  const process_ = run('start')
  await untilItAnswers(process_, `http://127.0.0.1:${port}/server/ping`)
  return { process: process_, port, token, url }
}

/** What Directus keeps of collections and of how they refer to each other. */
async function describeTables(own: Database): Promise<void> {
  await own.query(
    `INSERT INTO directus_collections (collection, accountability) VALUES ('officers', 'all'), ('cases', 'all'), ('persons', 'all')`,
  )
  await own.query(`INSERT INTO directus_fields (collection, field, special) VALUES ('cases', 'holder', 'm2o'), ('cases', 'household', 'o2m'),
    ('persons', 'case_id', 'm2o'), ('persons', 'needs', 'cast-json')`)
  await own.query(`INSERT INTO directus_relations (many_collection, many_field, one_collection, one_field)
    VALUES ('cases', 'holder', 'officers', NULL), ('persons', 'case_id', 'cases', 'household')`)
}

/** A role with a policy, field by field, and somebody who has it. */
async function letIn(own: Database, token: string): Promise<void> {
  const [role, policy] = [randomUUID(), randomUUID()]
  await own.query('INSERT INTO directus_roles (id, name) VALUES ($1, $2)', [role, 'Officer'])
  await own.query('INSERT INTO directus_policies (id, name, admin_access, app_access) VALUES ($1, $2, false, false)', [
    policy,
    'Casework',
  ])
  await own.query('INSERT INTO directus_access (id, role, policy) VALUES ($1, $2, $3)', [randomUUID(), role, policy])
  for (const [collection, fields] of Object.entries(readable)) {
    await own.query(
      `INSERT INTO directus_permissions (collection, action, permissions, fields, policy) VALUES ($1, 'read', '{}', $2, $3)`,
      [collection, fields, policy],
    )
  }
  await own.query(
    `INSERT INTO directus_permissions (collection, action, permissions, fields, policy) VALUES ('cases', 'update', '{}', 'state', $1)`,
    [policy],
  )
  await own.query(
    `INSERT INTO directus_users (id, email, status, role, token) VALUES ($1, 'officer@example.com', 'active', $2, $3)`,
    [randomUUID(), role, token],
  )
}

async function createDatabase(clusterUrl: string, name: string): Promise<string> {
  const client = new Client({ connectionString: clusterUrl })
  await client.connect()
  await client.query(`CREATE DATABASE ${name}`)
  await client.end()
  const url = new URL(clusterUrl)
  url.pathname = `/${name}`
  return url.toString()
}

async function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code))
  })
}
