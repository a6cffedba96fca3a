import { BrowserWorld, chromiumPath, seen, type Visitor } from './browser.support'
import { amissIn } from './pages.support'

const withBrowser = chromiumPath ? describe : describe.skip
const today = '2021-09-20'

withBrowser('The frame around the screens', () => {
  let world: BrowserWorld
  let somebody: Visitor
  let firstReference = ''

  beforeAll(async () => {
    world = await BrowserWorld.open(today)
    await world.openProgramme('2021-06-01')
    for (let n = 0; n < 3; n += 1) await world.openContact()
    somebody = await world.visitor()
  }, 240_000)
  afterAll(() => world?.close(), 60_000)

  it('says what waits for a role, and leads there', async () => {
    const { page } = somebody
    await somebody.logInAs('vetting')
    const waiting = page.getByRole('listitem').filter({ hasText: 'Contacts to open for vetting' })
    await seen(waiting.locator('.need-count')).toHaveText('3')
    await waiting.getByRole('link').click()
    await page.getByRole('heading', { name: 'Cases', exact: true }).waitFor()
    await seen(page).toHaveURL(/\/cases\?state=contacted$/)
    firstReference = await page.getByRole('rowheader').first().innerText()
  }, 120_000)

  it('shows a role the pages that it uses, and not those of others', async () => {
    const { page } = somebody
    const menu = page.getByRole('navigation', { name: 'Main menu' })
    await seen(menu.getByRole('link', { name: 'Cases', exact: true })).toHaveCount(1)
    await seen(menu.getByRole('link', { name: 'Transition log' })).toHaveCount(0)
    await seen(menu.getByRole('link', { name: 'Payment runs' })).toHaveCount(0)
  })

  it('names the programme date beside the notice that all is synthetic, on every screen', async () => {
    for (const path of ['/', '/cases', '/policy']) {
      await somebody.goTo(path)
      const notice = somebody.page.getByRole('region', { name: 'Notice' })
      await seen(notice).toContainText('synthetic')
      await notice.getByText('20 Sep 2021').waitFor()
    }
  }, 60_000)

  it('goes to a page with two keys, and to a case by its reference from the palette', async () => {
    const { page } = somebody
    await somebody.goTo('/policy')
    await page.keyboard.press('g')
    await page.keyboard.press('c')
    await page.getByRole('heading', { name: 'Cases', exact: true }).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('textbox', { name: 'Command palette' }).fill(firstReference)
    await page.getByRole('dialog').getByText(firstReference).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: firstReference }).waitFor()
  }, 60_000)

  it('lists its keys, and lets them be switched off', async () => {
    const { page } = somebody
    await somebody.goTo('/policy')
    await page.keyboard.press('?')
    const list = page.getByRole('dialog', { name: 'Single keys' })
    await list.getByText('Search or go to…').waitFor()
    await list.getByRole('switch').click()
    await page.keyboard.press('Escape')
    await list.waitFor({ state: 'hidden' })
    await page.keyboard.press('g')
    await page.keyboard.press('c')
    await page.keyboard.press('?')
    await somebody.drawn()
    await seen(page.getByRole('dialog')).toHaveCount(0)
    await seen(page).toHaveURL(/\/policy$/)
    // A chord is no single key: it goes on working, and leads back to the list.
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').getByText('List of single keys').click()
    await list.getByRole('switch').click()
    await page.keyboard.press('Escape')
    await list.waitFor({ state: 'hidden' })
  }, 60_000)

  it('leaves a letter that is typed into a field alone', async () => {
    const { page } = somebody
    await somebody.goTo('/cases')
    await page.getByRole('textbox', { name: 'Case' }).pressSequentially('gc?')
    await somebody.drawn()
    await seen(page.getByRole('dialog')).toHaveCount(0)
    await seen(page).toHaveURL(/\/cases$/)
  }, 60_000)

  it('keeps language, digits and theme with the account, also on another device', async () => {
    const { page } = somebody
    await somebody.goTo('/')
    await page.getByRole('button', { name: /Vetting officer/ }).click()
    await page.getByRole('menuitem', { name: 'Dark', exact: true }).click()
    await page.getByRole('menuitem', { name: '0123456789' }).click()
    await page.keyboard.press('Escape')
    const kept = page.waitForResponse((answer) => answer.url().endsWith('/preferences') && answer.request().method() === 'PATCH')
    await page.getByRole('combobox', { name: 'Language' }).selectOption('my')
    await kept
    const elsewhere = await world.visitor()
    await elsewhere.logInAs('vetting')
    const notice = elsewhere.page.locator('.banner')
    // Burmese words with Latin digits, as chosen.
    await notice.getByText('20 စက် 2021').waitFor()
    await elsewhere.page.locator('html[data-mantine-color-scheme=dark][lang=my]').waitFor()
    await elsewhere.close()
    await page.getByRole('combobox').selectOption('en')
    await page.getByRole('button', { name: /Vetting officer/ }).click()
    await page.getByRole('menuitem', { name: 'As this device' }).click()
    await page.getByRole('menuitem', { name: 'As the language' }).click()
    await page.keyboard.press('Escape')
  }, 90_000)

  it('says that the server cannot be reached, and that it is back, without losing what was typed', async () => {
    const { page } = somebody
    await somebody.logInAs('intake', '/cases/new')
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Aung Myo Htet')
    await page.route('**/api/**', (route) => route.abort())
    await page.getByLabel('Service').selectOption('soldier')
    await page.getByLabel('Pathway').selectOption('individual')
    await page.getByLabel('Channel').selectOption('messenger')
    await page.getByLabel('Born on').fill('1995-03-04')
    await page.getByRole('button', { name: 'Open the contact' }).click()
    await page.getByText('There is no connection to Passage.').waitFor()
    expect(await amissIn(somebody)).toEqual([])
    await page.unroute('**/api/**')
    await page.getByRole('button', { name: 'Try now' }).click()
    await page.getByText('There is no connection to Passage.').waitFor({ state: 'hidden' })
    await seen(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('Aung Myo Htet')
  }, 90_000)

  it('asks before a page with unsent work is left', async () => {
    const { page } = somebody
    await page.getByRole('navigation', { name: 'Main menu' }).getByRole('link', { name: 'Cases', exact: true }).click()
    const question = page.getByRole('dialog', { name: 'Leave without sending?' })
    await question.getByRole('button', { name: 'Stay on this page' }).waitFor()
    expect(await amissIn(somebody)).toEqual([])
    await question.getByRole('button', { name: 'Stay on this page' }).click()
    await question.waitFor({ state: 'hidden' })
    await seen(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('Aung Myo Htet')
    await page.getByRole('navigation', { name: 'Main menu' }).getByRole('link', { name: 'Cases', exact: true }).click()
    await question.getByRole('button', { name: 'Leave and lose it' }).click()
    await page.getByRole('heading', { name: 'Cases', exact: true }).waitFor()
  }, 60_000)

  it('warns before a session that nobody uses ends, covers the screen when it has, and keeps what was typed', async () => {
    const idle = await world.visitor()
    const { page } = idle
    await page.clock.install()
    await idle.logInAs('intake', '/cases/new')
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Aung Myo Htet')
    await page.clock.runFor('28:30')
    const warning = page.getByRole('dialog', { name: 'Your session is about to end' })
    await warning.getByRole('button', { name: 'Stay signed in' }).click()
    await warning.waitFor({ state: 'hidden' })
    await page.clock.runFor('30:10')
    const again = page.getByRole('dialog', { name: 'Your session has ended' })
    await again.getByRole('textbox', { name: 'Password' }).fill('demo-intake')
    // The server has ended it too: the cookie of before opens nothing.
    expect(await page.evaluate(async () => (await fetch('/api/v1/cases')).status)).toBe(401)
    await again.getByRole('button', { name: 'Log in' }).click()
    await again.waitFor({ state: 'hidden' })
    await seen(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('Aung Myo Htet')
    await idle.close()
  }, 120_000)

  it.each(['en', 'my'] as const)(
    'is accessible under its palette and its list of keys, wide and narrow, in %s',
    async (language) => {
      const visitor = await world.visitor({}, language)
      await visitor.logInAs('auditor', '/cases')
      await visitor.page.getByRole('rowheader').first().waitFor()
      await visitor.page.keyboard.press('?')
      await visitor.dialog.getByRole('switch').waitFor()
      expect(await amissIn(visitor)).toEqual([])
      await visitor.page.keyboard.press('Escape')
      await visitor.dialog.waitFor({ state: 'hidden' })
      await visitor.page.keyboard.press('Control+k')
      await visitor.dialog.getByRole('textbox').waitFor()
      expect(await amissIn(visitor)).toEqual([])
      await visitor.close()
    },
    120_000,
  )

  it('never asked another host for anything, and no script failed', () => {
    expect(world.faults.filter((fault) => !fault.includes('401'))).toEqual([])
  })
})
