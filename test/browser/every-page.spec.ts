import { livedWorld } from '../support/lived-world'
import { BrowserWorld, chromiumPath } from './browser.support'
import { everyPage, placesOf, type Places } from './every-page.support'
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

  // 320 pixels are also what is left of 1280 at four times the size; both widths meet both languages and both themes.
  it.each<[language: string, code: ScreenLanguage, colorScheme: 'light' | 'dark', width: number]>([
    ['English', 'en', 'light', 1280],
    ['English', 'en', 'dark', 320],
    ['Burmese', 'my', 'light', 320],
    ['Burmese', 'my', 'dark', 1280],
  ])(
    'is accessible and no wider than its window in %s (%s, %s, %i pixels)',
    async (_, language, colorScheme, width) => {
      const visitor = await world.visitor({ viewport: { width, height: 800 }, colorScheme, reducedMotion: 'reduce' }, language)
      const wrong: object[] = []
      let username = ''
      for (const page of everyPage(places)) {
        if (page.username !== username) await visitor.logInAs(page.username)
        username = page.username
        await visitor.page.goto(visitor.url + page.path)
        await visitor.page.locator('#page-title').waitFor()
        await visitor.page.waitForLoadState('networkidle')
        const findings = [...(await visitor.inaccessible()), ...(await visitor.tooWide())]
        if (findings.length > 0) wrong.push({ ...page, findings })
      }
      await visitor.close()
      expect(wrong).toEqual([])
    },
    400_000,
  )

  it('never asked another host for anything, and no script failed', () => {
    expect(world.faults).toEqual([])
  })
})
