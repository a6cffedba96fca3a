import { readFileSync } from 'node:fs'
import { partsOf, type CsvParts } from '../journeys/export.support'
import { BrowserWorld, chromiumPath, seen, type Visitor } from './browser.support'
import { amissIn, asked } from './pages.support'

const withBrowser = chromiumPath ? describe : describe.skip

withBrowser('Review in the browser', () => {
  let world: BrowserWorld
  let auditor: Visitor
  let entryPath = ''
  let reference = ''

  beforeAll(async () => {
    world = await BrowserWorld.open('2021-09-20')
    await world.openProgramme('2021-06-01')
    await world.openContact()
    auditor = await world.visitor()
    // A case moves on, and somebody is refused what is not theirs.
    await auditor.logInAs('vetting')
    const { items } = await asked<{ items: { id: string; reference: string }[] }>(auditor, 'GET', '/cases')
    reference = items[0]!.reference
    await asked(auditor, 'POST', `/cases/${items[0]!.id}/start-vetting`)
    await asked(auditor, 'POST', `/cases/${items[0]!.id}/checks`, { check: 'reason_for_leaving', result: 'confirmed' })
    await asked(auditor, 'GET', '/transitions').catch(() => undefined)
    await auditor.logInAs('auditor', '/log')
  }, 240_000)
  afterAll(() => world?.close(), 60_000)

  const list = () => auditor.page.getByRole('table', { name: 'Transition log' })
  /** The list on the screen, as the link over it gives it. */
  const taken = async (): Promise<CsvParts> => {
    const download = auditor.page.waitForEvent('download')
    await auditor.page.getByRole('link', { name: 'CSV' }).click()
    return partsOf(readFileSync(await (await download).path(), 'utf8'))
  }
  const chain = ['Check recorded', 'Vetting started', 'Contact opened']

  it('says when the log was verified and up to where, verifies it on demand, and what that does not prove', async () => {
    const { page } = auditor
    const strip = page.getByRole('region', { name: 'Is the log intact?' })
    await strip.getByText('The log has not been verified yet.').waitFor()
    await strip.getByRole('button', { name: 'Verify now' }).click()
    await strip.getByText(/^Intact: all \d+ entries$/).waitFor()
    await strip.getByText('What this does not prove').click()
    await strip.getByText('It re-hashes every entry').waitFor()
  }, 120_000)

  it('narrows the log by what stands in the address, and each filter comes off by itself', async () => {
    const { page } = auditor
    await page.getByLabel('Case', { exact: true }).fill(reference)
    await page.keyboard.press('Enter')
    await page.waitForURL(new RegExp(`case=${reference}$`))
    await list().getByRole('rowheader', { name: 'Contact opened' }).waitFor()
    await seen(list().getByRole('rowheader')).toHaveText(chain)
    await page.getByLabel('In the role').selectOption('vetting_officer')
    await list().getByRole('rowheader', { name: 'Contact opened' }).waitFor({ state: 'detached' })
    await list().getByRole('rowheader', { name: 'Vetting started' }).waitFor()
    await seen(list().getByRole('rowheader')).toHaveText(chain.slice(0, 2))
    await page.getByRole('button', { name: 'Take off the filter In the role: Vetting officer' }).click()
    await list().getByRole('rowheader', { name: 'Contact opened' }).waitFor()
    await page.getByLabel('Reason').selectOption('duplicate')
    await page.getByText('No entry fits these filters.').waitFor()
    expect(await amissIn(auditor)).toEqual([])
    await page.getByRole('button', { name: /^Take off the filter Reason/ }).click()
    await list().waitFor()
  }, 120_000)

  it('opens an entry by the keyboard, at an address of its own: a sentence, what changed, and its proof', async () => {
    const { page, dialog } = auditor
    await page.locator('body').press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('k')
    await page.keyboard.press('Enter')
    await dialog.getByText(`Hnin Wai, vetting (Vetting officer): Check recorded. Case ${reference}, 20 Sep 2021.`).waitFor()
    entryPath = page.url().slice(new URL(page.url()).origin.length)
    expect(entryPath).toContain('entry=')
    const changed = dialog.getByRole('table').filter({ has: page.getByRole('columnheader', { name: 'Before' }) })
    await changed.getByRole('rowheader', { name: 'Result' }).waitFor()
    await dialog.getByText('The stored bytes give this hash').waitFor()
    await dialog.getByText('None after: this is the newest of its chain.').waitFor()
    await dialog.getByText('Field by field').click()
    const inputs = dialog.getByRole('region', { name: 'What was hashed' })
    await inputs.getByRole('row').filter({ hasText: 'Role at the time' }).getByText('vetting_officer').waitFor()
    await dialog.getByText('It does not show that the chain itself is whole').waitFor()
    expect(await amissIn(auditor)).toEqual([])
  }, 120_000)

  it('leads from an entry to its neighbours and back, and the entry stands there again after a reload', async () => {
    const { page, dialog } = auditor
    await dialog.getByRole('link', { name: 'Entry before: 2' }).click()
    await dialog.getByRole('heading', { name: 'Entry 2 of its chain' }).waitFor()
    await seen(dialog.getByText('the hashes join')).toHaveCount(2)
    await page.goBack()
    await dialog.getByRole('heading', { name: 'Entry 3 of its chain' }).waitFor()
    await page.reload()
    await dialog.getByRole('heading', { name: 'Entry 3 of its chain' }).waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await page.waitForURL((url) => !url.search.includes('entry'))
  }, 120_000)

  it('is reached from elsewhere by the subject and the place in its chain', async () => {
    const { page, dialog } = auditor
    const subject = /entry=([0-9a-f-]{36})/.exec(decodeURIComponent(entryPath))![1]!
    await auditor.goTo(`/log?subject=${subject}&seq=1`)
    await dialog.getByText('None before: this is the first of its chain.').waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await list().getByRole('rowheader', { name: 'Contact opened' }).waitFor()
    await seen(list().getByRole('rowheader')).toHaveText(chain)
  }, 120_000)

  it('tells who looked at what and on which basis, and what was refused apart from it', async () => {
    const { page, dialog } = auditor
    await auditor.goTo('/access-log')
    await page.getByLabel('What').selectOption('refused')
    const rows = page.getByRole('table', { name: 'Access log' }).getByRole('row')
    const refused = rows.filter({ hasText: 'Hnin Wai, vetting' }).filter({ hasText: '/transitions' })
    await refused.getByText('Refused').waitFor()
    await refused.getByRole('rowheader').getByRole('link').click()
    await dialog.getByText('never what they said').waitFor()
    await dialog.getByText('Request id').waitFor()
    expect(await amissIn(auditor)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Take off the filter What: Refused' }).click()
    await page.getByLabel('Case', { exact: true }).fill(reference)
    await page.keyboard.press('Enter')
    await page.waitForURL(new RegExp(`case=${reference}$`))
    await rows.filter({ hasText: 'Read' }).filter({ hasText: reference }).first().waitFor()
  }, 120_000)

  it('gives the access log as a file: the columns of the screen, what was done among them, and the rows that it was narrowed to', async () => {
    const { page } = auditor
    await auditor.goTo('/access-log')
    await page.getByLabel('What').selectOption('refused')
    await page.getByLabel('Who looked').selectOption('Hnin Wai, vetting')
    await page.getByRole('button', { name: 'Take off the filter Who looked: Hnin Wai, vetting' }).waitFor()
    const shown = page.getByRole('table', { name: 'Access log' })
    await shown.getByRole('rowheader').first().waitFor()

    const { preface, head, rows } = await taken()
    expect(preface).toContainEqual(['Only what was', 'refused'])
    // A column of the screen says in one cell what the file keeps apart.
    expect(head).toEqual([
      ...['Recorded at', 'What', 'Code', 'Who', 'Roles', 'Viewed as', 'Of what', 'Its id'],
      ...['Fields', 'Rows in the file', 'On what basis', 'Case'],
    ])
    const refusals = rows.map(([, what, code, who, , , of]) => [what, code, who, of])
    expect(refusals.length).toBeGreaterThan(0)
    for (const [, , who] of refusals) expect(who).toBe('Hnin Wai, vetting')
    const onScreen = (label: string) => seen(shown.locator(`td[data-label="${label}"]`))
    await onScreen('What').toContainText(refusals.map(([, code]) => code!))
    await onScreen('Of').toHaveText(refusals.map(([, , , of]) => of!))
  }, 60_000)

  it('gives the transition log as a file: the columns of the screen, and the entries that it was narrowed to, in their order', async () => {
    const { page, words } = auditor
    await auditor.goTo(`/log?case=${reference}`)
    await page.getByLabel('In the role').selectOption('vetting_officer')
    await page.getByRole('button', { name: 'Take off the filter In the role: Vetting officer' }).waitFor()
    await auditor.drawn()
    const { preface, head, rows } = await taken()
    expect(preface).toContainEqual(['Only of the case', reference])
    expect(preface).toContainEqual(['Only in the role', 'vetting_officer'])
    expect(head).toEqual([
      ...['Event', 'Kind', 'Case', 'Subject', 'Place in its chain', 'From', 'To'],
      ...['Actor', 'Role', 'Job', 'Reason', 'Programme date', 'Recorded at'],
    ])
    expect(rows.map(([event, , , , place]) => [event, place])).toEqual([
      ['record_check', '3'],
      ['start_vetting', '2'],
    ])
    await seen(list().getByRole('rowheader')).toHaveText(rows.map(([event, kind]) => words.did(kind!, event!)))
    const onScreen = (label: string) => seen(list().locator(`td[data-label="${label}"]`))
    await onScreen('Subject').toHaveText(rows.map(([, kind, of]) => `${words.t(`kind.${kind}`)} ${of}`))
    for (const end of [5, 6]) await onScreen('State').toContainText(rows.map((row) => words.state(row[1]!, row[end]!)))
    await onScreen('Who').toHaveText(rows.map((row) => `${row[7]}${words.t(`role.${row[8]}`)}`))
    for (const [n, row] of rows.entries()) {
      await seen(list().locator('td time').nth(n)).toHaveAttribute('datetime', row[11]!)
    }
  }, 60_000)

  it('gives reminders as a file to the officer whose they are: what the screen shows, narrowed as the screen is', async () => {
    const { page, words } = auditor
    await world.openContact()
    await world.openContact()
    await auditor.logInAs('trainer', '/clock')
    await page.getByRole('button', { name: 'A month', exact: true }).click()
    await auditor.dialog.getByRole('button', { name: 'Move the clock to 20 Oct 2021' }).click()
    await page.getByRole('region', { name: 'Notice' }).locator('time[datetime="2021-10-20"]').waitFor()
    await auditor.logInAs('vetting', '/reminders')
    const shown = page.getByRole('table', { name: 'Reminders' })
    const sameAsShown = async (rows: CsvParts['rows']) => {
      await seen(shown.getByRole('rowheader')).toHaveText(rows.map(([kind]) => words.t(`due_kind.${kind}`)))
      await seen(shown.getByRole('link')).toHaveText(rows.map(([, , about]) => about!))
      for (const [n, [, due]] of rows.entries()) await seen(shown.locator('time').nth(n)).toHaveAttribute('datetime', due!)
    }
    const all = await taken()
    expect(all.head).toEqual(['What fell due', 'Due on', 'Case'])
    expect(all.rows.map(([kind, due]) => [kind, due])).toEqual([
      ['contact_waits', '2021-10-04'],
      ['contact_waits', '2021-10-04'],
      ['check_overdue', '2021-10-20'],
    ])
    await sameAsShown(all.rows)

    await page.getByRole('combobox', { name: 'What', exact: true }).selectOption('check_overdue')
    await page.getByRole('button', { name: /^Take off the filter What:/ }).waitFor()
    await auditor.drawn()
    const narrowed = await taken()
    expect(narrowed.preface).toContainEqual(['Only the kind', 'check_overdue'])
    expect(narrowed.rows).toEqual([['check_overdue', '2021-10-20', reference]])
    await sameAsShown(narrowed.rows)
    await auditor.logInAs('auditor', '/log')
  }, 120_000)

  it('has nothing that axe finds wrong in an entry and in an empty list, wide and narrow, in Burmese', async () => {
    const reader = await world.visitor({}, 'my')
    await reader.logInAs('auditor', entryPath)
    await reader.dialog.locator('table').first().waitFor()
    expect(await amissIn(reader)).toEqual([])
    await reader.goTo('/log?case=P-2021-99999')
    await reader.page.locator('.empty').waitFor()
    expect(await amissIn(reader)).toEqual([])
    await reader.close()
  }, 120_000)

  it('never asked another host for anything, and no script failed', () => {
    expect(world.faults).toEqual([])
  })
})
