import { randomUUID } from 'node:crypto'
import { redisIsThere, startRedis } from '../jobs/redis'
import { unzipped } from '../support/archive'
import { browserOf } from './browser'
import { CanaryWorld } from './canary-world'
import { redisOf, serverLogOf, tablesOf, type Place } from './places'
import { plantCases, plantSecrets, type CanaryCase } from './plant'
import { askWrongly, useEverything, useUnderFaults } from './use-everything'

const leastMarkers = 500
const cases = 19

/** Where a marker stands that should stand nowhere else. */
function strayed(world: CanaryWorld, places: readonly Place[]): string[] {
  return places.flatMap(({ name, column, bytes }) =>
    world.markers
      .in(bytes)
      .filter((marker) => marker.place === undefined || marker.place !== (column ?? name))
      .map(({ what }) => `${name}${column ? ` (${column})` : ''} holds ${what}`),
  )
}

const distinct = (found: readonly string[]): string[] => [...new Set(found)].sort()

describe('What is hidden', () => {
  let world: CanaryWorld
  let planted: CanaryCase[]

  beforeAll(async () => {
    world = await CanaryWorld.open()
    planted = await plantCases(world, cases)
    await plantSecrets(world)
  }, 300_000)
  afterAll(() => world.close())

  it('is marked: names, needs, ranks, units, notes of each class, codes, passwords, tokens, secrets of a second factor', () => {
    process.stdout.write(`canaries: ${JSON.stringify(world.markers.kinds())}\n`)
    expect(world.markers.count).toBeGreaterThanOrEqual(leastMarkers)
  })

  it('is shown to nobody whose role never reads it, whatever every role asks for', async () => {
    const asked = await useEverything(world, planted, 19620302)
    process.stdout.write(`canaries: ${asked} requests, ${world.answers} answers looked through\n`)
    expect(distinct([...world.leaks])).toEqual([])
  }, 300_000)

  it('is not repeated by a refusal of what was asked wrongly', async () => {
    await askWrongly(world, planted)
    expect(distinct([...world.leaks])).toEqual([])
  }, 120_000)

  it('is in no answer while handlers fail, tables cannot be written and the database is cut off', async () => {
    await useUnderFaults(world, planted)
    expect(distinct([...world.leaks])).toEqual([])
  }, 120_000)

  it('is in no queue, no job and no Redis, while the paymaster fails, and in no export', async () => {
    const strays: string[] = []
    const works = async (): Promise<void> => {
      // Each request that is cut off is tried again after a pause, so that one of them must do.
      await world.paymaster.faults({ rejectShare: 0.5, returnShare: 0.2, duplicateStatement: true, unavailableFor: 1 })
      for (const [kind, params] of [
        ['pipeline', { from: '2021-06', to: '2021-10', by: 'pathway' }],
        ['capacity', { from: '2021-09-01', to: '2021-09-30' }],
        ['budget', { monthsAhead: 3 }],
      ] as const) {
        const { id } = (await world.must('POST', '/reports', { kind, params }, 'planner')) as { id: string }
        await world.untilTried()
        for (const file of ['result', 'result.csv', 'result.xlsx']) {
          const { bytes, status } = await world.ask('GET', `/reports/${id}/${file}`, undefined, 'planner')
          expect([kind, file, status]).toEqual([kind, file, 200])
          strays.push(...strayed(world, [{ name: `the export ${file}`, bytes: unzipped(bytes) }]))
        }
      }
      await world.must('POST', '/log-verifications', undefined, 'auditor')
      const runs = (await world.must('GET', '/payment-runs', undefined, 'finance_officer')) as {
        items: { id: string; state: string }[]
      }
      for (const { id, state } of runs.items) {
        if (state === 'prepared') await world.ask('POST', `/payment-runs/${id}/approve`, undefined, 'finance_approver')
        await world.ask('POST', `/payment-runs/${id}/release`, undefined, 'finance_controller')
        await world.ask('GET', `/payment-runs/${id}/pain.001`, undefined, 'finance_controller')
      }
      await world.untilTried()
    }
    const endWorker = await world.startWorker()
    await works()
    await endWorker()
    if (redisIsThere) {
      const redis = await startRedis()
      const endSecond = await world.startWorker(redis.url)
      await works()
      strays.push(...strayed(world, [await redisOf(redis.url)]))
      await endSecond()
      await redis.stop()
    }
    const jobs = await world.owner.query<{ job: string; n: number }>(
      `SELECT queue || '/' || name || ' ' || coalesce(outcome, 'open') AS job, count(*)::int AS n FROM job_request GROUP BY 1 ORDER BY 1`,
    )
    process.stdout.write(`canaries: jobs ${jobs.map(({ job, n }) => `${n} ${job}`).join(', ')}\n`)
    expect(distinct([...strays, ...world.leaks])).toEqual([])
  }, 300_000)

  // Without Chromium this is not run, and `npm test` says so.
  const inABrowser = process.env.PASSAGE_CHROMIUM ? it : it.skip
  inABrowser(
    'is shown in a browser to whoever reads it, and kept there in no storage, no address and no line of the console',
    async () => {
      const { id, name } = planted[0]!
      expect(distinct(strayed(world, await browserOf(world, id, name)))).toEqual([])
    },
    180_000,
  )

  it('stands in no log, no table but its own, and no metric', async () => {
    const metrics = await world.ask('GET', '/metrics')
    const serverLog = await serverLogOf(world.owner)
    const places = [...world.logs(), ...(await tablesOf(world.owner)), ...(serverLog ? [serverLog] : [])]
    expect(metrics.text).toContain('passage_http_request_duration_seconds')
    expect(distinct([...strayed(world, [...places, { name: 'the metrics', bytes: metrics.bytes }])])).toEqual([])
  }, 120_000)

  it('would be found, if it were there: in a line of a log, in a table, packed as base64, as hexadecimal digits', async () => {
    const { text } = world.markers.in(planted[0]!.name)[0]!
    for (const form of [
      text,
      JSON.stringify({ error: { message: `cannot open ${text}` } }),
      Buffer.from(`xy${text}z`).toString('base64'),
      Buffer.from(text).toString('hex'),
      encodeURIComponent(`ကျော် ${text}`),
    ]) {
      expect(strayed(world, [{ name: 'a log', bytes: Buffer.from(form) }])).toEqual(['a log holds person.name'])
    }
    const code = [...(await world.owner.query<{ text: string }>('SELECT text FROM code ORDER BY issued_on DESC LIMIT 1'))][0]!
      .text
    await world.owner.query(
      `INSERT INTO job_request (id, queue, name, data, requested_by) SELECT $1, 'training', 'planted', $2, id FROM account LIMIT 1`,
      [randomUUID(), JSON.stringify({ name: text, code })],
    )
    const found = strayed(world, await tablesOf(world.owner))
    expect(found).toContain('the table public.job_request (job_request.data) holds person.name')
  })
})
