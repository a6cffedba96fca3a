import type { Role } from '@passage/access'
import type { Database } from '@passage/platform'
import { startApi, type Answer, type ApiClient, type TestApi } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'
import { refusedBy } from './accounts.support'
import { ProbeModule } from './probe'

const told = ({ status, body }: Answer): unknown[] => [status, body?.code]
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString()

let database: TestDatabase
let owner: Database
let api: TestApi
let people = 0

beforeAll(async () => {
  database = await createTestDatabase()
  owner = await database.open('owner', 2)
  api = await startApi(database, { domain: [ProbeModule] })
})

afterAll(async () => {
  await api?.close()
  await database?.drop()
})

const somebody = (...held: Role[]): Promise<ApiClient> => api.withRoles(`somebody-${(people += 1)}`, held)
const lend = (from: ApiClient, to: ApiClient, role: Role, until = inDays(7)): Promise<Answer> =>
  from.post('/delegations', { to: to.accountId, role, until, reason: 'On leave for a week' })
const rolesOf = async (client: ApiClient): Promise<Role[]> => (await client.get('/session')).body.account.roles

describe('A role that is lent', () => {
  it('lets the borrower act under it, in their own name, and both see it', async () => {
    const [lender, borrower] = [await somebody('registrar'), await somebody('intake_officer')]
    expect(told(await borrower.post('/probe/commands', { pathway: 'individual' }))).toEqual([403, 'access.role'])
    const lent = await lend(lender, borrower, 'registrar')
    expect(lent.status).toBe(201)
    expect(await rolesOf(borrower)).toEqual(['intake_officer', 'registrar'])
    expect((await borrower.post('/probe/commands', { pathway: 'individual' })).status).toBe(201)
    const bound = await (
      await database.open('passage_api', 1)
    ).query<{ actor_id: string; roles: Role[] }>('SELECT * FROM bind_actor($1)', [borrower.token])
    expect(bound[0]).toMatchObject({ actor_id: borrower.accountId, roles: ['intake_officer', 'registrar'] })
    for (const client of [lender, borrower]) {
      const { body } = await client.get('/delegations')
      expect(body.items).toMatchObject([
        { id: lent.body.id, role: 'registrar', active: true, from: { id: lender.accountId }, to: { id: borrower.accountId } },
      ])
    }
    expect((await (await somebody('registrar')).get('/delegations')).body.items).toEqual([])
    expect((await (await api.as('auditor')).get('/delegations')).body.items.length).toBeGreaterThan(0)
  })

  it.each<[string, (lender: ApiClient, borrower: ApiClient) => Promise<ApiClient>]>([
    ['the lender', async (lender) => lender],
    ['the borrower', async (_, borrower) => borrower],
    ['a trainer', async () => api.as('trainer')],
  ])('is ended before its time by %s, and gone at the next request', async (_who, choose) => {
    const [lender, borrower] = [await somebody('registrar'), await somebody('intake_officer')]
    const { body } = await lend(lender, borrower, 'registrar')
    const stranger = await somebody('registrar')
    expect(told(await stranger.post(`/delegations/${body.id}/end`))).toEqual([404, 'delegation.not_found'])
    const ender = await choose(lender, borrower)
    expect(told(await ender.post(`/delegations/${body.id}/end`))).toEqual([200, undefined])
    expect(await rolesOf(borrower)).toEqual(['intake_officer'])
    expect(told(await ender.post(`/delegations/${body.id}/end`))).toEqual([409, 'delegation.ended'])
  })

  it('ends by itself, and with the lender’s own role or account', async () => {
    const [lender, borrower] = [await somebody('registrar'), await somebody('intake_officer')]
    const { body } = await lend(lender, borrower, 'registrar')
    const counts = async (change: string, back: string): Promise<void> => {
      await owner.query(change, [lender.accountId])
      expect(await rolesOf(borrower)).toEqual(['intake_officer'])
      await owner.query(back, [lender.accountId])
      expect(await rolesOf(borrower)).toEqual(['intake_officer', 'registrar'])
    }
    await counts('UPDATE account SET disabled_at = now() WHERE id = $1', 'UPDATE account SET disabled_at = NULL WHERE id = $1')
    await counts('DELETE FROM account_role WHERE account_id = $1', `INSERT INTO account_role VALUES ($1, 'registrar')`)
    await owner.query(
      `UPDATE delegation SET begins_at = now() - interval '2 days', ends_at = now() - interval '1 second' WHERE id = $1`,
      [body.id],
    )
    expect(await rolesOf(borrower)).toEqual(['intake_officer'])
    expect((await lender.get('/delegations')).body.items[0]).toMatchObject({ active: false, endedAt: null })
  })

  it('is not passed on', async () => {
    const [lender, borrower, third] = [
      await somebody('registrar'),
      await somebody('intake_officer'),
      await somebody('relocation_officer'),
    ]
    await lend(lender, borrower, 'registrar')
    expect(told(await lend(borrower, third, 'registrar'))).toEqual([409, 'delegation.not_yours'])
  })

  it.each<[Role, Role]>([
    ['vetting_approver', 'vetting_officer'],
    ['finance_approver', 'finance_officer'],
    ['finance_controller', 'finance_approver'],
    ['registrar', 'auditor'],
    ['registrar', 'trainer'],
    ['intake_officer', 'planner'],
  ])('never makes a %s of a %s', async (role, held) => {
    const [lender, borrower] = [await somebody(role), await somebody(held)]
    expect(told(await lend(lender, borrower, role))).toEqual([409, 'account.incompatible_roles'])
    expect(await rolesOf(borrower)).toEqual([held])
  })

  it('stands against roles that are granted or lent later, also while the lender does not hold it', async () => {
    const [lender, other, borrower] = [
      await somebody('vetting_officer'),
      await somebody('registrar'),
      await somebody('equipment_assessor'),
    ]
    await lend(lender, borrower, 'vetting_officer')
    await owner.query('UPDATE account SET disabled_at = now() WHERE id = $1', [lender.accountId])
    const trainer = await api.as('trainer')
    expect(told(await trainer.post(`/accounts/${borrower.accountId}/grant-role`, { role: 'registrar' }))).toEqual([
      409,
      'account.incompatible_roles',
    ])
    expect(told(await lend(other, borrower, 'registrar'))).toEqual([409, 'account.incompatible_roles'])
  })

  it('is lent for 30 days at most, to another who has it not, by whoever holds it', async () => {
    const [lender, borrower] = [await somebody('registrar'), await somebody('intake_officer')]
    expect(told(await lend(lender, borrower, 'registrar', inDays(31)))).toEqual([409, 'delegation.too_long'])
    expect(told(await lend(lender, borrower, 'registrar', inDays(-1)))).toEqual([409, 'delegation.too_long'])
    expect(told(await lend(lender, borrower, 'registrar', '2021-13-45T00:00:00Z'))).toEqual([400, 'input.invalid'])
    expect(told(await lend(lender, lender, 'registrar'))).toEqual([409, 'delegation.to_yourself'])
    expect(told(await lend(lender, borrower, 'planner'))).toEqual([409, 'account.role_missing'])
    expect(told(await lend(lender, await somebody('registrar'), 'registrar'))).toEqual([409, 'account.role_held'])
    expect(told(await lend(await api.as('trainer'), borrower, 'trainer'))).toEqual([400, 'input.invalid'])
    await owner.query('UPDATE account SET disabled_at = now() WHERE id = $1', [borrower.accountId])
    expect(told(await lend(lender, borrower, 'registrar'))).toEqual([404, 'account.not_found'])
  })

  it('is given once where the same request comes at the same moment', async () => {
    const [lender, borrower] = [await somebody('registrar'), await somebody('intake_officer')]
    const answers = await Promise.all([1, 2, 3, 4].map(() => lend(lender, borrower, 'registrar')))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409])
  })

  it('cannot be lent by whoever has the application’s role and no session of a holder', async () => {
    const [stranger, borrower] = [await somebody('planner'), await somebody('intake_officer')]
    const application = await database.open('passage_api', 1)
    const forged = application.transaction(async (tx) => {
      const [bound] = await tx.query<{ binding_id: bigint }>('SELECT binding_id FROM bind_actor($1)', [stranger.token])
      await tx.query(`SELECT delegate_role($1, gen_random_uuid(), $2, 'registrar', now() + interval '1 day', 'x')`, [
        bound!.binding_id,
        borrower.accountId,
      ])
    })
    expect(await refusedBy(forged)).toBe('account.role_missing')
  })
})
