import { livedWorld } from '../support/lived-world'
import { BrowserWorld, chromiumPath } from './browser.support'
import { everyPage, placesOf, type Places } from './every-page.support'
import { amissIn } from './pages.support'
import type { ScreenLanguage } from './words'

const withBrowser = chromiumPath ? describe : describe.skip

/** The walk over every page under axe: a spec of its own for each language, since it is the longest of all and two go side by side. */
export function everyPageIsAccessible(language: string, code: ScreenLanguage): void {
  withBrowser(`Every page in ${language}`, () => {
    let world: BrowserWorld
    let places: Places

    beforeAll(async () => {
      world = await BrowserWorld.over(await livedWorld())
      places = await placesOf(world)
    }, 400_000)
    afterAll(() => world?.close(), 60_000)

    it('is accessible in both themes and no wider than its window, be that one of a laptop, the same at twice its size or one of a phone', async () => {
      const visitor = await world.visitor({}, code)
      const wrong: object[] = []
      for (const [username, paths] of everyPage(places)) {
        for (const [n, path] of paths.entries()) {
          await (n === 0 && username ? visitor.logInAs(username, path) : visitor.walkTo(path))
          // Every second page is judged on a phone.
          const findings = await amissIn(visitor, [n % 2 === 0 ? 1280 : 320])
          if (findings.length > 0) wrong.push({ username, path, findings })
        }
      }
      await visitor.close()
      expect(wrong).toEqual([])
    }, 600_000)

    it('never asked another host for anything, and no script failed', () => {
      expect(world.faults).toEqual([])
    })
  })
}
