import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { MoneyWorld } from '../journeys/money.support'
import { aThousandToPay, expectEachPaidOnce, killAll, startWorkerProcess, underWay } from './crash.support'

interface OwnPostgres {
  readonly child: ChildProcess
  readonly url: string
  readonly port: number
  readonly pid: number
}

/** A cluster of this test's own, that keeps what it has committed; the same folder and port bring it back. */
async function startOwnPostgres(folder: string, port?: number): Promise<OwnPostgres> {
  const program = [resolve(__dirname, 'own-postgres.mjs'), folder, ...(port ? [String(port)] : [])]
  for (let tries = 1; ; tries += 1) {
    const child = spawn(process.execPath, program, { stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    child.stderr!.on('data', (chunk: Buffer) => (said += chunk.toString()))
    const ended = once(child, 'exit')
    const line = await Promise.race([
      new Promise<string>((done) => createInterface({ input: child.stdout! }).once('line', done)),
      ended.then(() => undefined),
    ])
    if (line) return { child, ...(JSON.parse(line) as Omit<OwnPostgres, 'child'>) }
    // After a SIGKILL its processes may take a moment to notice; until then PostgreSQL refuses to start on their memory.
    if (tries === 20) throw new Error(`PostgreSQL did not start: ${said}`)
  }
}

let folder: string
let postgres: OwnPostgres | undefined
let world: MoneyWorld | undefined
const clusterOfTheSuite = process.env.TEST_DATABASE_URL

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'passage-crash-'))
  chmodSync(folder, 0o755)
  postgres = await startOwnPostgres(join(folder, 'cluster'))
  process.env.TEST_DATABASE_URL = postgres.url
  world = await MoneyWorld.open()
}, 90_000)

afterAll(async () => {
  await killAll()
  await world?.close()
  if (postgres) {
    const gone = once(postgres.child, 'exit')
    postgres.child.kill('SIGTERM')
    await gone
  }
  process.env.TEST_DATABASE_URL = clusterOfTheSuite
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}, 60_000)

describe('A run of a thousand payments whose PostgreSQL is killed', () => {
  it('pays everybody once when the database is back, without anybody starting the worker or the API again', async () => {
    const lineId = await aThousandToPay(world!)
    await world!.paymaster.faults({ slowMs: 40 })
    await startWorkerProcess(world!)
    const runId = await world!.released(lineId)
    await underWay(world!, runId)
    const { child, pid, port } = postgres!
    process.kill(pid, 'SIGKILL')
    child.kill('SIGKILL')
    postgres = await startOwnPostgres(join(folder, 'cluster'), port)
    expect(await world!.sent(runId)).toMatchObject({ outcome: 'done' })
    await expectEachPaidOnce(world!, runId, lineId)
  }, 120_000)
})
