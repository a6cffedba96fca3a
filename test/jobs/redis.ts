import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const program = process.env.PASSAGE_REDIS_SERVER || 'redis-server'

/** Whether there is a Redis or Valkey server to test with: PASSAGE_REDIS_SERVER, or `redis-server` in the PATH. */
export const redisIsThere = spawnSync(program, ['--version']).status === 0

export interface RunningRedis {
  readonly url: string
  stop(): Promise<void>
}

/** Starts a Redis of one's own on a free port of the loopback interface; it keeps nothing on disk. */
export async function startRedis(): Promise<RunningRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'passage-redis-'))
  const port = await freePort()
  const options = {
    '--port': port,
    '--bind': '127.0.0.1',
    '--save': '',
    '--appendonly': 'no',
    '--dir': folder,
    '--maxmemory-policy': 'noeviction',
  }
  const child = spawn(
    program,
    Object.entries(options).flatMap(([name, value]) => [name, String(value)]),
    { stdio: ['ignore', 'pipe', 'ignore'] },
  )
  // A test file that fails before it stops its Redis must not leave it behind.
  const endWithUs = (): void => void child.kill('SIGKILL')
  process.once('exit', endWithUs)
  await new Promise<void>((ready, fail) => {
    createInterface({ input: child.stdout }).on('line', (line) => /ready to accept connections/i.test(line) && ready())
    child.once('error', fail)
    child.once('exit', (code) => fail(new Error(`${program} ended with ${code} before it was ready`)))
  })
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      process.removeListener('exit', endWithUs)
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return port
}
