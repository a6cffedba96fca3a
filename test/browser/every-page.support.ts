import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { demoAccounts, type Role } from '@passage/access'
import { lifecycles } from '@passage/case'
import type { ApiClient } from '../support/api'
import type { BrowserWorld } from './browser.support'

/** The menu of the web app, whose modules are typed for a browser. */
export const { areas, people } = jest.requireActual<{
  areas: Readonly<Record<string, { to: string; roles: readonly string[] }>>
  people: readonly Role[]
}>('../../apps/web/src/features/shell/areas')

const router = readFileSync(join(__dirname, '..', '..', 'apps', 'web', 'src', 'router.tsx'), 'utf8')
/** Every address of the web app. */
export const routes = [...router.matchAll(/\bpath: '([^']+)'/g)].map((match) => match[1]!)

/** Whose work a case in which state is. */
const casesOf: Readonly<Record<string, readonly string[]>> = {
  intake: ['contacted', 'closed'],
  vetting: ['in_vetting'],
  approver: ['awaiting_decision', 'declined'],
  registrar: ['vetted', 'registered'],
  relocation: ['registered'],
  finance: ['registered'],
  equipment: ['registered'],
  auditor: Object.keys(lifecycles.case.states),
}

/** Who walks where. An area of the menu is walked by every role that it stands in the menu of; what lies behind it by these. */
export const behind: Readonly<
  Record<string, { as: readonly string[]; to: (places: Places, username: string) => readonly string[] }>
> = {
  '/login': { as: [], to: () => ['/login', '/login?secondFactor=asked', '/login?refused=session.oidc_unknown'] },
  '/cases/new': { as: ['intake'], to: () => ['/cases/new'] },
  '/cases/$caseId': {
    as: Object.keys(casesOf),
    to: ({ cases }, username) => casesOf[username]!.flatMap((state) => (cases.has(state) ? [`/cases/${cases.get(state)}`] : [])),
  },
  '/cases/$caseId/card/$codeId': { as: ['registrar'], to: ({ card }) => [card] },
  '/cases/$caseId/summary': { as: ['registrar', 'auditor'], to: ({ cases }) => [`/cases/${cases.get('registered')}/summary`] },
  '/runs/new': { as: ['finance'], to: () => ['/runs/new'] },
  '/runs/$runId': { as: ['finance', 'finapprover', 'auditor'], to: ({ runs }) => runs.map((id) => `/runs/${id}`) },
  '/sites/$siteId': { as: ['relocation', 'manager'], to: ({ sites }) => sites.map((id) => `/sites/${id}`) },
  '/reports/new': { as: ['planner'], to: () => ['capacity', 'budget', 'pipeline'].map((kind) => `/reports/new?kind=${kind}`) },
  '/reports/$reportId': { as: ['planner'], to: ({ reports }) => reports.map((id) => `/reports/${id}`) },
  '/account': { as: ['intake'], to: () => ['/account'] },
  '/accounts/$accountId': { as: ['trainer'], to: ({ accounts }) => accounts.map((id) => `/accounts/${id}`) },
  '/gallery': { as: ['intake'], to: () => ['/gallery'] },
  $: { as: ['intake'], to: () => ['/no/such/page'] },
}

/** Roles that see an area of the menu with other acts or other parts than the first of its roles does. */
const seenOtherwise: Readonly<Record<string, readonly Role[]>> = {
  '/': ['vetting_officer', 'finance_officer', 'planner', 'auditor', 'trainer'],
  '/cases': ['vetting_officer', 'auditor'],
  '/claims': ['host_organisation'],
  '/sites': ['host_organisation', 'planner'],
  '/runs': ['auditor'],
  '/funds': ['finance_controller', 'planner'],
  '/rules': ['finance_officer'],
  '/reports': ['auditor'],
  '/break-glass': ['auditor'],
  '/erasures': ['registrar'],
  '/clock': ['auditor'],
}

/** One of each thing that has a page of its own. */
export interface Places {
  /** A case in each state, by the state. */
  readonly cases: ReadonlyMap<string, string>
  readonly card: string
  readonly runs: readonly string[]
  readonly sites: readonly string[]
  readonly reports: readonly string[]
  readonly accounts: readonly string[]
}

/** A case in every state, and one or two of everything else that has a page. */
export async function placesOf(world: BrowserWorld): Promise<Places> {
  const [auditor, registrar, planner, trainer] = await Promise.all(
    ['auditor', 'registrar', 'planner', 'trainer'].map((one) => world.as(one)),
  )
  const ids = async (client: ApiClient, path: string): Promise<string[]> => {
    const answer = await client.get<{ items: { id: string }[] }>(path)
    if (answer.status !== 200) throw new Error(`${path}: ${answer.text}`)
    return answer.body.items.map((one) => one.id)
  }
  const cases = new Map<string, string>()
  for (const state of Object.keys(lifecycles.case.states)) {
    const [first] = await ids(auditor!, `/cases?state=${state}`)
    if (first) cases.set(state, first)
  }
  await rareThings(world, cases, await ids(auditor!, '/sites'))
  const [code] = await ids(registrar!, `/cases/${cases.get('registered')}/codes`)
  return {
    cases,
    card: `/cases/${cases.get('registered')}/card/${code}`,
    runs: (await ids(auditor!, '/payment-runs')).slice(0, 2),
    sites: (await ids(auditor!, '/sites')).slice(0, 1),
    reports: await Promise.all(reportsAsked.map((asked) => counted(planner!, asked))),
    accounts: (await ids(trainer!, '/accounts')).slice(0, 2),
  }
}

/** What no world lives through by itself, so that the pages that tell of it have something to tell. */
async function rareThings(world: BrowserWorld, cases: ReadonlyMap<string, string>, [site]: readonly string[]): Promise<void> {
  const done = async (username: string, path: string, body: object): Promise<void> => {
    const answer = await (await world.as(username)).post(path, body)
    if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`)
  }
  const [registered, closed] = [cases.get('registered'), cases.get('closed')]
  await done('auditor2', `/cases/${registered}/break-glass`, { reason: 'complaint', classes: ['personal'], minutes: 60 })
  await done('intake2', `/cases/${registered}/notes`, { class: 'operational', text: 'Asked about schooling.' })
  const { body } = await (await world.as('intake2')).get<{ household: { id: string }[] }>(`/cases/${closed}`)
  await done('intake2', `/cases/${closed}/erasures`, { personId: body.household[0]!.id, reason: 'person_asked' })
  await done('relocation', `/sites/${site}/outages`, { from: '2021-12-01', to: '2021-12-14', places: 2, reason: 'flood' })
}

const reportsAsked = [
  { kind: 'capacity', params: { from: '2021-10-01', to: '2021-10-31' } },
  { kind: 'budget', params: {} },
  { kind: 'pipeline', params: { from: '2021-06', to: '2021-10' } },
]

/** Asks for a report and waits until the worker has counted it: the events of a job end with it. */
async function counted(planner: ApiClient, asked: object): Promise<string> {
  const { body, text } = await planner.post<{ id: string }>('/reports', asked)
  if (!body.id) throw new Error(text)
  const report = await planner.get<{ jobId: string }>(`/reports/${body.id}`)
  const events = await planner.send('GET', `/jobs/${report.body.jobId}/events`, { headers: { accept: 'text/event-stream' } })
  await events.text()
  return body.id
}

/** Every page as each account that sees it otherwise; nobody's are those before anybody has logged in. */
export function everyPage(places: Places): ReadonlyMap<string, readonly string[]> {
  const walks = new Map([['', [...behind['/login']!.to(places, '')]]])
  const add = (username: string, paths: readonly string[]) => walks.set(username, [...(walks.get(username) ?? []), ...paths])
  for (const { to, roles } of Object.values(areas))
    for (const role of [roles[0]!, ...(seenOtherwise[to] ?? [])]) add(accountOf(role), [to])
  for (const { as, to } of Object.values(behind)) for (const username of as) add(username, to(places, username))
  return walks
}

/** The first demo account with a role. */
export function accountOf(role: string): string {
  return demoAccounts.find((one) => one.roles[0] === role)!.username
}
