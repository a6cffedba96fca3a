import { BrowserWorld, chromiumPath, type Visitor } from './browser.support'

const withBrowser = chromiumPath ? describe : describe.skip
const today = '2021-09-20'

withBrowser('A case in the browser', () => {
  let world: BrowserWorld
  let somebody: Visitor
  let casePath = ''

  beforeAll(async () => {
    world = await BrowserWorld.open(today)
    await world.openProgramme('2021-06-01')
    somebody = await world.visitor()
  }, 240_000)
  afterAll(() => world?.close(), 60_000)

  it('is opened with its household, and a real phone number is turned away beside its field', async () => {
    const { page } = somebody
    await somebody.logInAs('intake')
    await page.getByRole('link', { name: 'Open a contact' }).click()
    await page.getByLabel('Service').selectOption('soldier')
    await page.getByLabel('Pathway').selectOption('individual')
    await page.getByLabel('Channel').selectOption('messenger')
    const name = page.getByRole('textbox', { name: 'Name', exact: true })
    await name.fill('call 09 421 234 567')
    await page.getByLabel('Born on').fill('1995-03-04')
    await page.getByRole('button', { name: 'Open the contact' }).click()
    await page.getByText('This looks like a phone number').waitFor()

    await name.fill('Aung Myo Htet')
    await page.getByRole('button', { name: 'Add a person' }).click()
    const partner = page.getByRole('group').filter({ hasText: 'Person 2' })
    await partner.getByLabel('Relation').selectOption('partner')
    await partner.getByRole('textbox', { name: 'Name', exact: true }).fill('Mya Hnin')
    await partner.getByLabel('Born on').fill('1997-01-02')
    await page.getByRole('button', { name: 'Open the contact' }).click()
    await page.getByRole('heading', { name: /^P-2021-/ }).waitFor()
    casePath = new URL(page.url()).pathname
    expect(await page.getByText('Aung Myo Htet').count()).toBe(1)
  }, 120_000)

  it('is vetted by one officer, decided by another, and registered with a code by a third', async () => {
    const { page } = somebody
    await somebody.logInAs('vetting', casePath)
    await somebody.do('Start vetting')
    // Why can't I recommend? Because checks are open, and it says which.
    await page
      .getByRole('group')
      .filter({ hasText: /^Recommend/ })
      .click()
    await somebody.tab('Vetting')
    const record = page.getByRole('button', { name: 'Record', exact: true })
    await record.first().waitFor()
    for (let left = await record.count(); left > 0; left--) {
      await record.first().click()
      await somebody.dialog.getByLabel('Result').selectOption('confirmed')
      await somebody.send('Record a check')
      await record.nth(left - 1).waitFor({ state: 'detached' })
    }
    await somebody.do('Recommend', (form) => form.getByLabel('Recommendation').selectOption('clear'))

    await somebody.logInAs('approver', casePath)
    await somebody.begin('Clear')
    await somebody.confirm('Clear')
    await somebody.logInAs('registrar', casePath)
    await somebody.do('Issue a code')
    await somebody.tab('Code')
    await page.getByText(/^CDM-/).waitFor()
  }, 240_000)

  it('gets a place, an entitlement, and a reward claim that is verified, valued and approved', async () => {
    await somebody.logInAs('relocation', casePath)
    await somebody.do('Book a place', (form) => form.getByLabel('Site').selectOption({ index: 1 }))
    await somebody.do('Confirm the arrival')

    await somebody.logInAs('finance', casePath)
    await somebody.do('Open an entitlement', (form) => form.getByLabel('Person').selectOption({ index: 1 }))
    await somebody.logInAs('intake', casePath)
    await somebody.do('File a reward claim', (form) => form.getByLabel('Category').selectOption('vehicle'))
    await somebody.logInAs('equipment', casePath)
    await somebody.do('Give the custody receipt')
    await somebody.do('Verify the equipment')
    await somebody.do('Value by the tariff', (form) => form.getByLabel('Scheme').selectOption('regional_2021'))
    await somebody.logInAs('finapprover', casePath)
    await somebody.begin('Approve the claim')
    await somebody.confirm('Approve the claim')
  }, 240_000)

  it.each(['allowance', 'reward'])(
    'is paid its first %s, in a run that three people signed',
    async (kind) => {
      const { page } = somebody
      await somebody.logInAs('finance', '/runs/new')
      await page.getByLabel('Kind').selectOption(kind)
      await page.getByLabel('Budget line').selectOption({ index: 1 })
      await page.getByRole('button', { name: 'Preview' }).click()
      await page.getByRole('button', { name: 'Prepare this run' }).click()
      await page.getByRole('heading', { name: /^R-/ }).waitFor()
      const run = new URL(page.url()).pathname
      expect(await page.getByRole('button', { name: 'Approve', exact: true }).count()).toBe(0)

      await somebody.logInAs('finapprover', run)
      await page.getByRole('button', { name: 'Approve', exact: true }).click()
      await somebody.confirm('Approve')
      await somebody.logInAs('controller', run)
      await page.getByRole('button', { name: 'Release', exact: true }).click()
      await somebody.confirm('Release')
      // Progress lives on the server: a reload goes on where the job is.
      await page.reload()
      await page.getByRole('table').getByText('Settled').waitFor()
      await page.getByText('Sending: finished').waitFor()
    },
    120_000,
  )

  it('shows the auditor all of it without a name, and an intact log', async () => {
    const { page } = somebody
    await somebody.logInAs('auditor', `${casePath}?tab=timeline`)
    for (const told of ['Contact opened', 'Cleared', 'Code issued', 'Arrived', 'Payment settled', 'Reward paid']) {
      await page.getByText(told, { exact: true }).first().waitFor()
    }
    await somebody.tab('Overview')
    await page.getByText('covered').first().waitFor()
    expect(await page.getByText('Aung Myo Htet').count()).toBe(0)
    await somebody.goTo('/log')
    await page.getByRole('button', { name: 'Verify now' }).click()
    await page.getByText('Intact', { exact: true }).waitFor()
  }, 120_000)

  it('shows the result of a job that had ended before the page first asked for it', async () => {
    const { page } = somebody
    // The first look at the job is held back until the job is closed, as on a machine that is slow to draw.
    await page.route('**/api/v1/jobs/*', async (route) => {
      let answer = await route.fetch()
      while (((await answer.json()) as { closedAt: string | null }).closedAt === null) answer = await route.fetch()
      await route.fulfill({ response: answer })
    })
    const verifiedAt = page.getByRole('status', { name: 'Intact' }).locator('time')
    const before = await verifiedAt.getAttribute('datetime')
    await page.getByRole('button', { name: 'Verify now' }).click()
    await page.locator(`[role=status] time:not([datetime="${before}"])`).waitFor()
    await page.unroute('**/api/v1/jobs/*')
  }, 120_000)

  it('keeps a half-filled form when the session ends', async () => {
    const { page } = somebody
    await somebody.logInAs('intake', casePath)
    await somebody.begin('Write a note')
    await somebody.dialog.getByRole('textbox', { name: 'Note' }).fill('Asked about schooling.')
    await page.context().clearCookies()
    await somebody.dialog.getByRole('button', { name: 'Write a note', exact: true }).click()
    const again = page.getByRole('dialog', { name: 'Your session has ended' })
    await again.getByRole('textbox', { name: 'Password' }).fill('demo-intake')
    await again.getByRole('button', { name: 'Log in' }).click()
    await again.waitFor({ state: 'hidden' })
    await somebody.send('Write a note')
    await page.getByText('Asked about schooling.').first().waitFor()
  }, 120_000)

  it('fits a window of 360 pixels in Burmese, and axe finds nothing wrong in both themes', async () => {
    const wrong: object[] = []
    for (const colorScheme of ['light', 'dark'] as const) {
      const visitor = await world.visitor({ viewport: { width: 360, height: 800 }, colorScheme, reducedMotion: 'reduce' })
      await visitor.page.addInitScript("localStorage.setItem('passage.language', 'my')")
      await visitor.logInAs('auditor')
      for (const path of ['/cases', casePath, '/sites', '/runs', '/funds', '/rules', '/log', '/access-log', '/nowhere']) {
        await visitor.goTo(path)
        await visitor.page.waitForLoadState('networkidle')
        const tooWide = await visitor.page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
        const findings = await visitor.inaccessible()
        if (tooWide !== 0 || findings.length > 0) wrong.push({ path, colorScheme, tooWide, findings })
      }
      await visitor.close()
    }
    expect(wrong).toEqual([])
  }, 240_000)

  it('never asked another host for anything, and no script failed', () => {
    expect(world.faults).toEqual([])
  })
})
