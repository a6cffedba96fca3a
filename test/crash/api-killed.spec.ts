import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { MoneyWorld } from '../journeys/money.support'
import { aThousandToPay, expectEachPaidOnce, kill, killAll, payees, each, startApiProcess } from './crash.support'

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

/** Releases a run through an API at that address, with a key that may be repeated. */
function releaseAt(url: string, runId: string, key: string): Promise<Response> {
  const { token, csrfToken } = world.the('finance_controller')
  const headers = { cookie: `passage_session=${token}`, 'x-csrf-token': csrfToken, 'idempotency-key': key }
  return fetch(`${url}/api/v1/payment-runs/${runId}/release`, { method: 'POST', headers })
}

/** Holds a payment of the run, so that a release stops in its middle. @returns what lets it go on */
async function holdOnePayment(runId: string): Promise<{ releaseWaits(): Promise<void>; letGo(): Promise<void> }> {
  const holder = new Client({ connectionString: world.database.ownerUrl })
  await holder.connect()
  await holder.query('BEGIN')
  const { rows } = await holder.query(
    `SELECT s.id, pg_backend_pid() AS pid FROM subject s JOIN payment p ON p.id = s.id WHERE p.run_id = $1 ORDER BY s.id DESC LIMIT 1 FOR UPDATE OF s`,
    [runId],
  )
  const waiting = 'SELECT FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))'
  return {
    async releaseWaits() {
      const deadline = Date.now() + 30_000
      while ((await world.owner.query(waiting, [rows[0].pid])).length === 0) {
        if (Date.now() > deadline) throw new Error('the release never came to the payment that is held')
      }
    },
    letGo: () => holder.end(),
  }
}

describe('An API that is killed while it releases a run of a thousand payments', () => {
  it('leaves the run as it was; the same command sent again releases it once, and everybody is paid once', async () => {
    const { id: runId } = (await world.prepare(lineId)).body
    expect((await world.approve(runId)).status).toBe(200)
    const held = await holdOnePayment(runId)
    const first = await startApiProcess(world)
    const key = randomUUID()
    const answer = releaseAt(first.url, runId, key).then(
      () => 'answered',
      () => 'cut',
    )
    await held.releaseWaits()
    await kill(first.child)
    expect(await answer).toBe('cut')
    await held.letGo()

    expect(await world.run(runId)).toMatchObject({ state: 'approved', counts: { prepared: payees }, jobId: null })
    expect(await world.money(lineId)).toMatchObject({ committed: each * BigInt(payees), spent: 0n })

    const second = await startApiProcess(world)
    const released = await releaseAt(second.url, runId, key)
    expect(released.status).toBe(200)
    const told = await released.text()
    await kill(second.child)

    // The answer may have been lost with the process: whoever asks again hears the same, and nothing is done twice.
    const third = await startApiProcess(world)
    const again = await releaseAt(third.url, runId, key)
    expect({ status: again.status, told: await again.text() }).toEqual({ status: 200, told })
    expect(await world.owner.query('SELECT FROM payment_run_job WHERE run_id = $1', [runId])).toHaveLength(1)

    await world.startWorker()
    expect(await world.sent(runId)).toMatchObject({ outcome: 'done' })
    await expectEachPaidOnce(world, runId, lineId)
  }, 120_000)
})
