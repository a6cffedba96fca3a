import { randomUUID } from 'node:crypto'
import { createDemoAccounts, demoAccounts, demoPassword } from '@passage/access'
import type { Database } from '@passage/platform'
import { startApi, type TestApi } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'
import { ProbeModule } from './probe'

describe('Logging in', () => {
  let database: TestDatabase
  let owner: Database
  let api: TestApi

  beforeAll(async () => {
    database = await createTestDatabase()
    owner = await database.open('owner', 2)
    await owner.transaction(createDemoAccounts)
    api = await startApi(database, { domain: [ProbeModule] })
  }, 120_000)

  afterAll(async () => {
    await api.close()
    await database.drop()
  })

  it('gives a session in a cookie that scripts and other sites cannot use', async () => {
    const { answer } = await api.login('intake', demoPassword('intake'))
    expect(answer.status).toBe(201)
    expect(answer.body.account).toMatchObject({ username: 'intake', roles: ['intake_officer'], siteId: null })
    const [session, device] = answer.headers.getSetCookie()
    expect(session).toMatch(/^passage_session=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
    expect(device).toMatch(
      /^passage_device=[A-Za-z0-9_-]{43}; Path=\/api\/v1\/session; HttpOnly; SameSite=Strict; Max-Age=31536000$/,
    )
    expect(answer.text).not.toContain(/passage_session=([^;]+)/.exec(answer.headers.get('set-cookie')!)![1])
  })

  it('sends the cookie over TLS only where it is told to', async () => {
    const secure = await startApi(database, { domain: [], settings: { secureCookies: true } })
    const { answer } = await secure.login('intake', demoPassword('intake'))
    await secure.close()
    for (const cookie of answer.headers.getSetCookie()) {
      expect(cookie).toMatch(/^__Host-passage_(session|device)=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict;.*Secure$/)
    }
    expect(answer.headers.get('strict-transport-security')).toContain('max-age=')
  })

  it('takes over TLS no cookie that a neighbour under the same domain could have planted', async () => {
    const secure = await startApi(database, { domain: [], settings: { secureCookies: true } })
    const { client } = await secure.login('intake', demoPassword('intake'))
    const asking = (cookie: string) => secure.nobody.get('/session', { cookie: `${cookie}=${client.token}` })
    expect((await asking('__Host-passage_session')).status).toBe(200)
    expect((await asking('passage_session')).body.code).toBe('session.required')
    await secure.close()
  })

  it('answers an unknown user and a wrong password alike, after the same work', async () => {
    const fastest = async (username: string): Promise<number> => {
      const times: number[] = []
      for (let n = 0; n < 3; n += 1) {
        const begin = performance.now()
        await api.login(username, 'wrong')
        times.push(performance.now() - begin)
      }
      return Math.min(...times)
    }
    const wrong = await api.login('intake2', 'wrong')
    const unknown = await api.login('nobody-there', 'wrong')
    const system = await api.login('system', 'wrong')
    const told = ({ answer }: typeof wrong) => ({ ...answer.body, requestId: '', status: answer.status })
    expect(told(wrong)).toMatchObject({ code: 'session.wrong_credentials', status: 401 })
    expect(told(unknown)).toEqual(told(wrong))
    expect(told(system)).toEqual(told(wrong))
    expect(await fastest('nobody-there')).toBeGreaterThan(0.3 * (await fastest('intake2')))
  })

  it('refuses a disabled account as if its password were wrong, and ends its sessions', async () => {
    const { client } = await api.login('planner', demoPassword('planner'))
    await owner.query(`UPDATE account SET disabled_at = now() WHERE username = 'planner'`)
    expect((await client.get('/session')).body.code).toBe('session.required')
    expect((await api.login('planner', demoPassword('planner'))).answer.body.code).toBe('session.wrong_credentials')
    await owner.query(`UPDATE account SET disabled_at = NULL WHERE username = 'planner'`)
  })

  it('ends a session at the next request after logging out', async () => {
    const { client } = await api.login('intake', demoPassword('intake'))
    expect((await client.get('/session')).status).toBe(200)
    const out = await client.delete('/session', { key: null })
    expect([out.status, out.text]).toEqual([204, ''])
    expect(out.headers.get('set-cookie')).toContain('Max-Age=0')
    expect(await client.get('/session')).toMatchObject({ status: 401, body: { code: 'session.required' } })
  })

  it('lets a session end by itself', async () => {
    const { client } = await api.login('intake', demoPassword('intake'))
    await owner.query(`UPDATE session SET expires_at = now() - interval '1 second'`)
    expect((await client.get('/session')).status).toBe(401)
  })

  it('holds back who guesses, even with the right password at last', async () => {
    const answers = []
    for (let n = 0; n < 11; n += 1)
      answers.push((await api.login('vetting3', n < 10 ? 'guess' : demoPassword('vetting3'))).answer)
    expect(answers.map((a) => a.status)).toEqual([...Array(10).fill(401), 429])
    expect(answers[10]!.body).toMatchObject({ code: 'session.throttled' })
    expect((await api.login('vetting2', demoPassword('vetting2'))).answer.status).toBe(201)
  })

  it('ends a session that nobody has used for half an hour, and says beforehand when', async () => {
    const { client, answer } = await api.login('intake', demoPassword('intake'))
    expect(answer.body).toMatchObject({ idleMinutes: 30, viewAs: null, secondFactor: false })
    expect(Date.parse(answer.body.expiresAt) - Date.now()).toBeGreaterThan(11.9 * 3_600_000)
    expect(Date.parse(answer.body.expiresAt) - Date.now()).toBeLessThanOrEqual(12 * 3_600_000)
    const idleFor = (minutes: number) =>
      owner.query('UPDATE session SET last_seen_at = now() - make_interval(mins => $1) WHERE revoked_at IS NULL', [minutes])
    await idleFor(29)
    expect((await client.get('/session')).status).toBe(200)
    // That was a sign of life, so that the half hour begins anew.
    await owner.query(`UPDATE session SET last_seen_at = last_seen_at - interval '29 minutes' WHERE revoked_at IS NULL`)
    expect((await client.get('/session')).status).toBe(200)
    await idleFor(31)
    expect((await client.get('/session')).body.code).toBe('session.required')
  })

  it('writes down a sign of life once a minute, and not with every read', async () => {
    const { client } = await api.login('intake', demoPassword('intake'))
    const versions = () => owner.query<{ xmin: string }>('SELECT xmin::text FROM session ORDER BY id')
    const before = await versions()
    await Promise.all(Array.from({ length: 10 }, () => client.get('/session')))
    expect(await versions()).toEqual(before)
  })

  it('gives another session to who logs in again in the same browser, and ends the one before', async () => {
    const { client: before } = await api.login('intake', demoPassword('intake'))
    const body = JSON.stringify({ username: 'intake', password: demoPassword('intake') })
    const again = await before.send('POST', '/session', { body, headers: { 'content-type': 'application/json' } })
    expect(again.status).toBe(201)
    expect(again.headers.getSetCookie()[0]).not.toContain(before.token)
    expect((await before.get('/session')).status).toBe(401)
  })

  it('shows somebody where they are signed in, and lets them end what they do not know', async () => {
    await owner.query('UPDATE session SET revoked_at = now()')
    const browsers = ['Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0', 'curl/8.5.0', 'x'.repeat(5_000)]
    const tokens: { token: string; csrfToken: string }[] = []
    for (const agent of browsers) {
      const answer = await api.nobody.send('POST', '/session', {
        body: JSON.stringify({ username: 'registrar', password: demoPassword('registrar') }),
        headers: { 'content-type': 'application/json', 'user-agent': agent },
      })
      const token = /passage_session=([^;]+)/.exec(answer.headers.getSetCookie()[0]!)![1]!
      tokens.push({ token, csrfToken: ((await answer.json()) as { csrfToken: string }).csrfToken })
    }
    const other = await api.login('registrar2', demoPassword('registrar2'))
    const mine = { cookie: `passage_session=${tokens[0]!.token}`, 'x-csrf-token': tokens[0]!.csrfToken }
    const list = async () => (await api.nobody.get('/sessions', mine)).body.items
    const shown = await list()
    expect(shown.map((session: { device: string }) => session.device)).toEqual(['Unknown device', 'curl', 'Firefox on Linux'])
    expect(shown.map((session: { current: boolean }) => session.current)).toEqual([false, false, true])
    expect(shown[0]).toMatchObject({ address: '127.0.0.1' })
    const [, second] = shown
    const foreign = await other.client.delete(`/sessions/${second.id}`)
    expect([foreign.status, (await list()).length]).toEqual([404, 3])
    expect((await api.nobody.send('DELETE', `/sessions/${second.id}`, { headers: mine })).status).toBe(204)
    expect((await list()).map((session: { device: string }) => session.device)).toEqual(['Unknown device', 'Firefox on Linux'])
    const others = await api.nobody.send('POST', '/sessions/revoke-others', {
      headers: { ...mine, 'idempotency-key': 'all-the-others' },
    })
    expect(others.status).toBe(204)
    expect((await list()).map((session: { device: string }) => session.device)).toEqual(['Firefox on Linux'])
    expect((await other.client.get('/session')).status).toBe(200)
  })

  it('stores no token, so that who reads the table cannot become anybody', async () => {
    const { client } = await api.login('intake', demoPassword('intake'))
    const rows = await owner.query<{ all: string }>('SELECT s::text AS all FROM session s')
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.some((row) => row.all.includes(client.token))).toBe(false)
  })

  it('is nothing that the application itself could do: its role opens no session and reads no password', async () => {
    const application = await database.open('passage_api', 1)
    const insert = `INSERT INTO session (id, token_hash, csrf_token, account_id, expires_at) SELECT $1, 'x', 'x', id, now() FROM account LIMIT 1`
    await expect(application.query(insert, [randomUUID()])).rejects.toThrow(/permission denied/)
    await expect(application.query('SELECT password_hash FROM account')).rejects.toThrow(/permission denied/)
    await expect(application.query('SELECT token_hash FROM session')).rejects.toThrow(/permission denied/)
  })

  it('shows the demo accounts and their passwords in a demo only', async () => {
    const shown = await api.nobody.get('/demo-accounts')
    expect(shown.body.items).toHaveLength(demoAccounts.length)
    expect(shown.body.items[0]).toEqual({
      username: 'intake',
      displayName: 'Thiri, intake',
      roles: ['intake_officer'],
      password: 'demo-intake',
    })
    const real = await startApi(database, { domain: [], settings: { demo: false } })
    expect((await real.nobody.get('/demo-accounts')).body.code).toBe('route.not_found')
    await real.close()
    await owner.query('UPDATE instance SET demo = false')
    expect((await api.nobody.get('/demo-accounts')).body.code).toBe('route.not_found')
    await expect(owner.transaction(createDemoAccounts)).rejects.toThrow(/not marked as a demo/)
    await owner.query('UPDATE instance SET demo = true')
  })

  it('has enough people in the demo for every separated duty', () => {
    const holders = (role: string) => demoAccounts.filter((account) => account.roles.some((r) => r === role)).length
    for (const role of [
      'vetting_officer',
      'vetting_approver',
      'registrar',
      'finance_officer',
      'finance_approver',
      'finance_controller',
    ]) {
      expect(`${role}: ${holders(role) >= 2}`).toBe(`${role}: true`)
    }
  })
})
