import { BrowserWorld, chromiumPath, seen, type Visitor } from './browser.support'
import { Casework } from './case.support'

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
    const clerk = await world.visitor()
    const work = await Casework.of(clerk)
    const made = await work.staying(today)
    casePath = made.path
    const { household } = await work.get<{ household: { id: string }[] }>(made.path)
    await work.post('finance', `${made.path}/entitlements`, { personId: household[0]!.id, country: 'TH', from: today })
    await clerk.close()
  }, 240_000)
  afterAll(() => world?.close(), 60_000)

  it('is paid its first allowance, in a run that three people signed', async () => {
    const { page } = somebody
    await somebody.logInAs('finance', '/runs/new')
    await page.getByLabel('Kind').selectOption('allowance')
    await page.getByLabel('Budget line').selectOption({ index: 1 })
    await page.getByRole('button', { name: 'Preview' }).click()
    await page.getByRole('button', { name: 'Prepare this run' }).click()
    await page.getByRole('heading', { name: /^R-/ }).waitFor()
    const run = new URL(page.url()).pathname
    await somebody.drawn()
    await seen(page.getByRole('button', { name: 'Approve', exact: true })).toHaveCount(0)

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
  }, 120_000)

  it('shows the auditor all of it without a name, and an intact log', async () => {
    const { page } = somebody
    await somebody.logInAs('auditor', `${casePath}?tab=timeline`)
    for (const told of ['Contact opened', 'Cleared', 'Code issued', 'Arrived', 'Payment settled']) {
      await page.getByText(told, { exact: true }).first().waitFor()
    }
    await somebody.tab('Overview')
    await page.getByText('covered').first().waitFor()
    await seen(page.getByText('Aung Myo Htet')).toHaveCount(0)
    await somebody.goTo('/log')
    await page.getByRole('button', { name: 'Verify now' }).click()
    await page.getByText(/^Intact: all/).waitFor()
  }, 120_000)

  it('shows the result of a job that had ended before the page first asked for it', async () => {
    const { page } = somebody
    // The first look at the job is held back until the job is closed, as on a machine that is slow to draw.
    await page.route('**/api/v1/jobs/*', async (route) => {
      let answer = await route.fetch()
      while (((await answer.json()) as { closedAt: string | null }).closedAt === null) answer = await route.fetch()
      await route.fulfill({ response: answer })
    })
    const verifiedAt = page.getByRole('region', { name: 'Is the log intact?' }).getByRole('status').locator('time')
    const before = await verifiedAt.getAttribute('datetime')
    await page.getByRole('button', { name: 'Verify now' }).click()
    await page.locator(`[role=status] time:not([datetime="${before}"])`).waitFor()
    await page.unrouteAll({ behavior: 'ignoreErrors' })
  }, 120_000)

  it('keeps a half-filled form when its session is revoked from another device', async () => {
    const { page } = somebody
    await somebody.logInAs('intake', casePath)
    await somebody.begin('Write a note')
    await somebody.dialog.getByRole('textbox', { name: 'Note' }).fill('Asked about schooling.')
    const elsewhere = await world.as('intake')
    expect((await elsewhere.post('/sessions/revoke-others', {})).status).toBe(204)
    await somebody.dialog.getByRole('button', { name: 'Write a note', exact: true }).click()
    const again = page.getByRole('dialog', { name: 'Your session has ended' })
    await again.getByRole('textbox', { name: 'Password' }).fill('demo-intake')
    await again.getByRole('button', { name: 'Log in' }).click()
    await again.waitFor({ state: 'hidden' })
    await somebody.send('Write a note')
    await page.getByText('Asked about schooling.').first().waitFor()
  }, 120_000)

  it('never asked another host for anything, and no script failed', () => {
    expect(world.faults).toEqual([])
  })
})
