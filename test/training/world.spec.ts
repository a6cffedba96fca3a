import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { verifyLog } from '@passage/audit'
import type { Database } from '@passage/platform'
import { testMasterKeys } from '../support/api'
import { createTestDatabase, testRolePassword, type TestDatabase } from '../support/database'
import { startPaymaster, type RunningPaymaster } from '../support/paymaster'

const ROOT = resolve(__dirname, '..', '..')
const world = ['--cases', '60', '--from', '2021-06', '--to', '2021-12']

/** A room of its own with a paymaster of its own, for one world. */
class Room {
  private readonly children = new Set<ChildProcess>()

  private constructor(
    readonly database: TestDatabase,
    readonly owner: Database,
    private readonly paymaster: RunningPaymaster,
  ) {}

  static async open(): Promise<Room> {
    const database = await createTestDatabase()
    return new Room(database, await database.open('owner', 2), await startPaymaster())
  }

  /** Starts a command of the CLI in a process of its own. */
  start(...args: readonly string[]): {
    child: ChildProcess
    ended: Promise<{ code: number | null; said: string[]; complained: string }>
  } {
    const program = [
      '--require',
      resolve(ROOT, 'apps/paymaster/testing/from-source.js'),
      resolve(ROOT, 'apps/cli/main.ts'),
      ...args,
    ]
    const child = spawn(process.execPath, program, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: this.database.ownerUrl,
        DATABASE_ROLE_PASSWORD: testRolePassword,
        PASSAGE_MASTER_KEYS: testMasterKeys,
        PASSAGE_DEMO: 'true',
        PAYMASTER_URL: this.paymaster.url,
      },
    })
    this.children.add(child)
    const said: string[] = []
    let complained = ''
    createInterface({ input: child.stdout! }).on('line', (line) => said.push(line))
    child.stderr!.on('data', (chunk: Buffer) => (complained += chunk.toString()))
    const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, said, complained }))
    return { child, ended }
  }

  async run(...args: readonly string[]): Promise<string[]> {
    const { code, said, complained } = await this.start(...args).ended
    if (code !== 0) throw new Error(`${args.join(' ')}: ${complained}`)
    return said
  }

  async digest(): Promise<string> {
    return (await this.run('world-digest')).at(-1)!
  }

  async close(): Promise<void> {
    for (const child of this.children) child.kill('SIGKILL')
    await this.paymaster.stop()
    await this.database.drop()
  }
}

describe('A synthetic world', () => {
  const rooms: Room[] = []
  const room = async (): Promise<Room> => {
    const one = await Room.open()
    rooms.push(one)
    return one
  }
  let whole: Room
  let digest: string

  beforeAll(async () => {
    whole = await room()
    await whole.run('generate', '--seed', '7', ...world)
    digest = await whole.digest()
  }, 480_000)
  afterAll(async () => {
    for (const one of rooms) await one.close()
  })

  it('is made again by the same seed, to the last id, and another by another seed', async () => {
    const [again, other] = [await room(), await room()]
    await again.run('generate', '--seed', '7', ...world)
    expect(await again.digest()).toBe(digest)
    await other.run('generate', '--seed', '8', ...world)
    expect(await other.digest()).not.toBe(digest)
  }, 480_000)

  it('is the same when its generation was killed on the way, more than once, and taken up', async () => {
    const killed = await room()
    for (const day of ['2021-08-05', '2021-11-04']) {
      const { child, ended } = killed.start('generate', '--seed', '7', ...world)
      // In the middle of the days on which most happens: payments are on their way.
      await until(async () => (await killed.owner.query('SELECT FROM world WHERE through >= $1', [day])).length > 0)
      child.kill('SIGKILL')
      expect((await ended).code).toBeNull()
    }
    const finished = await killed.owner.query('SELECT FROM world WHERE finished_at IS NOT NULL')
    expect(finished).toEqual([])
    await killed.run('generate', '--seed', '7', ...world)
    expect(await killed.digest()).toBe(digest)
    expect((await verifyLog(killed.owner)).intact).toBe(true)
  }, 480_000)

  it('leaves a log that verifies, books that balance, and no session open', async () => {
    expect(await verifyLog(whole.owner)).toMatchObject({ intact: true, faultCount: 0 })
    const open = await whole.owner.query('SELECT FROM session WHERE revoked_at IS NULL')
    expect(open).toEqual([])
  }, 120_000)

  it('has work at every stage, and mistakes', async () => {
    const counted = await whole.owner.query<{ what: string; n: number }>(
      `SELECT kind || ' ' || state AS what, count(*)::int AS n FROM subject GROUP BY 1`,
    )
    const found = new Map(counted.map(({ what, n }) => [what, n]))
    for (const what of [
      'case registered',
      'case in_vetting',
      'case closed',
      'placement staying',
      'entitlement active',
      'payment settled',
      'payment_run prepared',
    ])
      expect([what, (found.get(what) ?? 0) > 0]).toEqual([what, true])
    const events = await whole.owner.query<{ event: string }>('SELECT DISTINCT event FROM transition')
    const happened = events.map(({ event }) => event)
    for (const event of ['decline', 'ask_for_more', 'withdraw', 'replace', 'leave', 'record_outage'])
      expect(happened).toContain(event)
  })

  it('is there already when it is asked for again, and nothing is written', async () => {
    const [before] = await whole.owner.query<{ n: number }>('SELECT count(*)::int AS n FROM transition')
    expect((await whole.run('generate', '--seed', '7', ...world)).at(-1)).toContain('is there already')
    expect(await whole.owner.query('SELECT count(*)::int AS n FROM transition')).toEqual([before])
  }, 120_000)

  it.each([
    ['another seed', ['--seed', '8', ...world], 'two worlds never mix'],
    ['more cases', ['--seed', '7', '--cases', '61', '--from', '2021-06', '--to', '2021-12'], 'two worlds never mix'],
    ['another scenario', ['--seed', '7', ...world, '--scenario', 'decline'], 'two worlds never mix'],
    ['months backwards', ['--seed', '7', '--cases', '5', '--from', '2022-01', '--to', '2021-01'], 'lies before'],
    ['a scenario that is not there', ['--scenario', 'boom'], 'There is no scenario boom'],
    ['an option that is not known', ['--size', '3'], '--size is not an option'],
    ['no whole number', ['--cases', 'many'], '--cases must be a whole number'],
  ])(
    'is not made with %s, and nothing changes',
    async (_what, args, complaint) => {
      const [before] = await whole.owner.query<{ n: number }>('SELECT count(*)::int AS n FROM transition')
      const { code, complained } = await whole.start('generate', ...args).ended
      expect(code).toBe(1)
      expect(complained).toContain(complaint)
      expect(complained.trim().split('\n')).toHaveLength(1)
      expect(await whole.owner.query('SELECT count(*)::int AS n FROM transition')).toEqual([before])
    },
    60_000,
  )

  it('is not made in a database that is not marked as a demo', async () => {
    const real = await room()
    await real.owner.query('UPDATE instance SET demo = false')
    const { code, complained } = await real.start('generate', '--cases', '5').ended
    expect([code, complained]).toEqual([1, expect.stringContaining('not marked as a demo')])
    expect(await real.owner.query('SELECT FROM subject')).toEqual([])
  }, 120_000)
})

async function until(met: () => Promise<boolean>): Promise<void> {
  while (!(await met()));
}
