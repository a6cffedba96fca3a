import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { demoAccounts, type Role } from '@passage/access'
import { lifecycles } from '@passage/case'
import type { Page } from 'playwright-core'
import type { ApiClient } from '../support/api'
import { livedWorld } from '../support/lived-world'
import { BrowserWorld, chromiumPath, type Visitor } from './browser.support'
import { latinIn, SeenData, textsOnThePage, type Met } from './texts.support'

/** The menu of the web app, whose modules are typed for a browser. */
const { areas, people } = jest.requireActual<{
  areas: Readonly<Record<string, { to: string; roles: readonly string[] }>>
  people: readonly Role[]
}>('../../apps/web/src/features/shell/areas')

const withBrowser = chromiumPath ? describe : describe.skip

const router = readFileSync(join(__dirname, '..', '..', 'apps', 'web', 'src', 'router.tsx'), 'utf8')
const routes = [...router.matchAll(/\bpath: '([^']+)'/g)].map((match) => match[1]!)

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
const behind: Readonly<Record<string, { as: readonly string[]; to: (places: Places, username: string) => readonly string[] }>> = {
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

/** One of each thing that has a page of its own. */
interface Places {
  /** A case in each state, by the state. */
  readonly cases: ReadonlyMap<string, string>
  readonly card: string
  readonly runs: readonly string[]
  readonly sites: readonly string[]
  readonly reports: readonly string[]
  readonly accounts: readonly string[]
}

describe('The walk through the screens in Burmese', () => {
  it('has a way to every route', () => {
    const menu = Object.values(areas).map((area) => area.to)
    expect(routes.length).toBeGreaterThan(20)
    expect([...new Set(routes)].sort()).toEqual([...new Set([...menu, ...Object.keys(behind)])].sort())
  })
})

withBrowser('In Burmese', () => {
  let world: BrowserWorld
  let places: Places

  beforeAll(async () => {
    world = await BrowserWorld.over(await livedWorld())
    places = await placesOf(world)
  }, 400_000)
  afterAll(() => world?.close(), 60_000)

  it.each(people)(
    'no English is left on any page that the %s uses, nor a text that the glossary lacks',
    async (role) => {
      const walker = await Walker.begin(world)
      const username = demoAccounts.find((one) => one.roles[0] === role)!.username
      await walker.as(username)
      const ownPages = Object.values(areas).filter((area) => area.roles.includes(role))
      // Who sees what is one table for everybody.
      for (const { to } of ownPages) if (to !== '/policy' || role === 'auditor') await walker.read(to)
      for (const { as, to } of Object.values(behind)) {
        if (as.includes(username)) for (const path of to(places, username)) await walker.read(path)
      }
      expect(await walker.left()).toEqual([])
    },
    400_000,
  )

  it('no English is left before anybody has logged in', async () => {
    const walker = await Walker.begin(world)
    for (const path of behind['/login']!.to(places, '')) await walker.read(path)
    expect(await walker.left()).toEqual([])
  }, 120_000)
})

/** Goes from page to page in Burmese and notes what is not. */
class Walker {
  private readonly met: (Met & { where: string })[] = []
  private readonly amiss: string[] = []
  private readonly data = new SeenData()
  private readonly answers: Promise<void>[] = []
  private readonly opened = new Set<string>()

  private constructor(
    private readonly visitor: Visitor,
    private readonly page: Page,
  ) {}

  static async begin(world: BrowserWorld): Promise<Walker> {
    const visitor = await world.visitor()
    const walker = new Walker(visitor, visitor.page)
    await visitor.page.addInitScript(`
      localStorage.setItem('passage.language', 'my')
      globalThis.missingTexts = []
      addEventListener('passage:missing-text', (event) => globalThis.missingTexts.push(event.detail))
    `)
    visitor.page.on('response', (response) => {
      if (response.url().includes('/api/v1/') && response.headers()['content-type']?.includes('json'))
        walker.answers.push(
          response
            .json()
            .then((answer) => walker.data.note(answer))
            .catch(() => undefined),
        )
    })
    return walker
  }

  async as(username: string): Promise<void> {
    await this.visitor.logInAs(username)
  }

  /** Reads a page with each of its tabs, and each form that an act on it opens, once. */
  async read(path: string): Promise<void> {
    await this.page.goto(this.visitor.url + path)
    await this.note(path)
    for (const tab of await this.page.getByRole('tab').all()) {
      await tab.click()
      await this.note(`${path}, ${await tab.innerText()}`)
    }
    for (const button of await this.page.locator('.case-acts button:not([disabled])').all()) {
      const name = await button.innerText()
      if (this.opened.has(name) || !(await button.isVisible())) continue
      this.opened.add(name)
      await button.click()
      const form = this.page.getByRole('dialog').or(this.page.getByRole('menu'))
      await form.first().waitFor()
      await this.note(`${path}, ${name}`)
      await this.page.keyboard.press('Escape')
      await form.first().waitFor({ state: 'hidden' })
    }
  }

  private async note(where: string): Promise<void> {
    await this.page.locator('#page-title, h1').first().waitFor()
    // Nothing on the page is still being fetched; the gallery shows for ever how that looks.
    const loaders = where.startsWith('/gallery') ? [] : await this.page.locator('main .mantine-Loader-root').all()
    for (const one of loaders) await one.waitFor({ state: 'detached' })
    const met = await this.page.evaluate<Met[]>(textsOnThePage)
    this.met.push(...met.map((one) => ({ ...one, where })))
    const missing = await this.page.evaluate<string[]>('globalThis.missingTexts.splice(0)')
    this.amiss.push(...missing.map((key) => `no text for ${key} on ${where}`))
    for (const problem of await this.page.locator('.problem').allInnerTexts()) {
      if (!where.startsWith('/gallery')) this.amiss.push(`${problem} on ${where}`)
    }
  }

  /** What is left in English, or in digits that the reader did not choose, once every answer is known that a page showed. */
  async left(): Promise<string[]> {
    await Promise.all(this.answers)
    await this.visitor.close()
    const english = this.met.flatMap(({ text, at, where }) => {
      const own = this.data.without(text)
      const wrong = [...latinIn(own), ...(own.match(latinNumbers) ?? [])]
      return wrong.length > 0 ? [`${at}: ${text} (${wrong.join(' ')}) on ${where}`] : []
    })
    return [...new Set([...english, ...this.amiss])]
  }
}

/** Numbers that are not part of a code. */
const latinNumbers = /(?<![\w.:/-])[0-9]+(?![\w.:/-]*[A-Za-z])/g

/** A case in every state, and one or two of everything else that has a page. */
async function placesOf(world: BrowserWorld): Promise<Places> {
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
