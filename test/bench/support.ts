import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { cpus, totalmem } from 'node:os'
import type { Role } from '@passage/access'
import { prepareQueueSchema } from '@passage/jobs'
import { migrate, openDatabase, urlFor, type Database, type LoginRole } from '@passage/platform'
import { Client } from 'pg'
import { migrations } from '../../migrations'

/** A database of the benchmark's own, in the cluster that tools/bench.mjs started. */
export interface BenchDatabase {
  readonly ownerUrl: string
  readonly owner: Database
  url(role: LoginRole): string
}

export async function benchDatabase(name: string): Promise<BenchDatabase> {
  const cluster = process.env.BENCH_DATABASE_URL
  if (!cluster) throw new Error('Run benchmarks through npm run bench -- NAME')
  const client = new Client({ connectionString: cluster })
  await client.connect()
  await client.query(`CREATE DATABASE ${name}`)
  await client.end()
  const url = new URL(cluster)
  url.pathname = `/${name}`
  const ownerUrl = url.toString()
  const password = process.env.DATABASE_ROLE_PASSWORD!
  await migrate(ownerUrl, password, migrations)
  await prepareQueueSchema(ownerUrl)
  const owner = await openDatabase(ownerUrl, 4)
  await owner.query('INSERT INTO instance (demo) VALUES (true)')
  await owner.query(`INSERT INTO programme_clock (today) VALUES ('2021-09-01')`)
  return { ownerUrl, owner, url: (role) => urlFor(ownerUrl, role, password) }
}

/** An account with one role and a live session. @returns the session's token and CSRF token */
export async function signedIn(
  owner: Database,
  username: string,
  role: Role,
): Promise<{ id: string; token: string; csrf: string }> {
  const [id, token, csrf] = [randomUUID(), randomBytes(32).toString('base64url'), randomBytes(16).toString('hex')]
  await owner.query('INSERT INTO account (id, username, display_name) VALUES ($1, $2, $2)', [id, username])
  await owner.query('INSERT INTO account_role VALUES ($1, $2)', [id, role])
  await owner.query(
    `INSERT INTO session (id, token_hash, csrf_token, account_id, expires_at) VALUES ($1, $2, $3, $4, now() + interval '1 day')`,
    [randomUUID(), createHash('sha256').update(token).digest(), csrf, id],
  )
  return { id, token, csrf }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]!
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!
}

export function progress(line: string): void {
  process.stderr.write(`${line}\n`)
}

/** The last line of stdout, for whoever reads the figures. */
export function report(bench: string, figures: Readonly<Record<string, number>>): void {
  const rounded = Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Number(value.toPrecision(4))]))
  const machine = {
    cores: cpus().length,
    cpu: cpus()[0]?.model ?? 'unknown',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  }
  process.stdout.write(`${JSON.stringify({ bench, figures: rounded, machine })}\n`)
}

/** Runs `clients` loops at once for `ms`; each turn of a loop counts once. @returns turns a second, and the time of each turn in ms */
export async function loops(
  clients: number,
  ms: number,
  turn: (client: number) => Promise<void>,
): Promise<{ perSecond: number; times: number[] }> {
  const times: number[] = []
  const begin = performance.now()
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      while (performance.now() - begin < ms) {
        const start = performance.now()
        await turn(client)
        times.push(performance.now() - start)
      }
    }),
  )
  return { perSecond: (times.length * 1000) / (performance.now() - begin), times }
}
