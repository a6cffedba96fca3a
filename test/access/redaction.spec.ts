import { policy, readersOf, Redaction, roles, type FieldClass, type Role, type SignedIn } from '@passage/access'
import type { Database } from '@passage/platform'
import { redactRows, redactedMark } from '../../libs/access/redact'
import { mergePolicies } from '../../libs/access/policy/policy'
import { startApi, type TestApi } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'
import { probeCase, ProbeModule } from './probe'

const people = roles.filter((role) => role !== 'system')

function viewerWith(...held: Role[]): SignedIn {
  return {
    accountId: '33333333-3333-4333-8333-333333333333',
    username: 'x',
    displayName: 'X',
    roles: held,
    siteId: null,
    viewAs: null,
    glass: [],
    token: 't',
  }
}

const caseId = '11111111-1111-4111-8111-111111111111'
/** A case where everybody who ever reads a person or a vetting does so: the viewer holds it. */
const heldCase = { caseId, state: 'contacted', holderId: viewerWith().accountId }

/** What the table says of a case that the viewer holds, read straight from it; when else a role reads is for test/access/cells.spec.ts. */
function mayRead(role: Role, resource: string, field: string, rowClass: FieldClass): boolean {
  const { class: fieldClass, also, follows } = policy[resource]![field]!
  if (also?.includes(role)) return true
  return readersOf[fieldClass].includes(role) && (!follows || readersOf[rowClass].includes(role))
}

describe('The policy', () => {
  const cells = Object.entries(policy).flatMap(([resource, fields]) =>
    Object.keys(fields).map((field) => [resource, field] as const),
  )

  it.each(cells)('shows %s.%s to just the roles that read it', (resource, field) => {
    const { of } = policy[resource]![field]!
    for (const rowClass of ['open', 'operational', 'personal', 'vetting', 'financial', 'secret'] as const) {
      for (const role of people) {
        const row = { [field]: of ? [] : field === 'caseId' ? caseId : 'shown', class: rowClass }
        const [shown] = redactRows(policy, viewerWith(role), resource, [row], heldCase).value as Record<string, unknown>[]
        const value = field === 'class' ? rowClass : row[field]
        expect([role, rowClass, shown![field]]).toEqual([
          role,
          rowClass,
          mayRead(role, resource, field, rowClass) ? value : redactedMark,
        ])
      }
    }
  })

  it('hides names from those who never need one', () => {
    const never: Role[] = [
      'finance_approver',
      'finance_controller',
      'equipment_assessor',
      'host_organisation',
      'programme_manager',
    ]
    for (const role of [...never, 'planner', 'auditor', 'trainer'] as Role[]) {
      for (const field of ['name', 'nameMy', 'bornOn', 'rank', 'unit', 'needs']) {
        expect([role, field, mayRead(role, 'person', field, 'open')]).toEqual([role, field, false])
      }
    }
  })

  it('shows somebody without a session what is open, and no more', () => {
    const { value } = redactRows(policy, null, 'case', [{ reference: 'P-2021-00001' }])
    expect(value).toEqual([{ reference: redactedMark }])
    expect(redactRows(policy, null, 'clock', [{ today: '2021-09-01' }]).value).toEqual([{ today: '2021-09-01' }])
  })

  it('counts a row that does not say its class as secret', () => {
    const { value } = redactRows(policy, viewerWith('vetting_officer'), 'note', [{ id: 'n', text: 'seen' }])
    expect(value).toEqual([{ id: 'n', text: redactedMark }])
  })

  it('is one table: two areas cannot name the same resource, and a field cannot hold what nobody named', () => {
    const field = { id: { class: 'open' } } as const
    expect(() => mergePolicies({ one: { case: field }, two: { case: field } })).toThrow('one and two both name the resource case')
    expect(() => mergePolicies({ one: { case: { x: { class: 'open', of: 'ghost' } } } })).toThrow('case.x holds a ghost')
  })
})

describe('A timeline', () => {
  const event = (eventClass: string) => ({
    seq: 4,
    kind: 'case',
    event: 'recommend',
    reason: 'r',
    payload: {},
    hash: 'ab',
    class: eventClass,
  })

  it('shows that a vetting event happened, and to those who do not vet nothing of what it was', () => {
    const [shown] = redactRows(policy, viewerWith('registrar'), 'transition', [event('vetting')]).value as object[]
    expect(shown).toEqual({
      seq: 4,
      kind: 'case',
      class: 'vetting',
      event: redactedMark,
      reason: redactedMark,
      payload: redactedMark,
      hash: redactedMark,
    })
  })

  it('shows the auditor every event whole', () => {
    const row = event('vetting')
    expect(redactRows(policy, viewerWith('auditor'), 'transition', [row]).value).toEqual([row])
  })
})

describe('An answer', () => {
  let database: TestDatabase
  let owner: Database
  let api: TestApi

  beforeAll(async () => {
    database = await createTestDatabase()
    owner = await database.open('owner', 2)
    api = await startApi(database, { domain: [ProbeModule] })
  })

  afterAll(async () => {
    await api.close()
    await database.drop()
  })

  it.each(people)('shows a case to %s as far as the policy goes, with what is hidden shown as hidden', async (role) => {
    const { body, headers } = await (await api.as(role)).get('/probe/case')
    expect(body).not.toHaveProperty('internalRemark')
    expect(body.reference).toEqual(readersOf.operational.includes(role) ? probeCase.reference : redactedMark)
    if (readersOf.operational.includes(role)) {
      expect(body.household[0]).not.toHaveProperty('shoeSize')
      const atWork = ['intake_officer', 'registrar', 'relocation_officer'].includes(role)
      expect(body.household[0].name).toEqual(atWork ? 'Maung Maung' : redactedMark)
    } else {
      expect(body.household).toEqual(redactedMark)
    }
    expect(headers.get('etag')).toBe('"3"')
  })

  it('that has not passed the redaction is not sent', async () => {
    const answer = await (await api.as('registrar')).get('/probe/plain')
    expect(answer).toMatchObject({ status: 500, body: { code: 'redaction.missing' } })
    expect(answer.text).not.toContain('Maung')
  })

  it('with personal fields stands in the access log: who read which fields of which case', async () => {
    const registrar = await api.as('registrar')
    const answer = await registrar.get('/probe/case')
    const rows = await owner.query(
      'SELECT actor_id, roles, act, resource, resource_id, case_id, fields FROM access_log WHERE request_id = $1',
      [answer.headers.get('x-request-id')],
    )
    expect(rows).toEqual([
      {
        actor_id: registrar.accountId,
        roles: ['registrar'],
        act: 'read',
        resource: 'person',
        resource_id: probeCase.household[0]!.id,
        case_id: probeCase.id,
        fields: ['name', 'needs'],
      },
    ])
  })

  it('without a personal field leaves no trace of a read', async () => {
    const answer = await (await api.as('auditor')).get('/probe/case')
    const rows = await owner.query('SELECT FROM access_log WHERE request_id = $1', [answer.headers.get('x-request-id')])
    expect(rows).toEqual([])
  })

  it('leaves only after the access log has it', async () => {
    const registrar = await api.as('registrar')
    let answered = false
    let pending: Promise<unknown> = Promise.resolve()
    await owner.transaction(async (tx) => {
      await tx.query('LOCK TABLE access_log IN SHARE MODE')
      pending = registrar.get('/probe/case').then(() => (answered = true))
      for (let waiting = 0n; waiting === 0n;) {
        const [row] = await owner.query<{ n: bigint }>(
          `SELECT count(*) AS n FROM pg_locks WHERE NOT granted AND relation = 'access_log'::regclass`,
        )
        waiting = row!.n
      }
      expect(answered).toBe(false)
    })
    await pending
    expect(answered).toBe(true)
  })

  it('is not sent when the access log cannot be written', async () => {
    const registrar = await api.as('registrar')
    await owner.query('REVOKE INSERT ON access_log FROM passage_app')
    const answer = await registrar.get('/probe/case')
    await owner.query('GRANT INSERT ON access_log TO passage_app')
    expect([answer.status, answer.body.code]).toEqual([503, 'access.not_recorded'])
    expect(answer.text).not.toContain('Maung')
    expect(answer.text).not.toContain('access_log')
  })

  it('to a filter on a field that the viewer may not read is a refusal', async () => {
    expect(await (await api.as('auditor')).get('/probe/sorted')).toMatchObject({
      status: 403,
      body: { code: 'access.field', field: 'bornOn' },
    })
    expect((await (await api.as('registrar')).get('/probe/sorted')).status).toBe(200)
  })

  it('that SQL built shows each role the same as one that the process built', async () => {
    const redaction = api.app.get(Redaction)
    const facts = (state: string, holder: string) => ({
      caseId: `'${caseId}'::uuid`,
      state: `'${state}'`,
      holderId: `'${holder}'::uuid`,
    })
    const places = (['contacted', 'vetted', 'registered', 'closed'] as const).flatMap((state) => [
      { caseId, state, holderId: caseId },
      { caseId, state, holderId: viewerWith().accountId },
    ])
    for (const [role, place] of people.flatMap((one) => places.map((where) => [one, where] as const))) {
      for (const rowClass of ['operational', 'personal', 'vetting', 'financial', 'secret', 'nonsense']) {
        const viewer = viewerWith(role)
        const row = { id: 'n', writtenOn: '2021-09-01', text: `it's seen`, class: rowClass }
        const columns = { id: `'n'`, writtenOn: `'2021-09-01'`, text: `'it''s seen'::text`, class: `'${rowClass}'::text` }
        const [built] = await owner.query<{ row: unknown }>(
          `SELECT ${redaction.sqlObject(viewer, 'note', columns, facts(place.state, place.holderId))} AS row`,
        )
        expect([role, place, built!.row]).toEqual([
          role,
          place,
          (redactRows(policy, viewer, 'note', [row], place).value as object[])[0],
        ])
      }
    }
  })

  it('cannot be built in SQL with a field that no policy names', () => {
    expect(() => api.app.get(Redaction).sqlObject(viewerWith('registrar'), 'case', { ghost: '1' })).toThrow('does not name ghost')
  })
})
