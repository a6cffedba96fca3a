import { randomBytes, randomUUID } from 'node:crypto'
import { Global, Module, type INestApplicationContext } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import { AccessModule } from '@passage/access'
import { AuditModule } from '@passage/audit'
import { ListFiles, NeedRules, Perform } from '@passage/case'
import { jobNames, JobsModule, prepareQueueSchema } from '@passage/jobs'
import { LedgerModule } from '@passage/ledger'
import { PlatformModule } from '@passage/platform'
import { createApi } from '../../apps/api/configure-api'
import { SpineWorld, type HistoricCase, type Somebody } from '../support/history'

/** The write path alone; the case module would want every stage. */
@Global()
@Module({ providers: [ListFiles, NeedRules, Perform], exports: [ListFiles, NeedRules, Perform] })
class SpineAlone {}

type Body = Record<string, unknown> & { readonly items: Record<string, unknown>[]; readonly nextCursor: string | null }

describe('The auditor', () => {
  let world: SpineWorld
  let api: NestFastifyApplication
  let address: string
  let worker: INestApplicationContext
  let auditor: Somebody
  let registered: HistoricCase & { readonly codeId: string }
  const masterKeys = `1:${randomBytes(32).toString('base64')}`

  beforeAll(async () => {
    world = await SpineWorld.open()
    await prepareQueueSchema(world.database.ownerUrl)
    auditor = await world.officer('auditor')
    await world.aCase()
    registered = await world.aRegisteredCase()
    const settings = {
      databaseUrl: world.database.url('passage_api'),
      loginUrl: world.database.url('passage_login'),
      masterKeys,
      demo: true,
      secureCookies: false,
      webRoot: undefined,
      logRequests: false,
    }
    api = await createApi(settings, false, [SpineAlone, LedgerModule, AuditModule])
    await api.listen(0, '127.0.0.1')
    address = await api.getUrl()
    const url = world.database.url('passage_worker')
    class WorkerAlone {}
    Module({
      imports: [
        PlatformModule.forRoot(url, 4),
        AccessModule.forRoot(masterKeys),
        JobsModule.forWorker({ url }, { audit: jobNames.audit }),
        SpineAlone,
        LedgerModule,
        AuditModule,
      ],
    })(WorkerAlone)
    worker = await NestFactory.createApplicationContext(WorkerAlone, { logger: false })
  })
  afterAll(async () => {
    await worker?.close()
    await api?.close()
    await world.close()
  })

  async function send(who: Somebody, method: 'GET' | 'POST', path: string) {
    const answer = await fetch(`${address}/api/v1${path}`, {
      method,
      headers: {
        cookie: `passage_session=${who.token}`,
        ...(method === 'POST' ? { 'x-csrf-token': 'csrf', 'idempotency-key': randomUUID() } : {}),
      },
    })
    return { status: answer.status, body: (await answer.json()) as Body }
  }

  it('reads the log newest first, page by page, each transition once', async () => {
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page = await send(auditor, 'GET', `/transitions?limit=3${cursor ? `&cursor=${cursor}` : ''}`)
      expect(page.status).toBe(200)
      seen.push(
        ...page.body.items.map((item) => `${item.recordedAt as string} ${item.subjectId as string} ${item.seq as number}`),
      )
      cursor = page.body.nextCursor
    } while (cursor)
    expect(seen).toHaveLength(8)
    expect(new Set(seen).size).toBe(8)
    expect([...seen].map((s) => s.split(' ')[0]!)).toEqual(
      [...seen]
        .map((s) => s.split(' ')[0]!)
        .sort()
        .reverse(),
    )
  })

  it('narrows it by case, actor, event, kind, role, reason and programme date', async () => {
    const count = async (query: string) => (await send(auditor, 'GET', `/transitions?${query}`)).body.items.length
    expect(await count(`case=${registered.reference}`)).toBe(7)
    expect(await count(`case=${registered.id}`)).toBe(7)
    expect(await count(`case=P-2021-99999`)).toBe(0)
    expect(await count(`subject=${registered.codeId}`)).toBe(1)
    expect(await count(`actor=${(await world.officer('registrar')).id}`)).toBe(2)
    expect(await count('event=open')).toBe(2)
    expect(await count('kind=code')).toBe(1)
    expect(await count('role=registrar')).toBe(2)
    expect(await count('role=auditor')).toBe(0)
    expect(await count('reason=duplicate')).toBe(0)
    expect(await count('from=2021-09-01&to=2021-09-01')).toBe(8)
    expect(await count('from=2021-09-02')).toBe(0)
  })

  it('sees who did what, when, in which role, and of which case', async () => {
    const { body } = await send(auditor, 'GET', '/transitions?event=issue_code')
    expect(body.items[0]).toMatchObject({
      subjectId: registered.id,
      caseId: registered.id,
      reference: registered.reference,
      kind: 'case',
      event: 'issue_code',
      from: 'vetted',
      to: 'registered',
      actor: { displayName: 'the-registrar' },
      role: 'registrar',
      job: '',
      reason: null,
      programmeDate: '2021-09-01',
      recordedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
  })

  it('takes one transition apart: its bytes, what each says, and its neighbours', async () => {
    const { body } = await send(auditor, 'GET', `/transitions/${registered.id}/3`)
    const explained = body.explained as { field: string; value: string; bytes: string }[]
    expect(body).toMatchObject({
      seq: 3,
      event: 'record_check',
      hashHolds: true,
      previous: { seq: 2, hash: body.prevHash },
      next: { seq: 4, prevHash: body.hash },
    })
    expect(explained.map((f) => f.bytes).join('')).toBe(body.bytes)
    expect(explained.find((f) => f.field === 'event')).toMatchObject({ value: 'record_check' })
    expect(body.changes).toEqual(expect.arrayContaining([{ field: 'result', before: null, after: expect.any(String) }]))
    const first = await send(auditor, 'GET', `/transitions/${registered.id}/1`)
    expect(first.body).toMatchObject({ prevHash: null, previous: null })
  })

  it.each([
    ['/transitions?cursor=nonsense', 'input.cursor', 400],
    ['/transitions?case=Ko', 'input.invalid', 400],
    ['/transitions?from=2021-02-30', 'input.invalid', 400],
    ['/transitions?limit=201', 'input.invalid', 400],
    ['/transitions?role=nobody', 'input.invalid', 400],
    ['/transitions?reason=Because', 'input.invalid', 400],
    ['/transitions?nobody=knows', 'input.invalid', 400],
    ['/transitions/11111111-1111-4111-8111-111111111111/1', 'transition.not_found', 404],
    ['/transitions/nonsense/1', 'input.invalid', 400],
    ['/transitions/11111111-1111-4111-8111-111111111111/0', 'input.invalid', 400],
    ['/transitions/11111111-1111-4111-8111-111111111111/1e3', 'input.invalid', 400],
    ['/log-verifications/latest', 'log_verification.not_found', 404],
  ])('is told what is wrong with %s', async (path, code, status) => {
    const answer = await send(auditor, 'GET', path)
    expect(answer).toMatchObject({ status, body: { code } })
  })

  it.each(['registrar', 'intake_officer', 'finance_controller', 'trainer', 'planner'] as const)(
    'is alone in it: a %s is refused, and that is recorded',
    async (role) => {
      const other = await world.officer(role)
      for (const path of ['/transitions', `/transitions/${registered.id}/1`, '/access-log', '/log-verifications/latest']) {
        expect(await send(other, 'GET', path)).toMatchObject({ status: 403, body: { code: 'access.role' } })
      }
      expect(await send(other, 'POST', '/log-verifications')).toMatchObject({ status: 403 })
      const { body } = await send(auditor, 'GET', `/access-log?actor=${other.id}&act=refused`)
      expect(body.items).toHaveLength(5)
      expect(body.items[0]).toMatchObject({ act: 'refused', code: 'access.role', actor: { id: other.id }, roles: [role] })
    },
  )

  it('reads who looked, and is recorded as a reader of it', async () => {
    await send(auditor, 'GET', '/access-log')
    const { body } = await send(auditor, 'GET', `/access-log?actor=${auditor.id}&act=read&limit=1`)
    expect(body.items[0]).toMatchObject({ act: 'read', resource: 'access_record' })
    expect(body.nextCursor).toEqual(expect.any(String))
  })

  async function verified(): Promise<Record<string, unknown>> {
    const asked = await send(auditor, 'POST', '/log-verifications')
    expect(asked).toMatchObject({ status: 201, body: { state: 'requested' } })
    for (;;) {
      const [job] = await world.owner.query<{ outcome: string | null }>('SELECT outcome FROM job_request WHERE id = $1', [
        asked.body.id,
      ])
      if (job!.outcome !== null) break
      await new Promise((next) => setImmediate(next))
    }
    const { body } = await send(auditor, 'GET', '/log-verifications/latest')
    expect(body.jobId).toBe(asked.body.id)
    return body
  }

  it('has the log verified by a job of the worker, before and after somebody altered it', async () => {
    expect(await verified()).toMatchObject({ intact: true, transitions: '8', subjects: '3', fault: null })
    await world.owner.transaction(async (tx) => {
      await tx.query('SET LOCAL session_replication_role = replica')
      await tx.query(`UPDATE transition SET payload = '{}' WHERE subject_id = $1 AND seq = 3`, [registered.id])
    })
    expect(await verified()).toMatchObject({
      intact: false,
      fault: {
        code: 'column_differs',
        seq: 3,
        caseReference: registered.reference,
        count: 1,
        sentence: expect.stringContaining('payload says {}'),
      },
    })
  })
})
