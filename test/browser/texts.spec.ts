import type { Page } from '@playwright/test'
import { livedWorld } from '../support/lived-world'
import { BrowserWorld, chromiumPath, type Visitor } from './browser.support'
import { accountOf, areas, behind, people, placesOf, routes, type Places } from './every-page.support'
import { latinIn, SeenData, textsOnThePage, type Met } from './texts.support'

const withBrowser = chromiumPath ? describe : describe.skip

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
      const username = accountOf(role)
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
    await this.visitor.walkTo(path)
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
    await this.visitor.drawn()
    const met = await this.page.evaluate<Met[]>(textsOnThePage)
    this.met.push(...met.map((one) => ({ ...one, where })))
    const missing = await this.page.evaluate<string[]>('globalThis.missingTexts.splice(0)')
    this.amiss.push(...missing.map((key) => `no text for ${key} on ${where}`))
    // All of them are read, be there any or none: the page is there as a whole.
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
