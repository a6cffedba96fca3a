import type { BrowserWorld, Visitor } from './browser.support'

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

/** Windows in which every page must hold: a phone, a laptop, and a laptop at 200 per cent. */
const windows = [
  { viewport: { width: 320, height: 800 } },
  { viewport: { width: 1280, height: 900 } },
  { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 },
] as const

/** What axe finds on pages in both themes, words that fade, and pages that scroll sideways in any window. */
export async function lookedAt(
  world: BrowserWorld,
  language: 'en' | 'my',
  pages: readonly { readonly as: string; readonly paths: readonly string[] }[],
): Promise<object[]> {
  const wrong: object[] = []
  for (const [n, window] of windows.entries()) {
    for (const colorScheme of n === 2 ? (['light'] as const) : (['light', 'dark'] as const)) {
      const visitor = await world.visitor({ ...window, colorScheme, reducedMotion: 'reduce' })
      await visitor.page.addInitScript(`localStorage.setItem('passage.language', '${language}')`)
      for (const { as, paths } of pages) {
        await visitor.logInAs(as)
        for (const path of paths) {
          await visitor.goTo(path)
          await visitor.page.waitForLoadState('networkidle')
          const charts = visitor.page.locator('.chart')
          if ((await charts.count()) > 0) await charts.first().locator('svg text').first().waitFor({ state: 'attached' })
          const findings = [
            ...(n === 2 ? [] : [...(await visitor.inaccessible()), ...(await visitor.fadedInReports())]),
            ...(await visitor.tooWide()),
          ]
          if (findings.length > 0) wrong.push({ as, path, width: window.viewport.width, colorScheme, findings })
        }
      }
      await visitor.close()
    }
  }
  return wrong
}
