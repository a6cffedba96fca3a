import { randomUUID } from 'node:crypto'
import type { DynamicModule, INestApplicationContext, Type } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { prepareQueueSchema } from '@passage/jobs'
import { RandomSource, type Database } from '@passage/platform'
import { WorkerModule } from '../../apps/worker/worker.module'
import { unzipped } from '../support/archive'
import { startApi, testMasterKeys, type ApiClient, type TestApi } from '../support/api'
import type { ClonableDatabase } from '../support/lived-world'
import { sendRaw } from '../support/raw-request'
import type { Difference } from './differences'
import type { Answered } from './sameness'

/** Tables that say who somebody is and what they may. */
const whoIsWho = ['account_role', 'session']

/** One of the two: a database, an API over it, and the hand that changes what it hides. */
export class World {
  private worker: INestApplicationContext | undefined

  private constructor(
    private readonly database: ClonableDatabase,
    readonly owner: Database,
    readonly api: TestApi,
    private readonly people: ReadonlyMap<string, string>,
  ) {}

  get name(): string {
    return new URL(this.database.ownerUrl).pathname.slice(1)
  }

  static async open(database: ClonableDatabase, domain: (Type | DynamicModule)[]): Promise<World> {
    const owner = await database.open('owner', 2)
    const people = new Map<string, string>()
    for (const table of whoIsWho) {
      const [{ rows }] = (await owner.query<{ rows: string }>(`SELECT json_agg(t)::text AS rows FROM ${table} t`)) as [
        { rows: string },
      ]
      people.set(table, rows)
    }
    const api = await startApi(database, { domain })
    countIds(api)
    return new World(database, owner, api, people)
  }

  /** Gives this world another value to hide. The database guards what was written; here it must hold what was never done. */
  async hold(difference: Difference, value: string): Promise<void> {
    await this.owner.transaction(async (tx) => {
      await tx.query('SET LOCAL session_replication_role = replica')
      await difference.write(tx, value)
    })
  }

  /** People are who they were in the beginning, with the same tokens in both worlds, whatever was done to their accounts meanwhile. */
  async signInAgain(): Promise<void> {
    await this.owner.transaction(async (tx) => {
      await tx.query('SET LOCAL session_replication_role = replica')
      for (const [table, rows] of this.people) {
        await tx.query(`DELETE FROM ${table}`)
        await tx.query(`INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, $1)`, [rows])
      }
    })
  }

  async startWorker(): Promise<void> {
    await prepareQueueSchema(this.database.ownerUrl)
    const env = {
      DATABASE_WORKER_URL: this.database.url('passage_worker'),
      PASSAGE_MASTER_KEYS: testMasterKeys,
      PASSAGE_DEMO: 'true',
    }
    this.worker = await NestFactory.createApplicationContext(WorkerModule.from(env), { logger: false, abortOnError: false })
  }

  /** Has a report counted. @returns its row, its result, its exports and its stream of events, by their names */
  async report(client: ApiClient, kind: string, params: object): Promise<Record<string, Answered>> {
    const headers = { cookie: `passage_session=${client.token}` }
    const body = Buffer.from(JSON.stringify({ kind, params }))
    const asked = await sendRaw(this.api.url, {
      method: 'POST',
      address: '/api/v1/reports',
      headers: {
        ...headers,
        'content-type': 'application/json',
        'x-csrf-token': client.csrfToken,
        'idempotency-key': randomUUID(),
      },
      body,
    })
    if (asked.status >= 300) throw new Error(`a ${kind} report: ${asked.body.toString()}`)
    const { id } = JSON.parse(asked.body.toString()) as { id: string }
    for (let open = 1; open > 0;) {
      open = (await this.owner.query('SELECT FROM job_request WHERE id = $1 AND closed_at IS NULL', [id])).length
    }
    const had: Record<string, Answered> = {}
    for (const address of [
      `/reports/${id}`,
      `/reports/${id}/result`,
      `/reports/${id}/result.csv`,
      `/reports/${id}/result.xlsx`,
      `/jobs/${id}/events`,
    ]) {
      const answer = await sendRaw(this.api.url, { method: 'GET', address: `/api/v1${address}`, headers })
      had[address.replace(id, '')] = { ...answer, body: unzipped(answer.body), statements: [] }
    }
    return had
  }

  async close(): Promise<void> {
    await this.worker?.close()
    await this.api.close()
    await this.database.drop()
  }
}

/** The ids of new rows count up alike in both worlds, so that lists which are sorted by them stay alike. */
function countIds(api: TestApi): void {
  const source = api.app.get(RandomSource, { strict: false })
  let n = 0
  source.uuid = () => `fffffff0-0000-4000-8000-${String((n += 1)).padStart(12, '0')}`
  source.bytes = (count) => Buffer.alloc(count, (n += 1))
}
