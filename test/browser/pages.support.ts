import type { Visitor } from './browser.support'

/** Asks the API from the page, as whoever is logged in there. @throws Error with the answer where it is no success */
export async function asked<T = unknown>(visitor: Visitor, method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
  const { status, text } = await visitor.page.evaluate(
    async ([verb, to, sent]) => {
      const session = (await (await fetch('/api/v1/session')).json()) as { csrfToken: string }
      const headers: Record<string, string> = { 'X-CSRF-Token': session.csrfToken }
      if (verb === 'POST') Object.assign(headers, { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() })
      const answer = await fetch(`/api/v1${to}`, { method: verb, headers, ...(verb === 'POST' ? { body: sent } : {}) })
      return { status: answer.status, text: await answer.text() }
    },
    [method, path, JSON.stringify(body ?? {})] as const,
  )
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`)
  return JSON.parse(text) as T
}

/** A laptop, the same at twice its size, and a phone, which is also what is left of the laptop at four times its size. */
const windows = [
  { width: 1280, height: 900 },
  { width: 640, height: 450 },
  { width: 320, height: 800 },
]

/**
 * What is wrong with what stands on the screen now, be it a page or a drawer that no address leads to, first in the window that it was
 * drawn in: what axe finds in either theme, and that nothing is too wide.
 * @param judged widths in which axe looks; it takes most of the time
 */
export async function amissIn(visitor: Visitor, judged: readonly number[] = [1280, 320]): Promise<object[]> {
  const { page, words } = visitor
  await visitor.drawn()
  const before = page.viewportSize()!
  const wrong: object[] = []
  const note = (findings: readonly string[], where: object) => findings.length > 0 && wrong.push({ ...where, findings })
  // English is looked at in light first, Burmese in dark, and in the other theme for its colours.
  const themes = words.language === 'en' ? (['light', 'dark'] as const) : (['dark', 'light'] as const)
  for (const window of before.width === 320 ? windows.toReversed() : windows) {
    await page.setViewportSize(window)
    note(await visitor.tooWide(), window)
    if (!judged.includes(window.width)) continue
    for (const [n, colorScheme] of themes.entries()) {
      await page.emulateMedia({ colorScheme })
      await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor({ state: 'attached' })
      const findings = await visitor.inaccessible(n === 0 ? 'all' : 'contrast')
      note([...findings, ...(await visitor.fadedInReports())], { ...window, colorScheme })
    }
  }
  await page.setViewportSize(before)
  await page.emulateMedia({ colorScheme: null })
  return wrong
}
