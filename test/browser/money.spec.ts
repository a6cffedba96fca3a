import { readFileSync } from 'node:fs'
import { partsOf, type CsvParts } from '../journeys/export.support'
import { must, refusal, type PaymentRow } from '../journeys/money.support'
import { chromiumPath, seen, type Visitor } from './browser.support'
import { MoneyOnScreen } from './money.support'
import { amissIn } from './pages.support'

const covers = ['Covers from', 'Covers until, that day not included']
const withBrowser = chromiumPath ? describe : describe.skip

withBrowser('The money pages in the browser', () => {
  let screen: MoneyOnScreen
  let somebody: Visitor
  let lineId: string
  let fundId: string
  /** A run that was sent and of which some payments failed, and one that waits for its approval. */
  let sent: string
  let waiting: string

  beforeAll(async () => {
    screen = await MoneyOnScreen.open('2021-08-01')
    const { world } = screen
    await screen.alsoHolds('finance', 'finance_approver')
    await world.entitledAtOnce(await world.registered(12, 2), '2021-08-12')
    ;({ lineId, fundId } = await world.line('9000000'))
    must(await world.the('finance_controller').post(`/funds/${fundId}/budget-lines`, { name: 'Reserve', purpose: 'allowance' }))
    must(
      await world.the('programme_manager').post('/tariff-lines', {
        scheme: 'regional_2021',
        category: 'vehicle',
        amount: '500000000',
        currency: 'MMK',
        from: '2021-06-01',
        source: 'DIIS',
        trainingValue: true,
      }),
    )
    await world.today('2021-08-20')
    await world.startWorker()
    await world.paymaster.faults({ rejectShare: 0.3, seed: 3 })
    sent = await world.released(lineId, { kind: 'allowance', month: '2021-08' })
    await world.sent(sent)
    await world.paymaster.faults({})
    await world.today('2021-09-20')
    somebody = await screen.visitor({ acceptDownloads: true })
  }, 240_000)
  afterAll(() => screen?.close(), 60_000)

  const openGroups = async ({ page }: Visitor) => {
    for (const group of await page.locator('.exception > summary').all()) await group.click()
    // What lies under the bar that stays on top cannot be decided.
    await page.evaluate('scrollTo(0, 0)')
  }

  /** The list on the page as a file of CSV. */
  const taken = async (page: Visitor['page']): Promise<CsvParts> => {
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'CSV' }).click()
    return partsOf(readFileSync(await (await download).path(), 'utf8'))
  }
  const failed = (): Promise<PaymentRow[]> => screen.world.payments(sent, 'rejected')
  const open = async (username: string, path: string) => {
    await somebody.logInAs(username, path)
    return somebody.page
  }

  it('shows a run before it exists: the sums, the run before, and each amount with what it was computed from', async () => {
    const page = await open('finance', '/runs/new')
    await page.getByLabel('Month').fill('2021-09')
    await page.getByLabel('Budget line').selectOption(lineId)
    await page.getByRole('button', { name: 'Preview' }).click()
    const pay = page.getByRole('table', { name: 'Whom it would pay' })
    await pay.getByText('30 of 30 days at 1,000.00 THB a month').first().waitFor()
    await seen(pay).toHaveAttribute('aria-rowcount', '25')
    await page.getByText('Against the run before').waitFor()
    await page.getByRole('listitem').filter({ hasText: 'Preview' }).getByText('done').waitFor()
    expect(await amissIn(somebody)).toEqual([])
    await page.getByRole('button', { name: 'Prepare this run' }).click()
    await page.getByRole('heading', { name: /^R-2021-09-/ }).waitFor()
    waiting = new URL(page.url()).pathname.split('/').at(-1)!
  }, 120_000)

  it('waits for the programme date before it asks for the month, which it would otherwise write under the hands', async () => {
    let answer = (): void => undefined
    const held = new Promise<void>((resolve) => (answer = resolve))
    const early = await screen.visitor()
    await early.logInAs('finance')
    await early.page.route('**/api/v1/clock', async (route) => {
      await held
      await route.continue()
    })
    const asked = early.page.waitForRequest(/\/api\/v1\/clock$/)
    await early.page.goto(`${early.url}/runs/new`)
    await asked
    await seen(early.page.getByLabel('Month')).toHaveCount(0)
    answer()
    await early.page.getByLabel('Month').waitFor()
    await seen(early.page.getByLabel('Month')).toHaveValue('Sep 2021')
    await early.close()
  }, 60_000)

  it('tells whoever prepared a run why they cannot approve it, before they try', async () => {
    const { page } = somebody
    const why = page.getByRole('note').filter({ hasText: 'Next: Approve' })
    await why.getByText('You prepared this payment run.').waitFor()
    await seen(page.getByRole('button', { name: 'Approve', exact: true })).toHaveCount(0)
    await page
      .getByRole('listitem')
      .filter({ hasText: 'Prepare' })
      .getByText(/^Finance officer, /)
      .waitFor()
    // And the server would have said the same.
    const officer = await screen.web.asAccount('finance')
    expect(refusal(await officer.post(`/payment-runs/${waiting}/approve`)).code).toBe('actor.prepared_it')

    await open('finapprover', `/runs/${waiting}`)
    await page.getByRole('button', { name: 'Approve', exact: true }).click()
    await somebody.dialog.getByRole('button', { name: 'Check your answers' }).click()
    // What it takes from the budget line is shown before it is confirmed.
    await somebody.dialog.getByText('Budget', { exact: true }).waitFor()
    await page.keyboard.press('Escape')
  }, 120_000)

  it('groups what failed by cause, and gives up one payment from its group', async () => {
    const before = await failed()
    const page = await open('finance', `/runs/${sent}`)
    const exceptions = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Exceptions' }) })
    const groups = exceptions.locator('details')
    // Which of its reasons the paymaster gives is its deck's to say; there are as many groups as it gave.
    await groups.first().waitFor()
    await seen(groups).toHaveCount(new Set(before.map((payment) => payment.outcomeReason)).size)
    await openGroups(somebody)
    expect(await amissIn(somebody)).toEqual([])
    await groups.first().getByRole('button', { name: 'Give up: P-' }).first().click()
    await somebody.dialog.getByLabel('Reason').selectOption('payee_left')
    await somebody.confirm('Give up')
    await exceptions.getByText('Given up').waitFor()
    expect(await failed()).toHaveLength(before.length - 1)
  }, 120_000)

  it('narrows the payments down to a state that stands in the address', async () => {
    const { page } = somebody
    const left = await failed()
    await page
      .getByRole('group', { name: 'Payments by state' })
      .getByRole('button', { name: /^Rejected/ })
      .click()
    await page.waitForURL(/state=rejected/)
    await page.locator(`table[aria-rowcount="${left.length + 1}"]`).waitFor()
    await page.reload()
    await page.locator(`table[aria-rowcount="${left.length + 1}"]`).waitFor()
  }, 60_000)

  it('is accessible, wide and narrow, in Burmese: what failed, what waits, and what a line was spent on', async () => {
    const reader = await screen.visitor({}, 'my')
    await reader.logInAs('finance', `/runs/${sent}`)
    await openGroups(reader)
    expect(await amissIn(reader)).toEqual([])
    for (const path of [`/runs/${waiting}`, `/funds?line=${lineId}`]) {
      await reader.walkTo(path)
      expect(await amissIn(reader)).toEqual([])
    }
    await reader.close()
  }, 120_000)

  it('takes the runs, and the payments of one, as files of just what is shown', async () => {
    const { page } = somebody
    const left = await failed()
    await page.getByRole('button', { name: 'Columns' }).click()
    await somebody.dialog.getByRole('checkbox', { name: 'How it was computed' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('columnheader', { name: 'How it was computed' }).waitFor({ state: 'hidden' })
    const payments = await taken(page)
    expect(payments.head).toEqual(['Case', 'Amount', 'Currency', ...covers, 'State', 'Attempts', 'Answers'])
    expect(payments.rows.map((row) => row[5])).toEqual(left.map(() => 'rejected'))

    await somebody.goTo('/runs?state=prepared')
    const runs = await taken(page)
    expect(runs.preface).toContainEqual(['Only the state', 'prepared'])
    await seen(page.getByRole('rowheader')).toHaveText(runs.rows.map(([reference]) => reference!))
  }, 60_000)

  it('orders runs and payments by their heads, in the address, in the file and in a view that is kept', async () => {
    const page = await open('finance', '/runs')
    await seen(page.locator('[aria-sort=descending]')).toHaveText('Prepared')
    await page.getByRole('button', { name: 'Total' }).click()
    await page.waitForURL(/sort=-total/)
    await page.getByRole('button', { name: 'Total' }).click()
    await page.waitForURL(/sort=total/)
    const runs = await screen.world.the('finance_officer').get('/payment-runs?sort=total')
    await seen(page.getByRole('rowheader')).toHaveText(runs.body.items.map((run: { reference: string }) => run.reference))
    expect(await amissIn(somebody)).toEqual([])

    await somebody.goTo(`/runs/${sent}`)
    await seen(page.locator('[aria-sort=none]')).toHaveText(['Case', 'Amount', 'State'])
    await page.getByRole('columnheader', { name: 'Case' }).getByRole('button').click()
    await page.waitForURL(/sort=-reference/)
    await page.getByRole('columnheader', { name: 'Case' }).and(page.locator('[aria-sort=descending]')).waitFor()
    await page.getByRole('columnheader', { name: 'Case' }).getByRole('button').click()
    await page.waitForURL(/sort=reference/)
    await page.getByRole('columnheader', { name: 'Case' }).and(page.locator('[aria-sort=ascending]')).waitFor()
    const { preface, rows } = await taken(page)
    expect(preface).toContainEqual(['Order', 'reference'])
    const inFile = rows.map(([reference]) => reference!)
    expect(inFile).toEqual([...inFile].sort())
    await seen(page.getByRole('table', { name: 'Payments' }).getByRole('rowheader').first()).toHaveText(inFile[0]!)

    await page.getByRole('button', { name: 'Views' }).click()
    await somebody.dialog.getByRole('textbox', { name: 'A name for it' }).fill('By case')
    await somebody.dialog.getByRole('button', { name: 'Keep' }).click()
    await somebody.dialog.waitFor({ state: 'hidden' })
    await somebody.goTo(`/runs/${sent}`)
    await page.getByRole('button', { name: 'Views' }).click()
    await somebody.dialog.getByRole('link', { name: 'By case' }).click()
    await page.waitForURL(/sort=reference/)
    await seen(page.locator('[aria-sort=ascending]')).toHaveText('Case')
  }, 90_000)

  it('narrows claims by category, day and case, counts them by state, and takes just these as a file', async () => {
    const intake = screen.world.the('intake_officer')
    const cases = await screen.world.registered(3)
    for (const [place, { caseId }] of cases.entries()) {
      await screen.world.owner.query('UPDATE case_file SET reference = $2 WHERE id = $1', [caseId, `P-2021-0000${place + 1}`])
      const items = [{ category: place === 1 ? 'heavy_artillery' : 'vehicle', count: 1 }]
      await screen.world.today(`2021-09-2${place}`)
      must(await intake.post(`/cases/${caseId}/reward-claims`, { receivedOn: '2021-09-20', items }))
    }
    const page = await open('finance', '/claims')
    const states = page.getByRole('group', { name: 'Claims by state' })
    await states.getByRole('button', { name: 'Filed 3' }).waitFor()
    await page.getByRole('combobox', { name: 'Category' }).selectOption('vehicle')
    await page.waitForURL(/category=vehicle/)
    await states.getByRole('button', { name: 'Filed 2' }).waitFor()
    await page.getByRole('button', { name: /^Filed on/ }).click()
    await page.waitForURL(/sort=-filed_on/)
    await page.getByRole('columnheader', { name: 'Filed on' }).and(page.locator('[aria-sort=descending]')).waitFor()
    await page.locator('table[aria-rowcount="3"]').waitFor()
    const shown = ['P-2021-00003', 'P-2021-00001']
    await seen(page.getByRole('rowheader')).toHaveText(shown)
    const { head, rows } = await taken(page)
    expect(rows.map(([reference]) => reference)).toEqual(shown)
    expect(head).not.toContain('Actions')
    await page.getByRole('textbox', { name: 'Case' }).fill('P-2021-00003')
    await page.keyboard.press('Enter')
    await page.waitForURL(/reference=P-2021-00003/)
    await page.locator('table[aria-rowcount="2"]').waitFor()
    await states.getByRole('button', { name: 'Filed 1' }).waitFor()
  }, 90_000)

  it('sends again what failed, with a bar that goes on after a reload', async () => {
    const page = await open('controller', `/runs/${sent}`)
    await screen.world.paymaster.faults({ slowMs: 1_500 })
    const count = (await failed()).length
    await page
      .getByRole('button', { name: `Retry the ${count} that failed` })
      .first()
      .click()
    await somebody.confirm(`Retry the ${count} that failed`)
    const bar = page.getByRole('progressbar', { name: 'Sending' })
    await page.getByText(/^Sending: (waiting|at work|\d+ of)/).waitFor()
    await page.reload()
    await bar.waitFor()
    await page.getByText('Sending: finished').waitFor()
    await screen.world.paymaster.faults({})
    await page.getByRole('listitem').filter({ hasText: 'Reconcile' }).getByText('done').waitFor()
    await seen(bar).toHaveAttribute('aria-valuenow', '100')
  }, 120_000)

  it('is a pay sheet on paper: every payment that is made, and nothing of the screen', async () => {
    const { page } = somebody
    await page.evaluate('window.print = () => undefined')
    await page.getByRole('button', { name: 'Pay sheet' }).click()
    await page.locator('.pay-sheet').waitFor({ state: 'attached' })
    await page.emulateMedia({ media: 'print' })
    const lines = page.locator('.pay-sheet tbody tr')
    await seen(lines).toHaveCount(23)
    await lines.first().getByText('20 of 31 days at 1,000.00 THB a month').waitFor()
    await seen(page.getByRole('heading', { name: 'Exceptions' })).toBeHidden()
    await seen(page.getByRole('button', { name: 'Pay sheet' })).toBeHidden()
    await page.emulateMedia({ media: null })
  }, 60_000)

  it('leads from a bar to the budget line, and from the line to the run that took its money', async () => {
    const page = await open('controller', '/funds')
    const chart = page.getByRole('img', { name: /free, committed, spent/ })
    await chart.locator('svg text').getByText('Reserve').waitFor()
    const box = (await chart.boundingBox())!
    await chart.click({ position: { x: box.width / 2, y: box.height * 0.35 } })
    await page.getByRole('heading', { name: 'Line', exact: true }).waitFor()
    const postings = page.getByRole('table', { name: 'Postings of Line' })
    await postings.getByText('Committed to a run').first().waitFor()
    expect(await amissIn(somebody)).toEqual([])
    await page.getByRole('radiogroup', { name: 'Show budget lines as' }).getByText('Table').click()
    await chart.waitFor({ state: 'detached' })
    expect(await amissIn(somebody)).toEqual([])
    await postings
      .getByRole('link', { name: /^R-2021-08-/ })
      .first()
      .click()
    await page.getByRole('heading', { name: /^R-2021-08-/ }).waitFor()
  }, 120_000)

  it('says of a new rate which months it touches, while it is typed', async () => {
    const page = await open('manager', '/rules')
    await page.getByText('In force since').first().waitFor()
    await page.getByRole('button', { name: 'Add a rate' }).click()
    await somebody.dialog.getByLabel('From').fill('2021-11-12')
    await somebody.dialog.getByText(/for Nov 2021 and every month after it/).waitFor()
    await somebody.dialog.getByLabel('Until').fill('2022-02-01')
    await somebody.dialog.getByText(/from Nov 2021 to Jan 2022/).waitFor()
    expect(await amissIn(somebody)).toEqual([])
  }, 60_000)

  it('leaves out the payments that were ticked, of a run that nobody has approved', async () => {
    const page = await open('finance', `/runs/${waiting}`)
    const payments = page.getByRole('table', { name: 'Payments' })
    const ticks = payments.locator('tbody input[type=checkbox]')
    await ticks.nth(0).click()
    await ticks.nth(2).click({ modifiers: ['Shift'] })
    await page.getByText('3 ticked').waitFor()
    const bar = page.getByRole('region', { name: 'Ticked payments' })
    await bar.getByRole('button', { name: 'Exclude' }).click()
    await somebody.dialog.getByText('Together 3,000.00 THB.').waitFor()
    // Somebody else is quicker with one of them: none is left out, and the one is named.
    const [first] = (await screen.world.payments(waiting)) as (PaymentRow & { caseReference: string })[]
    const colleague = await screen.world.api.as('finance_officer', 2)
    must(await colleague.post(`/payments/${first!.id}/exclude`, { reason: 'contact_lost' }))
    await somebody.dialog.getByLabel('Reason').selectOption('wrong_payee')
    await somebody.dialog.getByRole('button', { name: 'Exclude: 3 payments' }).click()
    const refused = somebody.dialog.getByRole('listitem').filter({ hasText: 'Somebody changed this payment' })
    await seen(refused.locator('strong')).toHaveText([first!.caseReference])
    expect(await amissIn(somebody)).toEqual([])
    await somebody.dialog.getByRole('button', { name: 'Cancel' }).click()
    await somebody.dialog.getByRole('button', { name: somebody.words.t('form.discard') }).click()

    // The two others are still ticked; who was left out cannot be.
    await page.getByText('2 ticked').waitFor()
    const excluded = payments.locator('tbody tr').filter({ hasText: 'Excluded' })
    await seen(excluded).toHaveCount(1)
    await seen(excluded.locator('input')).toHaveCount(0)
    await bar.getByRole('button', { name: 'Exclude' }).click()
    await somebody.dialog.getByLabel('Reason').selectOption('wrong_payee')
    await somebody.dialog.getByRole('button', { name: 'See what this will do' }).click()
    await somebody.dialog.getByText('Payment × 2').waitFor()
    await somebody.send('Exclude: 2 payments')
    await seen(excluded).toHaveCount(3)
    await seen(excluded.locator('input')).toHaveCount(0)
    await seen(bar).toHaveCount(0)
    expect((await screen.world.run(waiting)).counts).toEqual({ excluded: 3, prepared: 21 })

    // Nobody ticks anything of a run whose payments they may not act on.
    await open('finapprover2', `/runs/${waiting}`)
    await payments.waitFor()
    await somebody.drawn()
    await seen(page.locator('table input[type=checkbox]')).toHaveCount(0)
  }, 120_000)

  it('gives up a whole group of payments that failed for one cause', async () => {
    const { world } = screen
    must(await world.approve(waiting))
    must(await world.release(waiting))
    await world.paymaster.faults({ rejectShare: 1 })
    await world.sent(waiting)
    await world.paymaster.faults({})
    const failedNow = await world.payments(waiting, 'rejected')
    const free = (await world.money(lineId)).free
    const page = await open('finance', `/runs/${waiting}`)
    const group = page.locator('details.exception').first()
    await group.locator('summary').click()
    const inGroup = group.locator('tbody tr')
    const many = page.getByRole('button', { name: /^Give up all \d+$/ }).first()
    await many.waitFor()
    await page.evaluate('scrollTo(0, 0)')
    expect(await amissIn(somebody)).toEqual([])
    const count = await inGroup.count()
    await seen(many).toHaveText(`Give up all ${count}`)
    await many.click()
    await somebody.dialog.getByText(`Together ${count},000.00 THB.`).waitFor()
    await somebody.dialog.getByLabel('Reason').selectOption('payee_unreachable')
    await somebody.dialog.getByRole('button', { name: 'Check your answers' }).click()
    await somebody.dialog.getByText(`Payment × ${count}`).waitFor()
    expect(await amissIn(somebody)).toEqual([])
    await somebody.send(`Confirm: Give up: ${count} payments`)
    await page.locator('details.exception').filter({ hasText: 'Given up' }).getByText(String(count), { exact: true }).waitFor()
    expect(await world.payments(waiting, 'given_up')).toHaveLength(count)
    expect(await world.payments(waiting, 'rejected')).toHaveLength(failedNow.length - count)
    expect((await world.money(lineId)).free).toBe(free)

    await open('controller', `/runs/${waiting}`)
    await openGroups(somebody)
    await page.locator('.exception-body tbody tr').first().waitFor()
    await somebody.drawn()
    await seen(page.getByRole('button', { name: /Give up/ })).toHaveCount(0)
  }, 120_000)

  it('never broke a script or the server', () => {
    expect(screen.faults).toEqual([])
  })
})
