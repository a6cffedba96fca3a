import { BrowserWorld, chromiumPath, seen, type Visitor } from './browser.support'
import type { ScreenLanguage } from './words'

const withBrowser = chromiumPath
  ? describe.each<[string, ScreenLanguage]>([
      ['English', 'en'],
      ['Burmese', 'my'],
    ])
  : describe.skip.each<[string, ScreenLanguage]>([['English', 'en']])
const today = '2021-09-20'

withBrowser('The whole pipeline in the browser, in %s', (_, language) => {
  let world: BrowserWorld
  let somebody: Visitor
  let casePath = ''

  beforeAll(async () => {
    world = await BrowserWorld.open(today)
    await world.openProgramme('2021-06-01')
    // As most people see it: drawers and dialogs come in with a movement.
    somebody = await world.visitor({ reducedMotion: 'no-preference' }, language)
  }, 240_000)
  afterAll(() => world?.close(), 60_000)

  it('begins with a contact and its household; a real phone number is turned away beside its field', async () => {
    const { page, words } = somebody
    await somebody.logInAs('intake')
    await page.getByRole('link', { name: words.t('cases.open') }).click()
    await page.getByRole('combobox', { name: words.t('case.service') }).selectOption('soldier')
    await page.getByRole('combobox', { name: words.t('case.pathway') }).selectOption('individual')
    await page.getByRole('combobox', { name: words.t('case.channel') }).selectOption('messenger')
    const name = page.getByRole('textbox', { name: words.t('person.name'), exact: true })
    await name.fill('call 09 421 234 567')
    await page.getByRole('textbox', { name: words.t('person.born_on') }).fill('1995-03-04')
    await page.getByRole('button', { name: words.t('contact.open'), exact: true }).click()
    await page.locator('[aria-invalid=true]').first().waitFor()
    await seen(page.locator('.mantine-InputWrapper-error').first()).not.toBeEmpty()
    await name.fill('Aung Myo Htet')
    await page.getByRole('button', { name: words.t('contact.add_person') }).click()
    const partner = page.locator('fieldset.member')
    await partner.getByLabel(words.t('person.relation')).selectOption('partner')
    await partner.getByRole('textbox', { name: words.t('person.name'), exact: true }).fill('Mya Hnin')
    await partner.getByRole('textbox', { name: words.t('person.born_on') }).fill('2 1 1997')
    await page.getByRole('button', { name: words.t('contact.open'), exact: true }).click()
    await page.getByRole('heading', { name: /^P-2021-/ }).waitFor()
    casePath = new URL(page.url()).pathname
    await page.getByText('Mya Hnin').first().waitFor()
  }, 120_000)

  it('is vetted by one officer, decided by another, and registered with a code by a third', async () => {
    const { page, words } = somebody
    await somebody.logInAs('vetting', casePath)
    await somebody.do(words.act('case', 'start_vetting'))
    await somebody.tab(words.t('case.tab_vetting'))
    const record = page.getByRole('button', { name: words.t('vetting.record'), exact: true })
    for (let left = await record.count(); left > 0; left--) {
      await record.first().click()
      await somebody.dialog.getByLabel(words.t('vetting.result')).selectOption('confirmed')
      await somebody.send(words.act('case', 'record_check'))
      await record.nth(left - 1).waitFor({ state: 'detached' })
    }
    await somebody.do(words.act('case', 'recommend'), (form) =>
      form.getByLabel(words.t('vetting.recommendation')).selectOption('clear'),
    )
    await somebody.logInAs('approver', casePath)
    await somebody.begin(words.act('case', 'clear'))
    await somebody.confirm(words.act('case', 'clear'))
    await somebody.logInAs('registrar', casePath)
    await somebody.do(words.act('case', 'issue_code'))
    await somebody.tab(words.t('case.tab_code'))
    await page.getByText(/^CDM-/).first().waitFor()
  }, 240_000)

  it('goes on with a place, an entitlement, and a reward claim that is verified, valued and approved', async () => {
    const { words } = somebody
    await somebody.logInAs('relocation', casePath)
    await somebody.do(words.act('placement', 'book'), (form) => form.getByLabel(words.t('field.site')).selectOption({ index: 1 }))
    await somebody.do(words.act('placement', 'arrive'))
    await somebody.logInAs('finance', casePath)
    await somebody.do(words.act('entitlement', 'open'), (form) =>
      form.getByLabel(words.t('entitlement.person')).selectOption({ index: 1 }),
    )
    await somebody.logInAs('intake', casePath)
    await somebody.do(words.act('reward_claim', 'file'), (form) =>
      form.getByLabel(words.t('claim.category')).selectOption('vehicle'),
    )
    await somebody.logInAs('equipment', casePath)
    await somebody.do(words.act('reward_claim', 'record_custody'))
    await somebody.do(words.act('reward_claim', 'verify'))
    await somebody.do(words.act('reward_claim', 'value'), (form) =>
      form.getByLabel(words.t('field.scheme')).selectOption('regional_2021'),
    )
    await somebody.logInAs('finapprover', casePath)
    await somebody.begin(words.act('reward_claim', 'approve'))
    await somebody.confirm(words.act('reward_claim', 'approve'))
  }, 240_000)

  it('ends with the reward paid, in a run that three people signed', async () => {
    const { page, words } = somebody
    await somebody.logInAs('finance', '/runs/new')
    await page.getByRole('combobox', { name: words.t('run.kind') }).selectOption('reward')
    await page.getByRole('combobox', { name: words.t('run.budget_line') }).selectOption({ index: 1 })
    await page.getByRole('button', { name: words.t('run.preview') }).click()
    await page.getByRole('button', { name: words.t('run.prepare') }).click()
    await page.getByRole('heading', { name: /^R-/ }).waitFor()
    const run = new URL(page.url()).pathname
    for (const [account, event] of [
      ['finapprover', 'approve'],
      ['controller', 'release'],
    ] as const) {
      await somebody.logInAs(account, run)
      await page.getByRole('button', { name: words.act('payment_run', event), exact: true }).click()
      await somebody.confirm(words.act('payment_run', event))
    }
    await page.reload()
    await page.getByText(words.state('payment', 'settled')).first().waitFor()
    await somebody.logInAs('auditor', `${casePath}?tab=timeline`)
    await page.getByText(words.did('reward_claim', 'pay')).first().waitFor()
  }, 240_000)

  it('never asked another host for anything, and no script failed', () => {
    expect(world.faults).toEqual([])
  })
})
