import type { Role } from '@passage/access'
import { startApi, type Answer, type TestApi } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'

/** Who may call it without a session. A route that joins them must be put here by hand. */
const forEverybody = [
  'GET /api/v1/clock',
  'GET /api/v1/demo-accounts',
  'GET /api/v1/oidc',
  'GET /api/v1/oidc/callback',
  'GET /api/v1/oidc/start',
  'GET /health/live',
  'GET /health/ready',
  'POST /api/v1/session',
  'POST /api/v1/session/second-factor',
]

const nowhere = '55555555-5555-4555-8555-555555555555'

interface Route {
  readonly method: string
  readonly path: string
  /** The roles that its description names; none for every account. */
  readonly for: readonly string[]
}

describe('Every route of the API', () => {
  let database: TestDatabase
  let api: TestApi
  let routes: Route[]

  beforeAll(async () => {
    database = await createTestDatabase()
    api = await startApi(database)
    const { body } = await api.nobody.get('/api/docs/json')
    routes = Object.entries(body.paths as Record<string, Record<string, { description: string }>>).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { description }]) => ({
        method: method.toUpperCase(),
        path: path.replace(/\{[^}]+\}/g, nowhere),
        for: /For the roles: (.*)\./.exec(description)?.[1]?.split(', ') ?? [],
      })),
    )
  })

  afterAll(async () => {
    await api.close()
    await database.drop()
  })

  const guarded = (): Route[] => routes.filter((route) => !forEverybody.includes(`${route.method} ${route.path}`))

  async function call(role: Role | null, route: Route): Promise<Answer> {
    const client = role ? await api.as(role) : api.nobody
    // A stream would not end; what is refused does not begin.
    if (route.method === 'GET') return client.get(route.path)
    if (route.method === 'DELETE') return client.delete(route.path)
    return route.method === 'PATCH' ? client.patch(route.path, {}) : client.post(route.path, {})
  }

  it('is known', () => expect(routes.length).toBeGreaterThan(60))

  it('is closed to those without a session, but for a few that are named here', async () => {
    const open: string[] = []
    for (const route of routes) {
      const { status } = await call(null, route)
      if (status !== 401) open.push(`${route.method} ${route.path}`)
    }
    // The login is open, and refuses an empty body.
    expect(open.sort()).toEqual(forEverybody)
  })

  it('that changes something wants a key', async () => {
    const wrong: string[] = []
    for (const route of guarded().filter(({ method, path }) => method === 'POST' && !/preview/.test(path))) {
      const client = await api.as((route.for[0] as Role | undefined) ?? 'intake_officer')
      const { status } = await client.post(route.path, {}, { key: null })
      if (status < 400) wrong.push(`${route.method} ${route.path}: ${status}`)
    }
    expect(wrong).toEqual([])
  })
})
