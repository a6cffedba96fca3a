import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeCursor, requestLine } from '@passage/platform'
import { startApi, type ApiClient, type TestApi } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'
import { rawly } from './raw-client'

let database: TestDatabase
let api: TestApi
let intake: ApiClient
let webRoot: string

beforeAll(async () => {
  webRoot = mkdtempSync(join(tmpdir(), 'passage-data-'))
  mkdirSync(join(webRoot, 'assets'))
  mkdirSync(join(webRoot, '.git'))
  writeFileSync(join(webRoot, 'index.html'), '<!doctype html>')
  writeFileSync(join(webRoot, '.git', 'config'), '[core]')
  writeFileSync(join(webRoot, 'assets', 'app.js.map'), '{}')
  database = await createTestDatabase()
  api = await startApi(database, { settings: { webRoot } })
  intake = await api.as('intake_officer')
  const applicant = { name: 'Thiha Zaw', bornOn: '1992-02-02' }
  await intake.post('/cases', { service: 'soldier', pathway: 'individual', channel: 'messenger', applicant })
})

afterAll(async () => {
  await api.close()
  await database.drop()
  rmSync(webRoot, { recursive: true, force: true })
})

const hostile = [
  `' OR 1=1 --`,
  `'; DROP TABLE case_file; --`,
  `" OR ""="`,
  `\\'; SELECT pg_sleep(9); --`,
  '$1',
  '%',
  '_',
  '{{7*7}}',
  '${7*7}',
]

describe('What comes in', () => {
  it.each(hostile)('is data and never SQL or a template, such as %s in a search, a filter or a cursor', async (text) => {
    const hits = await intake.post('/people/search', { name: text.padEnd(2) }, { key: null })
    expect([hits.status, hits.body.items]).toEqual([200, []])
    const query = encodeURIComponent(text)
    for (const path of [`/cases?reference=${query}`, `/cases?state=${query}`, `/cases?sort=${query}`, `/cases?cursor=${query}`]) {
      expect((await intake.get(path)).status).toBe(400)
    }
    const cursor = encodeCursor('cases:-opened_on', ['2021-09-01', text])
    expect((await intake.get(`/cases?cursor=${cursor}`)).status).toBe(400)
    expect((await intake.get('/cases')).body.items).toHaveLength(1)
  })

  it('comes back as it was, in JSON that no text can break', async () => {
    const name = `Thiha "Zaw" </script><script>alert(1)</script> \u2028 '`
    const applicant = { name, bornOn: '1992-02-02' }
    const made = await intake.post('/cases', { service: 'soldier', pathway: 'individual', channel: 'messenger', applicant })
    const { body, headers } = await intake.get(`/cases/${made.body.id}`)
    expect(body.household[0].name).toBe(name.trim())
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
  })

  it('is refused where a field is given twice, and never taken for one of the two', async () => {
    for (const path of ['/cases?state=vetted&state=closed', '/cases?limit=1&limit=2', '/cases?reference=P&reference=Q']) {
      const { status, body } = await intake.get(path)
      expect([status, body.code]).toEqual([400, 'input.invalid'])
    }
  })

  it('is looked for where it belongs, and nowhere else: no header and no query stands in for the body', async () => {
    const headers = { name: 'Thiha Zaw', 'x-http-method-override': 'GET' }
    const answer = await intake.post('/people/search?name=Thiha%20Zaw', {}, { key: null, headers })
    expect([answer.status, answer.body.field]).toEqual([400, 'name'])
  })
})

describe('What goes out', () => {
  it.each(['/.git/config', '/assets', '/assets/', '/assets/app.js.map', '/.env', '/package.json', '/%2e%2e/%2e%2e/package.json'])(
    'holds no file that is none of the web app, no folder and no history of the code: %s',
    async (path) => {
      const answer = await api.nobody.send('GET', `/${path}`, { headers: { accept: '*/*' } })
      expect(answer.status).toBe(404)
    },
  )

  it.each(['TRACE', 'TRACK', 'PROPFIND', 'PATCH', 'PUT'])(
    'answers no method that nobody asked for, such as %s',
    async (method) => {
      const { status, body } = await rawly(
        api.url,
        `${method} /api/v1/clock HTTP/1.1\r\nHost: x\r\nX-Secret: s3cret\r\nConnection: close\r\n\r\n`,
      )
      expect([400, 404]).toContain(status)
      expect(body).not.toContain('s3cret')
    },
  )

  it('is one line of JSON for each request in the log, whatever came in', () => {
    const request = { id: 'r\n{"level":"info"}', method: 'GET\r\n', routeOptions: { url: '/api/v1/cases\u0000\n' } }
    const line = JSON.stringify(requestLine(request, 200, 1))
    // eslint-disable-next-line no-control-regex -- what it looks for are control characters
    expect(line).not.toMatch(/[\u0000-\u001f]/)
    expect(JSON.parse(line)).toMatchObject({ at: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/), requestId: request.id })
  })
})
