import type { Locator, Page } from '@playwright/test'
import type { Visitor } from './browser.support'
import { contrastInPage } from './colours.support'

/** Somebody without a mouse: every move is a key, and at every stop of the focus it must be seen where it is. */
export class Keyboard {
  private readonly focus: Locator

  constructor(private readonly visitor: Visitor) {
    this.focus = visitor.page.locator(':focus')
  }

  private get page(): Page {
    return this.visitor.page
  }

  /** Keys one after another, each as the keyboard names it. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key)
  }

  type(text: string): Promise<void> {
    return this.page.keyboard.type(text)
  }

  /** Chooses a demo account on the log-in page, and comes to a place from there. */
  async logInAs(username: string, to = '/'): Promise<void> {
    await this.page.context().clearCookies()
    await this.page.goto(`${this.visitor.url}/login?to=${encodeURIComponent(to)}`)
    const account = this.page.locator(`.account:has(span.faint:text-is("${username}"))`)
    await account.waitFor()
    await this.tabTo(account)
    await this.press('Enter')
    await this.page.getByRole('main').locator('#page-title').waitFor()
    await this.visitor.drawn()
  }

  /**
   * Presses Tab until the focus is where it should be; nobody tabs through more than a page.
   * @throws Error where it never comes there, and where a stop on the way cannot be seen
   */
  async tabTo(target: Locator, { key = 'Tab', presses = 80 } = {}): Promise<void> {
    const seen: string[] = []
    await target.first().waitFor({ state: 'attached' })
    for (let press = 0; press <= presses; press++) {
      if (press > 0) await this.press(key)
      const [stop, there] = await Promise.all([this.look(), target.and(this.focus).count()])
      if (press > 0) seen.push(this.mustBeSeen(stop))
      if (there > 0) return
    }
    throw new Error(`${key} never led to ${String(target)}; it led to ${seen.join(' | ')}`)
  }

  back(target: Locator, presses?: number): Promise<void> {
    return this.tabTo(target, { key: 'Shift+Tab', presses })
  }

  /** Goes there and presses Enter. */
  async enter(target: Locator): Promise<void> {
    await this.tabTo(target)
    await this.press('Enter')
  }

  /** Goes to a field of a form and types. A choice takes the option that begins so. */
  async write(field: Locator, text: string): Promise<void> {
    await this.tabTo(field)
    // What there is to choose from may come from the server, and nobody types into a choice that is still empty.
    const isChoice = await field.evaluate((element) => element.tagName === 'SELECT')
    if (isChoice) await field.locator('option', { hasText: text }).first().waitFor({ state: 'attached' })
    await this.type(text)
  }

  /** Waits until the focus has come to something by itself: from a drawer that closed, a page that opened. */
  async isOn(target: Locator): Promise<void> {
    const there = target.and(this.focus)
    await there.waitFor({ state: 'attached', timeout: 10_000 }).catch(async () => {
      throw new Error(`the focus should be on ${String(target)}, and is on ${(await this.look()).what}`)
    })
    // What has come back into the window stands there with the next frame.
    await this.page.evaluate('new Promise(requestAnimationFrame)')
    this.mustBeSeen(await this.look())
  }

  /** @throws Error where it cannot be seen where the focus is */
  private mustBeSeen({ what, wrong }: Stop): string {
    if (wrong.length > 0) throw new Error(`${new URL(this.page.url()).pathname}: the focus on ${what} ${wrong.join(', ')}`)
    return what
  }

  private look(): Promise<Stop> {
    return this.page.evaluate(focusAsSeen)
  }
}

/** Where the focus stands, and why that could not be seen. */
interface Stop {
  readonly what: string
  readonly wrong: readonly string[]
}

/**
 * Runs in the page: what has the focus, and why that could not be seen (WCAG 2.4.7, 2.4.11 and 1.4.11): without a ring, with one that hardly
 * stands out from what is behind it, out of the window, or under something that stays on top. What is drawn by its label, as a radio button in
 * a row of them is, is looked for there.
 */
const focusAsSeen = `(() => {
  const element = document.activeElement
  if (element === document.body) return { what: 'nothing', wrong: [] }
  const called = element.getAttribute('aria-label') || element.labels?.[0]?.textContent || element.textContent || ''
  const isDrawn = ({ width, height }) => width > 2 && height > 2
  const draws = isDrawn(element.getBoundingClientRect()) && getComputedStyle(element).opacity !== '0'
  const drawn = draws ? element : (element.labels?.[0] ?? element)
  ${contrastInPage}
  const rings = [element, drawn].map((one) => getComputedStyle(one)).filter((style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1)
  const ratios = rings.map(({ outlineColor }) => contrast(outlineColor, behind(drawn.parentElement)))
  const box = [...drawn.getClientRects()].find(isDrawn) ?? drawn.getBoundingClientRect()
  const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)]
  const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)]
  const isInWindow = right - left > 1 && bottom - top > 1
  const on = isInWindow ? document.elementFromPoint((left + right) / 2, (top + bottom) / 2) : null
  const wrong = []
  if (element.matches('h1, h2, h3, h4')) ratios.push(21)
  else if (rings.length === 0) wrong.push('has no ring')
  if (ratios.length > 0 && Math.max(...ratios) < 3) wrong.push('has a ring that hardly stands out: ' + Math.max(...ratios).toFixed(1))
  if (!isInWindow) wrong.push('is out of the window')
  else if (!on || !(drawn.contains(on) || on.contains(drawn))) wrong.push('is under ' + (on ? on.tagName + '.' + on.className : 'nothing'))
  return { what: element.tagName.toLowerCase() + ' "' + called.trim().slice(0, 50) + '"', wrong }
})()`
