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

/** Windows in which every page must hold: a phone, a laptop, and a laptop at 200 per cent. Both languages together see each theme in each width. */
const windowsFor = (language: 'en' | 'my') =>
  [
    { viewport: { width: 320, height: 800 }, colorScheme: language === 'en' ? 'dark' : 'light' },
    { viewport: { width: 1280, height: 900 }, colorScheme: language === 'en' ? 'light' : 'dark' },
    { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2, colorScheme: 'light' },
  ] as const

/** What axe finds on pages, words that fade, and pages that scroll sideways in any window. */
export async function lookedAt(
  world: BrowserWorld,
  language: 'en' | 'my',
  pages: readonly { readonly as: string; readonly paths: readonly string[] }[],
): Promise<object[]> {
  const wrong: object[] = []
  for (const [n, window] of windowsFor(language).entries()) {
    const visitor = await world.visitor({ ...window, reducedMotion: 'reduce' }, language)
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
        if (findings.length > 0) wrong.push({ as, path, width: window.viewport.width, colorScheme: window.colorScheme, findings })
      }
    }
    await visitor.close()
  }
  return wrong
}
