import { Redis } from 'ioredis'
import { redisIsThere, startRedis, type RunningRedis } from '../jobs/redis'
import { MoneyWorld } from '../journeys/money.support'
import { aThousandToPay, expectEachPaidOnce, kill, killAll, startWorkerProcess, underWay } from './crash.support'

const given = redisIsThere ? describe : describe.skip

let world: MoneyWorld
let lineId: string
let redis: RunningRedis

async function empty(): Promise<void> {
  const client = new Redis(redis.url)
  await client.flushall()
  await client.quit()
}

given('A run of a thousand payments whose Redis is emptied', () => {
  beforeEach(async () => {
    redis = await startRedis()
    world = await MoneyWorld.open()
    lineId = await aThousandToPay(world)
    await world.paymaster.faults({ slowMs: 40 })
  }, 60_000)

  afterEach(async () => {
    await killAll()
    await world?.close()
    await redis?.stop()
  }, 30_000)

  it('pays everybody once, though a second worker is given the job that the first still does', async () => {
    await Promise.all([startWorkerProcess(world, redis.url), startWorkerProcess(world, redis.url)])
    const runId = await world.released(lineId)
    await underWay(world, runId)
    await empty()
    expect(await world.sent(runId)).toMatchObject({ outcome: 'done' })
    await expectEachPaidOnce(world, runId, lineId)
  }, 120_000)

  it('pays everybody once where the worker is killed with it', async () => {
    const worker = await startWorkerProcess(world, redis.url)
    const runId = await world.released(lineId)
    await underWay(world, runId)
    await kill(worker)
    await empty()
    await startWorkerProcess(world, redis.url)
    expect(await world.sent(runId)).toMatchObject({ outcome: 'done' })
    await expectEachPaidOnce(world, runId, lineId)
  }, 120_000)
})
