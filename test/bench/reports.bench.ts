import 'reflect-metadata'
import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fill } from './volume'
import { plainSql } from './plain-reports'
import { startApi } from './processes'
import { benchDatabase, median, percentile, progress, report, signedIn, type BenchDatabase } from './support'

/**
 * The three reports as a planner gets them (asked for over HTTP, run by a worker process: start to end of the job), beside plain SQL that counts
 * the same on the same rows, in turn; and how the worklist's 95th percentile grows while reports run one after the other.
 * `npm run bench -- reports [--cases N]`, 100,000 unless said.
 */
const today = '2023-08-15'
const rounds = 5
/** Officers who turn a page each second. */
const officers = 16
const roundMs = 8_000

const asked = {
  capacity: { from: '2022-09-01', to: '2023-08-31' },
  budget: { monthsAhead: 24 },
  pipeline: { from: '2022-08', to: '2023-07', by: 'service' },
} as const
type Kind = keyof typeof asked
const kinds = Object.keys(asked) as Kind[]

async function main(): Promise<void> {
  const cases = Number(/^\d+$/.exec(process.argv[process.argv.indexOf('--cases') + 1] ?? '')?.[0] ?? 100_000)
  const bench = await benchDatabase('bench_reports')
  progress(`making ${cases} cases`)
  await fill(bench.owner, { cases, sites: 60, today, actsBesides: 14 })
  const [rows] = await bench.owner.query<{ transitions: number }>('SELECT count(*)::int AS transitions FROM transition')
  progress(`${rows!.transitions} transitions`)
  const planner = await signedIn(bench.owner, 'planner', 'planner')
  const intake = await signedIn(bench.owner, 'intake', 'intake_officer')
  const api = await startApi(bench)
  const worker = await startWorker(bench)
  const ask = asker(api.port, planner, bench)

  const times: Record<Kind, number[]> = { capacity: [], budget: [], pipeline: [] }
  const plain: Record<Kind, number[]> = { capacity: [], budget: [], pipeline: [] }
  for (let round = 0; round <= rounds; round += 1) {
    for (const kind of kinds) {
      const start = performance.now()
      for (const sql of plainSql(kind, today)) await bench.owner.query(sql)
      const [rawMs, jobMs] = [performance.now() - start, await ask(kind)]
      // The first round warms the caches.
      if (round === 0) continue
      plain[kind].push(rawMs)
      times[kind].push(jobMs)
    }
  }
  const share = (kind: Kind) => median(times[kind]) / median(plain[kind])
  for (const kind of kinds) {
    progress(
      `${kind}: ${median(times[kind]).toFixed(0)} ms, plain SQL ${median(plain[kind]).toFixed(0)} ms, ${share(kind).toFixed(2)} times`,
    )
  }
  const all = (of: Record<Kind, number[]>) => kinds.reduce((sum, kind) => sum + median(of[kind]), 0)

  const page = pageOf(api.port, intake.token)
  await pages(page, 2_000)
  const alone: number[] = []
  const beside: number[] = []
  for (let round = 0; round < 3; round += 1) {
    alone.push(percentile(await pages(page, roundMs), 0.95))
    let over = false
    const reports = (async () => {
      for (let n = 0; !over; n += 1) await ask(kinds[n % kinds.length]!)
    })()
    beside.push(percentile(await pages(page, roundMs), 0.95))
    over = true
    await reports
    progress(
      `round ${round + 1}: worklist p95 ${alone.at(-1)!.toFixed(1)} ms alone, ${beside.at(-1)!.toFixed(1)} ms while reports run`,
    )
  }
  api.process.kill('SIGTERM')
  worker.kill('SIGTERM')
  await bench.owner.close()
  report('reports', {
    times_raw_sql: all(times) / all(plain),
    capacity_times_raw_sql: share('capacity'),
    budget_times_raw_sql: share('budget'),
    pipeline_times_raw_sql: share('pipeline'),
    capacity_ms: median(times.capacity),
    budget_ms: median(times.budget),
    pipeline_ms: median(times.pipeline),
    list_p95_growth: median(beside) / median(alone),
    transitions: rows!.transitions,
  })
}

interface SignedIn {
  readonly token: string
  readonly csrf: string
}

/** Asks for a report over HTTP and waits for it. @returns milliseconds from the start of its job to its end */
function asker(port: number, planner: SignedIn, bench: BenchDatabase): (kind: Kind) => Promise<number> {
  const headers = { cookie: `passage_session=${planner.token}`, 'content-type': 'application/json', 'x-csrf-token': planner.csrf }
  return async (kind) => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/reports`, {
      method: 'POST',
      headers: { ...headers, 'idempotency-key': randomUUID() },
      body: JSON.stringify({ kind, params: asked[kind] }),
    })
    const { id, detail } = (await answer.json()) as { id: string; detail?: string }
    if (answer.status !== 201) throw new Error(`${kind}: ${answer.status} ${detail}`)
    for (;;) {
      const [job] = await bench.owner.query<{ ms: number; outcome: string | null; problem: string | null }>(
        `SELECT (extract(epoch FROM closed_at - started_at) * 1000)::float8 AS ms, outcome, problem FROM job_request WHERE id = $1`,
        [id],
      )
      if (job?.outcome === 'done') return job.ms
      if (job?.outcome) throw new Error(`${kind}: ${job.outcome} ${job.problem}`)
      // Rarely, since asking is work too, and the worklist is timed meanwhile.
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

function pageOf(port: number, token: string): (client: number) => Promise<void> {
  const agents = Array.from({ length: officers }, () => new Agent({ keepAlive: true, maxSockets: 1 }))
  const url = {
    host: '127.0.0.1',
    port,
    path: '/api/v1/cases?state=in_vetting&sort=-opened_on&limit=50',
    headers: { cookie: `passage_session=${token}` },
  }
  return (client) =>
    new Promise((resolve, reject) => {
      const asking = request({ ...url, agent: agents[client]! }, (answer) => {
        answer.resume()
        answer.on('end', () =>
          answer.statusCode === 200 ? resolve() : reject(new Error(`the worklist answered ${answer.statusCode}`)),
        )
      })
      asking.on('error', reject)
      asking.end()
    })
}

/** Each officer turns a page every second, at times of their own. @returns how long each page took, in ms */
async function pages(page: (officer: number) => Promise<void>, ms: number): Promise<number[]> {
  const times: number[] = []
  const until = performance.now() + ms
  await Promise.all(
    Array.from({ length: officers }, async (_, officer) => {
      await new Promise((resolve) => setTimeout(resolve, (1_000 * officer) / officers))
      while (performance.now() < until) {
        const start = performance.now()
        await page(officer)
        times.push(performance.now() - start)
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, 1_000 - (performance.now() - start))))
      }
    }),
  )
  return times
}

async function startWorker(bench: BenchDatabase): Promise<ChildProcess> {
  const child = spawn(process.execPath, [path.join(__dirname, '../../apps/worker/main.js')], {
    env: { ...process.env, DATABASE_WORKER_URL: bench.url('passage_worker') },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface(child.stdout)) if (line.includes('ready')) return child
  throw new Error('the worker did not start')
}

main().catch((error: unknown) => {
  console.error(error)
  process.exit(1)
})
