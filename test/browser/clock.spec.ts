import { Keeper } from '../../apps/keeper/keeper'
import { BrowserWorld, chromiumPath, seen, type Visitor } from './browser.support'
import { amissIn } from './pages.support'

const withBrowser = chromiumPath ? describe : describe.skip
const secret = 'only-for-tests'

withBrowser('The programme clock in the browser', () => {
  let world: BrowserWorld
  let trainer: Visitor
  let keeper: Keeper

  beforeAll(async () => {
    world = await BrowserWorld.open('2021-09-20')
    await world.openProgramme('2021-06-01')
    await world.openContact()
    keeper = new Keeper({ ownerUrl: world.ownerUrl, secret })
    process.env.KEEPER_URL = `http://127.0.0.1:${await keeper.listen(0, '127.0.0.1')}`
    process.env.KEEPER_SECRET = secret
    trainer = await world.visitor()
  }, 240_000)
  afterAll(async () => {
    await keeper?.close()
    delete process.env.KEEPER_URL
    delete process.env.KEEPER_SECRET
    await world?.close()
  }, 120_000)

  const banner = () => trainer.page.getByRole('region', { name: 'Notice' }).locator('time')

  it('says that there is no restore point where no keeper runs', async () => {
    const url = process.env.KEEPER_URL
    delete process.env.KEEPER_URL
    await trainer.logInAs('trainer', '/clock')
    await trainer.page.getByText('There are no restore points here').waitFor()
    process.env.KEEPER_URL = url
  }, 120_000)

  it('keeps the world as it is under a name, and one name once', async () => {
    const { page } = trainer
    await trainer.logInAs('trainer', '/clock')
    const name = page.getByLabel('Name of a new restore point')
    await name.fill('before the run')
    await page.getByRole('button', { name: 'Keep the world as it is' }).click()
    await page.getByRole('rowheader', { name: 'before the run' }).waitFor()
    await name.fill('Before the run')
    await page.getByRole('button', { name: 'Keep the world as it is' }).click()
    await page.getByText('There is a restore point Before the run already.').waitFor()
  }, 120_000)

  it('shows what will fire before it moves to the next run, and afterwards what has fired', async () => {
    const { page } = trainer
    await page.getByRole('button', { name: /^To the next payment run \(5 Oct 2021\)/ }).click()
    const days = trainer.dialog.locator('.due-days')
    await days.getByText('1 contact still waits for vetting to begin.').waitFor()
    await seen(days.locator('time')).toHaveAttribute('datetime', '2021-10-04')
    await trainer.dialog.getByText('This cannot be undone').waitFor()
    expect(await amissIn(trainer)).toEqual([])
    await seen(banner()).toHaveAttribute('datetime', '2021-09-20')

    await trainer.dialog.getByRole('button', { name: 'Move the clock to 5 Oct 2021' }).click()
    await page.getByRole('region', { name: 'Notice' }).locator('time[datetime="2021-10-05"]').waitFor()
    const move = page
      .getByRole('row')
      .filter({ has: page.locator('time[datetime="2021-09-20"]') })
      .last()
    await move.getByText('1 contact still waits for vetting to begin.').waitFor()
    await move.getByText('Done', { exact: true }).waitFor()
  }, 120_000)

  it('reminds the officer of what fell due, with the way to the case', async () => {
    const officer = await world.visitor()
    await officer.logInAs('vetting')
    await officer.page
      .getByRole('link', { name: /^Reminders/ })
      .getByText('1 open')
      .waitFor({ state: 'attached' })
    await officer.page.getByRole('link', { name: /^Reminders/ }).click()
    const row = officer.page.getByRole('row').filter({ hasText: 'Vetting has not begun' })
    await row.locator('time[datetime="2021-10-04"]').waitFor()
    await row.getByRole('link', { name: /^P-2021-/ }).click()
    await officer.page.getByRole('complementary', { name: 'Next actions' }).waitFor()
    await officer.close()
  }, 120_000)

  it('goes back by a restore point alone, which signs everybody else out', async () => {
    const { page } = trainer
    const other = await world.visitor()
    await other.logInAs('intake')
    await page.getByRole('button', { name: 'Load “before the run”' }).click()
    await trainer.dialog.getByText('Everybody else is signed out').waitFor()
    expect(await amissIn(trainer)).toEqual([])
    await trainer.dialog.getByRole('button', { name: 'Load it now' }).click()
    await page.getByRole('region', { name: 'Notice' }).locator('time[datetime="2021-09-20"]').waitFor()
    await page.getByText('The clock has not been moved yet.').waitFor()
    for (const dialog of ['Load “before the run”', 'Loading the restore point'])
      await page.getByRole('dialog', { name: dialog }).waitFor({ state: 'detached' })

    await other.page.getByRole('link', { name: 'Open a contact' }).click()
    await other.page.reload()
    await other.page.getByText('Choose who you are').waitFor()
    await other.close()
  }, 120_000)

  it('loses a restore point only after a question', async () => {
    const { page } = trainer
    await page.getByRole('button', { name: 'Delete “before the run”' }).click()
    await trainer.dialog.getByRole('button', { name: 'Cancel' }).click()
    await seen(page.getByRole('rowheader', { name: 'before the run' })).toHaveCount(1)
    await page.getByRole('button', { name: 'Delete “before the run”' }).click()
    await trainer.dialog.getByRole('button', { name: 'Delete it now' }).click()
    await page.getByText('There is no restore point yet.').waitFor()
  }, 120_000)

  it('takes a number of days in either digits and nothing else, and shows it in those of the reader', async () => {
    const reader = await world.visitor({}, 'my')
    const { page, words } = reader
    await reader.logInAs('trainer', '/clock')
    const days = page.getByLabel(words.t('clock.days'))
    await seen(days).toHaveValue('၁၀')
    await days.fill('')
    await days.pressSequentially('1x၂-')
    await seen(days).toHaveValue('1၂')
    const asked = page.waitForRequest(/\/clock\/preview$/)
    await page.keyboard.press('Enter')
    expect((await asked).postDataJSON()).toEqual({ days: 12 })
    await reader.dialog.waitFor()
    await page.keyboard.press('Escape')
    await days.blur()
    await seen(days).toHaveValue('၁၂')
    await reader.close()
  }, 120_000)

  it('shows what will fire so that axe finds nothing wrong, wide and narrow, in Burmese', async () => {
    const other = await world.visitor({}, 'my')
    await other.logInAs('trainer', '/clock')
    await other.page.locator('.clock-steps').getByRole('button').last().click()
    await other.dialog.locator('.due-days').waitFor()
    expect(await amissIn(other)).toEqual([])
    await other.close()
  }, 120_000)

  it('never asked another host for anything, and no script failed', () => {
    // While the room is cloned or swapped its database is away, and the API says so.
    expect(world.faults.filter((fault) => !/^503 .*\/api\/v1\//.test(fault))).toEqual([])
  })
})
