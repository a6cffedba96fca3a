import { Module, type INestApplicationContext } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { Perform } from '@passage/case'
import { Outbox, type JobView } from '@passage/jobs'
import { JobsController } from '../../apps/api/jobs.controller'
import { startApi, type ApiClient, type TestApi } from '../support/api'
import { RealNamesWorker } from './practice-jobs'
import { Room, type Gate } from './room'

@Module({ controllers: [JobsController], providers: [Perform] })
class JobsAlone {}

let room: Room
let api: TestApi
let worker: INestApplicationContext
let controller: ApiClient
let auditor: ApiClient

beforeAll(async () => {
  room = await Room.open('PostgreSQL')
  api = await startApi(room.database, { domain: [JobsAlone] })
  worker = await NestFactory.createApplicationContext(RealNamesWorker.at(room.database.url('passage_worker')), { logger: false })
  controller = await api.as('finance_controller')
  auditor = await api.as('auditor')
}, 60_000)

afterAll(async () => {
  await worker?.close()
  await api?.close()
  await room?.close()
})

function ask(queue: string, name: string, by: ApiClient, gate?: Gate): Promise<string> {
  const data = { chunks: 4, ...(gate ? { gate: gate.key, gateBefore: 3 } : {}) }
  return room.asking.transaction((tx) => api.app.get(Outbox).request(tx, { queue, name, data, requestedBy: by.accountId }))
}

/** The events of a stream, as a browser's EventSource gives them. */
async function* eventsOf(client: ApiClient, id: string): AsyncGenerator<JobView> {
  const response = await client.send('GET', `/jobs/${id}/events`, { headers: { accept: 'text/event-stream' } })
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  let text = ''
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const data = /^data: (.*)$/m.exec(text.slice(0, end))?.[1]
      text = text.slice(end + 2)
      if (data) yield JSON.parse(data) as JobView
    }
  }
}

describe('A job over HTTP', () => {
  it('tells its asker how far it is: the state now, each change, and the end, also after a reload', async () => {
    const gate = await room.gate()
    const id = await ask('payments', 'send_run', controller, gate)
    await room.until(id, ({ done }) => done === 2)
    expect((await controller.get(`/jobs/${id}`)).body).toMatchObject({
      id,
      queue: 'payments',
      name: 'send_run',
      done: 2,
      total: 4,
      outcome: null,
    })
    for await (const first of eventsOf(controller, id)) {
      expect(first).toMatchObject({ id, done: 2, total: 4 })
      break
    }
    const seen: JobView[] = []
    for await (const job of eventsOf(controller, id)) {
      seen.push(job)
      if (seen.length === 1) await gate.open()
    }
    expect(seen[0]).toMatchObject({ done: 2, outcome: null })
    expect(seen.at(-1)).toMatchObject({ done: 4, outcome: 'done', problem: null })
    const late: JobView[] = []
    for await (const job of eventsOf(controller, id)) late.push(job)
    expect(late).toMatchObject([{ id, outcome: 'done' }])
  })

  it('is seen by those whose work it is, and by nobody else', async () => {
    const payment = await ask('payments', 'reconcile', await api.as('finance_officer', 2))
    const audit = await ask('audit', 'verify_log', auditor)
    const sees = async (client: ApiClient, id: string): Promise<number> => (await client.get(`/jobs/${id}`)).status
    expect(await sees(auditor, payment)).toBe(200)
    expect(await sees(await api.as('finance_officer'), payment)).toBe(200)
    expect(await sees(controller, audit)).toBe(404)
    for (const role of ['planner', 'registrar', 'host_organisation', 'trainer'] as const) {
      const other = await api.as(role)
      const answer = await other.get(`/jobs/${payment}`)
      expect([answer.status, answer.body.code]).toEqual([404, 'job.not_found'])
      const stream = await other.get(`/jobs/${payment}/events`)
      expect([stream.status, stream.body.code]).toEqual([404, 'job.not_found'])
      expect((await other.post(`/jobs/${payment}/cancel`)).body.code).toBe('job.not_found')
    }
    expect((await api.nobody.get(`/jobs/${payment}`)).status).toBe(401)
  })

  it('is stopped by who asked for it, once, and by nobody else', async () => {
    const gate = await room.gate()
    const id = await ask('audit', 'verify_log', auditor, gate)
    await room.until(id, ({ done }) => done === 2)
    const other = await api.as('auditor', 2)
    expect((await other.post(`/jobs/${id}/cancel`)).body.code).toBe('job.of_somebody_else')
    const answer = await auditor.post(`/jobs/${id}/cancel`, undefined, { key: 'stop-this-one' })
    expect([answer.status, answer.body]).toEqual([200, { id, state: 'cancel_asked', version: 1 }])
    await gate.open()
    expect(await room.ended(id)).toMatchObject({ outcome: 'cancelled', done: 2 })
    expect((await auditor.post(`/jobs/${id}/cancel`, undefined, { key: 'stop-this-one' })).text).toBe(answer.text)
    expect((await auditor.post(`/jobs/${id}/cancel`)).body.code).toBe('job.closed')
  })

  it('is not stopped when it must be carried through', async () => {
    const gate = await room.gate()
    const id = await ask('payments', 'send_run', controller, gate)
    expect((await controller.post(`/jobs/${id}/cancel`)).body.code).toBe('job.must_go_on')
    await gate.open()
    expect(await room.ended(id)).toMatchObject({ outcome: 'done' })
  })

  it('that does not exist, or is no id, is refused', async () => {
    expect((await controller.get('/jobs/11111111-1111-4111-8111-111111111111')).body.code).toBe('job.not_found')
    expect((await controller.get('/jobs/seven')).body.code).toBe('job.not_found')
  })
})
