import { spawnSync } from 'node:child_process'
import { createServer, type AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { NestFactory } from '@nestjs/core'
import { createTestDatabase, type TestDatabase } from '../support/database'
import { testMasterKeys } from '../support/api'
import { PracticeWorker } from './practice-jobs'

const ROOT = resolve(__dirname, '..', '..')

/** Starts the worker as a process of its own, which is to fail. */
function start(env: Record<string, string>): { code: number | null; line: string; out: string } {
  const program = ['--require', resolve(ROOT, 'apps/paymaster/testing/from-source.js'), resolve(ROOT, 'apps/worker/main.ts')]
  const ended = spawnSync(process.execPath, program, {
    cwd: ROOT,
    env: { PATH: process.env.PATH, ...env },
    encoding: 'utf8',
    timeout: 60_000,
  })
  return { code: ended.status, line: ended.stderr, out: ended.stdout }
}

/** A port of the loopback interface on which nobody answers. */
async function deadPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return port
}

describe('A worker that cannot start', () => {
  let database: TestDatabase

  beforeAll(async () => {
    database = await createTestDatabase()
  }, 60_000)
  afterAll(() => database?.drop())

  it.each([
    ['without an address of its database', {}, 'DATABASE_WORKER_URL is not set'],
    ['without keys', { DATABASE_WORKER_URL: 'postgres://127.0.0.1:1/none' }, 'PASSAGE_MASTER_KEYS is not set'],
    [
      'without a database',
      {
        DATABASE_WORKER_URL: 'postgres://somebody:none@127.0.0.1:1/none',
        PASSAGE_DEMO: 'true',
        PASSAGE_MASTER_KEYS: testMasterKeys,
      },
      'The database does not answer at the address in DATABASE_WORKER_URL',
    ],
  ])(
    '%s says so in one line and exits with 1',
    (_what, env, message) => {
      const { code, line, out } = start(env)
      expect(line).toContain(`The worker cannot start: ${message}`)
      expect(line.trim().split('\n')).toHaveLength(1)
      expect({ code, out }).toEqual({ code: 1, out: '' })
    },
    60_000,
  )

  it('because its queues were never prepared, says so and holds no connection', async () => {
    const starting = NestFactory.createApplicationContext(PracticeWorker.at(database.url('passage_worker')), {
      logger: false,
      abortOnError: false,
    })
    await expect(starting).rejects.toMatchObject({ name: 'SchemaMigrationRequiredError' })
  })

  it('because Redis does not answer, names its address', async () => {
    const redis = `127.0.0.1:${await deadPort()}`
    const starting = NestFactory.createApplicationContext(PracticeWorker.at(database.url('passage_worker'), `redis://${redis}`), {
      logger: false,
      abortOnError: false,
    })
    await expect(starting).rejects.toThrow(`Redis does not answer at ${redis}`)
  }, 60_000)
})
