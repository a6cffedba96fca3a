import type { INestApplicationContext } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { JobEvents, prepareQueueSchema, type JobView } from '@passage/jobs'
import { WorkerModule } from '../../apps/worker/worker.module'
import { must, startRelocation, type RelocationWorld } from '../journeys/relocation.support'
import { testMasterKeys, type ApiClient } from '../support/api'

/** A world with a trainer at its clock and a worker that moves it. */
export interface ClockWorld extends RelocationWorld {
  readonly trainer: ApiClient
  startWorker(): Promise<INestApplicationContext>
  /** Moves the clock and waits until the move has ended. */
  move(step: object): Promise<JobView>
  /** The job as it stands when it is as wanted, seen as its asker sees it. */
  jobWhen(id: string, wanted: (job: JobView) => boolean): Promise<JobView>
  /** What has fired, as the clock's history tells it of its newest move. */
  newestMove(): Promise<{ from: string; to: string; reached: string; outcome: string; fired: { kind: string; count: number }[] }>
}

/** @param today the programme date */
export async function startClock(today = '2021-09-01'): Promise<ClockWorld> {
  const world = await startRelocation(today)
  await prepareQueueSchema(world.database.ownerUrl)
  const trainer = await world.api.as('trainer')
  const workers: INestApplicationContext[] = []
  const clock: ClockWorld = {
    ...world,
    trainer,
    async startWorker() {
      const module = WorkerModule.from({
        DATABASE_WORKER_URL: world.database.url('passage_worker'),
        PASSAGE_MASTER_KEYS: testMasterKeys,
      })
      const worker = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false })
      workers.push(worker)
      return worker
    },
    async move(step) {
      const { today: seenToday } = must(await trainer.get('/clock'))
      const { id } = must(await trainer.post('/clock/moves', { ...step, seenToday }))
      return clock.jobWhen(id, (job) => job.closedAt !== null)
    },
    async jobWhen(id, wanted) {
      for await (const job of world.api.app.get(JobEvents).watch(id)) if (wanted(job)) return job
      throw new Error(`the job ${id} ended otherwise`)
    },
    newestMove: async () => must(await trainer.get('/clock/moves?limit=1')).items[0],
    async close() {
      await Promise.all(workers.map((worker) => worker.close()))
      await world.close()
    },
  }
  return clock
}

/** What the history of a world left where something falls due. */
export interface DueSubjects {
  readonly site: string
  readonly waiting: string
  readonly unchecked: string
  readonly undecided: string
  readonly missed: string
  readonly stay: string
  readonly preCdm: string
  readonly claim: string
}

/** One subject at each place where something falls due; the clock stands at 2021-09-01. */
export async function somethingOfEach(world: ClockWorld): Promise<DueSubjects> {
  const as = world.api.as.bind(world.api)
  const [officer, registrar, intake, finance] = await Promise.all([
    as('vetting_officer'),
    as('registrar'),
    as('intake_officer'),
    as('finance_officer'),
  ])
  const site = await world.site('Riverbend House', 40)
  const waiting = await world.contact(1)
  const unchecked = await world.contact(1)
  must(await officer.post(`/cases/${unchecked}/start-vetting`))
  const undecided = await world.contact(1)
  must(await officer.post(`/cases/${undecided}/start-vetting`))
  await check(officer, undecided)
  must(await officer.post(`/cases/${undecided}/recommend`, { recommendation: 'clear' }))
  const missed = await world.booked(await world.vetted(2), site, '2021-09-05')
  const stay = await world.booked(await world.vetted(1), site, '2021-09-01', '2021-09-20')
  must(await world.officer.post(`/placements/${stay}/arrive`, {}))
  const registered = await world.vetted(1)
  must(await registrar.post(`/cases/${registered}/codes`, { kind: 'cdm' }))
  const { household } = must(await intake.get(`/cases/${registered}`))
  must(await finance.post(`/cases/${registered}/entitlements`, { personId: household[0].id, country: 'TH', from: '2021-09-01' }))
  const items = [{ category: 'small_arms', count: 1 }]
  const claim = must<{ id: string }>(
    await intake.post(`/cases/${registered}/reward-claims`, { receivedOn: '2021-09-01', items }),
  ).id
  return { site, waiting, unchecked, undecided, missed, stay, claim, preCdm: await aPreCdmCode(world) }
}

/** Records every required check of a case as confirmed. */
export async function check(officer: ApiClient, caseId: string): Promise<void> {
  for (const { check: name, required } of must(await officer.get(`/cases/${caseId}/vetting`)).plan)
    if (required) must(await officer.post(`/cases/${caseId}/checks`, { check: name, result: 'confirmed' }))
}

async function aPreCdmCode(world: ClockWorld): Promise<string> {
  const [intake, officer, approver, registrar] = await Promise.all([
    world.api.as('intake_officer'),
    world.api.as('vetting_officer'),
    world.api.as('vetting_approver'),
    world.api.as('registrar'),
  ])
  const applicant = { name: 'Kyaw Thu', bornOn: '1990-03-04', rank: 'sergeant', unit: 'Training Battalion' }
  const body = { service: 'soldier', pathway: 'in_service', channel: 'messenger', applicant }
  const { id } = must<{ id: string }>(await intake.post('/cases', body))
  must(await officer.post(`/cases/${id}/start-vetting`))
  await check(officer, id)
  must(await officer.post(`/cases/${id}/recommend`, { recommendation: 'clear' }))
  must(await approver.post(`/cases/${id}/decision`, { decision: 'cleared' }))
  return must<{ id: string }>(await registrar.post(`/cases/${id}/codes`, { kind: 'pre_cdm' })).id
}
