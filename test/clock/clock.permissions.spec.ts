import { roles, type Role } from '@passage/access'
import { startApi, type TestApi } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'

const nowhere = '55555555-5555-4555-8555-555555555555'
const people = roles.filter((role) => role !== 'system')
const trainers: readonly Role[] = ['trainer']

/** Who may call what; everybody else is refused before anything is looked at. */
const routes: readonly (readonly [method: 'GET' | 'POST' | 'DELETE', path: string, body: object, by: readonly Role[]])[] = [
  ['POST', '/clock/preview', { days: 1 }, trainers],
  ['POST', '/clock/moves', { days: 0, seenToday: '2021-09-01' }, trainers],
  ['GET', '/clock/moves', {}, ['trainer', 'auditor']],
  ['GET', '/restore-points', {}, trainers],
  ['POST', '/restore-points', { name: 'x' }, trainers],
  ['POST', `/restore-points/${nowhere}/load`, {}, trainers],
  ['DELETE', `/restore-points/${nowhere}`, {}, trainers],
  ['POST', '/reset', {}, trainers],
  ['GET', '/notices', {}, ['vetting_officer', 'vetting_approver', 'equipment_assessor', 'host_organisation', 'finance_officer']],
]

describe('Clock, reminders and restore points', () => {
  let database: TestDatabase
  let api: TestApi

  beforeAll(async () => {
    database = await createTestDatabase()
    api = await startApi(database)
  }, 60_000)
  afterAll(async () => {
    await api?.close()
    await database?.drop()
  })

  it.each(routes)('%s %s is for those that its table names, and for nobody else', async (method, path, body, by) => {
    const wrong: string[] = []
    for (const role of people) {
      const client = await api.as(role)
      const { status, body: said } =
        method === 'GET' ? await client.get(path) : method === 'POST' ? await client.post(path, body) : await client.delete(path)
      const refused = status === 403 && said.code === 'access.role'
      if (refused === by.includes(role)) wrong.push(`${role}: ${status} ${said.code}`)
    }
    expect(wrong).toEqual([])
  })
})
