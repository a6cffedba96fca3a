import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { INestApplicationContext } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { createDemoAccounts } from '@passage/access'
import { prepareQueueSchema } from '@passage/jobs'
import { chromium, expect as expectOf, type Browser, type BrowserContext, type Locator, type Page } from '@playwright/test'
import { WorkerModule } from '../../apps/worker/worker.module'
import { startApi, testMasterKeys, type ApiClient, type TestApi } from '../support/api'
import { AtRest } from '../support/at-rest'
import { createTestDatabase, type TestDatabase } from '../support/database'
import { startPaymaster, type RunningPaymaster } from '../support/paymaster'
import { contrastInPage } from './colours.support'
import { Words, type ScreenLanguage } from './words'

/** Chromium of this machine; without it the browser specs are skipped, and `npm test` says so. */
export const chromiumPath = process.env.PASSAGE_CHROMIUM

/** The built web app; another build can be looked at beside it. */
const webRoot = process.env.PASSAGE_WEB_DIST ?? resolve(__dirname, '..', '..', 'apps', 'web', 'dist')
/** How long a page is given on a machine that does everything at once, in milliseconds. */
const patience = 40_000

/**
 * Asks about a page again and again until it is so, or patience ends: what is read once may be read before it is drawn. That something is not
 * there says something only of a page that is there as a whole ({@link Visitor.drawn}).
 */
export const seen = expectOf.configure({ timeout: patience })

const quietly = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
]

/** @throws Error where the web app has not been built */
export function builtScreens(): string {
  if (!existsSync(join(webRoot, 'index.html'))) throw new Error('apps/web/dist is missing: npm run build makes it')
  return webRoot
}

export function openChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath, args: quietly })
}

/** A programme in a browser: the built web app over the API, a worker and the simulated paymaster. */
export class BrowserWorld {
  /** Everything that must not happen on any page ({@link visitorOf}). */
  readonly faults: string[] = []

  private constructor(
    private readonly database: TestDatabase,
    private readonly api: TestApi,
    private readonly paymaster: RunningPaymaster,
    private readonly worker: INestApplicationContext,
    private readonly browser: Browser,
  ) {}

  /** @param today the programme date */
  static async open(today: string): Promise<BrowserWorld> {
    const database = await createTestDatabase(today)
    await createDemoAccounts(await database.open('owner', 2))
    return BrowserWorld.over(database)
  }

  /** @param database a world that stands already, with its demo accounts; it is dropped when this closes */
  static async over(database: TestDatabase): Promise<BrowserWorld> {
    await prepareQueueSchema(database.ownerUrl)
    const paymaster = await startPaymaster()
    process.env.PAYMASTER_URL = paymaster.url
    const api = await startApi(database, { settings: { webRoot: builtScreens() } })
    const worker = await NestFactory.createApplicationContext(
      WorkerModule.from({ DATABASE_WORKER_URL: database.url('passage_worker'), PASSAGE_MASTER_KEYS: testMasterKeys }),
      { logger: false, abortOnError: false },
    )
    const browser = await openChromium()
    return new BrowserWorld(database, api, paymaster, worker, browser)
  }

  /** Rates, a tariff, money and a site: what stands before the first contact. */
  async openProgramme(from: string): Promise<void> {
    const manager = await this.api.asAccount('manager')
    const controller = await this.api.asAccount('controller')
    const done = async (client: ApiClient, path: string, body: object): Promise<string> => {
      const answer = await client.post<{ id: string }>(path, body)
      if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`)
      return answer.body.id
    }
    await done(manager, '/allowance-rates', {
      country: 'TH',
      amount: '100000',
      currency: 'THB',
      from,
      source: 'VOA, Kyed: Mae Sot',
    })
    await done(manager, '/tariff-lines', {
      scheme: 'regional_2021',
      category: 'vehicle',
      amount: '500000000',
      currency: 'MMK',
      from,
      source: 'DIIS',
      trainingValue: false,
    })
    await done(manager, '/sites', { name: 'Golden Field', country: 'TH', region: 'Tak', organisation: 'Open Hands', places: 10 })
    for (const [name, currency, purpose] of [
      ['Donations', 'THB', 'allowance'],
      ['Appeal', 'MMK', 'reward'],
    ] as const) {
      const fund = await done(controller, '/funds', { name, currency })
      await done(controller, `/funds/${fund}/receipts`, { amount: '1000000000' })
      await done(controller, `/funds/${fund}/budget-lines`, { name: `Line of ${name}`, purpose })
      const funds = await controller.get<{ items: { id: string; lines: { id: string }[] }[] }>('/funds')
      const line = funds.body.items.find((one) => one.id === fund)!.lines[0]!.id
      await done(controller, `/funds/${fund}/allocations`, { budgetLineId: line, amount: '900000000' })
    }
  }

  /** Somebody gets in touch, on the programme date. */
  async openContact(): Promise<void> {
    const intake = await this.api.asAccount('intake')
    const applicant = { name: 'Aung Myo Htet', bornOn: '1995-03-04' }
    const answer = await intake.post('/cases', { service: 'soldier', pathway: 'individual', channel: 'messenger', applicant })
    if (answer.status >= 300) throw new Error(answer.text)
  }

  /** The API as somebody's programs use it. */
  as(username: string): Promise<ApiClient> {
    return this.api.asAccount(username)
  }

  /** The room's address as its owner, for a keeper of restore points. */
  get ownerUrl(): string {
    return this.database.ownerUrl
  }

  visitor(options?: ProfileOptions, language?: ScreenLanguage): Promise<Visitor> {
    return visitorOf(this.browser, this.api.url, this.faults, options, language)
  }

  async close(): Promise<void> {
    await this.browser.close()
    await this.worker.close()
    await this.api.close()
    await this.paymaster.stop()
    await this.database.drop()
  }
}

export type ProfileOptions = Parameters<Browser['newContext']>[0]

/**
 * A fresh browser profile with one page that shows the screens in a language. Nothing moves, unless it is asked to.
 * @param faults takes what must not happen on any page: errors of scripts, blocked resources, requests to other hosts, failures of the server
 */
export async function visitorOf(
  browser: Browser,
  url: string,
  faults: string[],
  options: ProfileOptions = {},
  language: ScreenLanguage = 'en',
): Promise<Visitor> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', ...options })
  if (language !== 'en') await context.addInitScript(`localStorage.setItem('passage.language', '${language}')`)
  const page = await context.newPage()
  page.setDefaultTimeout(patience)
  page.on('pageerror', (error) => faults.push(`script: ${error.message}`))
  page.on('console', (message) => /Content Security Policy/i.test(message.text()) && faults.push(message.text()))
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) faults.push(`outside: ${request.url()}`)
  })
  page.on('response', (response) => response.status() >= 500 && faults.push(`${response.status()} ${response.url()}`))
  return new Visitor(url, context, page, new Words(language))
}

/** Somebody at the screen, and what they do there. */
export class Visitor {
  private readonly rest: AtRest

  constructor(
    readonly url: string,
    private readonly context: BrowserContext,
    readonly page: Page,
    readonly words: Words = new Words('en'),
  ) {
    this.rest = new AtRest(page)
  }

  /** Chooses a demo account on the log-in page, and goes to a place from there. */
  async logInAs(username: string, to?: string): Promise<void> {
    await this.context.clearCookies()
    await this.page.goto(`${this.url}/login${to ? `?to=${encodeURIComponent(to)}` : ''}`)
    await this.page.locator(`.account:has(span.faint:text-is("${username}"))`).click()
    await this.page.getByRole('main').locator('#page-title').waitFor()
    await this.drawn()
  }

  async goTo(path: string): Promise<void> {
    await this.page.goto(this.url + path)
    await this.drawn()
  }

  /** Goes on to a page inside the app, as a link does. Where none stands yet, or one whose title may stay, it is fetched afresh. */
  async walkTo(path: string): Promise<void> {
    const title = await this.page.$('#content #page-title')
    const areaOf = (address: string) => new URL(address, this.url).pathname.split('/')[1]
    if (!title || areaOf(this.page.url()) === areaOf(path)) return this.goTo(path)
    await this.page.evaluate(`history.pushState({}, '', ${JSON.stringify(path)})`)
    await title.waitForElementState('hidden')
    await this.drawn()
  }

  /** Waits until the page is there as a whole: nothing is still being fetched or drawn. */
  async drawn(): Promise<void> {
    await this.page.locator('#page-title, h1').first().waitFor()
    await this.rest.reached()
    const charts = this.page.locator('.chart')
    if ((await charts.count()) > 0) await charts.first().locator('svg text').first().waitFor({ state: 'attached' })
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog')
  }

  /** Opens the form of a next action of the case. */
  async begin(action: string): Promise<void> {
    await this.page
      .getByRole('complementary', { name: this.words.t('action.title') })
      .getByRole('button', { name: action, exact: true })
      .click()
    await this.dialog.getByRole('button').first().waitFor()
  }

  /** Sends the form in the drawer and waits until it was accepted. */
  async send(action: string): Promise<void> {
    await this.dialog.getByRole('button', { name: action, exact: true }).click()
    await this.dialog.waitFor({ state: 'hidden' })
  }

  /** A serious act: the answers are checked once more. */
  async confirm(action: string): Promise<void> {
    await this.dialog.getByRole('button', { name: this.words.t('form.check') }).click()
    await this.send(this.words.t('form.confirm', { what: action }))
  }

  async do(action: string, fill?: (form: Locator) => Promise<unknown>): Promise<void> {
    await this.begin(action)
    await fill?.(this.dialog)
    await this.send(action)
  }

  async tab(name: string): Promise<void> {
    await this.page.getByRole('tab', { name, exact: true }).click()
    await this.drawn()
  }

  /**
   * Waits until the window is drawn as it is now and what moves has come to its end: colours on their way are no colours to judge. What turns
   * for ever is not waited for, nor a frame that a busy machine never draws.
   */
  private settled(): Promise<unknown> {
    return this.page.evaluate(`Promise.race([
      new Promise((late) => setTimeout(late, 5000)),
      new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))).then(() =>
        Promise.all(document.getAnimations()
          .filter((one) => one.effect?.getComputedTiming().endTime !== Infinity)
          .map((one) => one.finished.catch(() => undefined)))),
    ])`)
  }

  /**
   * What axe finds on the page as it stands, colour contrast that it cannot decide included.
   * @param rules all of them, or the contrast alone, where nothing but the theme has changed since all were looked at
   */
  async inaccessible(rules: 'all' | 'contrast' = 'all'): Promise<string[]> {
    await this.settled()
    // An inline script would be blocked by our own policy; the debugger's way in is not. It stays until the document is left.
    if (!(await this.page.evaluate("'axe' in globalThis")))
      await this.page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'))
    return this.page.evaluate(async (only) => {
      interface Finding {
        id: string
        nodes: { html: string; target: string[] }[]
      }
      interface Axe {
        run(options: object): Promise<{ violations: Finding[]; incomplete: Finding[] }>
      }
      interface Page_ {
        document: { querySelector(path: string): { closest(path: string): object | null } | null }
      }
      const axe = (globalThis as unknown as { axe: Axe }).axe
      // What passed is not told element by element: it takes time, and nobody reads it.
      const told = { resultTypes: ['violations', 'incomplete'] }
      const { violations, incomplete } = await axe.run(only === 'all' ? told : { ...told, runOnly: ['color-contrast'] })
      // Axe cannot tell of words in a picture, nor of what is scrolled out of a box of its own; `fadedInReports` looks at those. Nor of
      // what a question covers, which nobody reads until it is answered.
      const { document } = globalThis as unknown as Page_
      const over = document.querySelector('[role=dialog]')
      const isElsewhere = ({ target }: { target: string[] }) => {
        const element = document.querySelector(target[0]!)
        return !element?.closest('.chart, .report-table') && (!over || element?.closest('[role=dialog]') != null)
      }
      const doubtful = incomplete
        .filter((finding) => finding.id === 'color-contrast')
        .map((finding) => ({ ...finding, nodes: finding.nodes.filter(isElsewhere) }))
        .filter((finding) => finding.nodes.length > 0)
      return [...violations, ...doubtful].map((finding) => `${finding.id}: ${finding.nodes[0]?.html.slice(0, 160)}`)
    }, rules)
  }

  /** Words in the pictures and tables of a report that stand out from what is behind them by less than 4.5 to 1. */
  async fadedInReports(): Promise<string[]> {
    return this.page.evaluate(`(() => {
      ${contrastInPage}
      return [...document.querySelectorAll('.chart text, .report-table :is(th, td, button, span, caption)')].flatMap((text) => {
        const { fill, color } = getComputedStyle(text)
        const ratio = contrast(behind(text), text.tagName === 'text' ? fill : color)
        return ratio < 4.5 ? [text.textContent + ': ' + ratio.toFixed(1)] : []
      })
    })()`)
  }

  /** A finding where the page itself scrolls sideways. */
  async tooWide(): Promise<string[]> {
    await this.settled()
    const by = await this.page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    return by === 0 ? [] : [`${by} pixels too wide`]
  }

  close(): Promise<void> {
    return this.context.close()
  }
}
