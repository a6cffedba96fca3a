import { chromium } from '@playwright/test'
import type { CanaryWorld } from './canary-world'
import type { Place } from './places'

/** Runs in the page; a text, since this project's tests know no types of a browser. */
const whatIsKept = `(async () => JSON.stringify([
  { ...localStorage }, { ...sessionStorage }, await indexedDB.databases(), await caches.keys(),
  document.cookie, history.state, document.title, location.href,
]))()`

/**
 * An intake officer reads a case in a browser, and looks for somebody by name.
 * @param name what the case page must show, so that it is seen to have shown it
 * @returns what the browser keeps afterwards, and every address that it asked for
 */
export async function browserOf(world: CanaryWorld, caseId: string, name: string): Promise<Place[]> {
  const browser = await chromium.launch({ executablePath: process.env.PASSAGE_CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] })
  try {
    const context = await browser.newContext()
    await context.addCookies([
      { name: 'passage_session', value: world.as('intake_officer').token, url: world.url, httpOnly: true, sameSite: 'Strict' },
    ])
    const page = await context.newPage()
    page.setDefaultTimeout(60_000)
    const asked: string[] = []
    const said: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    page.on('console', (message) => said.push(message.text()))
    await page.goto(`${world.url}/cases/${caseId}`)
    await page.getByText(name).first().waitFor()
    await page.goto(`${world.url}/cases`)
    await page.waitForLoadState('networkidle')
    const kept = await page.evaluate<string>(whatIsKept)
    return [
      { name: 'the browser', bytes: Buffer.from(kept) },
      { name: "the browser's console", bytes: Buffer.from(said.join('\n')) },
      { name: 'the addresses that the browser asked for', bytes: Buffer.from(asked.join('\n')) },
    ]
  } finally {
    await browser.close()
  }
}
