import { spawn, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import path from 'node:path'
import type { BenchDatabase } from './support'

/** A process that answers over HTTP. */
export interface Started {
  readonly process: ChildProcess
  readonly port: number
}

/** Starts the compiled API on the benchmark's database, and waits until it is ready. */
export async function startApi(bench: BenchDatabase): Promise<Started> {
  const port = await freePort()
  const child = spawn(process.execPath, [path.join(__dirname, '../../apps/api/main.js')], {
    env: {
      ...process.env,
      DATABASE_API_URL: bench.url('passage_api'),
      DATABASE_LOGIN_URL: bench.url('passage_login'),
      HOST: '127.0.0.1',
      PORT: String(port),
      // One account asks for everybody here.
      PASSAGE_REQUESTS_PER_MINUTE: '100000000',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await untilItAnswers(child, `http://127.0.0.1:${port}/health/ready`)
  return { process: child, port }
}

/** @throws Error when it ends before it answers 200 there, or takes more than two minutes */
export async function untilItAnswers(child: ChildProcess, url: string): Promise<void> {
  for (const until = Date.now() + 120_000; Date.now() < until;) {
    const ready = await fetch(url).catch(() => undefined)
    if (ready?.ok) return
    if (child.exitCode !== null) break
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error(`nothing answers at ${url}`)
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
