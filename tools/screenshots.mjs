/**
 * `npm run screenshots [-- --only NAME]`: writes the main screens in both languages, both themes, wide and narrow, into docs/screenshots/. It looks at
 * the demo that runs on these data, or starts one for as long as it takes.
 */
import './lib/require-node.mjs'
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { launcher, PlainError, progressOn, readOptions } from './lib/console.mjs'
import { findExtras } from './lib/extras.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { repository } from './lib/postgres-programs.mjs'
import { freePort } from './lib/processes.mjs'
import { runningDemo } from './lib/running-demo.mjs'

const folder = path.join(repository, 'docs', 'screenshots')
const log = progressOn(process.stderr)

const languages = ['en', 'my']
const themes = ['light', 'dark']
const widths = { wide: { width: 1360, height: 860 }, narrow: { width: 390, height: 844 } }

/** What is looked at: through whose eyes, where, and what is done there first. `find` gives the address where it depends on the data. */
const screens = [
  { name: 'home', account: 'vetting', at: '/' },
  { name: 'worklist', account: 'intake', at: '/cases' },
  { name: 'case', account: 'relocation', find: (api) => api.oneCase('registered') },
  { name: 'timeline', account: 'auditor', find: async (api) => `${await api.oneCase('registered')}?tab=timeline` },
  { name: 'act', account: 'approver', find: (api) => api.oneCase('awaiting_decision'), then: beginFirstAct },
  { name: 'card', account: 'registrar', find: (api) => api.oneCard() },
  { name: 'run', account: 'finance', find: (api) => api.first('/payment-runs?state=released', '/runs/') },
  { name: 'site', account: 'relocation', find: (api) => api.first('/sites', '/sites/') },
  { name: 'report', account: 'planner', find: (api) => api.report() },
  { name: 'funds', account: 'planner', at: '/funds' },
  { name: 'log', account: 'auditor', at: '/log' },
  { name: 'clock', account: 'trainer', at: '/clock' },
  { name: 'policy', account: 'planner', at: '/policy' },
  { name: 'gallery', account: 'planner', at: '/gallery' },
]

await launcher(async (args) => {
  const { only } = readOptions(args, { only: 'value' })
  const wanted = screens.filter(({ name }) => !only || only.split(',').includes(name))
  if (wanted.length === 0) throw new PlainError(`--only takes names of ${screens.map(({ name }) => name).join(', ')}`)
  await ensureInstalled(log)
  const { found, missing } = await findExtras(log)
  if (!found.PASSAGE_CHROMIUM) throw new PlainError(missing[0])
  const demo = await reachDemo()
  const { chromium } = await import('@playwright/test')
  const browser = await chromium.launch({ executablePath: found.PASSAGE_CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] })
  try {
    fs.mkdirSync(folder, { recursive: true })
    for (const screen of wanted) await take(browser, demo.address, screen)
  } finally {
    await browser.close()
    await demo.stop()
  }
})

/** The demo of these data; one that is started here is stopped here too. */
async function reachDemo() {
  const running = runningDemo()
  if (running) return { address: running.address, stop: async () => {} }
  const port = await freePort()
  log(`starting a demo on port ${port}`)
  const child = spawn(process.execPath, [path.join(repository, 'tools', 'demo.mjs'), '--port', String(port)], {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => child.once('close', resolve))
  const ready = new Promise((resolve) => {
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      said += text
      if (said.includes('Passage is ready')) resolve(true)
    })
  })
  if (!(await Promise.race([ready, ended.then(() => false)])))
    throw new PlainError('the demo did not start; npm run demo says why')
  return {
    address: `http://127.0.0.1:${port}`,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** One screen in every language, theme and width. */
async function take(browser, address, screen) {
  for (const [width, viewport] of Object.entries(widths)) {
    const context = await browser.newContext({ viewport, reducedMotion: 'reduce' })
    const page = await context.newPage()
    await page.goto(`${address}/login`)
    await logIn(page, screen.account)
    const at = screen.at ?? (await screen.find(apiOf(page)))
    for (const language of languages) {
      for (const theme of themes) {
        // As the account's own choice, since a choice of the account wins over one of the browser.
        await asAccount(page, 'PATCH', '/preferences', { language, theme })
        await page.goto(address + at)
        await page.waitForLoadState('networkidle')
        await page.evaluate('document.fonts.ready')
        // A case comes in steps.
        await page.evaluate('new Promise((idle) => requestIdleCallback(idle, { timeout: 2000 }))')
        if (screen.then) await screen.then(page)
        await page.screenshot({ path: path.join(folder, `${screen.name}-${language}-${theme}-${width}.png`) })
      }
    }
    await asAccount(page, 'PATCH', '/preferences', { language: 'en', theme: 'auto' })
    await context.close()
  }
  log(screen.name)
}

/** Begins the first act of the case's menu, a decision, and goes as far as its check, with what would follow from it. */
async function beginFirstAct(page) {
  await page.locator('.acts-menu-button').click()
  await page.locator('.acts-menu [role=menuitem]').first().click()
  const form = page.getByRole('dialog').locator('form')
  await form.waitFor()
  await form.locator('button[type=submit]').click()
  await page.getByRole('dialog').locator('.effects').waitFor()
}

async function logIn(page, username) {
  await asAccount(page, 'POST', '/session', { username, password: `demo-${username}` })
}

/** Asks the API from within the page, with its cookie and its CSRF token. */
async function asAccount(page, method, where, body) {
  return page.evaluate(
    async ([verb, at, sent]) => {
      const session = await (await fetch('/api/v1/session')).json()
      const headers = { 'content-type': 'application/json' }
      if (session.csrfToken) headers['X-CSRF-Token'] = session.csrfToken
      if (verb === 'POST') headers['Idempotency-Key'] = crypto.randomUUID()
      const answer = await fetch(`/api/v1${at}`, { method: verb, headers, body: sent ? JSON.stringify(sent) : undefined })
      const text = await answer.text()
      if (!answer.ok) throw new Error(`${verb} ${at}: ${text}`)
      return text ? JSON.parse(text) : null
    },
    [method, where, body],
  )
}

/** Addresses that depend on the data. */
function apiOf(page) {
  const get = (where) => asAccount(page, 'GET', where)
  const itemsOf = async (where) => (await get(where)).items
  return {
    oneCase: async (state) => `/cases/${(await itemsOf(`/cases?state=${state}&limit=1`))[0].id}`,
    first: async (list, at) => at + (await itemsOf(list))[0].id,
    oneCard: async () => {
      for (const { id } of await itemsOf('/cases?state=registered&limit=20')) {
        const code = (await itemsOf(`/cases/${id}/codes`)).find(({ state }) => state === 'active')
        if (code) return `/cases/${id}/card/${code.id}`
      }
      throw new PlainError('no case of this demo has an active code')
    },
    report: async () => {
      const known = (await itemsOf('/reports')).find(({ kind, state }) => kind === 'capacity' && state === 'done')
      if (known) return `/reports/${known.id}`
      const { today } = await get('/clock')
      const params = { from: `${today.slice(0, 4)}-01-01`, to: today }
      const { id } = await asAccount(page, 'POST', '/reports', { kind: 'capacity', params })
      while ((await get(`/reports/${id}`)).state !== 'done') await page.waitForLoadState('networkidle')
      return `/reports/${id}`
    },
  }
}
