import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { verifyLog } from '@passage/audit'
import { testMasterKeys } from '../support/api'
import type { MoneyWorld } from '../journeys/money.support'

const ROOT = resolve(__dirname, '..', '..')

/** How many people a run of these tests pays, and what each gets: 1,000 baht. */
export const payees = 1_000
export const each = 100_000n

/** A thousand people entitled since the month before, a rate, and a budget line that bears three months of them. @returns the line's id */
export async function aThousandToPay(world: MoneyWorld): Promise<string> {
  await world.rate()
  const { lineId } = await world.line(String(each * BigInt(payees) * 3n))
  await world.entitledAtOnce(await world.registered(payees / 10, 10), '2021-09-01')
  return lineId
}

const children = new Set<ChildProcess>()
// A test file that fails must not leave its processes behind.
process.once('exit', () => children.forEach((child) => child.kill('SIGKILL')))

/** Ends every process that a test has left, so that a failed one does not hold up the rest. */
export async function killAll(): Promise<void> {
  await Promise.all([...children].map(kill))
}

async function start(main: string, env: Record<string, string | undefined>): Promise<{ child: ChildProcess; line: string }> {
  const program = ['--require', resolve(ROOT, 'apps/paymaster/testing/from-source.js'), resolve(ROOT, main)]
  const child = spawn(process.execPath, program, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, PASSAGE_DEMO: 'true', PASSAGE_MASTER_KEYS: testMasterKeys, ...env },
  })
  children.add(child)
  child.once('exit', () => children.delete(child))
  let said = ''
  child.stderr!.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const line = await new Promise<string>((ready, fail) => {
    createInterface({ input: child.stdout! }).once('line', ready)
    child.once('exit', (code) => fail(new Error(`${main} ended with ${code}: ${said}`)))
  })
  return { child, line }
}

/** A worker as a process of its own, to be killed for real. */
export async function startWorkerProcess(world: MoneyWorld, redisUrl?: string): Promise<ChildProcess> {
  const env = {
    DATABASE_WORKER_URL: world.database.url('passage_worker'),
    PAYMASTER_URL: world.paymaster.url,
    REDIS_URL: redisUrl,
  }
  return (await start('apps/worker/main.ts', env)).child
}

/** The API as a process of its own. */
export async function startApiProcess(world: MoneyWorld): Promise<{ child: ChildProcess; url: string }> {
  const { child, line } = await start('apps/api/main.ts', {
    DATABASE_API_URL: world.database.url('passage_api'),
    DATABASE_LOGIN_URL: world.database.url('passage_login'),
    PASSAGE_DEMO: 'true',
    PORT: '0',
  })
  return { child, url: (JSON.parse(line) as { url: string }).url }
}

/** Ends a process as a crash would, and waits until it is gone. */
export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

/** Waits until a run is well under way and not yet through: at least `least` payments are booked. @returns how many */
export async function underWay(world: MoneyWorld, runId: string, least = 200): Promise<number> {
  const { done } = await world.jobIs((await world.run(runId)).jobId, (job) => job.done >= least || job.closedAt !== null)
  expect(done).toBeGreaterThanOrEqual(least)
  expect(done).toBeLessThan(payees)
  return done
}

/** What must hold when everything has come to rest: by the paymaster's books, by ours, and by the log. */
export async function expectEachPaidOnce(world: MoneyWorld, runId: string, lineId: string): Promise<void> {
  expect(await world.run(runId)).toMatchObject({ state: 'completed', counts: { settled: payees } })
  const { times, total } = await world.paid()
  expect(times).toEqual(Array(payees).fill(1))
  expect(total).toBe(each * BigInt(payees))
  expect(await world.ledgerFaults()).toEqual([])
  expect(await world.money(lineId)).toEqual({ free: total * 2n, committed: 0n, spent: total })
  expect(await verifyLog(world.owner)).toMatchObject({ intact: true, faultCount: 0 })
  expect(await world.owner.query('SELECT FROM payment_instruction WHERE n > 1')).toEqual([])
}
