import type { Page, Request } from '@playwright/test'

/** Knows what a page is still fetching. Made before the page is first gone to. */
export class AtRest {
  private readonly awaited = new Set<Request>()

  constructor(private readonly page: Page) {
    page.on('request', (request) => request.resourceType() !== 'eventsource' && this.awaited.add(request))
    page.on('requestfinished', (request) => this.awaited.delete(request))
    page.on('requestfailed', (request) => this.awaited.delete(request))
  }

  /** Waits until nothing on the page is being fetched or drawn. Playwright's `networkidle` comes once a document, and says nothing of what a click asks for. */
  async reached(): Promise<void> {
    do {
      await this.page.evaluate('new Promise((idle) => requestIdleCallback(idle, { timeout: 1000 }))')
    } while (this.awaited.size > 0)
  }
}
