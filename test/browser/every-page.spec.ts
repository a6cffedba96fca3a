import { livedWorld } from '../support/lived-world'
import { BrowserWorld, chromiumPath } from './browser.support'
import { everyPage, placesOf, type Places } from './every-page.support'
import { amissIn, Walk } from './pages.support'
import type { ScreenLanguage } from './words'

const withBrowser = chromiumPath ? describe : describe.skip

withBrowser('Every page', () => {
  let world: BrowserWorld
  let places: Places

  beforeAll(async () => {
    world = await BrowserWorld.over(await livedWorld())
    places = await placesOf(world)
  }, 400_000)
  afterAll(() => world?.close(), 60_000)

  it.each<[language: string, code: ScreenLanguage, width: number]>([
    ['English', 'en', 1280],
    ['Burmese', 'my', 320],
  ])(
    'is accessible in %s (%s) on a laptop and a phone, light and dark, and no wider than its window, drawn first in one of %i pixels',
    async (_, language, width) => {
      const visitor = await world.visitor({ viewport: { width, height: 800 }, reducedMotion: 'reduce' }, language)
      const walk = new Walk(visitor)
      const wrong: object[] = []
      for (const [username, paths] of everyPage(places)) {
        for (const [n, path] of paths.entries()) {
          await (n === 0 && username ? walk.as(username, path) : walk.to(path))
          const findings = await amissIn(visitor)
          if (findings.length > 0) wrong.push({ username, path, findings })
        }
      }
      await visitor.close()
      expect(wrong).toEqual([])
    },
    900_000,
  )

  it('never asked another host for anything, and no script failed', () => {
    expect(world.faults).toEqual([])
  })
})
