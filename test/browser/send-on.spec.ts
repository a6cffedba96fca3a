import { chromiumPath, seen, type Visitor } from './browser.support'
import { Keyboard } from './keyboard.support'
import { MoneyOnScreen } from './money.support'

const withBrowser = chromiumPath ? describe : describe.skip

withBrowser('A run whose job ended before its work', () => {
  let screen: MoneyOnScreen
  let somebody: Visitor
  let run = ''

  beforeAll(async () => {
    screen = await MoneyOnScreen.open('2021-08-01')
    const { world } = screen
    await world.entitledAtOnce(await world.registered(3), '2021-08-01')
    const { lineId } = await world.line('9000000')
    await world.today('2021-08-20')
    await world.startWorker()
    // The paymaster takes everything and says no more for now.
    await world.paymaster.faults({ pendingShare: 1 })
    run = await world.released(lineId, { kind: 'allowance', month: '2021-08' })
    await world.sent(run)
    somebody = await screen.visitor()
  }, 240_000)
  afterAll(() => screen?.close(), 60_000)

  it('says that it stands still, and only to those who send runs how it goes on', async () => {
    const { page } = somebody
    await somebody.logInAs('finapprover', `/runs/${run}`)
    await page.getByText('The sending has ended, and 3 payments still have no final answer.').waitFor()
    await seen(page.getByRole('button', { name: 'Send on' })).toHaveCount(0)
  }, 60_000)

  it('is sent on by the keyboard, pays each payment once, and leaves the focus at the run', async () => {
    const { page, dialog } = somebody
    const keyboard = new Keyboard(somebody)
    await keyboard.logInAs('controller', `/runs/${run}`)
    await keyboard.enter(page.getByRole('button', { name: 'Send on' }).first())
    await dialog.getByText('No payment is sent twice').waitFor()
    await screen.world.paymaster.settle()
    await keyboard.enter(dialog.getByRole('button', { name: 'Send on' }))
    await dialog.waitFor({ state: 'hidden' })
    await page.locator('.identity .tag', { hasText: 'Completed' }).waitFor()
    await page.getByRole('button', { name: 'Send on' }).first().waitFor({ state: 'detached' })
    await keyboard.isOn(page.locator('#page-title'))
    expect((await screen.world.paid()).times).toEqual([1, 1, 1])
    expect((await screen.world.payments(run)).map(({ state, attempts }) => [state, attempts])).toEqual(
      Array(3).fill(['settled', 1]),
    )
  }, 60_000)

  it('never broke a script or the server', () => {
    expect(screen.faults).toEqual([])
  })
})
