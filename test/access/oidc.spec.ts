import { spawn, type ChildProcess } from 'node:child_process'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { createDemoAccounts, demoAccountId, demoPassword } from '@passage/access'
import type { Database } from '@passage/platform'
import { generateSync } from 'otplib'
import { startApi, type ApiClient, type TestApi } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'

/** The address that the provider knows; the test carries its query to wherever the API listens. */
const redirectUrl = 'http://127.0.0.1:9/api/v1/oidc/callback'
const [clientId, clientSecret] = ['passage', 'only-for-tests-on-loopback']

let database: TestDatabase
let owner: Database
let api: TestApi
let trainer: ApiClient
let provider: ChildProcess
let issuer: string

beforeAll(async () => {
  database = await createTestDatabase()
  owner = await database.open('owner', 2)
  await owner.transaction(createDemoAccounts)
  provider = spawn(process.execPath, [resolve(__dirname, 'oidc-provider.mjs'), clientId, clientSecret, redirectUrl], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  issuer = await new Promise<string>((ready, fail) => {
    createInterface({ input: provider.stdout! }).once('line', ready)
    provider.once('exit', (code) => fail(new Error(`the provider ended with ${code}`)))
  })
  api = await startApi(database, { domain: [], settings: { oidc: { issuer, clientId, clientSecret, redirectUrl } } })
  trainer = await api.as('trainer')
}, 120_000)

afterAll(async () => {
  provider?.stdin!.end()
  await api?.close()
  await database?.drop()
})

/** A browser: it keeps cookies by host, and follows nothing by itself. */
class Browser {
  private readonly jar = new Map<string, string>()

  async go(
    url: string,
    form?: Record<string, string>,
  ): Promise<{ readonly status: number; readonly location: string; readonly text: string }> {
    const response = await fetch(url, {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { cookie: [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form ? { body: new URLSearchParams(form) } : {}),
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!
      if (value === '' || /max-age=0|1970/i.test(line)) this.jar.delete(name!)
      else this.jar.set(name!, value!)
    }
    const location = response.headers.get('location') ?? ''
    return { status: response.status, location: location ? new URL(location, url).href : '', text: await response.text() }
  }

  get session(): string | undefined {
    return this.jar.get('passage_session')
  }

  get attempt(): string | undefined {
    return this.jar.get('passage_oidc')
  }
}

/** Begins at our API, and signs in at the provider as the subject. @returns the query with which the provider sends the browser back */
async function atTheProvider(browser: Browser, subject: string): Promise<string> {
  let page = await browser.go(`${api.url}/api/v1/oidc/start`)
  expect(page.status).toBe(303)
  for (let steps = 0; steps < 12; steps += 1) {
    if (page.location.startsWith(redirectUrl)) return new URL(page.location).search.slice(1)
    if (page.location) {
      page = await browser.go(page.location)
      continue
    }
    const [, action] = /<form[^>]*action="([^"]+)"/.exec(page.text)!
    const prompt = /name="prompt" value="(\w+)"/.exec(page.text)![1]!
    page = await browser.go(
      new URL(action!, issuer).href,
      prompt === 'login' ? { prompt, login: subject, password: 'x' } : { prompt },
    )
  }
  throw new Error('the provider went in circles')
}

const back = (browser: Browser, query: string) => browser.go(`${api.url}/api/v1/oidc/callback?${query}`)
const sessionOf = async (browser: Browser) =>
  (await api.nobody.get('/session', { cookie: `passage_session=${browser.session}` })).body
const bind = (username: string, subject: string | null) =>
  trainer.post(`/accounts/${demoAccountId(username)}/identity`, { issuer, subject })

describe('Signing in at an OpenID provider', () => {
  it('opens a session of the account that is bound to the subject, whatever the provider claims of roles', async () => {
    expect((await bind('registrar', 'subject-of-the-registrar')).status).toBe(200)
    const browser = new Browser()
    const answer = await back(browser, await atTheProvider(browser, 'subject-of-the-registrar'))
    expect([answer.status, answer.location]).toEqual([303, `${api.url}/`])
    expect(await sessionOf(browser)).toMatchObject({
      account: { username: 'registrar', roles: ['registrar'] },
      secondFactor: false,
    })
    expect(browser.attempt).toBeUndefined()
  })

  it('makes no account for a subject whom nobody has bound, and says so', async () => {
    const count = async () => (await owner.query('SELECT FROM account')).length
    const before = await count()
    const browser = new Browser()
    const answer = await back(browser, await atTheProvider(browser, 'a-stranger'))
    expect(answer.location).toBe(`${api.url}/login?refused=session.oidc_unknown`)
    expect([browser.session, await count()]).toEqual([undefined, before])
    const [entry] = await owner.query('SELECT act, code FROM access_log ORDER BY id DESC LIMIT 1')
    expect(entry).toEqual({ act: 'refused', code: 'session.oidc_unknown' })
  })

  it('takes no answer twice, none in another browser, none without an attempt, none with another state', async () => {
    await bind('intake', 'subject-of-intake')
    const [mine, other, none] = [new Browser(), new Browser(), new Browser()]
    const query = await atTheProvider(mine, 'subject-of-intake')
    await atTheProvider(other, 'subject-of-intake')
    expect((await back(none, query)).location).toMatch(/refused=session\.oidc_no_attempt$/)
    // The code of one attempt in the browser of another: login forced upon somebody.
    expect((await back(other, query)).location).toMatch(/refused=session\.oidc_refused$/)
    const kept = mine.attempt
    expect((await back(mine, query)).location).toBe(`${api.url}/`)
    // Neither by somebody who kept the cookie that the browser was told to forget.
    const again = await api.nobody.send('GET', `/oidc/callback?${query}`, { headers: { cookie: `passage_oidc=${kept}` } })
    expect(again.headers.get('location')).toMatch(/refused=session\.oidc_no_attempt$/)
    expect((await back(mine, query)).location).toMatch(/refused=session\.oidc_no_attempt$/)
    expect([other.session, none.session]).toEqual([undefined, undefined])
    const later = new Browser()
    const altered = (await atTheProvider(later, 'subject-of-intake')).replace(/state=[^&]+/, 'state=another')
    expect((await back(later, altered)).location).toMatch(/refused=session\.oidc_refused$/)
    expect(later.session).toBeUndefined()
  })

  it('takes no code that the provider did not give, and no answer that came too late', async () => {
    await bind('planner', 'subject-of-the-planner')
    const browser = new Browser()
    const forged = (await atTheProvider(browser, 'subject-of-the-planner')).replace(/code=[^&]+/, 'code=forged')
    expect((await back(browser, forged)).location).toMatch(/refused=session\.oidc_refused$/)
    const slow = new Browser()
    const query = await atTheProvider(slow, 'subject-of-the-planner')
    await owner.query(`UPDATE oidc_attempt SET ends_at = now() - interval '1 second'`)
    expect((await back(slow, query)).location).toMatch(/refused=session\.oidc_no_attempt$/)
  })

  it('lets nobody in whose account is disabled, or whose binding has ended', async () => {
    await bind('equipment', 'subject-of-equipment')
    const attempt = async (): Promise<string> => {
      const browser = new Browser()
      return (await back(browser, await atTheProvider(browser, 'subject-of-equipment'))).location
    }
    await owner.query(`UPDATE account SET disabled_at = now() WHERE username = 'equipment'`)
    expect(await attempt()).toMatch(/refused=session\.oidc_unknown$/)
    await owner.query(`UPDATE account SET disabled_at = NULL WHERE username = 'equipment'`)
    expect(await attempt()).toBe(`${api.url}/`)
    await bind('equipment', null)
    expect(await attempt()).toMatch(/refused=session\.oidc_unknown$/)
  })

  it('binds a subject to one account alone', async () => {
    await bind('finance', 'subject-of-finance')
    expect((await bind('finance2', 'subject-of-finance')).body.code).toBe('account.identity_taken')
    expect((await bind('finance', 'another-subject')).body.code).toBe('account.identity_taken')
  })

  it('asks for the second factor where it is on', async () => {
    await bind('manager', 'subject-of-the-manager')
    const { client } = await api.login('manager', demoPassword('manager'))
    const { secret } = (await client.post('/totp', { password: demoPassword('manager') }, { key: null })).body
    await client.post('/totp/confirm', { code: generateSync({ secret }) }, { key: null })
    const browser = new Browser()
    expect((await back(browser, await atTheProvider(browser, 'subject-of-the-manager'))).location).toBe(
      `${api.url}/login?secondFactor=true`,
    )
    expect((await sessionOf(browser)).code).toBe('session.required')
  })

  it('keeps the answer’s code, the verifier and the tokens to itself', async () => {
    const browser = new Browser()
    await back(browser, await atTheProvider(browser, 'subject-of-the-registrar'))
    expect(await owner.query('SELECT FROM oidc_attempt o WHERE o.ends_at > now() AND o.browser_hash IS NULL')).toEqual([])
    const application = await database.open('passage_api', 1)
    for (const table of ['oidc_attempt', 'account_identity']) {
      await expect(application.query(`SELECT * FROM ${table}`)).rejects.toThrow(/permission denied/)
    }
  })

  it('is not there where no provider is configured, and refuses plainly where it does not answer', async () => {
    expect((await api.nobody.get('/oidc')).body).toEqual({ configured: true })
    const without = await startApi(database, { domain: [] })
    expect((await without.nobody.get('/oidc')).body).toEqual({ configured: false })
    expect((await without.nobody.get('/oidc/start')).body.code).toBe('route.not_found')
    expect((await without.nobody.get('/oidc/callback?code=x&state=y')).body.code).toBe('route.not_found')
    await without.close()
    const away = await startApi(database, {
      domain: [],
      settings: { oidc: { issuer: 'http://127.0.0.1:9', clientId, clientSecret, redirectUrl } },
    })
    expect((await away.nobody.get('/oidc/start')).body.code).toBe('oidc.unavailable')
    await away.close()
  })
})
