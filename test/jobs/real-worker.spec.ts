import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { prepareQueueSchema } from '@passage/jobs'
import { testMasterKeys } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'

const ROOT = resolve(__dirname, '..', '..')

describe('The worker of Passage', () => {
  let database: TestDatabase
  let child: ChildProcess | undefined

  beforeAll(async () => {
    database = await createTestDatabase()
    await prepareQueueSchema(database.ownerUrl)
  }, 60_000)
  afterAll(async () => {
    child?.kill('SIGKILL')
    await database?.drop()
  })

  it('starts with every condition, effect and handler in place, says so in one line, and ends when it is asked to', async () => {
    const program = ['--require', resolve(ROOT, 'apps/paymaster/testing/from-source.js'), resolve(ROOT, 'apps/worker/main.ts')]
    child = spawn(process.execPath, program, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        PASSAGE_DEMO: 'true',
        DATABASE_WORKER_URL: database.url('passage_worker'),
        PASSAGE_MASTER_KEYS: testMasterKeys,
      },
    })
    let said = ''
    child.stderr!.on('data', (chunk: Buffer) => (said += chunk.toString()))
    const line = await new Promise<string>((ready, fail) => {
      createInterface({ input: child!.stdout! }).once('line', ready)
      child!.once('exit', (code) => fail(new Error(`the worker ended with ${code}: ${said}`)))
    })
    expect(JSON.parse(line)).toEqual({ ready: 'worker', queues: 'postgres' })
    const gone = once(child, 'exit')
    child.kill('SIGTERM')
    expect(await gone).toEqual([null, 'SIGTERM'])
    expect(said).toBe('')
  }, 60_000)
})
