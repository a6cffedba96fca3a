import { generateSync } from 'otplib'
import { BrowserWorld, chromiumPath, seen, type Visitor } from './browser.support'
import { amissIn } from './pages.support'

const withBrowser = chromiumPath ? describe : describe.skip
const password = 'copper lantern seventeen rivers'

/** The code of an authenticator app, so many steps of half a minute from now: each is good once. */
const codeOf = (secret: string, stepsAhead = 0): string =>
  generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + 30 * stepsAhead })

withBrowser('Access in the browser', () => {
  let world: BrowserWorld
  let trainer: Visitor
  let newcomer: Visitor
  let officer: Visitor
  let secret = ''
  let casePath = ''

  beforeAll(async () => {
    world = await BrowserWorld.open('2021-09-20')
    await world.openProgramme('2021-06-01')
    await world.openContact()
    trainer = await world.visitor()
    newcomer = await world.visitor()
    officer = await world.visitor()
  }, 240_000)
  afterAll(() => world?.close(), 60_000)

  const logIn = async ({ page }: Visitor): Promise<void> => {
    await page.getByLabel('User name').fill('mya')
    await page.getByRole('textbox', { name: 'Password' }).fill(password)
    await page.getByRole('button', { name: 'Log in', exact: true }).click()
  }

  it('lets a trainer make an account and give it a role, and says why another role cannot stand beside it', async () => {
    const { page, dialog } = trainer
    await trainer.logInAs('trainer', '/accounts')
    await page.getByRole('button', { name: 'Make an account' }).click()
    await dialog.getByLabel('User name').fill('mya')
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Mya Thu, registrar')
    await trainer.send('Make an account')
    await page.getByRole('heading', { name: 'Mya Thu, registrar' }).waitFor()

    await page.getByRole('button', { name: 'Give a role' }).click()
    await dialog.getByLabel('Role').selectOption('registrar')
    await trainer.send('Give a role')
    await page.getByText('Role given: Registrar').waitFor()

    await page.getByRole('button', { name: 'Give a role' }).click()
    await dialog.getByLabel('Role').selectOption({ label: 'Vetting officer: not together with Registrar' })
    await dialog.getByRole('button', { name: 'Give a role', exact: true }).click()
    await dialog.getByText('This role may not be held together with one that the account has').waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await dialog.getByRole('button', { name: 'Discard it' }).click()

    await page.getByRole('button', { name: 'Set a password' }).click()
    await dialog.getByLabel('New password').fill('registrar-mya')
    await dialog.getByRole('button', { name: 'Set a password', exact: true }).click()
    await dialog.getByText(/holds the word mya/).waitFor()
    expect(await amissIn(trainer)).toEqual([])
    await dialog.getByLabel('New password').fill(password)
    await trainer.send('Set a password')
    await page.getByText('Can sign in').waitFor()
  }, 120_000)

  it('asks for a second step once somebody has set up their app, and shows the recovery codes once', async () => {
    const { page } = newcomer
    await page.goto(new URL('/login', trainer.page.url()).href)
    await logIn(newcomer)
    await page.locator('#page-title').waitFor()
    await newcomer.goTo('/account')
    await page.getByRole('button', { name: 'Set up an authenticator app' }).click()
    const factor = page.locator('section', { has: page.getByRole('heading', { name: 'Second factor' }) })
    await factor.getByLabel('Present password').fill(password)
    await factor.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('img', { name: /QR code/ }).waitFor()
    secret = (await page.locator('.secret').innerText()).replace(/\s/g, '')
    await factor.getByRole('textbox', { name: 'Code' }).fill(codeOf(secret))
    await factor.getByRole('button', { name: 'Turn it on' }).click()
    const codes = page.getByRole('list', { name: 'Your recovery codes' })
    await codes.waitFor()
    await seen(codes.getByRole('listitem')).toHaveCount(10)
    expect(await amissIn(newcomer)).toEqual([])
    await page.getByRole('button', { name: 'I have kept them' }).click()
    await page.getByText('Recovery codes left: 10.').waitFor()
    await seen(codes).toHaveCount(0)

    await page.getByRole('button', { name: /Mya Thu/ }).click()
    await page.getByRole('menuitem', { name: 'Switch account' }).click()
    await logIn(newcomer)
    await page.getByRole('heading', { name: 'Second step' }).waitFor()
    await page.getByLabel('Code').fill('000000')
    await page.getByRole('button', { name: 'Log in', exact: true }).click()
    await page.getByText('This code is not right').waitFor()
    await page.getByLabel('Code').fill(codeOf(secret, 1))
    await page.getByRole('button', { name: 'Log in', exact: true }).click()
    await page.locator('#page-title').waitFor()
  }, 120_000)

  it('ends a session of another device when its owner says so', async () => {
    const elsewhere = await world.visitor()
    await elsewhere.logInAs('intake')
    await officer.logInAs('intake', '/account')
    await officer.page.getByRole('button', { name: 'End all others' }).click()
    await officer.page.getByText('All your other sessions are ended.').waitFor()
    await elsewhere.page.getByRole('link', { name: 'Sites' }).click()
    await elsewhere.page.getByRole('dialog', { name: 'Your session has ended' }).waitFor()
    await elsewhere.close()
  }, 120_000)

  it('interrupts an auditor before the glass is broken, shows the name after it, and covers it again at the end', async () => {
    const { page, dialog } = officer
    await officer.logInAs('auditor', '/cases')
    await page.getByRole('link', { name: /^P-2021-/ }).click()
    await page.getByRole('heading', { name: /^P-2021-/ }).waitFor()
    casePath = new URL(page.url()).pathname
    await page.getByText('covered', { exact: true }).first().waitFor()
    await page.getByRole('button', { name: 'Break the glass' }).click()
    await dialog.getByText('All auditors and the holder of the case are told at once').waitFor()
    await dialog.getByLabel('Reason').selectOption('complaint')
    await dialog.getByLabel('For how long').selectOption('15')
    await officer.confirm('Break the glass')
    await page.getByText('Aung Myo Htet').waitFor()
    await page.getByText(/The glass is broken: 1[45] min left/).waitFor()
    expect(await amissIn(officer)).toEqual([])
    await page.getByRole('button', { name: 'End now' }).click()
    await page.getByText('covered', { exact: true }).first().waitFor()
    await page.getByText('Aung Myo Htet').waitFor({ state: 'detached' })
  }, 120_000)

  it('tells a second auditor of it, with everything that was read', async () => {
    const { page } = officer
    await officer.logInAs('auditor2', '/break-glass')
    await page.getByRole('navigation').getByText('1 not seen').waitFor()
    await page.getByText('A complaint is looked into').waitFor()
    await page.getByRole('button', { name: 'What was read under it' }).click()
    await page
      .getByRole('table')
      .getByText(/birth date/)
      .first()
      .waitFor()
    expect(await amissIn(officer)).toEqual([])
    await page.getByRole('button', { name: 'I have seen this' }).click()
    await page.getByRole('navigation').getByText('1 not seen').waitFor({ state: 'detached' })
  }, 120_000)

  it('covers what an auditor reads under it as soon as somebody who was told has ended it', async () => {
    const { page, dialog } = officer
    const second = await world.visitor()
    await officer.logInAs('auditor', casePath)
    await page.getByRole('button', { name: 'Break the glass' }).click()
    await dialog.getByLabel('Reason').selectOption('suspected_fraud')
    await officer.confirm('Break the glass')
    await page.getByText('Aung Myo Htet').waitFor()
    await second.logInAs('auditor2', '/break-glass?unseen=true')
    await second.page.getByRole('button', { name: 'End now' }).click()
    await second.page.getByRole('button', { name: 'End now' }).waitFor({ state: 'detached' })
    await page.getByText('Aung Myo Htet').waitFor({ state: 'detached' })
    await second.close()
  }, 120_000)

  it('tells the holder of the case who has looked at it', async () => {
    await officer.logInAs('intake', `${casePath}?tab=readers`)
    const row = officer.page.getByRole('row', { name: /Wint, auditor/ })
    await row.getByText('under a broken glass').waitFor()
  }, 120_000)

  it('lets a trainer see what an intake officer sees, and change nothing', async () => {
    const { page, dialog } = trainer
    await trainer.goTo('/clock')
    await page.getByRole('button', { name: /Sandar/ }).click()
    await page.getByRole('menuitem', { name: 'View as a role…' }).click()
    await dialog.getByRole('radio', { name: 'Intake officer' }).check()
    await dialog.getByRole('button', { name: 'View as this role' }).click()
    const bar = page.getByRole('region', { name: 'View as a role' })
    await bar.getByText('You view as: Intake officer.').waitFor()
    expect(await amissIn(trainer)).toEqual([])

    await trainer.goTo(casePath)
    await page.getByText('Aung Myo Htet').waitFor()
    await trainer.begin('Write a note')
    await dialog.getByText('Viewing changes nothing, so this cannot be sent.').waitFor()
    await seen(dialog.getByRole('button', { name: 'Write a note', exact: true })).toBeDisabled()
    await dialog.getByRole('button', { name: 'Cancel' }).click()

    await bar.getByRole('button', { name: 'End the view' }).click()
    await bar.waitFor({ state: 'detached' })
    await trainer.goTo(casePath)
    await page.getByText('This page is not part of your role').waitFor()
  }, 120_000)

  it('logs for the auditor that the trainer viewed as an intake officer', async () => {
    await officer.logInAs('auditor', '/access-log?act=read')
    await officer.page.getByText('viewing as: Intake officer').first().waitFor()
  }, 120_000)

  it('tells everybody who sees what, by role and by field', async () => {
    const { page } = officer
    await officer.logInAs('planner', '/policy')
    await page.getByLabel('Role').selectOption('registrar')
    await page.getByLabel('Field or subject').fill('birth date')
    await page.getByLabel('Field or subject').press('Enter')
    await page.getByText('While the case is: Vetted, Registered; or if they hold it').waitFor()
    await seen(page).toHaveURL(/role=registrar/)
    await page.getByRole('button', { name: 'Clear all' }).click()
    await page.getByRole('heading', { name: 'Entry of the access log' }).waitFor()
  }, 120_000)

  it('erases a person of a closed case after one asked and another confirmed, and shows them as erased', async () => {
    await officer.logInAs('intake', casePath)
    await officer.begin('Withdraw the case')
    await officer.dialog.getByLabel('Reason').selectOption({ index: 1 })
    const check = officer.dialog.getByRole('button', { name: 'Check your answers' })
    if (await check.count()) await officer.confirm('Withdraw the case')
    else await officer.send('Withdraw the case')
    await officer.page.getByRole('button', { name: 'Ask for erasure' }).click()
    await officer.dialog.getByLabel('Reason').selectOption('person_asked')
    await officer.send('Ask for erasure')
    await officer.page.getByText('Erasure asked for').first().waitFor()

    await officer.logInAs('registrar', '/erasures?state=asked')
    await officer.page
      .getByRole('main')
      .getByRole('link', { name: /^P-2021-/ })
      .click()
    await officer.page.getByRole('button', { name: 'Erase this person' }).click()
    await officer.dialog.getByText('can never be read again, in no copy').waitFor()
    await officer.confirm('Erase this person')
    await officer.page.getByText('This person is erased.').waitFor()
    expect(await amissIn(officer)).toEqual([])
    await seen(officer.page.getByText('Born on')).toHaveCount(0)
  }, 120_000)

  it('never asked another host for anything, and no script failed', () => {
    expect(world.faults).toEqual([])
  })
})
