import { roles, type Role } from '@passage/access'
import type { Database } from '@passage/platform'
import { startApi, type Answer, type ApiClient, type TestApi } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'
import { refusedBy } from './accounts.support'
import { ProbeModule } from './probe'

const viewable = roles.filter((role) => role !== 'system' && role !== 'trainer' && role !== 'auditor')
const told = ({ status, body }: Answer): unknown[] => [status, body?.code]

let database: TestDatabase
let owner: Database
let api: TestApi
let trainers = 0

beforeAll(async () => {
  database = await createTestDatabase()
  owner = await database.open('owner', 2)
  api = await startApi(database, { domain: [ProbeModule] })
})

afterAll(async () => {
  await api?.close()
  await database?.drop()
})

const aTrainer = (): Promise<ApiClient> => api.withRoles(`trainer-${(trainers += 1)}`, ['trainer'])

/** A trainer whose session views as the role. */
async function viewing(role: Role): Promise<ApiClient> {
  const trainer = await aTrainer()
  expect((await trainer.post('/view-as', { role })).status).toBe(204)
  return trainer
}

describe('A trainer who views as a role', () => {
  it.each(viewable)('sees as %s exactly what it sees, field by field', async (role) => {
    const [trainer, holder] = [await viewing(role), await api.as(role)]
    for (const path of ['/probe/case', '/probe/sorted', '/accounts', '/managed-accounts', '/account-events']) {
      const [seen, real] = [await trainer.get(path), await holder.get(path)]
      const shown = ({ body }: Answer): string => JSON.stringify({ ...body, requestId: '' })
      // The list of accounts tells of trainers that the tests make meanwhile.
      expect([path, seen.status, path === '/accounts' ? '' : shown(seen)]).toEqual([
        path,
        real.status,
        path === '/accounts' ? '' : shown(real),
      ])
    }
    expect((await trainer.get('/session')).body).toMatchObject({ viewAs: role, account: { roles: [role] } })
  })

  it('changes nothing, neither what the role may change nor what a trainer may', async () => {
    const trainer = await viewing('registrar')
    const answers = [
      await trainer.post('/probe/commands', { pathway: 'individual' }),
      await trainer.post('/accounts', { username: 'by-a-viewer', displayName: 'By a viewer' }),
      await trainer.post('/view-as', { role: 'planner' }),
      await trainer.post('/sessions/revoke-others'),
    ]
    for (const answer of answers) expect(told(answer)).toEqual([403, 'access.viewing_as'])
    const application = await database.open('passage_api', 1)
    expect(await refusedBy(application.query('SELECT * FROM bind_actor($1)', [trainer.token]))).toMatch(/changes nothing/)
  })

  it('stands in the access log as the trainer viewing as the role: the beginning, each read and refusal, the end', async () => {
    const trainer = await viewing('intake_officer')
    await trainer.get('/probe/case')
    await trainer.post('/probe/commands', {})
    expect((await trainer.delete('/view-as')).status).toBe(204)
    await trainer.get('/session')
    const rows = await owner.query(
      'SELECT act, resource, roles, viewed_as, code FROM access_log WHERE actor_id = $1 ORDER BY id',
      [trainer.accountId],
    )
    expect(rows[0]).toEqual({
      act: 'did',
      resource: 'view_as',
      roles: ['trainer'],
      viewed_as: 'intake_officer',
      code: 'viewing_began',
    })
    expect(rows).toContainEqual(expect.objectContaining({ act: 'read', roles: ['intake_officer'], viewed_as: 'intake_officer' }))
    expect(rows).toContainEqual(expect.objectContaining({ act: 'refused', code: 'access.viewing_as' }))
    expect(rows.at(-1)).toMatchObject({ act: 'did', viewed_as: 'intake_officer', code: 'viewing_ended' })
    const events = await owner.query('SELECT what, role FROM account_event WHERE account_id = $1 ORDER BY id', [
      trainer.accountId,
    ])
    expect(events).toEqual([
      { what: 'viewing_began', role: 'intake_officer' },
      { what: 'viewing_ended', role: 'intake_officer' },
    ])
  })

  it('is a trainer again when the view ends', async () => {
    const trainer = await viewing('planner')
    expect(told(await trainer.get('/managed-accounts'))).toEqual([403, 'access.role'])
    await trainer.delete('/view-as')
    expect((await trainer.get('/managed-accounts')).status).toBe(200)
    expect((await trainer.get('/session')).body).toMatchObject({ viewAs: null, account: { roles: ['trainer'] } })
    expect((await trainer.delete('/view-as')).status).toBe(204)
  })

  it('may log out, and the next session views as nothing', async () => {
    const trainer = await viewing('planner')
    expect((await trainer.delete('/session', { key: null })).status).toBe(204)
    expect((await (await api.asAccount(trainer.username)).get('/session')).body.viewAs).toBeNull()
  })

  it('is nobody once they are no trainer any more', async () => {
    const trainer = await viewing('registrar')
    await owner.query('DELETE FROM account_role WHERE account_id = $1', [trainer.accountId])
    expect(told(await trainer.get('/probe/case'))).toEqual([401, 'session.required'])
  })
})

describe('Viewing as a role', () => {
  it('is for trainers alone, in the database as well', async () => {
    const manager = await api.as('programme_manager')
    expect(told(await manager.post('/view-as', { role: 'registrar' }))).toEqual([403, 'access.role'])
    const application = await database.open('passage_api', 1)
    expect(await refusedBy(application.query(`SELECT view_as($1, 'registrar')`, [manager.token]))).toBe('account.role_missing')
  })

  it.each(['system', 'trainer', 'auditor', 'nobody'])('is not for the role %s', async (role) => {
    const trainer = await aTrainer()
    expect(told(await trainer.post('/view-as', { role }))).toEqual([400, 'input.invalid'])
    const application = await database.open('passage_api', 1)
    expect(await refusedBy(application.query('SELECT view_as($1, $2)', [trainer.token, role]))).toBe('access.view_as_role')
  })

  it('is for demos alone', async () => {
    const trainer = await aTrainer()
    await owner.query('UPDATE instance SET demo = false')
    const answer = await trainer.post('/view-as', { role: 'registrar' })
    await owner.query('UPDATE instance SET demo = true')
    expect(told(answer)).toEqual([409, 'account.demo_only'])
  })

  it('does not begin where it cannot be recorded', async () => {
    const trainer = await aTrainer()
    await owner.query('REVOKE INSERT ON access_log FROM passage_app')
    const answer = await trainer.post('/view-as', { role: 'registrar' })
    await owner.query('GRANT INSERT ON access_log TO passage_app')
    expect(answer.status).toBeGreaterThanOrEqual(500)
    expect((await trainer.get('/session')).body.viewAs).toBeNull()
  })
})
