import { verifyLog } from '@passage/audit'
import { Room } from './room.support'

const world = ['--cases', '60', '--from', '2021-06', '--to', '2021-12']

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

  it('stays where another is asked for unless one is there, and only where it was made to its end', async () => {
    const other = ['generate', '--seed', '8', ...world, '--unless-another']
    const [before] = await whole.owner.query<{ n: number }>('SELECT count(*)::int AS n FROM transition')
    expect((await whole.run(...other)).at(-1)).toContain('another world is there from before')
    expect(await whole.owner.query('SELECT count(*)::int AS n FROM transition')).toEqual([before])
    await whole.owner.query('UPDATE world SET finished_at = NULL')
    expect((await whole.start(...other).ended).complained).toContain('two worlds never mix')
    await whole.owner.query('UPDATE world SET finished_at = now()')
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
