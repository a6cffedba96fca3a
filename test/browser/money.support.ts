import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createDemoAccounts } from '@passage/access'
import { chromium, type Browser } from 'playwright-core'
import { MoneyWorld } from '../journeys/money.support'
import { startApi, type TestApi } from '../support/api'
import { chromiumPath, Visitor } from './browser.support'
import { Words, type ScreenLanguage } from './words'

const webRoot = process.env.PASSAGE_WEB_DIST ?? resolve(__dirname, '..', '..', 'apps', 'web', 'dist')
const quietly = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-quic']

/** A programme with money, its web app, and demo accounts to look at it with. */
export class MoneyOnScreen {
  /** Errors of scripts, and answers that say that the server broke. */
  readonly faults: string[] = []

  private constructor(
    readonly world: MoneyWorld,
    readonly web: TestApi,
    private readonly browser: Browser,
  ) {}

  /** @param today the programme date */
  static async open(today: string): Promise<MoneyOnScreen> {
    if (!existsSync(join(webRoot, 'index.html'))) throw new Error('apps/web/dist is missing: npm run build makes it')
    const world = await MoneyWorld.open(today)
    await createDemoAccounts(world.owner)
    await world.rate()
    const web = await startApi(world.database, { settings: { webRoot } })
    return new MoneyOnScreen(world, web, await chromium.launch({ executablePath: chromiumPath, args: quietly }))
  }

  /** A fresh browser profile with one page, that shows the screens in a language. */
  async visitor(options: Parameters<Browser['newContext']>[0] = {}, language: ScreenLanguage = 'en'): Promise<Visitor> {
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
    if (language !== 'en') await context.addInitScript(`localStorage.setItem('passage.language', '${language}')`)
    const page = await context.newPage()
    page.setDefaultTimeout(40_000)
    page.on('pageerror', (error) => this.faults.push(`script: ${error.message}`))
    page.on('response', (response) => response.status() >= 500 && this.faults.push(`${response.status()} ${response.url()}`))
    return new Visitor(this.web.url, context, page, new Words(language))
  }

  /** Somebody holds one more role, as no administrator could give it: what stands between them and their own run is the run itself. */
  async alsoHolds(username: string, role: string): Promise<void> {
    await this.world.owner.query('INSERT INTO account_role (account_id, role) SELECT id, $2 FROM account WHERE username = $1', [
      username,
      role,
    ])
  }

  async close(): Promise<void> {
    await this.browser.close()
    await this.web.close()
    await this.world.close()
  }
}
