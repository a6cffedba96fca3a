import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { PaymasterLedger } from '../../apps/paymaster/books'
import type { Faults } from '../../apps/paymaster/faults'
import { createPaymaster } from '../../apps/paymaster/paymaster'

export interface StartPaymaster {
  readonly faults?: Partial<Faults>
  readonly stateFile?: string
  /** 0, the default, takes any free port; the port of a paymaster that was killed brings it back at the same address. */
  readonly port?: number
}

export interface RunningPaymaster {
  readonly url: string
  readonly port: number
  /** Ends it in an orderly way. */
  stop(): Promise<void>
  /** Ends it as a crash would: SIGKILL for a process; in-process every connection is cut. */
  kill(): Promise<void>
  ledger(): Promise<PaymasterLedger>
  /** Replaces the whole deck of faults; `{}` ends them. */
  faults(deck: Partial<Faults>): Promise<void>
  /** Settles what was pending. */
  settle(): Promise<void>
}

const ROOT = resolve(__dirname, '..', '..')

async function post(url: string, body: object): Promise<void> {
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`the paymaster refused ${url}: ${await answer.text()}`)
}

function controls(port: number): Pick<RunningPaymaster, 'url' | 'port' | 'faults' | 'settle'> {
  const url = `http://127.0.0.1:${port}`
  return { url, port, faults: (deck) => post(`${url}/faults`, deck), settle: () => post(`${url}/settle`, {}) }
}

/** Starts a paymaster inside the test's own process: fast, and enough wherever nothing is killed. */
export async function startPaymaster(options: StartPaymaster = {}): Promise<RunningPaymaster> {
  const paymaster = createPaymaster({ faults: options.faults, stateFile: options.stateFile, demo: true })
  const port = await paymaster.listen(options.port ?? 0, '127.0.0.1')
  return {
    ...controls(port),
    stop: () => paymaster.close(),
    kill: () => paymaster.close(),
    ledger: async () => paymaster.ledger(),
  }
}

/**
 * Starts a paymaster as a process of its own, to be killed for real. From the sources by default, so that no test runs against an old
 * build; `compiled` takes `dist/apps/paymaster/main.js`.
 */
export async function startPaymasterProcess(
  options: StartPaymaster & { readonly compiled?: boolean } = {},
): Promise<RunningPaymaster> {
  const program = options.compiled
    ? [resolve(ROOT, 'dist/apps/paymaster/main.js')]
    : ['--require', resolve(ROOT, 'apps/paymaster/testing/from-source.js'), resolve(ROOT, 'apps/paymaster/main.ts')]
  const child = spawn(process.execPath, program, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      PAYMASTER_PORT: String(options.port ?? 0),
      PAYMASTER_DEMO: 'true',
      PAYMASTER_STATE_FILE: options.stateFile ?? '',
      PAYMASTER_FAULTS: options.faults ? JSON.stringify(options.faults) : '',
    },
  })
  // A test file that fails before it stops its paymaster must not leave it behind.
  const endWithUs = (): void => void child.kill('SIGKILL')
  process.once('exit', endWithUs)
  child.once('exit', () => process.removeListener('exit', endWithUs))

  const running = controls(await portOf(child))
  return {
    ...running,
    stop: () => end(child, 'SIGTERM'),
    kill: () => end(child, 'SIGKILL'),
    ledger: async () => (await (await fetch(`${running.url}/ledger.json`)).json()) as PaymasterLedger,
  }
}

async function portOf(child: ChildProcess): Promise<number> {
  let complaints = ''
  child.stderr!.on('data', (chunk: Buffer) => (complaints += chunk.toString()))
  const line = await new Promise<string>((done, fail) => {
    createInterface({ input: child.stdout! }).once('line', done)
    child.once('error', fail)
    child.once('exit', (code) => fail(new Error(`the paymaster ended with ${code} before it listened: ${complaints}`)))
  })
  return (JSON.parse(line) as { listening: number }).listening
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  await gone
}
