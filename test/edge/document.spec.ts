import { policy, Redaction, type Role } from '@passage/access'
import { answers } from '../../apps/api/answers'
import { startApi, type TestApi } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'

interface Operation {
  readonly operationId: string
  readonly description: string
  readonly parameters?: readonly { readonly name: string }[]
  readonly responses: Readonly<Record<string, { readonly content?: object }>>
}

let database: TestDatabase
let api: TestApi
let operations: (Operation & { readonly method: string; readonly path: string })[]
let schemas: Record<string, { properties: Record<string, { description: string; anyOf: object[] }> }>

beforeAll(async () => {
  database = await createTestDatabase()
  api = await startApi(database)
  const { body } = await api.nobody.get('/api/docs/json')
  schemas = body.components.schemas
  operations = Object.entries(body.paths as Record<string, Record<string, Operation>>).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method, path })),
  )
})

afterAll(async () => {
  await api.close()
  await database.drop()
})

const headersOf = ({ parameters = [] }: Operation) => parameters.map(({ name }) => name)

describe("The API's document", () => {
  it('says of every route that reads what resource it answers, and of nothing else', () => {
    const read = operations.filter(({ method }) => method === 'get').map(({ operationId }) => operationId)
    expect(read.filter((id) => !answers[id])).toEqual([])
    const known = operations.map(({ operationId }) => operationId)
    expect(Object.keys(answers).filter((id) => !known.includes(id))).toEqual([])
  })

  it('shows every resource of the policy with its fields, their classes and who reads them', () => {
    for (const [resource, fields] of Object.entries(policy)) {
      expect([resource, Object.keys(schemas[resource]!.properties)]).toEqual([resource, Object.keys(fields)])
    }
    const { name } = schemas.person!.properties
    const { today } = schemas.clock!.properties
    expect(name!.description).toContain('personal, for intake_officer')
    expect(name!.anyOf).toContainEqual({ $ref: '#/components/schemas/Redacted' })
    expect(today!.anyOf).not.toContainEqual({ $ref: '#/components/schemas/Redacted' })
  })

  it('names the resource that a route does answer', async () => {
    const asked: string[] = []
    const redaction = api.app.get(Redaction)
    for (const way of ['one', 'many', 'raw', 'list'] as const) {
      const really = redaction[way].bind(redaction) as (...given: unknown[]) => unknown
      jest.spyOn(redaction, way).mockImplementation(((...given: unknown[]) => {
        asked.push(String(given[1]))
        return really(...given)
      }) as never)
    }
    const wrong: string[] = []
    const plain = operations.filter(({ method, path }) => method === 'get' && !path.includes('{'))
    for (const { operationId, description, path } of plain) {
      const role = /For the roles: (\w+)/.exec(description)?.[1] as Role | undefined
      asked.length = 0
      const { status } = await (await api.as(role ?? 'intake_officer')).get(path)
      if (status === 200 && !asked.includes(answers[operationId]![0])) wrong.push(`${operationId}: ${asked.join()}`)
    }
    jest.restoreAllMocks()
    expect(plain.length).toBeGreaterThan(20)
    expect(wrong).toEqual([])
  })

  it('changes nothing with a GET, but that the access log tells of it', async () => {
    const owner = await database.open('owner', 1)
    const tables = await owner.query<{ name: string }>(
      `SELECT quote_ident(relname) AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
         AND relname NOT IN ('access_log', 'session') ORDER BY relname`,
    )
    const contents = async (): Promise<string[]> => {
      const rows = tables.map(
        ({ name }) => `SELECT '${name} ' || md5(string_agg(t::text, ',' ORDER BY t::text)) AS is FROM ${name} t`,
      )
      return (await owner.query<{ is: string }>(rows.join(' UNION ALL '))).map(({ is }) => is)
    }
    const reading = operations.filter(({ method }) => method === 'get')
    const asked = reading.map(({ path, description }) => ({
      path: path.replace(/\{\w+\}/g, '55555555-5555-4555-8555-555555555555'),
      role: (/For the roles: (\w+)/.exec(description)?.[1] ?? 'intake_officer') as Role,
    }))
    for (const { role } of asked) await api.as(role)
    const before = await contents()
    for (const { role, path } of asked) {
      const answer = await (await api.as(role)).send('GET', path)
      await answer.body?.cancel()
    }
    expect(tables.length).toBeGreaterThan(30)
    expect(await contents()).toEqual(before)
  })

  it('asks for a key with each command, and with nothing that only reads', () => {
    const keyless = operations
      .filter(({ method }) => method !== 'get')
      .filter((one) => !headersOf(one).includes('Idempotency-Key'))
    const ids = keyless.map(({ operationId }) => operationId)
    expect(ids).toEqual(
      expect.arrayContaining(['PeopleController.search', 'RegistrationController.check', 'SessionController.open']),
    )
    expect(ids).not.toContain('RegistrationController.issue')
  })

  it('puts nothing secret or personal into an address: a query never holds what stands in a person, a code, a note or a vetting', () => {
    const kept = [policy.person!, policy.code!, policy.note!, policy.vetting!].flatMap((fields) => Object.entries(fields))
    const hidden = new Set(
      kept.flatMap(([field, rule]) => (rule.follows || ['personal', 'vetting', 'secret'].includes(rule.class) ? [field] : [])),
    )
    expect([...hidden]).toEqual(expect.arrayContaining(['name', 'code', 'text']))
    const inQueries = operations.flatMap(({ method, path, parameters = [] }) =>
      (parameters as { name: string; in?: string }[])
        .filter((parameter) => parameter.in === 'query' && hidden.has(parameter.name))
        .map(({ name }) => `${method} ${path}?${name}`),
    )
    expect(inQueries).toEqual([])
  })
})
