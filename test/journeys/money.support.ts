import { randomUUID } from 'node:crypto'
import type { INestApplicationContext } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import type { Role } from '@passage/access'
import { Advance, Perform, type Act, type ActTx } from '@passage/case'
import { JobEvents, prepareQueueSchema, type JobView } from '@passage/jobs'
import { LedgerReads, type BudgetLine } from '@passage/ledger'
import type { Database, Problem } from '@passage/platform'
import { WorkerModule } from '../../apps/worker/worker.module'
import { startApi, testMasterKeys, type Answer, type ApiClient, type TestApi } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'
import { startPaymaster, type RunningPaymaster } from '../support/paymaster'

/** People of one case, as a test that pays them knows them. */
export interface PaidCase {
  readonly caseId: string
  readonly persons: readonly string[]
}

/** A payment as the API lists it. */
export interface PaymentRow {
  readonly id: string
  readonly state: string
  readonly sourceId: string
  readonly payeePersonId: string
  readonly amount: string
  readonly attempts: number
  readonly outcome: string | null
  readonly outcomeReason: string | null
  readonly derivation: Record<string, string | number>
}

/** A programme with money: the API, a simulated paymaster, a worker on demand, and ways to bring people to where they are paid. */
export class MoneyWorld {
  private workers: INestApplicationContext[] = []
  private sites = 0
  private readonly people = new Map<string, ApiClient>()

  private constructor(
    readonly database: TestDatabase,
    readonly owner: Database,
    readonly api: TestApi,
    readonly paymaster: RunningPaymaster,
  ) {}

  /** @param today the programme date */
  static async open(today = '2021-09-01'): Promise<MoneyWorld> {
    const database = await createTestDatabase(today)
    const owner = await database.open('owner', 3)
    await prepareQueueSchema(database.ownerUrl)
    // In this database, those who come as a unit of the police need no checks: what a case passed before is tested elsewhere.
    await owner.query(`UPDATE vetting_check_plan SET required = false WHERE pathway = 'collective' AND service = 'police'`)
    const paymaster = await startPaymaster()
    const world = new MoneyWorld(database, owner, await startApi(database), paymaster)
    for (const role of [
      'intake_officer',
      'vetting_officer',
      'vetting_approver',
      'registrar',
      'programme_manager',
      'finance_officer',
      'finance_approver',
      'finance_controller',
      'equipment_assessor',
    ] as const) {
      world.people.set(role, await world.api.as(role))
    }
    return world
  }

  /** Whoever usually holds the role. */
  the(role: Role): ApiClient {
    return this.people.get(role)!
  }

  async today(day: string): Promise<void> {
    await this.owner.query('UPDATE programme_clock SET today = $1', [day])
  }

  /** A worker in this process, that pays through the world's paymaster. */
  async startWorker(): Promise<void> {
    process.env.PAYMASTER_URL = this.paymaster.url
    const module = WorkerModule.from({
      DATABASE_WORKER_URL: this.database.url('passage_worker'),
      PASSAGE_MASTER_KEYS: testMasterKeys,
    })
    this.workers.push(await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false }))
  }

  /** Opens registered cases with households of that size, through the lifecycle but by the hundred and without personal data. */
  async registered(cases: number, householdSize = 1): Promise<PaidCase[]> {
    const opened = Array.from({ length: cases }, () => ({
      caseId: randomUUID(),
      codeId: randomUUID(),
      persons: Array.from({ length: householdSize }, () => randomUUID()),
    }))
    await this.by('intake_officer', async (tx, advance) => {
      await advance.many(
        tx,
        opened.map(({ caseId }): Act => ({ kind: 'case', subjectId: caseId, event: 'open', opens: { caseId: null } })),
      )
      await tx.query(
        `INSERT INTO case_file (id, reference, service, pathway, channel, opened_on, holder_id, household_size, state)
         SELECT id, 'P-' || left(id::text, 8), 'police', 'collective', 'messenger', $2, $3, $4, 'contacted' FROM unnest($1::uuid[]) id`,
        [opened.map((c) => c.caseId), tx.today, tx.actor.id, householdSize],
      )
      await tx.query(
        `INSERT INTO person (id, case_id, relation, since)
         SELECT p.id, p.case_id, CASE (p.n - 1) % $4::int WHEN 0 THEN 'applicant' ELSE 'child' END, $3
         FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS p (id, case_id, n)`,
        [opened.flatMap((c) => c.persons), opened.flatMap((c) => c.persons.map(() => c.caseId)), tx.today, householdSize],
      )
    })
    for (const [role, event] of [
      ['vetting_officer', 'start_vetting'],
      ['vetting_officer', 'recommend'],
      ['vetting_approver', 'clear'],
    ] as const) {
      const acts = opened.map(({ caseId: subjectId }): Act => ({ kind: 'case', subjectId, event }))
      await this.by(role, (tx, advance) => advance.many(tx, acts))
    }
    await this.by('registrar', (tx, advance) =>
      advance.many(
        tx,
        opened.flatMap(({ caseId, codeId }): Act[] => [
          { kind: 'case', subjectId: caseId, event: 'issue_code' },
          { kind: 'code', subjectId: codeId, event: 'issue', opens: { caseId }, payload: { kind: 'cdm' } },
        ]),
      ),
    )
    return opened.map(({ caseId, persons }) => ({ caseId, persons }))
  }

  /** Entitles everybody of the cases from a day on, in one transaction. @returns the entitlements' ids */
  async entitledAtOnce(cases: readonly PaidCase[], from: string, country = 'TH'): Promise<string[]> {
    const rows = cases.flatMap(({ caseId, persons }) => persons.map((personId) => ({ id: randomUUID(), caseId, personId })))
    await this.by('finance_officer', async (tx, advance) => {
      await advance.many(
        tx,
        rows.map(({ id, caseId, personId }): Act => ({
          kind: 'entitlement',
          subjectId: id,
          event: 'open',
          opens: { caseId },
          ask: { personId },
        })),
      )
      await tx.query(
        `INSERT INTO entitlement (id, case_id, person_id, payee_person_id, country, from_day)
         SELECT e.id, e.case_id, e.person_id, e.person_id, $4, $5 FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS e (id, case_id, person_id)`,
        [rows.map((r) => r.id), rows.map((r) => r.caseId), rows.map((r) => r.personId), country, from],
      )
    })
    return rows.map((row) => row.id)
  }

  /** Nobody of those who came before is paid from this day on: the next test's people are alone. */
  async nobodyEntitledFrom(day: string): Promise<void> {
    await this.owner.query(
      'UPDATE entitlement SET until_day = greatest(from_day, $1::date) WHERE until_day IS NULL OR until_day > $1',
      [day],
    )
  }

  /** One act of whoever usually holds the role, through the lifecycle. */
  async act(role: Role, act: Act): Promise<void> {
    await this.by(role, (tx, advance) => advance.one(tx, act))
  }

  /** A rate of 1,000 baht a month. @returns its id */
  async rate(more: object = {}): Promise<string> {
    const rate = { country: 'TH', amount: '100000', currency: 'THB', from: '2021-01-01', source: 'VOA, Kyed', ...more }
    return must<{ id: string }>(await this.the('programme_manager').post('/allowance-rates', rate)).id
  }

  /** A fund with one budget line that has this much free. @returns the ids of both */
  async line(
    free: string,
    purpose: 'allowance' | 'reward' = 'allowance',
    currency = 'THB',
  ): Promise<{ fundId: string; lineId: string }> {
    const controller = this.the('finance_controller')
    const name = `Fund ${randomUUID().slice(0, 8)}`
    const { id: fundId } = must<{ id: string }>(await controller.post('/funds', { name, currency }))
    const { id: lineId } = must<{ id: string }>(await controller.post(`/funds/${fundId}/budget-lines`, { name: 'Line', purpose }))
    if (free !== '0') {
      must(await controller.post(`/funds/${fundId}/receipts`, { amount: free }))
      must(await controller.post(`/funds/${fundId}/allocations`, { budgetLineId: lineId, amount: free }))
    }
    return { fundId, lineId }
  }

  /** A site with a host organisation's account. */
  async siteWithHost(): Promise<{ siteId: string; host: ApiClient }> {
    this.sites += 1
    const site = {
      name: `Site ${'ABCDEFGH'[this.sites - 1]}`,
      country: 'TH',
      region: 'Tak',
      organisation: 'Open Hands',
      places: 10,
    }
    const { id: siteId } = must<{ id: string }>(await this.the('programme_manager').post('/sites', site))
    return { siteId, host: await this.api.withRoles(`host-${this.sites}`, ['host_organisation'], siteId) }
  }

  prepare(budgetLineId: string, month = '2021-09', options = {}): Promise<Answer> {
    return this.the('finance_officer').post('/payment-runs', { kind: 'allowance', month, budgetLineId }, options)
  }

  approve(runId: string): Promise<Answer> {
    return this.the('finance_approver').post(`/payment-runs/${runId}/approve`)
  }

  release(runId: string): Promise<Answer> {
    return this.the('finance_controller').post(`/payment-runs/${runId}/release`)
  }

  /** Prepared, approved and released by three people. @returns the run's id */
  async released(budgetLineId: string, run: object = { kind: 'allowance', month: '2021-09' }): Promise<string> {
    const { id } = must<{ id: string }>(await this.the('finance_officer').post('/payment-runs', { ...run, budgetLineId }))
    must(await this.approve(id))
    must(await this.release(id))
    return id
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the shape of an answer is what the tests are about
  async run(runId: string): Promise<any> {
    return must(await this.the('finance_officer').get(`/payment-runs/${runId}`))
  }

  async payments(runId: string, state = ''): Promise<PaymentRow[]> {
    const rows: PaymentRow[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = `limit=200${state ? `&state=${state}` : ''}${cursor ? `&cursor=${cursor}` : ''}`
      const body: { items: PaymentRow[]; nextCursor: string | null } = must(
        await this.the('finance_officer').get(`/payment-runs/${runId}/payments?${page}`),
      )
      rows.push(...body.items)
      cursor = body.nextCursor
    }
    return rows
  }

  /** The first state of a job that is as wanted. */
  async jobIs(jobId: string, wanted: (job: JobView) => boolean): Promise<JobView> {
    for await (const job of this.api.app.get(JobEvents).watch(jobId)) if (wanted(job)) return job
    throw new Error(`the job ${jobId} ended and was never as wanted`)
  }

  /** Waits until the newest job of a run has ended. */
  async sent(runId: string): Promise<JobView> {
    return this.jobIs((await this.run(runId)).jobId, (job) => job.closedAt !== null)
  }

  /** Reads the paymaster's statements as a finance officer asks for it. */
  async reconciled(): Promise<JobView> {
    const { id } = must<{ id: string }>(await this.the('finance_officer').post('/payment-runs/reconcile'))
    return this.jobIs(id, (job) => job.closedAt !== null)
  }

  async money(lineId: string): Promise<Pick<BudgetLine, 'free' | 'committed' | 'spent'>> {
    const { free, committed, spent } = await this.api.app.get(LedgerReads).line(this.owner, lineId)
    return { free, committed, spent }
  }

  /** What the books say is wrong with themselves. */
  ledgerFaults(): Promise<string[]> {
    return this.api.app.get(LedgerReads).faults(this.owner)
  }

  /** How often each account was paid by the paymaster, and all that it still holds as paid. */
  async paid(): Promise<{ times: number[]; total: bigint }> {
    const { accounts } = await this.paymaster.ledger()
    return { times: accounts.map((a) => a.payments), total: accounts.reduce((sum, a) => sum + BigInt(a.net), 0n) }
  }

  /** Every table that money or its log could stand in, counted: equal before and after where nothing was written. */
  async everything(): Promise<Record<string, bigint>> {
    const tables = ['transition', 'subject', 'ledger_transfer', 'payment_run', 'payment', 'payment_instruction', 'job_request']
    const more = [
      'command_receipt',
      'allowance_rate',
      'entitlement',
      'tariff_line',
      'reward_claim',
      'reward_item',
      'budget_line',
      'fund',
    ]
    const counts = [...tables, ...more].map((table) => `(SELECT count(*) FROM ${table}) AS ${table}`)
    return (await this.owner.query<Record<string, bigint>>(`SELECT ${counts.join(', ')}`))[0]!
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.close()))
    await this.api.close()
    await this.paymaster.stop()
    await this.database.drop()
  }

  private async by(role: Role, work: (tx: ActTx, advance: Advance) => Promise<unknown>): Promise<void> {
    await this.api.app.get(Perform).act(this.the(role).token, async (tx) => void (await work(tx, this.api.app.get(Advance))))
  }
}

/** What was answered; anything but success fails the test with the problem. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the shape of an answer is what the tests are about
export function must<Body = any>({ status, body }: Answer<Body>): Body {
  if (status >= 400) throw new Error(`refused: ${JSON.stringify(body)}`)
  return body
}

/** The refusal that was answered. */
export function refusal({ status, body }: Answer): Problem {
  if (status < 400) throw new Error(`not refused: ${JSON.stringify(body)}`)
  return body as Problem
}
