import { BrowserWorld, chromiumPath, seen, type Visitor } from './browser.support'
import { amissIn, asked } from './pages.support'

const withBrowser = chromiumPath ? describe : describe.skip

withBrowser('Places and plans in the browser', () => {
  let world: BrowserWorld
  let officer: Visitor
  let planner: Visitor
  let sitePath = ''
  let funnelPath = ''

  beforeAll(async () => {
    world = await BrowserWorld.open('2021-09-20')
    await world.openProgramme('2021-06-01')
    officer = await world.visitor()
    planner = await world.visitor()
  }, 240_000)
  afterAll(() => world?.close(), 60_000)

  /** A household of two is vetted and booked into the only site, from the day after tomorrow on. */
  async function bookHousehold(): Promise<void> {
    await officer.logInAs('intake')
    const applicant = { name: 'Kyaw Thu', bornOn: '1990-03-04' }
    const contact = { service: 'soldier', pathway: 'individual', channel: 'messenger', applicant }
    for (let n = 0; n < 29; n += 1) await asked(officer, 'POST', '/cases', contact)
    const household = [{ relation: 'partner', name: 'Su Su', bornOn: '1992-05-06' }]
    const { id } = await asked<{ id: string }>(officer, 'POST', '/cases', { ...contact, household })
    await officer.logInAs('vetting')
    await asked(officer, 'POST', `/cases/${id}/start-vetting`)
    const { plan } = await asked<{ plan: { check: string; required: boolean }[] }>(officer, 'GET', `/cases/${id}/vetting`)
    for (const { check } of plan.filter(({ required }) => required))
      await asked(officer, 'POST', `/cases/${id}/checks`, { check, result: 'confirmed' })
    await asked(officer, 'POST', `/cases/${id}/recommend`, { recommendation: 'clear' })
    await officer.logInAs('approver')
    await asked(officer, 'POST', `/cases/${id}/decision`, { decision: 'cleared' })
    await officer.logInAs('relocation')
    const [site] = (await asked<{ items: { id: string }[] }>(officer, 'GET', '/sites')).items
    sitePath = `/sites/${site!.id}`
    await asked(officer, 'POST', `/cases/${id}/placements`, { siteId: site!.id, from: '2021-09-22' })
  }

  it('list who arrives within a week, with a way to the case', async () => {
    await bookHousehold()
    const { page } = officer
    await officer.goTo('/sites#arrivals')
    const row = page.getByRole('table', { name: 'Arrivals of the next 7 days' }).getByRole('row').nth(1)
    await seen(row.getByRole('cell')).toHaveText(['22 Sep 2021', '2', 'Golden Field'])
    await row.getByRole('link', { name: 'P-2021-00030' }).click()
    await page.getByRole('tab', { name: 'Placement', selected: true }).waitFor()
  }, 120_000)

  it('show what an outage takes before it is recorded', async () => {
    const { page, dialog } = officer
    await officer.goTo(sitePath)
    await page.getByRole('button', { name: 'Record an outage' }).click()
    await dialog.getByLabel('From').fill('2021-09-22')
    await dialog.getByLabel('Until').fill('2021-09-25')
    await dialog.getByLabel('Places').fill('9')
    await dialog.getByLabel('Reason').selectOption('flood')
    await dialog.getByRole('button', { name: 'See what this will do' }).click()
    await dialog.getByText('places taken: 9').waitFor()
    expect(await amissIn(officer)).toEqual([])
    await seen(page.getByText('No places are out of service.')).toBeVisible()
    await officer.send('Record an outage')
    await page.getByRole('table', { name: 'Outages' }).waitFor()
  }, 120_000)

  it('say how full a site is on each day: in words, as a chart, as a table, or both', async () => {
    const { page } = officer
    await officer.goTo(sitePath)
    await page.getByText('Places are missing on 4 of these days, first on 22 Sep 2021; 1 at the most.').waitFor()
    const chart = page.getByRole('img', { name: /^Chart of the places of this site from 20 Sep 2021/ })
    for (const text of ['Occupied', 'Booked, not arrived', 'Out of service', 'Places', '−1'])
      await chart.locator('text', { hasText: text }).first().waitFor({ state: 'attached' })
    const table = page.getByRole('table', { name: 'Day by day' })
    const cellsOf = (day: string) => table.getByRole('row').filter({ hasText: day }).getByRole('cell')
    await seen(cellsOf('21 Sep 2021')).toHaveText(['10', '0', '0', '0', '10', '–'])
    await seen(cellsOf('22 Sep 2021')).toHaveText(['10', '9', '0', '2', '0', '1'])
    await page.getByText('Chart', { exact: true }).click()
    await table.waitFor({ state: 'detached' })
    await seen(page).toHaveURL(/\?view=chart$/)
    await page.getByText('Table', { exact: true }).click()
    await chart.waitFor({ state: 'detached' })
    await page.getByText('Both', { exact: true }).click()
    await chart.locator('svg text').first().waitFor({ state: 'attached' })
    await table.waitFor()
    expect(await amissIn(officer)).toEqual([])
  }, 120_000)

  it('tell apart who arrives, who leaves and who stays, and confirm an arrival', async () => {
    const { page, dialog } = officer
    await officer.goTo(sitePath)
    await page.getByRole('heading', { name: 'Arriving within 7 days: households 1, people 2' }).waitFor()
    await page.getByRole('button', { name: 'Confirm the arrival' }).click()
    await dialog.getByText('Household of case P-2021-00030').waitFor()
    await dialog.getByRole('button', { name: 'Confirm the arrival' }).click()
    // Nobody arrives before the first day of the stay, and the refusal says so where it was asked.
    await dialog.getByRole('alert').or(dialog.locator('[class*=error]')).first().waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
  }, 120_000)

  it('tell a planner where places will be missing, on all sites by day, and nobody’s stay', async () => {
    const { page } = planner
    await planner.logInAs('planner', '/sites')
    await page.getByText('0 of 10 occupied').waitFor()
    await page.getByText('1 short from 22 Sep 2021').waitFor()
    const shortages = page.getByRole('table', { name: 'Shortages of the next 90 days' })
    await seen(shortages.getByRole('row').nth(1).getByRole('cell')).toHaveText(['22 Sep 2021', '25 Sep 2021', '1', '2', '1'])
    const calendar = page.getByRole('region', { name: 'All sites, day by day' })
    await calendar.getByRole('cell', { name: '1 places short.' }).first().waitFor()
    await seen(calendar.getByRole('cell')).toHaveCount(28)
    expect(await amissIn(planner)).toEqual([])
    await seen(page.getByRole('heading', { name: 'Arrivals of the next 7 days' })).toHaveCount(0)
    await page.getByRole('button', { name: '28 days after' }).click()
    await page.waitForURL(/from=2021-10-18/)
    await page.getByRole('link', { name: 'Golden Field' }).first().click()
    await page.getByRole('heading', { name: 'Golden Field' }).waitFor()
    await planner.drawn()
    await seen(page.getByRole('button', { name: 'Record an outage' })).toHaveCount(0)
    await seen(page.getByRole('heading', { name: 'Stays' })).toHaveCount(0)
  }, 120_000)

  it('draw how far cases come as a funnel with its numbers beside it, and say why a planner sees no cases', async () => {
    const { page } = planner
    // A report tells of months that have ended.
    await planner.logInAs('trainer', '/clock')
    await page.getByRole('button', { name: 'A month', exact: true }).click()
    await planner.dialog.getByRole('button', { name: 'Move the clock to 20 Oct 2021' }).click()
    await page.getByRole('region', { name: 'Notice' }).locator('time[datetime="2021-10-20"]').waitFor()
    await planner.logInAs('planner', '/reports/new?kind=pipeline')
    await page.getByLabel('From').fill('2021-09')
    await page.getByRole('button', { name: 'Ask for the report' }).click()
    await page.getByRole('heading', { name: 'From contact to payment' }).waitFor()
    funnelPath = new URL(page.url()).pathname
    const chart = page.getByRole('img', { name: /^Funnel of “From contact to payment”/ })
    // What a bar is called and its number are drawn apart: the number is bold.
    for (const text of [/^Contacted:/, /^[234]0$/])
      await chart.locator('text', { hasText: text }).first().waitFor({ state: 'attached' })
    const table = page.getByRole('table', { name: /^From contact to payment/ })
    const cellsOf = (step: string) => table.getByRole('row').filter({ hasText: step }).getByRole('cell')
    await seen(cellsOf('Contacted')).toHaveText(['All', /^[234]0$/, '–', '–'])
    await seen(cellsOf('Vetted')).toHaveText(['All', '<10', 'too few', 'too few'])
    await page.getByText('The cases behind these numbers are not part of your role: you see totals only.').first().waitFor()
    await planner.drawn()
    await seen(page.getByRole('table', { name: /^Cases by state/ }).getByRole('link')).toHaveCount(0)
    await planner.logInAs('auditor', funnelPath)
    await page
      .getByRole('table', { name: /^Cases by state/ })
      .getByRole('link', { name: 'In vetting' })
      .first()
      .click()
    await page.waitForURL(/\/cases\?state=in_vetting$/)
  }, 120_000)

  it('have nothing that axe finds wrong where places are missing, wide and narrow, in Burmese', async () => {
    const reader = await world.visitor({}, 'my')
    await reader.logInAs('relocation', sitePath)
    await reader.page.locator('.chart svg text').first().waitFor({ state: 'attached' })
    expect(await amissIn(reader)).toEqual([])
    await reader.logInAs('planner', '/sites')
    await reader.page.locator('tbody tr').first().waitFor()
    expect(await amissIn(reader)).toEqual([])
    await reader.close()
  }, 120_000)

  it('never asked another host for anything, and no script failed', () => {
    expect(world.faults).toEqual([])
  })
})
