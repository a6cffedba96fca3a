import { createDemoAccounts, demoPassword } from '@passage/access'
import type { Database } from '@passage/platform'
import { startApi, type Answer, type ApiClient, type TestApi } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'
import { refusedBy } from './accounts.support'

let database: TestDatabase
let owner: Database
let api: TestApi
let trainer: ApiClient
let people = 0

beforeAll(async () => {
  database = await createTestDatabase()
  owner = await database.open('owner', 2)
  await owner.transaction(createDemoAccounts)
  api = await startApi(database, { domain: [] })
  trainer = await api.as('trainer')
}, 120_000)

afterAll(async () => {
  await api?.close()
  await database?.drop()
})

async function anAccount(): Promise<string> {
  const answer = await trainer.post('/accounts', { username: `learner-${(people += 1)}`, displayName: `Learner ${people}` })
  expect(answer.status).toBe(201)
  return answer.body.id
}

const told = ({ status, body }: Answer): unknown[] => [status, body?.code]
const grant = (id: string, role: string, by = trainer): Promise<Answer> => by.post(`/accounts/${id}/grant-role`, { role })
const revoke = (id: string, role: string, by = trainer): Promise<Answer> => by.post(`/accounts/${id}/revoke-role`, { role })
const shown = async (id: string) =>
  (await trainer.get('/managed-accounts')).body.items.find((account: { id: string }) => account.id === id)

describe('A trainer', () => {
  it('makes an account, gives it a role, a site and a password, and somebody signs in with it', async () => {
    const id = await anAccount()
    expect(await shown(id)).toMatchObject({
      roles: [],
      disabled: false,
      hasPassword: false,
      hasTotp: false,
      liveSessions: 0,
      version: 1,
    })
    expect((await grant(id, 'registrar')).body).toEqual({ id, state: 'active', version: 2 })
    const password = 'four words beside each other'
    expect((await trainer.post(`/accounts/${id}/password`, { newPassword: password })).status).toBe(200)
    const { username } = await shown(id)
    const { answer } = await api.login(username, password)
    expect([answer.status, answer.body.account.roles]).toEqual([201, ['registrar']])
    expect(await shown(id)).toMatchObject({ roles: ['registrar'], hasPassword: true, liveSessions: 1 })
  })

  it('leaves a row of each change: who, whom, what, when; and nobody changes those rows', async () => {
    const id = await anAccount()
    await grant(id, 'planner')
    await revoke(id, 'planner')
    await trainer.post(`/accounts/${id}/disable`)
    const auditor = await api.as('auditor')
    const first = await auditor.get(`/account-events?accountId=${id}&limit=3`)
    const rest = await auditor.get(`/account-events?accountId=${id}&limit=3&cursor=${first.body.nextCursor}`)
    const events = [...first.body.items, ...rest.body.items]
    expect(events.map(({ what, role }: { what: string; role: string }) => [what, role])).toEqual([
      ['disabled', null],
      ['role_revoked', 'planner'],
      ['role_granted', 'planner'],
      ['created', null],
    ])
    expect(events[0]).toMatchObject({ actor: { id: trainer.accountId }, account: { id } })
    for (const role of ['passage_api', 'passage_login', 'passage_worker'] as const) {
      const application = await database.open(role, 1)
      for (const sql of ['DELETE FROM account_event', `UPDATE account_event SET what = 'created'`, 'TRUNCATE account_event']) {
        expect(await refusedBy(application.query(sql))).toMatch(/permission denied/)
      }
    }
  })

  it('does a thing once, however often the same request comes', async () => {
    const body = { username: `learner-${(people += 1)}`, displayName: 'Once' }
    const answers = await Promise.all([1, 2, 3].map(() => trainer.post('/accounts', body, { key: 'the-same-account' })))
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(told(await trainer.post('/accounts', { ...body, displayName: 'Twice' }, { key: 'the-same-account' }))).toEqual([
      422,
      'idempotency.key_reused',
    ])
    expect(told(await trainer.post('/accounts', body))).toEqual([409, 'account.username_taken'])
  })

  it.each([
    ['vetting_officer', 'vetting_approver'],
    ['finance_officer', 'finance_approver'],
    ['finance_approver', 'finance_controller'],
    ['equipment_assessor', 'finance_approver'],
    ['planner', 'intake_officer'],
    ['registrar', 'auditor'],
    ['host_organisation', 'relocation_officer'],
  ])('gives nobody the roles %s and %s at once, in whatever order', async (one, other) => {
    const [first, second] = [await anAccount(), await anAccount()]
    expect(told(await grant(first, one))).toEqual([200, undefined])
    expect(told(await grant(first, other))).toEqual([409, 'account.incompatible_roles'])
    expect(told(await grant(second, other))).toEqual([200, undefined])
    expect(told(await grant(second, one))).toEqual([409, 'account.incompatible_roles'])
  })

  it('gives nobody two roles that stand against one another, though they are granted at the same moment', async () => {
    const id = await anAccount()
    const wanted = ['vetting_officer', 'vetting_approver', 'registrar', 'auditor', 'trainer', 'planner']
    const answers = await Promise.all(wanted.map((role) => grant(id, role)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect((await shown(id)).roles).toHaveLength(1)
  })

  it('gives compatible roles together, and none twice', async () => {
    const id = await anAccount()
    for (const role of ['intake_officer', 'registrar', 'relocation_officer'])
      expect(told(await grant(id, role))).toEqual([200, undefined])
    expect(told(await grant(id, 'registrar'))).toEqual([409, 'account.role_held'])
    expect(told(await revoke(id, 'planner'))).toEqual([409, 'account.role_not_held'])
    expect(told(await grant(id, 'system'))).toEqual([409, 'account.system_role'])
  })

  it('changes nothing of their own account, and cannot leave it without any trainer', async () => {
    const own = trainer.accountId
    for (const answer of [
      await grant(own, 'planner'),
      await revoke(own, 'trainer'),
      await trainer.post(`/accounts/${own}/disable`),
      await trainer.post(`/accounts/${own}/password`, { newPassword: 'four words beside each other' }),
      await trainer.post(`/accounts/${own}/reset-totp`),
    ]) {
      expect(told(answer)).toEqual([409, 'account.own'])
    }
    // Two trainers take each other's right at the same moment: one of them stays.
    await owner.query(`UPDATE account SET disabled_at = now() WHERE username = 'trainer'`)
    const second = await api.as('trainer', 2)
    const answers = await Promise.all([
      trainer.post(`/accounts/${second.accountId}/disable`),
      second.post(`/accounts/${own}/disable`),
    ])
    const left = await owner.query(
      `SELECT FROM account a JOIN account_role r ON r.account_id = a.id AND r.role = 'trainer' WHERE a.disabled_at IS NULL`,
    )
    expect([answers.filter(({ status }) => status === 200).length, left.length]).toEqual([1, 1])
    await owner.query(`UPDATE account SET disabled_at = NULL WHERE id = ANY ($1::uuid[])`, [[own, second.accountId]])
    trainer = await api.asAccount(trainer.username)
  })

  it('ends the sessions of an account that is disabled, and lets it in again when it is enabled', async () => {
    const { client } = await api.login('planner', demoPassword('planner'))
    expect(told(await trainer.post(`/accounts/${client.accountId}/disable`))).toEqual([200, undefined])
    expect(told(await client.get('/session'))).toEqual([401, 'session.required'])
    expect(told((await api.login('planner', demoPassword('planner'))).answer)).toEqual([401, 'session.wrong_credentials'])
    expect(told(await trainer.post(`/accounts/${client.accountId}/enable`))).toEqual([200, undefined])
    expect(told(await client.get('/session'))).toEqual([401, 'session.required'])
    expect((await api.login('planner', demoPassword('planner'))).answer.status).toBe(201)
  })

  it('finds no account where there is none, nor the system’s', async () => {
    for (const id of ['55555555-5555-4555-8555-555555555555', '00000000-0000-4000-8000-000000000000']) {
      expect(told(await grant(id, 'planner'))).toEqual([404, 'account.not_found'])
      expect(told(await trainer.post(`/accounts/${id}/password`, { newPassword: 'four words beside each other' }))).toEqual([
        404,
        'account.not_found',
      ])
    }
    const id = await anAccount()
    const site = await trainer.post(`/accounts/${id}/site`, { siteId: '55555555-5555-4555-8555-555555555555' })
    expect(told(site)).toEqual([404, 'site.not_found'])
    expect(told(await trainer.post(`/accounts/${id}/site`, { siteId: null }))).toEqual([200, undefined])
  })
})

describe('Accounts', () => {
  it('are kept by trainers alone', async () => {
    const id = await anAccount()
    for (const role of ['programme_manager', 'auditor', 'registrar'] as const) {
      const other = await api.as(role)
      expect(told(await grant(id, 'planner', other))).toEqual([403, 'access.role'])
      expect(told(await other.get('/managed-accounts'))).toEqual([403, 'access.role'])
    }
  })

  it('are kept by the database too: whoever has the application’s role and another’s session changes none', async () => {
    const id = await anAccount()
    const application = await database.open('passage_api', 2)
    const manager = await api.as('programme_manager')
    const calls = [
      `create_account($1, gen_random_uuid(), 'mallory', 'Mallory')`,
      `grant_role($1, '${id}', 'trainer')`,
      `revoke_role($1, '${id}', 'trainer')`,
      `set_account_enabled($1, '${id}', false)`,
      `set_account_password($1, '${id}', 'x')`,
      `reset_totp($1, '${id}')`,
      `bind_identity($1, '${id}', 'https://issuer.example', 'x')`,
    ]
    for (const call of calls) {
      const asManager = application.transaction(async (tx) => {
        const [bound] = await tx.query<{ binding_id: bigint }>('SELECT binding_id FROM bind_actor($1)', [manager.token])
        await tx.query(`SELECT ${call}`, [bound!.binding_id])
      })
      expect(await refusedBy(asManager)).toBe('account.role_missing')
    }
    // A trainer's binding of another transaction is of no use either.
    const [earlier] = await application.query<{ binding_id: bigint }>('SELECT binding_id FROM bind_actor($1)', [trainer.token])
    expect(await refusedBy(application.query(`SELECT grant_role($1, '${id}', 'planner')`, [earlier!.binding_id]))).toBe(
      'account.role_missing',
    )
    for (const sql of [
      `SELECT revoke_sessions('${id}')`,
      `SELECT note_account_event('${id}', '${id}', 'created', NULL)`,
      `INSERT INTO delegation (id, from_id, to_id, role, reason, ends_at) SELECT gen_random_uuid(), '${id}', '${manager.accountId}', 'planner', 'x', now()`,
      `UPDATE session SET view_as = NULL`,
      `SELECT * FROM totp`,
      `SELECT * FROM known_device`,
    ]) {
      expect(await refusedBy(application.query(sql))).toMatch(/permission denied/)
    }
  })

  it('are not kept here where the database is no demo', async () => {
    const id = await anAccount()
    await owner.query('UPDATE instance SET demo = false')
    const answer = await grant(id, 'planner')
    await owner.query('UPDATE instance SET demo = true')
    expect(told(answer)).toEqual([409, 'account.demo_only'])
  })

  it('keep the password of nobody in what is stored of a request', async () => {
    const id = await anAccount()
    const key = 'a-password-is-set'
    await trainer.post(`/accounts/${id}/password`, { newPassword: 'one two three four five' }, { key })
    const again = await trainer.post(`/accounts/${id}/password`, { newPassword: 'six seven eight nine ten' }, { key })
    // The stored hash is not of the password, so that the key alone tells the repetition.
    expect(again.status).toBe(200)
  })
})
