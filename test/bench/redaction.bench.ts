import 'reflect-metadata'
import { spawn } from 'node:child_process'
import { isDeepStrictEqual } from 'node:util'
import { createInterface } from 'node:readline'
import path from 'node:path'
import { Asker } from './asking'
import { CaseMaker } from './cases'
import { startApi, type Started } from './processes'
import { benchDatabase, loops, median, percentile, progress, report, signedIn, type BenchDatabase } from './support'

/**
 * Reading cases with a household of four over HTTP on 16 connections: decided field by field, bound by the database's policies, recorded in the
 * access log before the answer leaves; beside the same statements, vault and JSON without any of it (test/bench/bare-case.ts), in turn.
 */
const connections = 16
const rounds = 5
const roundMs = 5_000
const cases = 2_000

async function main(): Promise<void> {
  const bench = await benchDatabase('bench_redaction')
  const intake = await signedIn(bench.owner, 'intake', 'intake_officer')
  const maker = await CaseMaker.open(bench)
  const ids = await maker.withHouseholds(cases, intake)
  await maker.close()
  await bench.owner.query('VACUUM ANALYZE')
  const [api, bare] = [await startApi(bench), await startBare(bench)]
  const cookie = { cookie: `passage_session=${intake.token}` }
  const passage = new Asker(api.port, connections, cookie)
  const unredacted = new Asker(bare.port, connections, cookie)
  await mustBeTheSame(passage, unredacted, ids[0]!)
  let asked = 0
  const reading = (asker: Asker, root: string) => async (client: number) => {
    await asker.ask(client, { path: `${root}/cases/${ids[(asked += 1) % ids.length]!}` })
  }
  const ways = {
    redacted: reading(passage, '/api/v1'),
    unredacted: reading(unredacted, '/signed-in'),
    bare: reading(unredacted, '/bare'),
  }
  for (const turn of Object.values(ways)) await loops(connections, 3_000, turn)
  const [before, shares, sharesOfBare, rates, times] = [await entries(bench), [], [], [], []] as [
    number,
    number[],
    number[],
    number[],
    number[],
  ]
  let reads = 0
  for (let round = 1; round <= rounds; round += 1) {
    const without = await loops(connections, roundMs, ways.unredacted)
    const withAll = await loops(connections, roundMs, ways.redacted)
    const nothing = await loops(connections, roundMs, ways.bare)
    reads += withAll.times.length
    shares.push(withAll.perSecond / without.perSecond)
    sharesOfBare.push(withAll.perSecond / nothing.perSecond)
    rates.push(withAll.perSecond)
    times.push(...withAll.times)
    progress(
      `round ${round}: ${withAll.perSecond.toFixed(0)} cases a second, unredacted ${without.perSecond.toFixed(0)}, without a session ${nothing.perSecond.toFixed(0)}`,
    )
  }
  const recorded = (await entries(bench)) - before
  if (recorded < reads) throw new Error(`${reads} cases were read, and ${recorded} entries stand in the access log`)
  api.process.kill('SIGTERM')
  bare.process.kill('SIGTERM')
  await bench.owner.close()
  report('redaction', {
    share_of_unredacted: median(shares),
    share_of_unredacted_without_session: median(sharesOfBare),
    reads_per_second: median(rates),
    p95_ms: percentile(times, 0.95),
    entries_per_read: recorded / reads,
  })
}

/** What is compared must be the same: every field of the one is a field of the other, with the same value. */
async function mustBeTheSame(passage: Asker, unredacted: Asker, id: string): Promise<void> {
  const one = await passage.ask(0, { path: `/api/v1/cases/${id}` })
  const other = await unredacted.ask(0, { path: `/signed-in/cases/${id}` })
  if (!isDeepStrictEqual(JSON.parse(one.text), JSON.parse(other.text)))
    throw new Error(`the two answers differ:\n${one.text}\n${other.text}`)
  if (!one.text.includes('Aung Example')) throw new Error('the case was read without a name')
}

/** Cases whose reading of a person is recorded. */
async function entries(bench: BenchDatabase): Promise<number> {
  const [row] = await bench.owner.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM access_log WHERE resource = 'person' AND act = 'read'`,
  )
  return row!.n
}

async function startBare(bench: BenchDatabase): Promise<Started> {
  const child = spawn(process.execPath, [path.join(__dirname, 'bare-case.js')], {
    env: { ...process.env, BARE_DATABASE_URL: bench.ownerUrl },
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
