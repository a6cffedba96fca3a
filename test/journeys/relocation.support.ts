import { Advance, Perform } from '@passage/case'
import type { Database, Problem } from '@passage/platform'
import { startApi, type Answer, type ApiClient, type TestApi } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'

/** A world for relocation: the API, its people, a programme clock to move, and ways to bring a household to where a test begins. */
export interface RelocationWorld {
  readonly api: TestApi
  readonly database: TestDatabase
  readonly owner: Database
  /** The relocation officer. */
  readonly officer: ApiClient
  readonly manager: ApiClient
  today(day: string): Promise<void>
  /** Opens a site. @returns its id */
  site(name: string, places: number): Promise<string>
  /** An account of the host organisation that runs a site. */
  host(username: string, siteId: string): Promise<ApiClient>
  /** Opens a contact with a household of that size and vets it. @returns the case's id */
  vetted(householdSize: number): Promise<string>
  contact(householdSize: number): Promise<string>
  /** Many people alone, vetted by the hundred: through the lifecycle, but in a handful of transactions. @returns their cases' ids */
  vettedAtOnce(n: number): Promise<string[]>
  /** Books a household, and where nothing else is said into a stay with an open end from today. @returns the placement's id */
  booked(caseId: string, siteId: string, from: string, to?: string): Promise<string>
  close(): Promise<void>
}

export async function startRelocation(today = '2021-09-01'): Promise<RelocationWorld> {
  const database = await createTestDatabase(today)
  const owner = await database.open('owner')
  const api = await startApi(database)
  const [officer, manager, intake, vetting, approver] = await Promise.all([
    api.as('relocation_officer'),
    api.as('programme_manager'),
    api.as('intake_officer'),
    api.as('vetting_officer'),
    api.as('vetting_approver'),
  ])
  const world: RelocationWorld = {
    api,
    database,
    owner,
    officer,
    manager,
    today: async (day) => void (await owner.query('UPDATE programme_clock SET today = $1', [day])),
    async site(name, places) {
      const body = { name, country: 'TH', region: 'Tak', organisation: 'Open Hands', places }
      return must<{ id: string }>(await manager.post('/sites', body)).id
    },
    host: (username, siteId) => api.withRoles(username, ['host_organisation'], siteId),
    async contact(householdSize) {
      const applicant = { name: 'Kyaw Thu', bornOn: '1990-03-04', rank: 'sergeant', unit: 'Training Battalion' }
      const household = Array.from({ length: householdSize - 1 }, () => ({
        relation: 'sibling',
        name: 'Su Su',
        bornOn: '1995-06-07',
      }))
      const body = { service: 'soldier', pathway: 'individual', channel: 'messenger', applicant, household }
      return must<{ id: string }>(await intake.post('/cases', body)).id
    },
    async vetted(householdSize) {
      const id = await world.contact(householdSize)
      must(await vetting.post(`/cases/${id}/start-vetting`))
      for (const { check, required } of must(await vetting.get(`/cases/${id}/vetting`)).plan) {
        if (required) must(await vetting.post(`/cases/${id}/checks`, { check, result: 'confirmed' }))
      }
      must(await vetting.post(`/cases/${id}/recommend`, { recommendation: 'clear' }))
      must(await approver.post(`/cases/${id}/decision`, { decision: 'cleared' }))
      return id
    },
    async vettedAtOnce(n) {
      // The plan of checks is data: in this database, those who come as a unit of the police need none.
      await owner.query(`UPDATE vetting_check_plan SET required = false WHERE pathway = 'collective' AND service = 'police'`)
      const applicant = { name: 'Kyaw Thu', bornOn: '1990-03-04' }
      const body = { service: 'police', pathway: 'collective', channel: 'messenger', applicant }
      const ids = await few(n, 16, async () => must<{ id: string }>(await intake.post('/cases', body)).id)
      for (const [by, event] of [
        [vetting, 'start_vetting'],
        [vetting, 'recommend'],
        [approver, 'clear'],
      ] as const) {
        const acts = ids.map((subjectId) => ({ kind: 'case' as const, subjectId, event }))
        await api.app.get(Perform).act(by.token, (tx) => api.app.get(Advance).many(tx, acts))
      }
      return ids
    },
    async booked(caseId, siteId, from, to) {
      return must<{ id: string }>(await officer.post(`/cases/${caseId}/placements`, { siteId, from, to })).id
    },
    async close() {
      await api.close()
      await database.drop()
    },
  }
  return world
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

/** Runs `work` n times, a few at a time, so that the set-up does not starve the pool. */
export async function few<T>(n: number, atOnce: number, work: (i: number) => Promise<T>): Promise<T[]> {
  const results: T[] = []
  for (let i = 0; i < n; i += atOnce) {
    results.push(...(await Promise.all(Array.from({ length: Math.min(atOnce, n - i) }, (_, k) => work(i + k)))))
  }
  return results
}
