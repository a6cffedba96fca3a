import { MoneyWorld } from '../journeys/money.support'
import { aThousandToPay, expectEachPaidOnce, kill, killAll, startWorkerProcess, underWay } from './crash.support'

let world: MoneyWorld
let lineId: string

beforeEach(async () => {
  world = await MoneyWorld.open()
  lineId = await aThousandToPay(world)
}, 60_000)

afterEach(async () => {
  await killAll()
  await world?.close()
}, 30_000)

describe('A run of a thousand payments whose worker is killed', () => {
  it('pays everybody once when another worker goes on', async () => {
    // Slow enough that the kill finds a request under way or a chunk half booked, wherever it falls.
    await world.paymaster.faults({ slowMs: 40 })
    const worker = await startWorkerProcess(world)
    const runId = await world.released(lineId)
    await underWay(world, runId)
    await kill(worker)
    await startWorkerProcess(world)
    expect(await world.sent(runId)).toMatchObject({ outcome: 'done' })
    await expectEachPaidOnce(world, runId, lineId)
  }, 120_000)

  it('pays everybody once where connections to the paymaster are cut besides, before and after it took the message', async () => {
    await world.paymaster.faults({ slowMs: 40, dropBeforeShare: 0.4, dropAfterShare: 0.4, duplicateStatement: true, seed: 5 })
    const worker = await startWorkerProcess(world)
    const runId = await world.released(lineId)
    await underWay(world, runId)
    await kill(worker)
    await startWorkerProcess(world)
    expect(await world.sent(runId)).toMatchObject({ outcome: 'done' })
    await expectEachPaidOnce(world, runId, lineId)
  }, 120_000)
})
