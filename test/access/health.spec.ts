import request from 'supertest'
import { startApi, type TestApi } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'

let database: TestDatabase
let api: TestApi

beforeAll(async () => {
  database = await createTestDatabase()
  api = await startApi(database)
})

afterAll(async () => {
  await api.close()
  await database.drop()
})

describe('The health of the API', () => {
  it('is told to whoever asks, and names no version and no framework', async () => {
    const live = await request(api.url).get('/health/live').expect(200)
    expect(live.headers).not.toHaveProperty('x-powered-by')
    expect(live.headers).not.toHaveProperty('server')
    await request(api.url).get('/health/ready').expect(200)
  })

  it('counts requests by route pattern, so that no id of a case becomes a metric', async () => {
    await request(api.url).get('/api/v1/cases/6f1d3c1e-2f0b-4a43-9a51-0d6e9c1b7a11').expect(401)
    const metrics = await request(api.url).get('/metrics').expect(200)
    expect(metrics.text).not.toContain('6f1d3c1e')
    expect(metrics.text).toContain('cases/:id')
  })
})
