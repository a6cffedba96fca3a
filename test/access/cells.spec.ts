import { roles, type FieldClass, type Role } from '@passage/access'
import { edgeOf, lifecycles, type SubjectKind } from '@passage/case'
import type { Database } from '@passage/platform'
import { startApi, type ApiClient, type TestApi } from '../support/api'
import { operationsOf, type Operation } from '../support/document'
import { livedWorld, type ClonableDatabase } from '../support/lived-world'
import { compareRow, meant, shouldRead, type Found, type Looker, type Place, type Rules } from './cells.support'

const people = roles.filter((role) => role !== 'system')
const states = ['contacted', 'in_vetting', 'awaiting_decision', 'vetted', 'registered', 'declined', 'closed'] as const

/** Reads of one case, and what their rows are. */
const ofCase: Readonly<Record<string, string>> = {
  '/api/v1/cases/{id}': 'case',
  '/api/v1/cases/{id}/timeline': 'timeline_entry',
  '/api/v1/cases/{id}/actions': 'action',
  '/api/v1/cases/{id}/notes': 'note',
  '/api/v1/cases/{id}/codes': 'code',
  '/api/v1/cases/{id}/vetting': 'vetting',
  '/api/v1/cases/{id}/entitlements': 'entitlement',
  '/api/v1/cases/{id}/placements': 'placement',
  '/api/v1/cases/{id}/reward-claims': 'reward_claim',
}

/** Reads of lists and of single things beside cases. */
const ofProgramme: Readonly<Record<string, string>> = {
  '/api/v1/cases': 'case',
  '/api/v1/cases/counts': 'case_count',
  '/api/v1/accounts': 'account',
  '/api/v1/lifecycles': 'lifecycle',
  '/api/v1/lifecycles/pictures': 'lifecycle_picture',
  '/api/v1/needs': 'need',
  '/api/v1/notices': 'notice',
  '/api/v1/sites': 'site',
  '/api/v1/sites/{id}': 'site',
  '/api/v1/sites/{id}/days?from=2021-09-01&to=2021-09-10': 'site_day',
  '/api/v1/sites/{id}/placements': 'placement',
  '/api/v1/site-calendars?from=2021-09-01&to=2021-09-10': 'site_calendar',
  '/api/v1/arrivals': 'placement',
  '/api/v1/waiting-list': 'placement',
  '/api/v1/shortages': 'shortage',
  '/api/v1/reward-claims': 'reward_claim',
  '/api/v1/reward-claims/counts': 'reward_claim_count',
  '/api/v1/tariff-lines': 'tariff_line',
  '/api/v1/allowance-rates': 'rate',
  '/api/v1/funds': 'fund',
  '/api/v1/budget-lines/{id}/transfers': 'ledger_transfer',
  '/api/v1/payment-runs': 'payment_run',
  '/api/v1/payment-runs/counts': 'payment_run_count',
  '/api/v1/payment-runs/{id}': 'payment_run',
  '/api/v1/payment-runs/{id}/payments': 'payment',
  '/api/v1/transitions': 'transition',
  '/api/v1/access-log': 'access_record',
  '/api/v1/break-glass': 'break_glass',
  '/api/v1/clock/moves': 'clock_move',
  '/api/v1/reports': 'report',
  '/api/v1/reports/kinds': 'report_kind',
  '/api/v1/policy': 'policy_resource',
}

/** Which kind of id a path has, by its beginning. */
const idsOf: readonly (readonly [begins: string, sql: string])[] = [
  ['/api/v1/sites/', 'SELECT id FROM site ORDER BY id LIMIT 2'],
  ['/api/v1/payment-runs/', 'SELECT id FROM payment_run ORDER BY id LIMIT 1'],
  ['/api/v1/budget-lines/', 'SELECT id FROM budget_line ORDER BY id LIMIT 2'],
]

type Row = Readonly<Record<string, unknown>>

/** A small world has not lived through every state. Who reads asks the case for its state alone, so that it is set past the spine. */
async function putOneCaseIntoEachState(owner: Database): Promise<void> {
  await owner.transaction(async (tx) => {
    await tx.query('SET LOCAL session_replication_role = replica')
    const files = await tx.query<{ id: string }>(
      `SELECT f.id FROM case_file f ORDER BY (SELECT count(*) FROM subject s WHERE s.case_id = f.id) DESC, f.id LIMIT ${states.length}`,
    )
    for (const [place, { id }] of files.entries()) {
      await tx.query('UPDATE subject SET state = $2 WHERE id = $1', [id, states[place]])
      await tx.query('UPDATE case_file SET state = $2 WHERE id = $1', [id, states[place]])
    }
  })
}

describe('Every cell of the policy, asked over HTTP', () => {
  let database: ClonableDatabase
  let owner: Database
  let api: TestApi
  let operations: Operation[]
  let cases: { id: string; state: string; holderId: string }[]
  let sites: string[]
  const total: Found = { cells: 0, wrong: [] }
  const clients = new Map<Role, ApiClient>()

  beforeAll(async () => {
    database = await livedWorld()
    owner = await database.open('owner', 2)
    api = await startApi(database)
    operations = operationsOf((await api.nobody.get('/api/docs/json')).body as object)
    await putOneCaseIntoEachState(owner)
    cases = await owner.query(
      `SELECT DISTINCT ON (f.state) f.id, f.state, f.holder_id AS "holderId" FROM case_file f
       ORDER BY f.state, (SELECT count(*) FROM subject s WHERE s.case_id = f.id) DESC, f.id`,
    )
    sites = (await owner.query<{ id: string }>('SELECT id FROM site ORDER BY id LIMIT 2')).map(({ id }) => id)
    for (const role of people) {
      const site = role === 'host_organisation' ? sites[0] : undefined
      clients.set(role, await api.withRoles(`cell-${role.replaceAll('_', '-')}`, [role], site))
    }
  }, 240_000)

  afterAll(async () => {
    await api?.close()
    await database?.drop()
  })

  const looker = (role: Role): Looker => ({
    accountId: clients.get(role)!.accountId,
    role,
    siteId: role === 'host_organisation' ? sites[0]! : null,
  })

  /** The class that an event or a note has; the log does not always say it in the answer. */
  function classOf(resource: string, row: Row): FieldClass | undefined {
    if (resource === 'note' || resource === 'transition') return row.class as FieldClass
    if (resource !== 'timeline_entry') return undefined
    return classes.get(`${String(row.subjectId)} ${String(row.seq)}`)
  }
  const classes = new Map<string, FieldClass>()

  async function learnClasses(): Promise<void> {
    const rows = await owner.query<{ id: string; seq: number; kind: SubjectKind; from: string | null; event: string }>(
      'SELECT subject_id AS id, seq, lifecycle AS kind, from_state AS "from", event FROM transition',
    )
    for (const { id, seq, kind, from, event } of rows) {
      classes.set(`${id} ${seq}`, edgeOf(lifecycles[kind], from, event)?.class ?? 'operational')
    }
  }

  async function compare(found: Found, rules: Rules, role: Role, path: string, resource: string, place: Place): Promise<number> {
    const { status, body } = await clients.get(role)!.get(path)
    if (status !== 200) return status
    const rows = (Array.isArray(body.items) ? body.items : [body]) as Row[]
    for (const row of rows) {
      // Rows of lists stand where their own case stands.
      const own = place.state ? undefined : cases.find(({ id }) => id === (row.caseId ?? row.id))
      compareRow(found, rules, looker(role), path, resource, row, own ?? place, classOf)
    }
    return status
  }

  it('knows every read of the API that has rows', () => {
    const elsewhere = [
      '/demo-accounts', // of nobody, in a demo only
      '/session',
      '/preferences', // one's own
      '/shared-views', // libs/access/preferences/shared-views.spec.ts
      '/clock',
      '/health/',
      '/jobs/',
      '/reports/{id}',
      '/cases.csv', // files: test/journeys/export.spec.ts, claims-list.spec.ts, payment-files.spec.ts, log-files.spec.ts, reminders-file.spec.ts
      '/cases.xlsx',
      '/reward-claims.csv',
      '/reward-claims.xlsx',
      '/payment-runs.csv',
      '/payment-runs.xlsx',
      '/payments.csv',
      '/payments.xlsx',
      '/transitions.csv',
      '/transitions.xlsx',
      '/access-log.csv',
      '/access-log.xlsx',
      '/notices.csv',
      '/notices.xlsx',
      '/log-verifications',
      '/restore-points',
      '/transitions/{subjectId}/{seq}',
      '/pain.001',
      '/break-glass/{id}/reads',
      '/cases/{id}/readers',
      '/totp',
      '/oidc',
      '/keys',
      '/erasures',
      '/account-events',
      '/delegations',
      '/view-as',
      '/accounts/',
      '/managed-accounts',
    ]
    const known = [...Object.keys(ofCase), ...Object.keys(ofProgramme)].map((path) => path.split('?')[0])
    const unknown = operations
      .filter(({ method, path }) => method === 'GET' && !known.includes(path) && !elsewhere.some((part) => path.includes(part)))
      .map(({ path }) => path)
    expect(unknown).toEqual([])
  })

  it('shows of every case, in every state, just what is meant for the role', async () => {
    await learnClasses()
    expect(cases.map(({ state }) => state).sort()).toEqual([...states].sort())
    for (const { id, state, holderId } of cases) {
      for (const [path, resource] of Object.entries(ofCase)) {
        for (const role of people) await compare(total, meant, role, path.replace('{id}', id), resource, { state, holderId })
      }
    }
    expect(total.wrong.slice(0, 20)).toEqual([])
  }, 120_000)

  it('shows whoever holds a case what its holder should see', async () => {
    for (const role of ['vetting_officer', 'vetting_approver', 'registrar', 'relocation_officer', 'finance_officer'] as const) {
      for (const { id, state, holderId } of cases) {
        const own = clients.get(role)!.accountId
        await owner.query('UPDATE case_file SET holder_id = $2 WHERE id = $1', [id, own])
        for (const path of [
          '/api/v1/cases/{id}',
          '/api/v1/cases/{id}/timeline',
          '/api/v1/cases/{id}/notes',
          '/api/v1/cases/{id}/vetting',
        ]) {
          await compare(total, meant, role, path.replace('{id}', id), ofCase[path]!, { state, holderId: own })
        }
        await owner.query('UPDATE case_file SET holder_id = $2 WHERE id = $1', [id, holderId])
      }
    }
    expect(total.wrong.slice(0, 20)).toEqual([])
  }, 120_000)

  it('shows of everything else just what is meant for the role', async () => {
    for (const [path, resource] of Object.entries(ofProgramme)) {
      const sql = idsOf.find(([begins]) => path.startsWith(begins) && path.includes('{id}'))?.[1]
      const ids = sql ? (await owner.query<{ id: string }>(sql)).map(({ id }) => id) : ['']
      for (const id of ids) {
        for (const role of people) {
          const status = await compare(
            total,
            meant,
            role,
            path.replace('{id}', id),
            resource,
            path.includes('/sites/') ? { siteId: id } : {},
          )
          const mayCall = operations.find((o) => o.method === 'GET' && o.path === path.split('?')[0])!.for
          const called = mayCall === 'every_account' || mayCall === 'everybody' || mayCall.includes(role)
          if (!called && status !== 403) total.wrong.push(`${path}: ${role} got ${status} and no route lets them`)
        }
      }
    }
    expect(total.wrong.slice(0, 20)).toEqual([])
  }, 120_000)

  it('opens every route to the roles that it names and to no others, and none of them is broken by nothing', async () => {
    const nowhere = '55555555-5555-4555-8555-555555555555'
    for (const { method, path, for: mayCall, name } of operations) {
      // A stream would not end; what is refused does not begin. Logging out would end the test's own sessions.
      if (mayCall === 'everybody' || /\/events$|^\/api\/v1\/session$/.test(path)) continue
      for (const role of people) {
        const client = clients.get(role)!
        const at = path.replace(/\{[^}]+\}/g, nowhere)
        const { status, body } = await (method === 'GET'
          ? client.get(at)
          : method === 'DELETE'
            ? client.delete(at)
            : method === 'PATCH'
              ? client.patch(at, {})
              : client.post(at, {}))
        const refused = status === 403 && body?.code === 'access.role'
        const may = mayCall === 'every_account' || mayCall.includes(role)
        total.cells += 1
        if (refused === may || status >= 500) total.wrong.push(`${name}: ${role} ${status} ${body?.code}`)
      }
    }
    expect(total.wrong.slice(0, 20)).toEqual([])
  }, 240_000)

  it('answers no filter and no order on what the role may not read', async () => {
    for (const role of people) {
      for (const query of [
        'state=vetted',
        'service=police',
        'pathway=individual',
        'reference=P-2021',
        'sort=reference',
        'opened_from=2021-06-01',
      ]) {
        const { status } = await clients.get(role)!.get(`/cases?${query}`)
        total.cells += 1
        const may = meant.operational![role] !== undefined
        if ((status === 200) !== may) total.wrong.push(`${role} asks for ${query}: ${status}`)
      }
    }
    expect(total.wrong).toEqual([])
  })

  it('would show a row of the policy that is not as it is meant', async () => {
    const wrongly: Rules = {
      ...meant,
      personal: { ...meant.personal, planner: 'always', registrar: 'always', intake_officer: { states: ['vetted'] } },
    }
    const found: Found = { cells: 0, wrong: [] }
    const contacted = cases.find(({ state }) => state === 'contacted')!
    for (const role of ['registrar', 'intake_officer'] as const) {
      await compare(found, wrongly, role, `/api/v1/cases/${contacted.id}`, 'case', contacted)
    }
    expect(found.wrong.some((line) => line.includes('registrar does not see person.name'))).toBe(true)
    expect(found.wrong.some((line) => line.includes('intake_officer sees person.name'))).toBe(true)
    const field = { class: 'personal' } as const
    expect(shouldRead(meant, looker('planner'), field, contacted, undefined)).toBe(false)
  })

  it('is counted', () => {
    process.stdout.write(`cells of the policy asked over HTTP: ${total.cells}\n`)
    expect(total.cells).toBeGreaterThan(10_000)
  })
})
