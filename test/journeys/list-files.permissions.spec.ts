import { roles, type Role } from '@passage/access'
import type { Database } from '@passage/platform'
import { startApi, type TestApi } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'
import { operationsOf } from '../support/document'

const nowhere = '55555555-5555-4555-8555-555555555555'
const people = roles.filter((role) => role !== 'system')

const caseworkers: readonly Role[] = [
  'intake_officer',
  'vetting_officer',
  'vetting_approver',
  'registrar',
  'relocation_officer',
  'finance_officer',
  'finance_approver',
  'finance_controller',
  'equipment_assessor',
  'auditor',
]
const ofMoney: readonly Role[] = ['finance_officer', 'finance_approver', 'finance_controller', 'auditor']

/** Who may take which list as a file, written down by hand: each of them as CSV and as a workbook. */
const lists: Readonly<Record<string, readonly Role[]>> = {
  '/cases': caseworkers,
  '/reward-claims': [...ofMoney, 'equipment_assessor', 'host_organisation'],
  '/payment-runs': ofMoney,
  '/payment-runs/{id}/payments': ofMoney,
  '/notices': ['vetting_officer', 'vetting_approver', 'equipment_assessor', 'host_organisation', 'finance_officer'],
  '/transitions': ['auditor'],
  '/access-log': ['auditor'],
}

describe('Who may take a list as a file', () => {
  let database: TestDatabase
  let owner: Database
  let api: TestApi

  beforeAll(async () => {
    database = await createTestDatabase()
    owner = await database.open('owner', 1)
    api = await startApi(database)
  })

  afterAll(async () => {
    await api?.close()
    await database?.drop()
  })

  const files = (list: string): string[] => ['csv', 'xlsx'].map((format) => `${list.replace('{id}', nowhere)}.${format}`)

  it('is written down for every list that there is as a file; reports are no lists', async () => {
    const { body } = await api.nobody.get('/api/docs/json')
    const known = operationsOf(body as object)
      .map(({ path }) => path.replace('/api/v1', ''))
      .filter((path) => /\.(csv|xlsx)$/.test(path) && !path.startsWith('/reports/'))
    expect(known.sort()).toEqual(
      Object.keys(lists)
        .flatMap((list) => [`${list}.csv`, `${list}.xlsx`])
        .sort(),
    )
  })

  it.each(Object.entries(lists))('%s: those who are named, and nobody else', async (list, named) => {
    const wrong: string[] = []
    for (const role of people) {
      const client = await api.as(role)
      for (const file of files(list)) {
        const { status, body } = await client.get(file)
        const refused = status === 403 && body.code === 'access.role'
        if (refused === named.includes(role)) wrong.push(`${file}: ${role} ${status}`)
      }
    }
    for (const file of files(list)) {
      const { status } = await api.nobody.get(file)
      if (status !== 401) wrong.push(`${file}: somebody without a session ${status}`)
    }
    expect(wrong).toEqual([])
  })

  it.each(['/transitions', '/access-log', '/notices'])(
    '%s: whoever may not is on record as refused, and took nothing',
    async (list) => {
      for (const role of people.filter((one) => !lists[list]!.includes(one))) {
        const client = await api.withRoles(`refused-${role}-${list.slice(1)}`, [role])
        for (const file of files(list)) await client.get(`${file}?columns=nonsense`)
        const rows = await owner.query('SELECT act, resource, code, row_count FROM access_log WHERE actor_id = $1 ORDER BY id', [
          client.accountId,
        ])
        expect(rows).toEqual(
          files(list).map((file) => ({
            act: 'refused',
            resource: `GET /api/v1${file}`,
            code: 'access.role',
            row_count: null,
          })),
        )
      }
    },
  )

  it('is refused to a trainer who only views as somebody who may not, and recorded as the view of those who may', async () => {
    const trainer = await api.as('trainer', 2)
    await trainer.post('/view-as', { role: 'planner' })
    expect((await trainer.get('/notices.csv')).body.code).toBe('access.role')
    await trainer.delete('/view-as')
    await trainer.post('/view-as', { role: 'vetting_officer' })
    expect((await trainer.get('/notices.csv')).status).toBe(200)
    const [taken] = await owner.query(
      `SELECT resource, roles, viewed_as FROM access_log WHERE actor_id = $1 AND code = 'exported'`,
      [trainer.accountId],
    )
    expect(taken).toEqual({ resource: 'notice', roles: ['vetting_officer'], viewed_as: 'vetting_officer' })
  })
})
