import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createDemoAccounts } from '@passage/access'
import { chromium, type Browser, type Page } from '@playwright/test'
import { chromiumPath } from '../browser/browser.support'
import { startApi, type TestApi } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'

const webRoot = resolve(__dirname, '..', '..', 'apps', 'web', 'dist')
// A browser takes its time where others are at work, too.
jest.setTimeout(180_000)
const inChromium = chromiumPath ? describe : describe.skip

let database: TestDatabase
let api: TestApi
let browser: Browser
let page: Page
let refused: string[]

inChromium('A browser on the pages of Passage', () => {
  beforeAll(async () => {
    if (!existsSync(join(webRoot, 'index.html'))) throw new Error('apps/web/dist is missing: npm run build makes it')
    database = await createTestDatabase()
    await createDemoAccounts(await database.open('owner', 2))
    api = await startApi(database, { settings: { webRoot } })
    browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu'] })
  })

  afterAll(async () => {
    await browser?.close()
    await api?.close()
    await database?.drop()
  })

  beforeEach(async () => {
    page = await browser.newPage()
    page.setDefaultTimeout(40_000)
    refused = []
    await page.exposeFunction('tellRefused', (what: string) => refused.push(what))
    await page.addInitScript(`document.addEventListener('securitypolicyviolation',
      (event) => tellRefused(event.effectiveDirective + ' ' + event.blockedURI + ' ' + event.sourceFile))`)
  })

  afterEach(() => page?.close())

  const personSearch = () => page.getByRole('search', { name: 'Find a person by name' })
  const logIn = async () => {
    await page.goto(`${api.url}/login?to=%2Fcases`)
    await page.locator('.account:has(span.faint:text-is("intake"))').click()
    await personSearch().waitFor()
  }

  it('draws them without anything that the policy refuses', async () => {
    await logIn()
    // Mantine writes its variables into a style element, which stands only by its nonce.
    expect(await page.evaluate(`getComputedStyle(document.body).getPropertyValue('--mantine-spacing-md')`)).not.toBe('')
    expect(refused).toEqual([])
  })

  it('draws the page of the API, too', async () => {
    await page.goto(`${api.url}/api/docs`)
    await page.getByText('/api/v1/clock', { exact: true }).first().click()
    await page.getByText('For everybody.').first().waitFor()
    expect(refused).toEqual([])
  })

  it('runs no script and no style that got into the page', async () => {
    await logIn()
    await page.evaluate(`{
      const script = document.createElement('script')
      script.textContent = 'document.title = "taken over"'
      const style = document.createElement('style')
      style.textContent = 'body { display: none }'
      document.body.append(script, style)
      document.body.insertAdjacentHTML('beforeend', '<p style="position: fixed" onclick="document.title = 1">injected</p>')
      document.querySelector('body > p').click()
    }`)
    expect(await page.title()).not.toMatch(/^(taken over|1)$/)
    expect(await page.evaluate(`getComputedStyle(document.body).display`)).not.toBe('none')
    expect(await page.evaluate(`getComputedStyle(document.querySelector('body > p')).position`)).not.toBe('fixed')
    expect(new Set(refused.map((what) => what.split(' ')[0]))).toEqual(
      new Set(['script-src-elem', 'style-src-elem', 'style-src-attr', 'script-src-attr']),
    )
  })

  it('keeps nothing of the session or of a person where another page or another visitor would find it', async () => {
    await logIn()
    const cookies = await page.context().cookies()
    for (const cookie of cookies) expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' })
    expect(cookies.filter(({ expires }) => expires === -1).map(({ name }) => name)).toEqual([
      expect.stringMatching(/passage_session$/),
    ])
    const search = personSearch()
    const asked = page.waitForRequest((request) => request.url().includes('/people/'))
    await search.getByRole('textbox').fill('Kyaw Thu')
    await search.getByRole('textbox').press('Enter')
    const request = await asked
    expect([request.method(), new URL(request.url()).search]).toEqual(['POST', ''])
    expect(page.url()).not.toMatch(/kyaw/i)
    const kept = await page.evaluate(`JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])`)
    expect(kept).not.toMatch(/kyaw|session|csrf|token/i)
    const stores = '(async () => [(await indexedDB.databases()).length, (await caches.keys()).length])()'
    expect(await page.evaluate(stores)).toEqual([0, 0])
  })

  it('hides a password that is typed, takes one that is pasted, and lets a password manager know the fields', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: api.url })
    await page.goto(`${api.url}/login`)
    const password = page.getByLabel('Password', { exact: true })
    if (!(await password.isVisible())) await page.getByText('Log in with a name and a password').click()
    expect(await password.getAttribute('type')).toBe('password')
    expect(await password.getAttribute('autocomplete')).toBe('current-password')
    expect(await page.getByLabel('User name').getAttribute('autocomplete')).toBe('username')
    await page.evaluate(`navigator.clipboard.writeText('correct horse battery staple')`)
    await password.focus()
    await page.keyboard.press('Control+V')
    expect(await password.inputValue()).toBe('correct horse battery staple')
  })

  it('offers logging out on every page, and shows nothing any more afterwards', async () => {
    await logIn()
    for (const path of ['/', '/cases', '/reports', '/cases/new', '/nowhere']) {
      await page.goto(`${api.url}${path}`)
      await page.locator('button.who').waitFor()
    }
    await page.goto(`${api.url}/cases`)
    await page.locator('button.who').click()
    await page.getByRole('menuitem', { name: 'Switch account' }).click()
    await page.locator('.account').first().waitFor()
    expect((await page.context().cookies()).filter(({ name }) => /session/.test(name))).toEqual([])
    await page.goBack()
    await page.locator('.account').first().waitFor()
    expect(await personSearch().count()).toBe(0)
  })

  it('lets no page of another site frame them', async () => {
    await page.setContent(`<iframe src="${api.url}/cases"></iframe>`)
    const frame = page.frames().at(-1)!
    await frame.waitForLoadState()
    expect(await frame.evaluate(`document.querySelector('#root')`)).toBeNull()
  })
})
