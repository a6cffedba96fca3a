import { readFileSync } from 'node:fs'
import { BrowserWorld, chromiumPath, seen, type Visitor } from './browser.support'
import { amissIn } from './pages.support'

const withBrowser = chromiumPath ? describe : describe.skip
const today = '2021-09-20'
const cases = 260

withBrowser('The worklist in the browser', () => {
  let world: BrowserWorld
  let officer: Visitor
  const rows = () => officer.page.getByRole('rowheader')
  const ticks = () => officer.page.locator('tbody input[type=checkbox]')

  beforeAll(async () => {
    world = await BrowserWorld.open(today)
    for (let n = 0; n < cases; n += 1) await world.openContact()
    officer = await world.visitor({ acceptDownloads: true, viewport: { width: 1280, height: 900 } })
  }, 240_000)
  afterAll(() => world?.close(), 60_000)

  it('holds hundreds of cases with some dozens in the document, and reaches the last one', async () => {
    const { page } = officer
    await officer.logInAs('vetting', '/cases?sort=reference')
    await page.getByRole('rowheader', { name: 'P-2021-00001' }).waitFor()
    await seen(page.getByRole('table')).toHaveAttribute('aria-rowcount', String(cases + 1))
    await officer.drawn()
    expect(await rows().count()).toBeLessThan(80)
    const last = page.getByRole('rowheader', { name: `P-2021-00${cases}` })
    while ((await last.count()) === 0) {
      await page.evaluate('window.scrollTo(0, document.documentElement.scrollHeight)')
      await officer.drawn()
    }
    expect(await rows().count()).toBeLessThan(80)
    await seen(page.getByRole('rowheader', { name: 'P-2021-00001' })).toHaveCount(0)
  }, 120_000)

  it('is walked with j and k, and a row is ticked with x', async () => {
    const { page } = officer
    await officer.goTo('/cases?sort=reference')
    await page.getByRole('rowheader', { name: 'P-2021-00001' }).waitFor()
    const focused = page.locator(':focus')
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await seen(focused).toHaveText('P-2021-00002')
    await page.keyboard.press('k')
    await seen(focused).toHaveText('P-2021-00001')
    await page.keyboard.press('x')
    await page.getByText('1 ticked').waitFor()
    await page.keyboard.press('x')
    await page.getByText('1 ticked').waitFor({ state: 'hidden' })
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'P-2021-00001' }).waitFor()
    await page.goBack()
  }, 60_000)

  it('puts filters into the address, and takes them off one by one', async () => {
    const { page } = officer
    await officer.goTo('/cases')
    await page.getByRole('combobox', { name: 'Service' }).selectOption('soldier')
    const from = page.getByRole('textbox', { name: 'Opened from' })
    await from.fill('1 Sep 2021')
    await page.keyboard.press('Tab')
    await page.waitForURL(/opened_from=2021-09-01/)
    await seen(page).toHaveURL(/service=soldier/)
    await page.reload()
    await seen(from).toHaveValue('1 Sep 2021')
    await page.getByRole('button', { name: /^Take off the filter Service/ }).click()
    await page.waitForURL((url) => !url.search.includes('service'))
    await seen(page).toHaveURL(/opened_from/)
  }, 60_000)

  it('keeps columns and views with the account, and exports exactly what is on the screen', async () => {
    const { page } = officer
    await page.getByRole('button', { name: 'Columns' }).click()
    await officer.dialog.getByRole('checkbox', { name: 'Pathway' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('columnheader', { name: 'Pathway' }).waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Views' }).click()
    await officer.dialog.getByRole('textbox', { name: 'A name for it' }).fill('September')
    await officer.dialog.getByRole('button', { name: 'Keep', exact: true }).click()
    await officer.dialog.waitFor({ state: 'hidden' })

    const elsewhere = await world.visitor()
    await elsewhere.logInAs('vetting', '/cases')
    await seen(elsewhere.page.getByRole('columnheader', { name: 'Pathway' })).toHaveCount(0)
    await elsewhere.page.getByRole('button', { name: 'Views' }).click()
    await elsewhere.dialog.getByRole('link', { name: 'September' }).click()
    await elsewhere.page.waitForURL(/opened_from=2021-09-01/)
    await elsewhere.close()

    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'CSV' }).click()
    const file = readFileSync(await (await download).path(), 'utf8')
    expect(file).toContain('SYNTHETIC')
    expect(file.split('\n').filter((line) => line.startsWith('P-2021-')).length).toBe(cases)
    expect(file).not.toContain('individual')
  }, 90_000)

  it('refuses a name of a view that looks like a phone number, and keeps nothing of it', async () => {
    const { page } = officer
    await page.getByRole('button', { name: 'Views' }).click()
    await officer.dialog.getByRole('textbox', { name: 'A name for it' }).fill('09 421 234 567')
    await officer.dialog.getByRole('button', { name: 'Keep', exact: true }).click()
    await officer.dialog.getByText(/phone number/).waitFor()
    await seen(officer.dialog.getByRole('link', { name: '09 421 234 567' })).toHaveCount(0)
    await page.keyboard.press('Escape')
  }, 60_000)

  it('shares a view with colleagues of the role by the keyboard alone, who open it and keep a copy, until it is taken back', async () => {
    const { page } = officer
    const views = page.getByRole('button', { name: 'Views' })
    const share = officer.dialog.getByRole('button', { name: 'Share with: Vetting officer – September' })
    await officer.goTo('/cases')
    await views.press('Enter')
    await share.press('Enter')
    await page.getByRole('status').filter({ hasText: '“September” is shared' }).waitFor()
    const stop = officer.dialog.getByRole('button', { name: 'Stop sharing – September' })
    await seen(stop).toBeFocused()
    await officer.dialog.getByText('Shared with: Vetting officer').waitFor()
    await seen(officer.dialog.getByRole('heading', { name: 'Shared views' })).toHaveCount(0)
    expect(await amissIn(officer)).toEqual([])

    const colleague = await world.visitor()
    const { dialog } = colleague
    await colleague.logInAs('vetting2', '/cases')
    const openViews = async () => {
      await colleague.page.getByRole('button', { name: 'Views' }).press('Enter')
      await colleague.drawn()
    }
    await openViews()
    await dialog.getByText('from Hnin Wai, vetting').waitFor()
    await seen(dialog.getByRole('button', { name: /September/ })).toHaveText(['Keep a copy'])
    await dialog.getByRole('link', { name: 'September' }).press('Enter')
    await colleague.page.waitForURL(/opened_from=2021-09-01/)
    await openViews()
    await dialog.getByRole('button', { name: 'Keep a copy – September' }).press('Enter')
    const name = dialog.getByRole('textbox', { name: 'A name for it' })
    await seen(name).toBeFocused()
    await seen(name).toHaveValue('September')
    expect(await amissIn(colleague)).toEqual([])
    await name.fill('My September')
    await name.press('Enter')
    await dialog.waitFor({ state: 'hidden' })

    const elsewhere = await world.visitor()
    await elsewhere.logInAs('registrar', '/cases')
    await elsewhere.page.getByRole('button', { name: 'Views' }).click()
    await elsewhere.drawn()
    await seen(elsewhere.dialog.getByRole('link')).toHaveText(['Everything', 'Cases that I hold'])
    await elsewhere.close()

    await stop.press('Enter')
    await page.getByRole('status').filter({ hasText: '“September” is shared no longer' }).waitFor()
    await seen(share).toBeFocused()
    await openViews()
    await seen(dialog.getByRole('link')).toHaveText(['Everything', 'Cases that I hold', 'My September'])
    await colleague.close()
    await page.keyboard.press('Escape')
  }, 120_000)

  it('asks with which role only whoever holds several; a filter that the list does not know is said', async () => {
    const intake = await world.as('intake')
    const soldiers = { name: 'Soldiers', search: { service: 'soldier', colour: 'red' } }
    await intake.patch('/preferences', { lists: { cases: { views: [soldiers] } } })
    const given = await (await world.as('trainer')).post(`/accounts/${intake.accountId}/grant-role`, { role: 'registrar' })
    expect(given.status).toBe(200)
    const both = await world.visitor()
    await both.logInAs('intake', '/cases')
    await both.page.getByRole('button', { name: 'Views' }).click()
    const share = both.dialog.getByRole('button', { name: 'Share with… – Soldiers' })
    await share.press('Enter')
    await seen(share).toHaveAttribute('aria-expanded', 'true')
    const choice = both.dialog.getByRole('group', { name: 'Roles to share “Soldiers” with' })
    await seen(choice.getByRole('button')).toHaveText(['Intake officer', 'Registrar'])
    expect(await amissIn(both)).toEqual([])
    await both.page.keyboard.press('Tab')
    await both.page.keyboard.press('Tab')
    await both.page.keyboard.press('Enter')
    await both.dialog.getByText('Shared with: Registrar').waitFor()
    await seen(both.dialog.getByRole('button', { name: 'Stop sharing – Soldiers' })).toBeFocused()

    await both.logInAs('registrar', '/cases')
    await both.page.getByRole('button', { name: 'Views' }).click()
    await both.dialog.getByRole('link', { name: 'Soldiers' }).click()
    await both.page.waitForURL(/service=soldier/)
    await seen(both.page.getByRole('alert')).toContainText('colour')
    await both.close()
  }, 90_000)

  it('previews an act on many cases, does it for those that may, and says why not for the rest', async () => {
    const { page } = officer
    await officer.goTo('/cases?sort=reference')
    await ticks().first().click()
    await ticks()
      .nth(4)
      .click({ modifiers: ['Shift'] })
    await page.getByText('5 ticked').waitFor()
    await page.getByRole('button', { name: 'Start vetting' }).click()
    await officer.dialog.getByText('It can be done for 5 of 5.').waitFor()
    await officer.dialog.getByRole('button', { name: 'Start vetting (5)' }).click()
    await officer.dialog.waitFor({ state: 'hidden' })
    await page.getByRole('row').filter({ hasText: 'P-2021-00001' }).getByText('In vetting').waitFor()

    await ticks().nth(4).click()
    await ticks().nth(5).click()
    await page.getByRole('button', { name: 'Start vetting' }).click()
    await officer.dialog.getByText('It can be done for 1 of 2.').waitFor()
    await officer.dialog.getByText('1 are left out').waitFor()
    await officer.dialog.getByText('P-2021-00005').first().waitFor()
    await officer.dialog.getByRole('button', { name: 'Start vetting (1)' }).click()
    await officer.dialog.waitFor({ state: 'hidden' })
    await page.getByRole('row').filter({ hasText: 'P-2021-00006' }).getByText('In vetting').waitFor()
  }, 90_000)

  it('hands many cases over with what the next holder should know, and throws nothing away unasked', async () => {
    const { page, dialog } = officer
    await officer.goTo('/cases?sort=reference')
    await ticks().nth(7).click()
    await ticks().nth(8).click()
    await page.getByRole('button', { name: 'Hand over to another holder' }).click()
    const note = dialog.getByRole('textbox', { name: 'What the next holder should know' })
    await note.fill('They arrived on the same day.')
    await page.keyboard.press('Escape')
    await dialog.getByRole('button', { name: 'Keep editing' }).click()
    await seen(note).toHaveValue('They arrived on the same day.')
    const holder = dialog.getByRole('combobox', { name: 'Holder' })
    await holder.selectOption({ index: 1 })
    await dialog.getByText('It can be done for 2 of 2.').waitFor()
    await seen(note).toHaveValue('They arrived on the same day.')
    expect(await amissIn(officer)).toEqual([])
    await dialog.getByRole('button', { name: 'Hand over to another holder (2)' }).click()
    await dialog.waitFor({ state: 'hidden' })
    for (const reference of ['P-2021-00008', 'P-2021-00009']) {
      await officer.goTo('/cases?sort=reference')
      await page.getByRole('rowheader', { name: reference }).getByRole('link').click()
      const newest = page.locator('.timeline > li').first()
      await seen(newest.locator('summary')).toContainText('Handed over')
      await seen(newest.locator('blockquote')).toHaveText('They arrived on the same day.')
    }
  }, 120_000)

  it('is narrowed to several states at once, put on and taken off one by one, which views and files keep', async () => {
    const { page, dialog } = officer
    // Six cases are in vetting by now; two more are closed.
    const intake = await world.as('intake')
    const { items } = (await intake.get<{ items: { id: string }[] }>('/cases?sort=-reference&limit=2')).body
    for (const { id } of items) await intake.post(`/cases/${id}/withdraw`, { reason: 'moved_on' })
    const inVetting = [1, 2, 3, 4, 5, 6].map((n) => `P-2021-0000${n}`)
    const closed = [cases - 1, cases].map((n) => `P-2021-00${n}`)

    await officer.goTo('/cases?sort=reference&state=closed')
    const states = page.getByRole('group', { name: 'Cases by state' })
    const chip = (name: RegExp) => states.getByRole('button', { name })
    await seen(chip(/^Closed/)).toHaveAttribute('aria-pressed', 'true')
    await chip(/^In vetting/).click()
    await page.waitForURL((url) => url.searchParams.get('state') === 'closed,in_vetting')
    for (const name of [/^Closed/, /^In vetting/]) await seen(chip(name)).toHaveAttribute('aria-pressed', 'true')
    await seen(chip(/^Contacted/)).toHaveAttribute('aria-pressed', 'false')
    await seen(rows()).toHaveText([...inVetting, ...closed])
    await seen(page.getByRole('combobox', { name: 'State' }).locator('option:checked')).toHaveText('2 chosen')
    expect(await amissIn(officer)).toEqual([])

    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'CSV' }).click()
    const file = readFileSync(await (await download).path(), 'utf8')
    expect(file).toContain('closed, in_vetting')
    expect(file.split('\n').filter((line) => line.startsWith('P-2021-')).length).toBe(8)
    await page.getByRole('button', { name: 'Views' }).click()
    await dialog.getByRole('textbox', { name: 'A name for it' }).fill('Two states')
    await dialog.getByRole('button', { name: 'Keep', exact: true }).click()
    await dialog.waitFor({ state: 'hidden' })

    await page.getByRole('button', { name: 'Take off the filter State: Closed' }).click()
    await page.waitForURL((url) => url.searchParams.get('state') === 'in_vetting')
    await seen(rows()).toHaveText(inVetting)
    await chip(/^In vetting/).click()
    await page.waitForURL((url) => !url.searchParams.has('state'))
    await page.getByRole('button', { name: 'Views' }).click()
    await dialog.getByRole('link', { name: 'Two states' }).click()
    await page.waitForURL((url) => url.searchParams.get('state') === 'closed,in_vetting')
    await seen(rows()).toHaveText([...inVetting, ...closed])
    // What is chosen from the list stands alone.
    await page.getByRole('combobox', { name: 'State' }).selectOption('closed')
    await page.waitForURL((url) => url.searchParams.get('state') === 'closed')
    await seen(rows()).toHaveText(closed)
  }, 120_000)

  it('offers no act on many cases to a role that has none, and none at all to a trainer who only looks', async () => {
    const { page } = officer
    await officer.logInAs('auditor', '/cases')
    await rows().first().waitFor()
    await ticks().first().click()
    const bar = page.getByRole('region', { name: 'Ticked cases' })
    await bar.waitFor()
    await seen(bar.getByRole('button')).toHaveText(['Clear'])
  }, 60_000)

  it('never asked another host for anything, and no script failed', () => {
    expect(world.faults).toEqual([])
  })
})
