import { readFileSync } from 'node:fs'
import { BrowserWorld, chromiumPath, seen, type Visitor } from './browser.support'
import { amissIn } from './pages.support'

const withBrowser = chromiumPath ? describe : describe.skip

withBrowser('Reports in the browser', () => {
  let world: BrowserWorld
  let planner: Visitor
  let reportPath = ''

  beforeAll(async () => {
    world = await BrowserWorld.open('2021-09-20')
    await world.openProgramme('2021-06-01')
    planner = await world.visitor({ acceptDownloads: true })
  }, 240_000)
  afterAll(() => world?.close(), 60_000)

  it('are asked for over days in their order; what the server refuses stands beside its field', async () => {
    const { page } = planner
    await planner.logInAs('planner', '/reports')
    await page.getByText('Nobody has asked for a report yet.').waitFor()
    await page.getByRole('link', { name: 'New report' }).click()
    // The next thirty days, unless one says otherwise.
    await seen(page.getByLabel('From')).toHaveValue('20 Sep 2021')
    await seen(page.getByLabel('To', { exact: false }).first()).not.toHaveValue('')
    const last = page.getByRole('textbox', { name: /^To/ })
    await last.fill('2021-09-01')
    await page.getByRole('button', { name: 'Ask for the report' }).click()
    await page.getByText('This lies before the first one.').waitFor()
    expect(await amissIn(planner)).toEqual([])
    await last.fill('2023-09-01')
    await page.getByRole('button', { name: 'Ask for the report' }).click()
    await page.getByText('A capacity report covers at most 366 days.').waitFor()
    await last.fill('2021-10-19')
  }, 120_000)

  it('are counted in the background: whoever leaves comes back to the progress', async () => {
    const { page } = planner
    // Nothing of the report reaches the page but that it is being counted, until the planner has left and come back.
    let counting = true
    await page.route(/\/api\/v1\/reports\/[0-9a-f-]{36}$/, async (route) => {
      const answer = await route.fetch()
      const report = (await answer.json()) as object
      const early = { ...report, state: 'running', done: 1, total: 4, hasResult: false, mayCancel: false, finishedAt: null }
      await route.fulfill({ response: answer, json: counting ? early : report })
    })
    await page.getByRole('button', { name: 'Ask for the report' }).click()
    await page.getByText('Counting: 1 of 4').waitFor()
    reportPath = new URL(page.url()).pathname
    await page.getByRole('link', { name: 'Sites', exact: true }).click()
    await page.getByRole('heading', { name: 'Sites', exact: true }).waitFor()
    await page.getByRole('link', { name: 'Reports', exact: true }).click()
    await page.getByRole('link', { name: 'Capacity' }).click()
    await page.getByText('Counting: 1 of 4').waitFor()
    counting = false
    await page.getByRole('heading', { name: 'All sites, day by day' }).waitFor()
    await page.unroute(/\/api\/v1\/reports\/[0-9a-f-]{36}$/)
  }, 120_000)

  it('are read as a picture and as a table, and each figure opens to how it was counted', async () => {
    const { page } = planner
    await planner.goTo(reportPath)
    const chart = page.getByRole('img', { name: /^Line chart of “All sites, day by day”/ })
    await chart.locator('svg').waitFor()
    // The tip at the pointer is drawn too, within the content security policy.
    await chart.hover()
    await chart
      .locator('text', { hasText: /^\d+ \w+ 2021$/ })
      .last()
      .waitFor()
    for (const line of ['Places', 'Occupied', 'Booked', 'Free'])
      await chart.locator('text', { hasText: line }).first().waitFor({ state: 'attached' })
    const table = page.getByRole('table', { name: /^All sites, day by day/ })
    await seen(table.getByRole('row')).toHaveCount(31)
    await seen(table.getByRole('row').nth(1).getByRole('cell').first()).toHaveText('10')

    await table.getByRole('button', { name: 'Occupied' }).click()
    await page.getByRole('dialog').getByText('Occupied: how this was counted').waitFor()
    await page.getByRole('dialog').getByText('(site_stay)').waitFor()
    expect(await amissIn(planner)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await seen(table.getByRole('button', { name: 'Occupied' })).toBeFocused()
    await page.getByText('Every person, place, unit and payment in this report is synthetic').waitFor()
  }, 120_000)

  it.each([
    ['CSV', Buffer.from([0xef, 0xbb, 0xbf])],
    ['XLSX', Buffer.from('PK')],
    ['JSON', Buffer.from('{"')],
  ])(
    'leave as %s',
    async (format, first) => {
      const download = planner.page.waitForEvent('download')
      await planner.page.getByRole('link', { name: format, exact: true }).click()
      const file = await download
      expect(file.suggestedFilename()).toBe(`passage-capacity-2021-09-20.${format.toLowerCase()}`)
      expect(readFileSync(await file.path()).subarray(0, first.length)).toEqual(first)
    },
    60_000,
  )

  it('go on paper whole: the synthetic mark, the tables, and how they were counted, without menu or buttons', async () => {
    const { page } = planner
    await planner.goTo(reportPath)
    await page
      .getByRole('img', { name: /^Line chart/ })
      .first()
      .locator('svg')
      .waitFor()
    await page.emulateMedia({ media: 'print' })
    await seen(page.getByText(/^Training system\. .* As of 20 Sep 2021/)).toBeVisible()
    await seen(page.getByText('Places of the sites that are open on the day').first()).toBeVisible()
    await seen(page.getByRole('navigation').filter({ visible: true })).toHaveCount(0)
    await seen(page.getByRole('button', { name: 'Print' })).toBeHidden()
    await page.emulateMedia({ media: null })
  }, 120_000)

  it('stand in a history that the auditor reads, who cannot ask for one', async () => {
    const { page } = planner
    await planner.logInAs('auditor', '/reports?kind=capacity')
    await page.getByRole('link', { name: 'Capacity' }).waitFor()
    await page.getByText('From: 20 Sep 2021 · To: 19 Oct 2021').waitFor()
    await seen(page.getByRole('link', { name: 'New report' })).toHaveCount(0)
    await page.getByRole('link', { name: 'Capacity' }).click()
    await page.getByRole('heading', { name: 'Waiting for a place' }).waitFor()
    await planner.logInAs('intake', reportPath)
    await page.getByText('This page is not part of your role').waitFor()
  }, 120_000)

  it('never asked another host for anything, and no script failed', () => {
    expect(world.faults).toEqual([])
  })
})
