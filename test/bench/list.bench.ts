import 'reflect-metadata'
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline'
import path from 'node:path'
import { Agent, request } from 'node:http'
import { Advance, Perform } from '@passage/case'
import { openDatabase, SystemRandom, type Database } from '@passage/platform'
import { startApi, type Started } from './processes'
import { silentRegistry } from './cases'
import { benchDatabase, loops, median, percentile, progress, report, signedIn, type BenchDatabase } from './support'

/**
 * Worklist pages (50 rows, a filter, a sort, session, redaction) over HTTP on 16 connections, beside a bare Node handler of the same query on the
 * same rows, in turn (its statement is planned each time, Passage's is prepared); and how the 95th percentile grows from 10,000 to 100,000 cases.
 */
const connections = 16
const rounds = 3
const roundMs = 5_000
const states = ['contacted', 'in_vetting'] as const

async function main(): Promise<void> {
  const bench = await benchDatabase('bench_list')
  const intake = await signedIn(bench.owner, 'intake', 'intake_officer')
  const vetting = await signedIn(bench.owner, 'vetting', 'vetting_officer')
  const database = await openDatabase(bench.url('passage_api'), 2)
  await addCases(database, bench, 10_000, [intake, vetting])
  const api = await startApi(bench)
  const bare = await startBare(bench)
  const apiPage = page(api.port, '/api/v1/cases?state=in_vetting&sort=-opened_on&limit=50', {
    cookie: `passage_session=${intake.token}`,
  })
  const barePage = page(bare.port, '/cases?state=in_vetting', {})
  await loops(connections, 3_000, apiPage)
  await loops(connections, 2_000, barePage)
  const small = await p95(apiPage)
  progress(`10,000 cases: p95 ${small.toFixed(1)} ms`)
  await addCases(database, bench, 90_000, [intake, vetting])
  await bench.owner.query('VACUUM ANALYZE')
  await loops(connections, 3_000, apiPage)
  await loops(connections, 2_000, barePage)
  const large = await p95(apiPage)
  progress(`100,000 cases: p95 ${large.toFixed(1)} ms`)
  const shares: number[] = []
  const rates: number[] = []
  for (let round = 1; round <= rounds; round += 1) {
    const limit = await loops(connections, roundMs, barePage)
    const passage = await loops(connections, roundMs, apiPage)
    rates.push(passage.perSecond)
    shares.push(passage.perSecond / limit.perSecond)
    progress(`round ${round}: ${passage.perSecond.toFixed(0)} pages a second, bare ${limit.perSecond.toFixed(0)}`)
  }
  api.process.kill('SIGTERM')
  bare.process.kill('SIGTERM')
  await database.close()
  await bench.owner.close()
  report('list', {
    share_of_bare_node: median(shares),
    p95_growth: large / small,
    pages_per_second: median(rates),
    p95_ms: large,
  })
}

async function p95(turn: (client: number) => Promise<void>): Promise<number> {
  const measured: number[] = []
  for (let round = 0; round < rounds; round += 1) measured.push(percentile((await loops(connections, roundMs, turn)).times, 0.95))
  return median(measured)
}

/** One page on a connection that is kept; whatever is not a whole page of 50 rows stops the benchmark. */
function page(port: number, path: string, headers: Record<string, string>): (client: number) => Promise<void> {
  const agents = Array.from({ length: connections }, () => new Agent({ keepAlive: true, maxSockets: 1 }))
  return (client) =>
    new Promise((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port, path, headers, agent: agents[client]! }, (answer) => {
        let bytes = 0
        answer.on('data', (chunk: Buffer) => (bytes += chunk.length))
        answer.on('end', () =>
          answer.statusCode === 200 && bytes > 5_000
            ? resolve()
            : reject(new Error(`${path} answered ${answer.statusCode}, ${bytes} bytes`)),
        )
      })
      asked.on('error', reject)
      asked.end()
    })
}

/** Cases through the one door, a thousand at a time; four in five are in vetting. */
async function addCases(
  database: Database,
  bench: BenchDatabase,
  count: number,
  people: { id: string; token: string }[],
): Promise<void> {
  const [intake, vetting] = people as [{ id: string; token: string }, { id: string; token: string }]
  const advance = new Advance(silentRegistry())
  const perform = new Perform(database, new SystemRandom())
  for (let done = 0; done < count; done += 1_000) {
    const ids = Array.from({ length: 1_000 }, () => randomUUID())
    await perform.act(intake.token, async (tx) => {
      await advance.many(
        tx,
        ids.map((subjectId) => ({ kind: 'case', subjectId, event: 'open', opens: { caseId: null } })),
      )
      await tx.query(
        `INSERT INTO case_file (id, reference, service, pathway, channel, opened_on, holder_id, household_size, state)
         SELECT id, 'P-2021-' || lpad(nextval('case_reference_seq')::text, 6, '0'), (ARRAY['soldier', 'police'])[1 + n % 2], 'individual', 'phone',
           date '2021-01-01' + (n * 7 % 240)::int, $2, 1 + n % 5, $3 FROM unnest($1::uuid[]) WITH ORDINALITY AS x (id, n)`,
        [ids, intake.id, states[0]],
      )
    })
    await perform.act(vetting.token, (tx) =>
      advance.many(
        tx,
        ids.slice(0, 800).map((subjectId) => ({ kind: 'case', subjectId, event: 'start_vetting' })),
      ),
    )
    if (done % 10_000 === 0) progress(`${done} of ${count} cases made`)
  }
  await bench.owner.query('ANALYZE')
}

async function startBare(bench: BenchDatabase): Promise<Started> {
  const child = spawn(process.execPath, [path.join(__dirname, 'bare-list.js')], {
    env: { ...process.env, DATABASE_API_URL: bench.url('passage_api') },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface(child.stdout))
    return { process: child, port: (JSON.parse(line) as { listening: number }).listening }
  throw new Error('the bare handler did not start')
}

main().catch((error: unknown) => {
  console.error(error)
  process.exit(1)
})
