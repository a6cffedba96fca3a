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
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  for (const until = Date.now() + 60_000; Date.now() < until;) {
    const ready = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined)
    if (ready?.ok) return { process: child, port }
    if (child.exitCode !== null) break
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error('the API did not start')
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
