import { BrowserWorld, chromiumPath, seen, type Visitor } from './browser.support'
import { Casework } from './case.support'
import { Keyboard } from './keyboard.support'

const withBrowser = chromiumPath ? describe : describe.skip
const today = '2021-09-20'

withBrowser('The work on a case and on what it rests on, by the keyboard alone,', () => {
  let world: BrowserWorld
  let somebody: Visitor
  let keyboard: Keyboard

  beforeAll(async () => {
    world = await BrowserWorld.open(today)
    await world.openProgramme('2021-06-01')
    const clerk = await world.visitor()
    await prepare(await Casework.of(clerk))
    await clerk.close()
  }, 240_000)
  afterAll(() => world?.close(), 60_000)

  /** A case at each stage that somebody works at here: none of them waits for another. */
  const prepare = async (work: Casework) => {
    await work.contact()
    await work.vetted()
    const { path } = await work.registered()
    const items = [{ category: 'vehicle', count: 1 }]
    await work.post('intake', `${path}/reward-claims`, { items, receivedOn: today })
    const { items: sites } = await work.get<{ items: { id: string }[] }>('/sites')
    const [siteId, host] = [sites[0]!.id, await world.as('host')]
    await work.post('trainer', `/accounts/${host.accountId}/site`, { siteId })
    await work.post('relocation', `${path}/placements`, { siteId, from: today })
  }
  const comesAs = async (username: string, colorScheme: 'light' | 'dark') => {
    await somebody?.close()
    somebody = await world.visitor({ colorScheme })
    keyboard = new Keyboard(somebody)
    await keyboard.logInAs(username)
  }
  const button = (name: string | RegExp) => somebody.page.getByRole('button', { name, exact: true })
  const link = (name: string | RegExp) => somebody.page.getByRole('link', { name, exact: true })
  const tab = (name: string) => somebody.page.getByRole('tab', { name, exact: true })
  const title = () => somebody.page.locator('#page-title')
  /** The button that carries the case on: it stays after its act, and begins the next one. Where there is none, the title is where one stands. */
  const onward = () => somebody.page.locator('.identity-main')
  const caseIs = (state: string) => somebody.page.locator('.identity .tag', { hasText: state }).waitFor()

  /** By the first row of a list to its case. */
  const openFirst = async () => {
    await link(/^P-2021-/)
      .first()
      .waitFor()
    await keyboard.press('j')
    await keyboard.isOn(link(/^P-2021-/).first())
    await keyboard.press('Enter')
    await title()
      .filter({ hasText: /^P-2021-/ })
      .waitFor()
    await keyboard.isOn(title())
  }
  const takeUp = async (need: string) => {
    await keyboard.enter(link(need))
    await openFirst()
  }
  /** Opens the form of an act by its button, and answers it. */
  const begin = async (act: string, answers: Readonly<Record<string, string>> = {}) => {
    const { dialog } = somebody
    await keyboard.enter(button(act).first())
    await keyboard.isOn(dialog.locator(':focus'))
    for (const [field, answer] of Object.entries(answers)) await keyboard.write(dialog.getByLabel(field), answer)
  }
  const send = async (act: string) => {
    const { dialog } = somebody
    await keyboard.enter(dialog.getByRole('button', { name: act, exact: true }))
    await dialog.waitFor({ state: 'hidden' })
  }

  it('a vetting officer starts on a contact, records every check, recommends, and stands at the case that waits for its decision', async () => {
    await comesAs('vetting', 'light')
    await takeUp('Contacts to open for vetting')
    await begin('Start vetting')
    await send('Start vetting')
    await caseIs('In vetting')
    await keyboard.isOn(onward())

    await keyboard.tabTo(tab('Overview'))
    await keyboard.press('ArrowRight')
    await keyboard.isOn(tab('Vetting'))
    const open = button('Record')
    await somebody.drawn()
    for (let left = await open.count(); left > 0; left -= 1) {
      await begin('Record', { Result: 'Conf' })
      await send('Record a check')
      await open.nth(left - 1).waitFor({ state: 'detached' })
      await keyboard.isOn(button('Record again').last())
    }

    await begin('Recommend', { Recommendation: 'Clear' })
    await send('Recommend')
    await caseIs('Awaiting decision')
    await keyboard.isOn(title())
  }, 60_000)

  it('a registrar issues a code, turns round before revoking it, and stands where they were with the code still active', async () => {
    await comesAs('registrar', 'dark')
    const { page, dialog } = somebody
    await takeUp('Codes to issue')
    await begin('Issue a code')
    await send('Issue a code')
    await caseIs('Registered')
    await keyboard.isOn(title())

    await keyboard.press('a')
    await keyboard.isOn(page.getByRole('menuitem').first())
    await keyboard.tabTo(page.getByRole('menuitem', { name: /^Revoke the code/ }), { key: 'ArrowDown' })
    await keyboard.press('Enter')
    await keyboard.isOn(dialog.locator(':focus'))
    await keyboard.write(dialog.getByLabel('Reason'), 'Left')
    await keyboard.enter(button('Check your answers'))
    await keyboard.isOn(dialog.getByRole('heading', { name: 'Stop and think: Revoke the code' }))
    await dialog.getByText('This code will never be valid again').waitFor()
    await keyboard.enter(button('Change'))
    // What was answered still stands there, and the way on is under the hand.
    await keyboard.isOn(button('Check your answers'))
    await seen(dialog.getByLabel('Reason')).toHaveValue('left_programme')
    await keyboard.press('Escape')
    await keyboard.enter(button('Discard it'))
    await dialog.waitFor({ state: 'hidden' })
    await keyboard.isOn(button(/^Actions/))

    await keyboard.tabTo(tab('Overview'))
    await keyboard.tabTo(tab('Code'), { key: 'ArrowRight' })
    await page.getByRole('tabpanel').getByRole('row').nth(1).getByText('Active').waitFor()
    await keyboard.isOn(tab('Code'))
  }, 60_000)

  it('an equipment assessor gives the receipt of a claim, verifies and values it, and stands at the case of the claim', async () => {
    await comesAs('equipment', 'light')
    const { page } = somebody
    await keyboard.press('g', 'm')
    await title().filter({ hasText: 'Reward claims' }).waitFor()
    await openFirst()
    const claim = page.getByRole('tabpanel', { name: 'Reward' })
    await begin('Give the custody receipt')
    await send('Give the custody receipt')
    await claim.getByText('20 Sep 2021').nth(1).waitFor()
    await begin('Verify the equipment')
    await send('Verify the equipment')
    await claim.locator('.tag', { hasText: 'Verified' }).waitFor()
    await keyboard.isOn(onward())
    await begin('Value by the tariff', { Scheme: 'Reg' })
    await send('Value by the tariff')
    await claim.locator('.tag', { hasText: 'Valued' }).waitFor()
    await claim.getByText('5,000,000.00 MMK').waitFor()
    await keyboard.isOn(onward())
  }, 60_000)

  it('a host organisation finds its site by who is expected, confirms the arrival, and stands at the site that they stay at', async () => {
    await comesAs('host', 'dark')
    const { page } = somebody
    await keyboard.enter(link('Arrivals expected within a week'))
    await title().filter({ hasText: 'Sites' }).waitFor()
    await keyboard.enter(
      page.getByRole('table', { name: 'Arrivals of the next 7 days' }).getByRole('link', { name: 'Golden Field' }),
    )
    await title().filter({ hasText: 'Golden Field' }).waitFor()
    await keyboard.isOn(title())
    await begin('Confirm the arrival')
    await send('Confirm the arrival')
    const stay = page.getByRole('row', { name: /^P-2021-/ })
    await stay.getByText('Staying').waitFor()
    await keyboard.isOn(title())
    await keyboard.tabTo(stay.getByRole('button', { name: 'Confirm the departure' }))
  }, 60_000)

  it('a programme manager is led to what a new rate lacks, sends it, and stands at the button that they began with', async () => {
    await comesAs('manager', 'light')
    const { page, dialog } = somebody
    await keyboard.press('g', 't')
    await title().filter({ hasText: 'Rates and tariff' }).waitFor()
    await keyboard.isOn(title())
    await begin('Add a rate')
    await keyboard.enter(dialog.getByRole('button', { name: 'Add a rate' }))
    await keyboard.isOn(dialog.getByLabel('Country'))
    await keyboard.type('India')
    await keyboard.write(dialog.getByLabel('Amount'), '900')
    await keyboard.write(dialog.getByLabel('From'), '1 10 2021')
    await dialog.getByText(/for Oct 2021 and every month after it/).waitFor()
    await keyboard.write(dialog.getByLabel('Source'), 'Training value')
    await send('Add a rate')
    await page.getByRole('listitem').filter({ hasText: 'India' }).getByText('900.00 THB').waitFor()
    await keyboard.isOn(button('Add a rate'))
  }, 60_000)

  it('never asked another host for anything, and no script failed', () => {
    expect(world.faults).toEqual([])
  })
})
