import type { Locator } from '@playwright/test'
import { livedWorld } from '../support/lived-world'
import type { ApiClient } from '../support/api'
import { BrowserWorld, chromiumPath, type Visitor } from './browser.support'
import { Keyboard } from './keyboard.support'

const withBrowser = chromiumPath ? describe : describe.skip

withBrowser('By the keyboard alone, with the focus in sight at every stop,', () => {
  let world: BrowserWorld
  let somebody: Visitor
  let keyboard: Keyboard
  let recommended = ''

  beforeAll(async () => {
    world = await BrowserWorld.over(await livedWorld())
    recommended = await recommendedCase(world)
    await waitingHousehold(world)
    await inTheme('light')
  }, 240_000)
  afterAll(() => world?.close(), 60_000)

  const inTheme = async (colorScheme: 'light' | 'dark') => {
    await somebody?.close()
    somebody = await world.visitor({ colorScheme })
    keyboard = new Keyboard(somebody)
  }
  const button = (name: string | RegExp) => somebody.page.getByRole('button', { name, exact: true })
  const link = (name: string | RegExp) => somebody.page.getByRole('link', { name, exact: true })
  const choice = (name: string) => somebody.page.getByRole('combobox', { name })
  const title = () => somebody.page.locator('#page-title')

  it('an intake officer skips the menu, opens a contact with its household, and stands at the new case', async () => {
    const { page } = somebody
    await keyboard.logInAs('intake')
    await page.reload()
    await title().waitFor()
    await keyboard.tabTo(link('Skip to the content'), { presses: 1 })
    await keyboard.press('Enter')
    await keyboard.tabTo(link('Open a contact'), { presses: 1 })
    await keyboard.press('Enter')
    await title().filter({ hasText: 'Open a contact' }).waitFor()
    await keyboard.isOn(title())

    // What is missing is where the form goes on.
    await keyboard.enter(button('Open the contact'))
    await keyboard.isOn(choice('Service'))
    await keyboard.type('Soldier')
    await keyboard.write(choice('Pathway'), 'Indiv')
    await keyboard.write(choice('Channel'), 'Mess')
    await keyboard.write(page.getByRole('textbox', { name: 'Name', exact: true }), 'Aung Myo Htet')
    await keyboard.write(page.getByRole('textbox', { name: 'Born on' }), '4 3 1995')
    await keyboard.tabTo(page.getByRole('checkbox', { name: 'Health care' }))
    await keyboard.press('Space')
    await keyboard.enter(button('Add a person'))
    await keyboard.write(choice('Relation'), 'Part')
    await keyboard.write(page.locator('fieldset.member').getByRole('textbox', { name: 'Name', exact: true }), 'Mya Hnin')
    await keyboard.write(page.locator('fieldset.member').getByRole('textbox', { name: 'Born on' }), '2 1 1997')
    await keyboard.enter(button('Open the contact'))
    await title().filter({ hasText: /^P-/ }).waitFor()
    await keyboard.isOn(title())
    await page.getByText('Mya Hnin').first().waitFor()
  }, 60_000)

  it('an approver follows what waits for a decision, reads the check, decides, and stands at the case that was decided', async () => {
    const { page, dialog } = somebody
    await keyboard.logInAs('approver')
    await keyboard.enter(link('Recommendations to decide'))
    await link(recommended).waitFor()
    await keyboard.press('j')
    await keyboard.isOn(link(recommended))
    await keyboard.press('Enter')
    await title().filter({ hasText: recommended }).waitFor()
    await keyboard.isOn(title())

    await keyboard.enter(button('Clear').first())
    await dialog.waitFor()
    await keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    await keyboard.isOn(button('Clear').first())
    await keyboard.press('Enter')
    await keyboard.enter(button('Check your answers'))
    await keyboard.isOn(dialog.getByRole('heading', { name: 'Check your answers' }))
    await keyboard.enter(button('Confirm: Clear'))
    await dialog.waitFor({ state: 'hidden' })
    await page.locator('.identity .tag', { hasText: 'Vetted' }).waitFor()
    // The button that was pressed is gone with the act.
    await keyboard.isOn(title())
  }, 60_000)

  it('a finance officer walks the payments of a run, looks at taking one out, and is back at its row', async () => {
    const { dialog } = somebody
    await keyboard.logInAs('finance')
    await keyboard.enter(link('Payment runs'))
    await keyboard.isOn(title())
    await link(/^R-2021-10-/).waitFor()
    await keyboard.press('j', 'j', 'k', 'j')
    await keyboard.isOn(link(/^R-2021-10-/))
    await keyboard.press('Enter')
    await title()
      .filter({ hasText: /^R-2021-10-/ })
      .waitFor()
    await keyboard.isOn(title())

    const payments = somebody.page.getByRole('table', { name: 'Payments' }).getByRole('rowheader').getByRole('link')
    await payments.first().waitFor()
    await keyboard.press('j', 'j')
    await keyboard.isOn(payments.nth(1))
    await keyboard.press('k')
    await keyboard.isOn(payments.nth(0))
    const exclude = button(/^Exclude/).first()
    await keyboard.enter(exclude)
    await dialog.waitFor()
    await keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    await keyboard.isOn(exclude)

    // What was chosen is not thrown away without a question, and the question can be answered.
    await keyboard.press('Enter')
    await keyboard.tabTo(dialog.getByLabel('Reason'))
    await keyboard.press('ArrowDown', 'Escape')
    await keyboard.enter(button('Keep editing'))
    await keyboard.isOn(dialog.locator(':focus'))
    await keyboard.press('Escape')
    await keyboard.enter(button('Discard it'))
    await dialog.waitFor({ state: 'hidden' })
    await keyboard.isOn(exclude)
  }, 60_000)

  it('a finance approver comes from what waits to the run, approves it, and stands at the run', async () => {
    await inTheme('dark')
    const { page, dialog } = somebody
    await keyboard.logInAs('finapprover')
    await keyboard.enter(link('Payment runs to approve'))
    await keyboard.enter(link(/^R-2021-10-/))
    await keyboard.enter(button('Approve'))
    await keyboard.enter(button('Check your answers'))
    await keyboard.isOn(dialog.getByRole('heading', { name: 'Check your answers' }))
    await keyboard.enter(button('Confirm: Approve'))
    await dialog.waitFor({ state: 'hidden' })
    await page.locator('.identity .tag', { hasText: 'Approved' }).waitFor()
    await keyboard.isOn(title())
  }, 60_000)

  it('a relocation officer walks a site, its picture and its table, and the waiting list', async () => {
    const { page } = somebody
    await keyboard.logInAs('relocation')
    await keyboard.press('g', 's')
    await title().filter({ hasText: 'Sites' }).waitFor()
    await keyboard.enter(page.getByRole('table', { name: 'Sites' }).getByRole('link').first())
    await keyboard.tabTo(page.getByRole('radio', { name: 'Both' }))
    await keyboard.press('ArrowLeft')
    await page.waitForURL(/view=table/)
    await keyboard.isOn(page.getByRole('radio', { name: 'Table' }))
    const days = page.getByRole('region', { name: 'Day by day' })
    await keyboard.tabTo(days)
    await keyboard.press('End')
    // The page's own policy lets nobody ask it again and again; it tells by itself.
    await page.evaluate(`new Promise((moved) => {
      const table = document.querySelector('.report-table')
      if (table.scrollTop > 0) moved()
      else table.addEventListener('scroll', moved, { once: true })
    })`)
    await keyboard.press('g', 'w')
    await title().filter({ hasText: 'Waiting list' }).waitFor()
    await keyboard.isOn(title())
    await keyboard.enter(page.getByRole('table', { name: 'Waiting list' }).getByRole('link').first())
    const tab = (name: string) => page.getByRole('tab', { name, exact: true })
    await keyboard.tabTo(tab('Placement'))
    await keyboard.press('ArrowRight')
    await keyboard.isOn(tab('Allowance'))
    await keyboard.press('ArrowLeft', 'ArrowLeft')
    await keyboard.isOn(tab('Code'))
  }, 60_000)

  it('a planner asks for a report by the arrows and reads its tables', async () => {
    const { page } = somebody
    await keyboard.logInAs('planner')
    await keyboard.press('g', 'o')
    await keyboard.enter(link('New report'))
    await keyboard.tabTo(page.getByRole('radio', { name: 'Capacity' }))
    await keyboard.press('ArrowDown', 'ArrowDown')
    await keyboard.isOn(page.getByRole('radio', { name: 'Pipeline' }))
    await keyboard.write(page.getByRole('textbox', { name: 'From' }), '6 2021')
    await keyboard.write(page.getByRole('textbox', { name: 'To' }), '10 2021')
    await keyboard.enter(button('Ask for the report'))
    await title().filter({ hasText: 'Pipeline' }).waitFor()
    const table = page.locator('.report-table').first()
    await table.waitFor()
    await keyboard.isOn(title())
    await keyboard.tabTo(table)
  }, 60_000)

  it('an auditor types a day into a filter, opens an entry and closes it, and is back at its row', async () => {
    await inTheme('light')
    const { page, dialog } = somebody
    await keyboard.logInAs('auditor')
    await keyboard.press('g', 'l')
    await title().filter({ hasText: 'Transition log' }).waitFor()
    await keyboard.write(page.getByRole('textbox', { name: 'Until' }), '31 10 2021')
    await page.waitForURL(/to=2021-10-31/)
    await keyboard.press('Tab')
    const rows = page.getByRole('table', { name: 'Transition log' }).getByRole('rowheader').getByRole('link')
    await button(/^Take off the filter Until: 31 Oct 2021/).waitFor()
    await rows.first().waitFor()
    await keyboard.press('j', 'j', 'Enter')
    await dialog.getByText('The stored bytes give this hash').waitFor()
    await keyboard.enter(dialog.getByRole('link', { name: /^Entry (before|after)/ }).first())
    await keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await keyboard.isOn(rows.nth(1))
    await keyboard.back(button(/^Take off the filter Until/))
    await keyboard.press('Enter')
    await page.waitForURL((url) => !url.search.includes('to='))
    await keyboard.press('g', 'a')
    await title().filter({ hasText: 'Access log' }).waitFor()
    await page.getByRole('rowheader').first().waitFor()
    await keyboard.press('j', 'Enter')
    await dialog.getByText('Request id').waitFor()
    await keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await keyboard.isOn(page.getByRole('rowheader').getByRole('link').first())
  }, 60_000)

  it('a trainer sees what a day will bring and moves the clock', async () => {
    const { page, dialog } = somebody
    await keyboard.logInAs('trainer')
    await keyboard.press('g', 'k')
    await title().filter({ hasText: 'Programme clock' }).waitFor()
    await keyboard.enter(button('A day'))
    await dialog.waitFor()
    await keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    await keyboard.isOn(button('A day'))
    await keyboard.press('Enter')
    await keyboard.enter(button('Move the clock to 1 Dec 2021'))
    await page.getByRole('region', { name: 'Notice' }).locator('time[datetime="2021-12-01"]').waitFor()
    await dialog.waitFor({ state: 'hidden' })
    // Where the move took a while, the button was gone meanwhile.
    await button('A day').waitFor()
    await keyboard.isOn(title().or(button('A day')))
  }, 60_000)

  it('a day is chosen in the calendar by the arrows, and a page in the palette', async () => {
    const { page, dialog } = somebody
    await keyboard.logInAs('auditor', '/log')
    const until = page.getByRole('textbox', { name: 'Until' })
    await keyboard.write(until, '10 11 2021')
    const calendar = button('Choose a day').last()
    await keyboard.enter(calendar)
    await dialog.waitFor()
    const day = (n: number) => dialog.getByRole('button', { name: `${n} November 2021` })
    await keyboard.tabTo(day(10))
    await keyboard.press('ArrowRight', 'ArrowDown')
    await keyboard.isOn(day(18))
    await keyboard.press('Enter')
    await page.waitForURL(/to=2021-11-18/)
    await keyboard.isOn(calendar)
    await keyboard.press('Enter')
    await dialog.waitFor()
    await keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await keyboard.isOn(calendar)

    await keyboard.press('/')
    const palette = page.getByRole('dialog', { name: 'Command palette' })
    await palette.waitFor()
    await keyboard.press('Escape')
    await palette.waitFor({ state: 'detached' })
    await keyboard.isOn(calendar)
    await keyboard.press('Control+k')
    // It is seen before its field has the focus, and what is typed in between is typed at the page.
    await keyboard.isOn(palette.getByRole('textbox'))
    await keyboard.type('who')
    await keyboard.press('ArrowDown', 'Enter')
    await title().filter({ hasText: 'Who sees what' }).waitFor()
    await keyboard.isOn(title())
    await keyboard.press('?')
    await dialog.getByRole('switch').waitFor()
    await keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await keyboard.isOn(title())
  }, 60_000)

  it('menus open by Enter, are walked by the arrows, close by Escape and give the focus back', async () => {
    const { page, dialog } = somebody
    const menu = page.getByRole('menu')
    const walk = async (opener: Locator) => {
      await keyboard.enter(opener)
      await menu.waitFor()
      await keyboard.isOn(menu.getByRole('menuitem').first())
      await keyboard.press('End')
      await keyboard.isOn(menu.getByRole('menuitem').last())
      await keyboard.press('Home', 'ArrowDown')
      await keyboard.isOn(menu.getByRole('menuitem').nth(1))
      await keyboard.press('Escape')
      await menu.waitFor({ state: 'hidden' })
      await keyboard.isOn(opener)
    }
    await keyboard.logInAs('vetting', '/cases?state=in_vetting')
    // What the account's button opens is fetched when it is first wanted.
    await walk(button(/^Hnin Wai, vetting/))
    await walk(button(/^Hnin Wai, vetting/))
    await keyboard.press('j', 'Enter')
    await title().filter({ hasText: /^P-/ }).waitFor()
    await keyboard.isOn(title())
    await walk(button(/^Actions/))
    await keyboard.press('n')
    await dialog.waitFor()
    await keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    await keyboard.isOn(button(/^Actions/))
  }, 60_000)

  it('never asked another host for anything, and no script failed', () => {
    expect(world.faults).toEqual([])
  })
})

const did = async <T extends object>(client: ApiClient, path: string, body: object = {}): Promise<T> => {
  const answer = await client.post<T>(path, body)
  if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`)
  return answer.body
}

/** A case that an approver has to decide. @returns its reference */
async function recommendedCase(world: BrowserWorld): Promise<string> {
  const [intake, vetting] = await Promise.all(['intake', 'vetting'].map((one) => world.as(one)))
  const applicant = { name: 'Ko Ko Naing', bornOn: '1994-02-03' }
  const contact = { service: 'soldier', pathway: 'individual', channel: 'messenger', applicant }
  const { id, reference } = await did<{ id: string; reference: string }>(intake!, '/cases', contact)
  await did(vetting!, `/cases/${id}/start-vetting`)
  const { body } = await vetting!.get<{ plan: { check: string }[] }>(`/cases/${id}/vetting`)
  for (const { check } of body.plan) await did(vetting!, `/cases/${id}/checks`, { check, result: 'confirmed' })
  await did(vetting!, `/cases/${id}/recommend`, { recommendation: 'clear' })
  return reference
}

/** A registered household that nobody has a place for yet. */
async function waitingHousehold(world: BrowserWorld): Promise<void> {
  const relocation = await world.as('relocation')
  const cases = await relocation.get<{ items: { id: string }[] }>('/cases?state=registered')
  for (const { id } of cases.body.items) {
    const { status } = await relocation.post(`/cases/${id}/placements`, { from: '2021-12-10' })
    if (status < 300) return
  }
  throw new Error('every registered household has a place')
}
