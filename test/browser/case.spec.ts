import jsQR from 'jsqr'
import type { Locator } from '@playwright/test'
import { BrowserWorld, chromiumPath, seen, type Visitor } from './browser.support'
import { Casework, type MadeCase } from './case.support'
import { amissIn } from './pages.support'

const withBrowser = chromiumPath ? describe : describe.skip
const today = '2021-09-20'

/** Presses Tab until the focus is on something that says so; nobody tabs more than a whole page. */
async function tabTo({ page }: Visitor, said: RegExp, presses = 120): Promise<void> {
  const seen: string[] = []
  for (let press = 0; press < presses; press++) {
    const text = await page.evaluate<string>(
      `(() => { const a = document.activeElement; return a.getAttribute('aria-label') || a.labels?.[0]?.textContent || a.textContent || '' })()`,
    )
    if (said.test(text.trim())) return
    seen.push(text.trim().slice(0, 40))
    await page.keyboard.press('Tab')
  }
  throw new Error(`the focus never came to ${said}; it was on ${[...new Set(seen)].join(' | ')}`)
}

interface Picture {
  readonly data: number[]
  readonly width: number
  readonly height: number
}

/** What a reader of QR codes makes of what is seen on the screen; the browser itself turns the picture into its points. */
async function readByCamera(drawn: Locator): Promise<string | undefined> {
  const png = (await drawn.screenshot()).toString('base64')
  const { data, width, height } = await drawn.page().evaluate<Picture>(`(async () => {
    const bytes = Uint8Array.from(atob('${png}'), (byte) => byte.charCodeAt(0))
    const picture = await createImageBitmap(new Blob([bytes]))
    const canvas = new OffscreenCanvas(picture.width, picture.height).getContext('2d')
    canvas.drawImage(picture, 0, 0)
    const { data, width, height } = canvas.getImageData(0, 0, picture.width, picture.height)
    return { data: [...data], width, height }
  })()`)
  return jsQR(Uint8ClampedArray.from(data), width, height)?.data
}

withBrowser('The case page', () => {
  let world: BrowserWorld
  let work: Casework
  let officer: Visitor
  let contact: MadeCase
  let staying: MadeCase & { placementId: string }
  let codeId = ''
  let codeText = ''

  beforeAll(async () => {
    world = await BrowserWorld.open(today)
    await world.openProgramme('2021-06-01')
    const clerk = await world.visitor()
    work = await Casework.of(clerk)
    staying = await work.staying(today)
    const codes = await work.get<{ items: { id: string; code: string }[] }>(`${staying.path}/codes`)
    codeId = codes.items[0]!.id
    contact = await work.contact()
    officer = await world.visitor()
  }, 300_000)
  afterAll(() => world?.close(), 60_000)

  it('is worked by the keyboard alone, from the list to a note and an act that is done', async () => {
    const { page, dialog } = officer
    await officer.logInAs('vetting', '/cases?state=contacted')
    // From here on no mouse is touched.
    await page
      .getByRole('link', { name: /^P-2021-/ })
      .first()
      .waitFor()
    await tabTo(officer, /^P-2021-/)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: /^P-2021-/ }).waitFor()
    await page.locator('.timeline summary').first().waitFor()

    await page.keyboard.press('j')
    await seen(page.locator('.timeline li:first-child summary')).toBeFocused()
    await page.keyboard.press('Enter')
    await page.getByText('Place in the log').waitFor()
    await page.keyboard.press('k')
    await seen(page.locator('.timeline li:first-child summary')).toBeFocused()

    await page.keyboard.press('n')
    await dialog.waitFor()
    await tabTo(officer, /^Note/)
    await page.keyboard.type('Met at the office.')
    await tabTo(officer, /^Write a note$/)
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'hidden' })
    await page.getByText('Met at the office.').first().waitFor()

    await page.keyboard.press('a')
    const menu = page.getByRole('menu')
    await menu.waitFor()
    await page.keyboard.press('Escape')
    await menu.waitFor({ state: 'hidden' })
    await page.keyboard.press('a')
    await menu.waitFor()
    const chosen = page.locator('[role=menuitem]:focus')
    await chosen.filter({ hasText: 'Start vetting' }).waitFor()
    await page.keyboard.press('ArrowDown')
    await chosen.filter({ hasNotText: 'Start vetting' }).waitFor()
    await page.keyboard.press('ArrowUp')
    await chosen.filter({ hasText: 'Start vetting' }).waitFor()
    await page.keyboard.press('Enter')
    await dialog.waitFor()
    await tabTo(officer, /^Start vetting$/)
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'hidden' })
    await page.locator('.identity .tag', { hasText: 'In vetting' }).waitFor()
  }, 120_000)

  it('leads from an act that is refused to what is missing', async () => {
    const { page } = officer
    await page.getByRole('button', { name: 'Actions' }).click()
    await page.getByRole('menuitem', { name: /^Recommend/ }).click()
    const answer = page.locator('.why-not details[open]')
    await answer.getByText('Recommend', { exact: true }).waitFor()
    await seen(answer.locator('summary')).toBeFocused()
    await answer.locator('.fix').first().waitFor()
  }, 60_000)

  it('names in the picture the act that leads to each possible next state, and to no other', async () => {
    await officer.drawn()
    const acts = officer.page.locator('.statechart').first().locator('.state-acts')
    await seen(acts).toHaveText(['Recommend', 'Withdraw the case'])
  }, 60_000)

  it('narrows the timeline to the state that was chosen in the picture, and gives it back', async () => {
    const { page } = officer
    const entries = page.locator('.timeline > li')
    await page.locator('.statechart a', { hasText: 'Contacted' }).click()
    await page.waitForURL(/state=contacted/)
    await page.getByRole('button', { name: /Take off the filter.*Contacted/ }).waitFor()
    await entries.filter({ hasText: 'Vetting started' }).waitFor({ state: 'detached' })
    await entries.filter({ hasText: 'Contact opened' }).waitFor()
    await page.getByRole('button', { name: /Take off the filter.*Contacted/ }).click()
    await entries.filter({ hasText: 'Vetting started' }).waitFor()
    await page.getByLabel('By', { exact: true }).selectOption('system')
    await page.getByText('Nothing has happened yet.').waitFor()
    await page.locator('.chip').first().click()
  }, 60_000)

  it('shows both versions when somebody else was quicker, and loses nothing of what was typed', async () => {
    const { page, dialog } = officer
    const typed = 'Typed before the other was done.'
    await officer.begin('Write a note')
    await dialog.getByRole('textbox', { name: 'Note' }).fill(typed)
    const other = await world.visitor()
    await other.logInAs('intake', contact.path)
    await other.do('Hand over to another holder', (form) =>
      form.getByRole('combobox', { name: 'Holder' }).selectOption({ index: 3 }),
    )
    await other.close()
    await dialog.getByRole('button', { name: 'Write a note', exact: true }).click()

    await dialog.getByText('Somebody else was quicker').waitFor()
    const holder = dialog.getByRole('row', { name: /^Holder/ })
    await holder.waitFor()
    const [before, now] = await holder.getByRole('cell').allInnerTexts()
    expect(before).not.toBe(now)
    await dialog.getByText('Handed over').waitFor()
    await dialog.getByRole('button', { name: 'Keep what I typed and look again' }).click()
    await seen(dialog.getByRole('textbox', { name: 'Note' })).toHaveValue(typed)
    await officer.send('Write a note')
    await officer.tab('Overview')
    await page.getByText(typed).first().waitFor()
  }, 120_000)

  it('is handed over with what the next holder should know, which stands beside the hand-over', async () => {
    const { page, dialog } = officer
    const known = 'The partner works until five.'
    await officer.logInAs('intake', contact.path)
    await officer.begin('Hand over to another holder')
    await dialog.getByRole('combobox', { name: 'Holder' }).selectOption({ index: 2 })
    const note = dialog.getByRole('textbox', { name: 'What the next holder should know' })
    await note.fill('Reach him at 09 421 234 567.')
    await dialog.getByRole('button', { name: 'Hand over to another holder', exact: true }).click()
    await dialog.getByText(/phone number/).waitFor()
    await seen(note).toHaveAttribute('aria-invalid', 'true')
    await note.fill(known)
    await officer.send('Hand over to another holder')

    await officer.logInAs('vetting', contact.path)
    const newest = page.locator('.timeline > li').first()
    await seen(newest.locator('summary')).toContainText('Handed over')
    await seen(newest.locator('blockquote')).toHaveText(known)
  }, 120_000)

  it('tells what a serious act does to places before it is confirmed, and has changed nothing until then', async () => {
    const { dialog } = officer
    await officer.logInAs('relocation', staying.path)
    await officer.begin('Confirm the departure')
    await dialog.getByLabel('Reason').selectOption('own_housing')
    await dialog.getByRole('button', { name: 'Check your answers' }).click()
    await dialog.getByText('What this will do').waitFor()
    await dialog.getByText('Golden Field').waitFor()
    await dialog.getByText('places given back: 1').waitFor()
    await dialog.getByText('Nothing has changed yet.').waitFor()
    const stateNow = async () => {
      await work.post('relocation', `${staying.path}/notes`, { class: 'operational', text: 'Looked.' }).catch(() => undefined)
      return (await work.get<{ items: { state: string }[] }>(`${staying.path}/placements`)).items[0]!.state
    }
    expect(await stateNow()).toBe('staying')
    await officer.send('Confirm: Confirm the departure')
    expect(await stateNow()).toBe('left')
  }, 120_000)

  it('interrupts before what nobody can take back, and lets somebody turn round', async () => {
    const { page, dialog } = officer
    await officer.logInAs('registrar', staying.path)
    await officer.begin('Revoke the code')
    await dialog.getByLabel('Reason').selectOption('left_programme')
    await dialog.getByRole('button', { name: 'Check your answers' }).click()
    await dialog.getByRole('heading', { name: 'Stop and think: Revoke the code' }).waitFor()
    await dialog.getByText('This code will never be valid again').waitFor()
    await dialog.getByRole('button', { name: 'Change', exact: true }).click()
    await seen(dialog.getByLabel('Reason')).toHaveValue('left_programme')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await dialog.getByRole('button', { name: 'Discard it' }).click()
    await officer.tab('Code')
    await page.getByRole('table').getByText('Active').waitFor()
  }, 120_000)

  it('prints a card with the code and its QR code for who may read it, and says why to who may not', async () => {
    const { page } = officer
    await officer.goTo(`${staying.path}/card/${codeId}`)
    const shown = page.locator('.code-card-code')
    await shown.first().waitFor()
    codeText = await shown.first().innerText()
    expect(codeText).toMatch(/^CDM-/)
    const pictures = page.locator('.code-card .qr')
    await seen(pictures).toHaveCount(2)
    expect(await Promise.all((await pictures.all()).map(readByCamera))).toEqual([codeText, codeText])
    await seen(page.locator('.code-card', { hasText: 'SYNTHETIC – not a document' })).toHaveCount(1)
    await seen(page.locator('.code-card[lang=my]', { hasText: 'စိတ်ကူးယဉ်ဒေတာ' })).toHaveCount(1)

    await officer.logInAs('auditor', `${staying.path}/card/${codeId}`)
    await page.getByText('You may not read this code').waitFor()
    await seen(page.getByText(codeText)).toHaveCount(0)
  }, 120_000)

  it('puts the whole case on paper without a button, with every entry of its timeline open', async () => {
    const { page } = officer
    await officer.logInAs('intake', `${staying.path}/summary`)
    await page.locator('.timeline > li').first().waitFor()
    await page.emulateMedia({ media: 'print' })
    await seen(page.getByRole('main').getByRole('button')).toHaveCount(0)
    await seen(page.locator('.timeline details:not([open])')).toHaveCount(0)
    await page.locator('.states li[aria-current=step]').waitFor()
    await page.getByText(/^SYNTHETIC:/).waitFor()
    await page.emulateMedia({ media: 'screen' })
  }, 60_000)

  it.each(['en', 'my'] as const)(
    'is accessible, wide and narrow, in %s: every tab, the menu, the drawer, the check, both versions',
    async (language) => {
      const wrong: object[] = []
      const visitor = await world.visitor({}, language)
      const { page, dialog } = visitor
      const look = async (place: string) => {
        const findings = await amissIn(visitor)
        if (findings.length > 0) wrong.push({ place, findings })
      }
      const lookAt = async (username: string, path: string, tabs: readonly string[]) => {
        await visitor.logInAs(username, path)
        for (const tab of tabs) {
          await visitor.walkTo(path + tab)
          await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
          await look(path + tab)
        }
      }
      await lookAt('vetting', contact.path, ['?tab=vetting', '?tab=placement', '?tab=timeline&kind=case&state=contacted'])
      await lookAt('finance', staying.path, ['?tab=allowance', '?tab=reward'])
      await lookAt('auditor', staying.path, ['?tab=readers', `/card/${codeId}`])
      await lookAt('registrar', staying.path, ['?tab=code'])

      await visitor.walkTo(`${staying.path}?tab=overview`)
      await page.locator('.acts-menu-button').click()
      await page.getByRole('menuitem').nth(2).waitFor()
      // What the menu half covers is no text to be read now, and axe cannot tell.
      const inMenu = (await visitor.inaccessible()).filter((finding) => !finding.startsWith('color-contrast'))
      if (inMenu.length > 0) wrong.push({ place: 'the menu', findings: inMenu })
      await page.getByRole('menuitem').nth(2).click()
      await dialog.getByRole('combobox').first().selectOption({ index: 1 })
      await look('the drawer')
      await dialog.locator('button[type=submit]').click()
      await dialog.locator('.effects').waitFor()
      await look('the interruption')

      await visitor.goTo(staying.path)
      await page.locator('.acts-menu-button').waitFor()
      await page.locator('.timeline summary').first().waitFor()
      await page.keyboard.press('n')
      await dialog.getByRole('textbox').fill('Typed meanwhile.')
      await work.post('intake', `${staying.path}/notes`, { class: 'operational', text: 'Written first.' })
      await dialog.locator('button[type=submit]').click()
      await dialog.locator('.stale').waitFor()
      await look('both versions')

      await visitor.goTo(staying.path)
      await visitor.begin(visitor.words.act('case', 'assign'))
      await dialog.getByRole('textbox').fill('Known to the host.')
      await look('the hand-over')
      await visitor.close()
      expect(wrong).toEqual([])
    },
    180_000,
  )

  it('never asked another host for anything, and no script failed', () => {
    expect(world.faults).toEqual([])
  })
})
