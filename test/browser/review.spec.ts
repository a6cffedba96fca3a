import { readFileSync } from 'node:fs'
import { partsOf } from '../journeys/export.support'
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

    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'CSV' }).click()
    const { preface, head, rows } = partsOf(readFileSync(await (await download).path(), 'utf8'))
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
