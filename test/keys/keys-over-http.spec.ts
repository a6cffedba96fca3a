import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { prepareQueueSchema } from '@passage/jobs'
import { startApi, testMasterKeys, type TestApi } from '../support/api'
import { testRolePassword } from '../support/database'
import { bothKeys, KeyWorld, newKeys, oldKeys } from './keys.support'

const ROOT = resolve(__dirname, '..', '..')
const fromSource = (main: string): string[] => [
  '--require',
  resolve(ROOT, 'apps/paymaster/testing/from-source.js'),
  resolve(ROOT, main),
]

let world: KeyWorld
const apis: TestApi[] = []
const children: ChildProcess[] = []

beforeEach(async () => {
  world = await KeyWorld.open()
  await prepareQueueSchema(world.database.ownerUrl)
})
afterEach(async () => {
  for (const child of children.splice(0)) await kill(child)
  for (const api of apis.splice(0)) await api.close()
  await world.close()
})

async function startWith(masterKeys: string): Promise<TestApi> {
  const api = await startApi(world.database, { settings: { masterKeys } })
  apis.push(api)
  return api
}

async function startWorker(masterKeys: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, fromSource('apps/worker/main.ts'), {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      PASSAGE_DEMO: 'true',
      DATABASE_WORKER_URL: world.database.url('passage_worker'),
      PASSAGE_MASTER_KEYS: masterKeys,
    },
  })
  children.push(child)
  await once(createInterface({ input: child.stdout! }), 'line')
  return child
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

function cli(command: string, masterKeys: string): { code: number | null; out: string; err: string } {
  const ended = spawnSync(process.execPath, [...fromSource('apps/cli/main.ts'), command], {
    cwd: ROOT,
    encoding: 'utf8',
    timeout: 60_000,
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: world.database.ownerUrl,
      DATABASE_ROLE_PASSWORD: testRolePassword,
      PASSAGE_MASTER_KEYS: masterKeys,
    },
  })
  return { code: ended.status, out: ended.stdout, err: ended.stderr }
}

describe('The master keys in the hands of people', () => {
  it('are rotated for a trainer by a worker, also when one is killed in the middle, and the auditor sees it', async () => {
    await world.keysOfPersons(30_000, oldKeys)
    const api = await startWith(bothKeys)
    const [trainer, auditor] = await Promise.all([api.as('trainer'), api.as('auditor')])
    const first = await startWorker(bothKeys)
    const asked = await trainer.post('/keys/rotation')
    expect({ status: asked.status, body: asked.body }).toMatchObject({ status: 201, body: { state: 'requested' } })
    const { id } = asked.body
    const progress = async (): Promise<{ done: number; outcome: string | null }> => (await trainer.get(`/jobs/${id}`)).body
    while ((await progress()).done === 0) await new Promise(setImmediate)
    await kill(first)
    const again = await trainer.post('/keys/rotation')
    const { done, outcome } = await progress()
    expect({ outcome, begun: done >= 1_000, through: done === 30_000 }).toEqual({ outcome: null, begun: true, through: false })
    expect([again.status, again.body.code]).toEqual([409, 'keys.rotating'])
    await startWorker(bothKeys)
    while ((await progress()).outcome === null) await new Promise((later) => setTimeout(later, 100))
    expect(await progress()).toMatchObject({ outcome: 'done' })
    expect(await world.opensAll(newKeys)).toBe(30_000)
    const { body } = await auditor.get('/keys')
    expect(body).toEqual({
      nextCursor: null,
      rotationJobId: null,
      items: [
        { number: 1, newest: false, configured: true, needed: 0 },
        { number: 2, newest: true, configured: true, needed: 30_001 },
      ],
    })
    const acts = await world.owner.query(
      `SELECT actor_id, code FROM access_log WHERE act = 'did' AND resource_id = $1 ORDER BY id`,
      [id],
    )
    expect(acts).toMatchObject([{ actor_id: trainer.accountId, code: 'rotate_keys' }, { code: 'keys_rotated' }])
  }, 120_000)

  it('are asked about and rotated by nobody else, and of no database that is not a demo', async () => {
    const api = await startWith(bothKeys)
    for (const role of ['intake_officer', 'registrar', 'programme_manager', 'planner'] as const) {
      const other = await api.as(role)
      expect([role, (await other.get('/keys')).body.code]).toEqual([role, 'access.role'])
      expect([role, (await other.post('/keys/rotation')).body.code]).toEqual([role, 'access.role'])
    }
    expect((await (await api.as('auditor')).post('/keys/rotation')).body.code).toBe('access.role')
    await world.owner.query('UPDATE instance SET demo = false')
    const refused = await (await api.as('trainer')).post('/keys/rotation')
    expect([refused.status, refused.body.code]).toEqual([409, 'keys.not_a_demo'])
  })

  it('are rotated by the operator on the command line, without a worker, who is told which may go', async () => {
    await world.sealed('Of The Operator', oldKeys)
    const { code, out, err } = cli('rotate-keys', bothKeys)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('2 rows were wrapped anew under key 2')
    expect(out).toContain('nothing needs key 1 any more: it may be taken out of PASSAGE_MASTER_KEYS')
    expect(cli('rotate-keys', newKeys).out).toContain('0 rows were wrapped anew under key 2')
    expect(await world.owner.query('SELECT outcome, queue FROM job_request')).toEqual([
      { outcome: 'done', queue: 'operator' },
      { outcome: 'done', queue: 'operator' },
    ])
  }, 120_000)

  it('let no process start that lacks one which something needs, named by its number', async () => {
    await world.sealed('Needs Key One', oldKeys)
    const lacks = 'PASSAGE_MASTER_KEYS lacks key 1, under which rest the key of the name tokens (1), keys of persons (1).'
    await expect(startWith(newKeys)).rejects.toThrow(lacks)
    await expect(startWith(newKeys)).rejects.not.toThrow(testMasterKeys.slice(2))
    await world.run(await world.asked(), bothKeys)
    const api = await startWith(newKeys)
    expect((await api.nobody.get('/health/ready')).status).toBe(200)
  })
})
