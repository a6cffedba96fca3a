import { inflateRawSync } from 'node:zlib'
import type { INestApplicationContext } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { JobEvents, prepareQueueSchema, type JobView } from '@passage/jobs'
import type { Database } from '@passage/platform'
import { WorkerModule } from '../../apps/worker/worker.module'
import { startApi, testMasterKeys, type Answer, type ApiClient, type TestApi } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'

/** The API and a worker over one database, and a planner. */
export interface PlanningWorld {
  readonly database: TestDatabase
  readonly owner: Database
  readonly api: TestApi
  readonly planner: ApiClient
  /** Runs the jobs from here on; until then they wait. */
  startWorker(): Promise<INestApplicationContext>
  /** Waits for the end of a report's job. */
  ended(id: string): Promise<JobView>
  /** Asks, waits, reads. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test says what it expects of a result
  report(kind: string, params: object): Promise<any>
  close(): Promise<void>
}

export async function startPlanning(today: string): Promise<PlanningWorld> {
  const database = await createTestDatabase(today)
  await prepareQueueSchema(database.ownerUrl)
  const owner = await database.open('owner')
  const api = await startApi(database)
  const planner = await api.as('planner')
  const workers: INestApplicationContext[] = []
  const world: PlanningWorld = {
    database,
    owner,
    api,
    planner,
    async startWorker() {
      const worker = await NestFactory.createApplicationContext(
        WorkerModule.from({ DATABASE_WORKER_URL: database.url('passage_worker'), PASSAGE_MASTER_KEYS: testMasterKeys }),
        { logger: false, abortOnError: false },
      )
      workers.push(worker)
      return worker
    },
    async ended(id) {
      for await (const job of api.app.get(JobEvents).watch(id)) if (job.closedAt !== null) return job
      throw new Error(`the job ${id} did not end`)
    },
    async report(kind, params) {
      const { id } = must(await planner.post('/reports', { kind, params }))
      const job = await world.ended(id)
      if (job.outcome !== 'done') throw new Error(`the report ended as ${job.outcome}: ${JSON.stringify(job.problem)}`)
      return must(await planner.get(`/reports/${id}/result`))
    },
    async close() {
      for (const worker of workers) await worker.close()
      await api.close()
      await database.drop()
    },
  }
  return world
}

export function must<T>(answer: Answer<T>): T {
  if (answer.status >= 300) throw new Error(`${answer.status}: ${answer.text}`)
  return answer.body
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
export function tableOf(result: any, key: string): { columns: any[]; rows: any[]; chart?: any } {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
  return result.tables.find((table: any) => table.key === key)
}

/** The files of a ZIP archive as texts, by name, read from its directory. */
export function unzipped(archive: Buffer): Record<string, string> {
  const files: Record<string, string> = {}
  const end = archive.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  let at = archive.readUInt32LE(end + 16)
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, size, name, extra, comment, local] = [
      archive.readUInt16LE(at + 10),
      archive.readUInt32LE(at + 20),
      archive.readUInt16LE(at + 28),
      archive.readUInt16LE(at + 30),
      archive.readUInt16LE(at + 32),
      archive.readUInt32LE(at + 42),
    ]
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
    const bytes = archive.subarray(start, start + size)
    files[archive.toString('utf8', at + 46, at + 46 + name)] = (method === 0 ? bytes : inflateRawSync(bytes)).toString('utf8')
    at += 46 + name + extra + comment
  }
  return files
}
