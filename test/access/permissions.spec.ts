import { readingRules, roles, type Role } from '@passage/access'
import type { Database } from '@passage/platform'
import { startApi, type TestApi } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'
import { assertStatesOfPolicy } from '../../libs/case/case.module'
import { ForgottenModule, ProbeModule, UnknownRoleModule } from './probe'

const people = roles.filter((role): role is Exclude<Role, 'system'> => role !== 'system')

describe('Who may call what', () => {
  let database: TestDatabase
  let owner: Database
  let api: TestApi

  beforeAll(async () => {
    database = await createTestDatabase()
    owner = await database.open('owner', 1)
    api = await startApi(database, { domain: [ProbeModule] })
  })

  afterAll(async () => {
    await api.close()
    await database.drop()
  })

  it('is declared by every route, or the process does not start', async () => {
    await expect(startApi(database, { domain: [ForgottenModule] })).rejects.toThrow(
      'These routes declare neither @Roles, @Public nor @AnyAccount: ForgottenController.read',
    )
  })

  it('names roles that there are, or the process does not start', async () => {
    await expect(startApi(database, { domain: [UnknownRoleModule] })).rejects.toThrow(
      'These routes name a role that there is not: UnknownRoleController.read',
    )
  })

  it('names states that cases have, or the process does not start', () => {
    const misspelt = { ...readingRules, personal: { registrar: { held: true, states: ['veted'] } } } as const
    expect(() => assertStatesOfPolicy(misspelt)).toThrow(
      'The policy lets the registrar read personal fields of a case that is veted',
    )
    expect(() => assertStatesOfPolicy(readingRules)).not.toThrow()
  })

  it('is nobody without a session', async () => {
    for (const path of ['/probe/case', '/session', '/accounts']) {
      expect(await api.nobody.get(path)).toMatchObject({ status: 401, body: { code: 'session.required' } })
    }
    expect(await api.nobody.post('/probe/commands', { pathway: 'individual' })).toMatchObject({ status: 401 })
  })

  it.each(people)('is for %s just what the route declares', async (role) => {
    const client = await api.as(role)
    const answer = await client.post('/probe/commands', { pathway: 'individual' })
    expect([answer.status, answer.body.code]).toEqual(role === 'registrar' ? [201, undefined] : [403, 'access.role'])
    expect((await client.get('/accounts')).status).toBe(200)
  })

  it('is refused before the body is looked at, so that a refusal tells nothing of it', async () => {
    const planner = await api.as('planner')
    expect((await planner.post('/probe/commands', { nonsense: true })).body.code).toBe('access.role')
  })

  it('never is the system, even if its account had a session', async () => {
    const system = await api.asAccount('system')
    expect((await system.get('/accounts')).body.code).toBe('session.required')
  })

  it('changes with the roles of the account, at the next request', async () => {
    const client = await api.withRoles('changing', ['planner'])
    expect((await client.post('/probe/commands', { pathway: 'individual' })).status).toBe(403)
    await owner.query(`INSERT INTO account_role SELECT id, 'registrar' FROM account WHERE username = 'changing'`)
    expect((await client.post('/probe/commands', { pathway: 'individual' })).status).toBe(201)
  })

  describe('A request that another site makes in the browser of somebody who is logged in', () => {
    it.each([
      ['without the token', {}],
      ['with a wrong token', { 'x-csrf-token': 'a'.repeat(43) }],
      ['with an empty token', { 'x-csrf-token': '' }],
    ])('%s is refused', async (_, headers) => {
      const registrar = await api.as('registrar')
      const response = await registrar.send('POST', '/probe/commands', {
        body: JSON.stringify({ pathway: 'individual' }),
        headers: { 'content-type': 'application/json', 'idempotency-key': 'from-elsewhere', ...headers },
      })
      expect(response.status).toBe(403)
      expect(await response.json()).toMatchObject({ code: 'access.csrf', field: 'X-CSRF-Token' })
    })

    it("with another session's token is refused", async () => {
      const [one, two] = [await api.as('registrar'), await api.as('registrar', 2)]
      const answer = await one.post('/probe/commands', { pathway: 'individual' }, { headers: { 'x-csrf-token': two.csrfToken } })
      expect(answer.body.code).toBe('access.csrf')
    })

    it('cannot log anybody out', async () => {
      const client = await api.as('trainer')
      expect((await client.send('DELETE', '/session')).status).toBe(403)
      expect((await client.get('/session')).status).toBe(200)
    })
  })

  it('leaves each refusal in the access log, with who, what and why', async () => {
    const auditor = await api.as('auditor', 2)
    const answer = await auditor.post('/probe/commands', {})
    const rows = await owner.query('SELECT actor_id, roles, act, resource, code FROM access_log WHERE request_id = $1', [
      answer.body.requestId,
    ])
    expect(rows).toEqual([
      {
        actor_id: auditor.accountId,
        roles: ['auditor'],
        act: 'refused',
        resource: 'POST /api/v1/probe/commands',
        code: 'access.role',
      },
    ])
    const unknown = await api.nobody.get('/probe/case')
    const [row] = await owner.query('SELECT actor_id, code FROM access_log WHERE request_id = $1', [unknown.body.requestId])
    expect(row).toEqual({ actor_id: null, code: 'session.required' })
  })
})
