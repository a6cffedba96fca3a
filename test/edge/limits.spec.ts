import { edgeLimits } from '../../apps/api/edge/limits'
import { measureJson } from '../../apps/api/edge/json-body'
import { startApi, type Answer, type TestApi } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'
import { EdgeProbeModule } from './edge-probe'
import { rawly } from './raw-client'

let database: TestDatabase
let api: TestApi

beforeAll(async () => {
  database = await createTestDatabase()
  api = await startApi(database, { domain: [EdgeProbeModule] })
})

afterAll(async () => {
  await api.close()
  await database.drop()
})

const send = async (body: string, headers: Record<string, string> = {}) => {
  const init = { body, headers: { 'content-type': 'application/json', ...headers } }
  const response = await api.nobody.send('POST', '/edge/anything', init)
  return { status: response.status, code: ((await response.json()) as { code?: string }).code }
}
const lists = (depth: number) => `{"anything":${'['.repeat(depth)}${']'.repeat(depth)}}`
const ok = { status: 200, code: undefined }

describe('A body', () => {
  it('may nest as deep as the limit and no deeper, however deep it is', async () => {
    expect(await send(lists(edgeLimits.jsonDepth - 1))).toEqual(ok)
    const tooDeep = { status: 413, code: 'input.too_large' }
    expect(await send(lists(edgeLimits.jsonDepth))).toEqual(tooDeep)
    expect(await send('['.repeat(500_000))).toEqual(tooDeep)
    expect(await send(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`)).toEqual(tooDeep)
  })

  it('may hold as many values as the limit and no more', async () => {
    const many = (n: number) => `{"anything":[${'1,'.repeat(n - 1)}1]}`
    expect(await send(many(edgeLimits.jsonValues - 10))).toEqual(ok)
    expect(await send(many(edgeLimits.jsonValues))).toEqual({ status: 413, code: 'input.too_large' })
  })

  it('may hold brackets in its texts', async () => {
    expect(await send(JSON.stringify({ anything: `\\"${'[{'.repeat(1000)}` }))).toEqual(ok)
    expect(measureJson(String.raw`{"a":"\\","b":"[["}`)).toEqual({ depth: 1, values: 3 })
  })

  it('is not unpacked: what is packed is no JSON', async () => {
    expect(await send('\u001f\u008b', { 'content-encoding': 'gzip' })).toEqual({ status: 400, code: 'input.json' })
  })

  it('does not change what all objects share', async () => {
    expect((await send('{"__proto__":{"polluted":true}}')).status).toBe(400)
    expect((await send('{"constructor":{"prototype":{"polluted":true}}}')).status).toBe(400)
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })
})

describe('An address', () => {
  const at = (path: string): Promise<Answer> => api.nobody.get(path)

  it('may have as many characters as the limit and no more', async () => {
    const room = edgeLimits.addressCharacters - '/api/v1/clock?x='.length
    expect((await at(`/clock?x=${'y'.repeat(room)}`)).status).toBe(200)
    const longer = await at(`/clock?x=${'y'.repeat(room + 1)}`)
    expect([longer.status, longer.body.code]).toEqual([414, 'input.address_too_long'])
  })

  it('may have as many fields as the limit and no more', async () => {
    const fields = (n: number) => Array.from({ length: n }, (_, i) => `a${i}=1`).join('&')
    expect((await at(`/clock?${fields(edgeLimits.queryFields)}`)).status).toBe(200)
    const more = await at(`/clock?${fields(edgeLimits.queryFields + 1)}`)
    expect([more.status, more.body.code, more.body.field]).toEqual([400, 'input.invalid', 'query'])
  })
})

describe('A request that two servers could read in two ways', () => {
  const head = 'POST /api/v1/edge/anything HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n'
  it.each([
    ['a length and chunks', `${head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['two lengths', `${head}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`],
    ['a length that is none', `${head}Content-Length: +2\r\n\r\n{}`],
    ['chunks that are not the last coding', `${head}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`],
    ['a line end of its own kind', `${head}X: a\nContent-Length: 2\r\n\r\n{}`],
    ['a header with a space before its colon', `${head}Content-Length : 2\r\n\r\n{}`],
  ])('such as one with %s is refused', async (_, text) => {
    expect((await rawly(api.url, text)).status).toBe(400)
  })
})
