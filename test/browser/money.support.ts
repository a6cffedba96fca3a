import { createDemoAccounts } from '@passage/access'
import type { Browser } from '@playwright/test'
import { MoneyWorld } from '../journeys/money.support'
import { startApi, type TestApi } from '../support/api'
import { builtScreens, openChromium, visitorOf, type ProfileOptions, type Visitor } from './browser.support'
import type { ScreenLanguage } from './words'

/** A programme with money, its web app, and demo accounts to look at it with. */
export class MoneyOnScreen {
  /** Everything that must not happen on any page ({@link visitorOf}). */
  readonly faults: string[] = []

  private constructor(
    readonly world: MoneyWorld,
    readonly web: TestApi,
    private readonly browser: Browser,
  ) {}

  /** @param today the programme date */
  static async open(today: string): Promise<MoneyOnScreen> {
    const world = await MoneyWorld.open(today)
    await createDemoAccounts(world.owner)
    await world.rate()
    const web = await startApi(world.database, { settings: { webRoot: builtScreens() } })
    return new MoneyOnScreen(world, web, await openChromium())
  }

  visitor(options?: ProfileOptions, language?: ScreenLanguage): Promise<Visitor> {
    return visitorOf(this.browser, this.web.url, this.faults, options, language)
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
