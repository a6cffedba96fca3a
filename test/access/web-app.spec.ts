import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startApi, type TestApi } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'
import { ProbeModule } from './probe'

describe('The process that serves the API', () => {
  let database: TestDatabase
  let api: TestApi
  let webRoot: string

  beforeAll(async () => {
    webRoot = mkdtempSync(join(tmpdir(), 'passage-web-'))
    mkdirSync(join(webRoot, 'assets'))
    writeFileSync(join(webRoot, 'index.html'), '<!doctype html><title>Passage</title>')
    writeFileSync(join(webRoot, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
    writeFileSync(join(webRoot, 'assets', 'app-1a2b.js'), 'export {}')
    writeFileSync(join(webRoot, '.env'), 'SECRET=1')
    database = await createTestDatabase()
    api = await startApi(database, { domain: [ProbeModule], settings: { webRoot } })
  })

  afterAll(async () => {
    await api.close()
    await database.drop()
    rmSync(webRoot, { recursive: true, force: true })
  })

  const browse = (path: string, accept = 'text/html,application/xhtml+xml') =>
    api.nobody.send('GET', `/${path}`, { headers: { accept } })

  it.each(['/', '/cases', '/cases/44444444-4444-4444-8444-444444444444?tab=timeline', '/index.html'])(
    'answers the page %s with the web app',
    async (path) => {
      const page = await browse(path)
      expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-store'])
      expect(await page.text()).toContain('<title>Passage</title>')
      expect(page.headers.get('content-security-policy')).toContain("script-src 'self';")
      expect(page.headers.get('x-powered-by')).toBeNull()
    },
  )

  it('serves an asset for ever, and any other file until it changes', async () => {
    const asset = await browse('/assets/app-1a2b.js', '*/*')
    expect([asset.status, asset.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8'])
    expect(asset.headers.get('cache-control')).toContain('immutable')
    const icon = await browse('/favicon.svg', '*/*')
    expect([icon.status, icon.headers.get('cache-control')]).toEqual([200, 'no-cache'])
    const again = await api.nobody.send('GET', '//favicon.svg', { headers: { 'if-none-match': icon.headers.get('etag')! } })
    expect(again.status).toBe(304)
  })

  it.each(['/assets/gone-3c4d.js', '/api/v1/gone', '/api/gone', '/health/gone', '/metrics/gone'])(
    'answers %s, which is not there, with a problem and not with the web app',
    async (path) => {
      const answer = await browse(path)
      expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'application/problem+json; charset=utf-8'])
    },
  )

  it.each(['/.env', '/%2e%2e/package.json', '/assets/%2e%2e/.env', '/..%2f..%2fetc/passwd'])(
    'gives no file away at %s',
    async (path) => {
      expect((await browse(path, '*/*')).status).toBe(404)
    },
  )

  it('answers with the web app only what asks for a page', async () => {
    expect((await browse('/cases', 'application/json')).status).toBe(404)
  })

  it('says the programme date, that it lives and that it can serve', async () => {
    expect((await api.nobody.get('/clock')).body).toMatchObject({ today: '2021-09-01' })
    expect((await api.nobody.get('/health/live')).body).toEqual({ status: 'up' })
    expect((await api.nobody.get('/health/ready')).body).toEqual({ status: 'up', database: 'up', queue: 'up' })
  })

  it('counts requests by the pattern of their route, never by an id', async () => {
    const registrar = await api.as('registrar')
    await registrar.get('/probe/by-id/44444444-4444-4444-8444-444444444444')
    const { text } = await api.nobody.get('/metrics')
    expect(text).toContain(
      'passage_http_request_duration_seconds_count{method="GET",route="/api/v1/probe/by-id/:id",status="404"} 1',
    )
    expect(text).not.toContain('44444444')
  })

  it('documents every route: its fields from their validators, its roles, its headers', async () => {
    const { body } = await api.nobody.get('/api/docs/json')
    expect(body.openapi).toMatch(/^3\.1/)
    const command = body.paths['/api/v1/probe/commands'].post
    expect(command.description).toContain('For the roles: registrar.')
    expect(command.parameters.map((p: { name: string }) => p.name)).toEqual([
      'X-CSRF-Token',
      'Idempotency-Key',
      'If-Match',
      'Dry-Run',
    ])
    const dto = body.components.schemas.ProbeDto
    expect(dto.required).toEqual(['pathway'])
    expect(dto.properties.pathway.enum).toEqual(['individual', 'surrender'])
    expect(dto.properties.household.items.$ref).toBe('#/components/schemas/ProbePerson')
    expect(body.components.schemas.ProbePerson.properties.bornOn).toMatchObject({ type: 'string', format: 'date' })
    const page = body.paths['/api/v1/probe/sorted'].get.parameters
    expect(page.find((p: { name: string }) => p.name === 'limit')).toMatchObject({
      required: false,
      schema: { minimum: 1, maximum: 200 },
    })
  })

  it('shows the document on a page whose scripts are all files', async () => {
    const page = await browse('/api/docs')
    const html = await page.text()
    expect(page.status).toBe(200)
    expect(html).not.toMatch(/<script>|<style>|onload=/)
    for (const [, path] of html.matchAll(/(?:src|href)="([^"]+)"/g))
      expect([path, (await browse(path!, '*/*')).status]).toEqual([path, 200])
  })
})
