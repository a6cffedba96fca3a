import { startApi, type ApiClient, type TestApi } from '../support/api'
import { createTestDatabase, type TestDatabase } from '../support/database'
import { ProbeController, ProbeModule } from './probe'

describe('Bad input', () => {
  let database: TestDatabase
  let api: TestApi
  let registrar: ApiClient

  beforeAll(async () => {
    database = await createTestDatabase()
    api = await startApi(database, { domain: [ProbeModule] })
    registrar = await api.as('registrar')
  })

  afterAll(async () => {
    await api.close()
    await database.drop()
  })

  const good = { pathway: 'individual' }

  it.each<[string, unknown, number, string, string]>([
    ['an unknown field', { ...good, admin: true }, 400, 'input.invalid', 'admin'],
    [
      'an unknown field inside',
      { ...good, household: [{ name: 'A', bornOn: '1990-01-01', role: 'x' }] },
      400,
      'input.invalid',
      'household.0.role',
    ],
    ['a wrong type', { pathway: 7 }, 400, 'input.invalid', 'pathway'],
    [
      'a list for a text',
      { ...good, household: [{ name: ['A'], bornOn: '1990-01-01' }] },
      400,
      'input.invalid',
      'household.0.name',
    ],
    ['a text for a list', { ...good, household: 'all' }, 400, 'input.invalid', 'household'],
    ['a missing field', {}, 400, 'input.invalid', 'pathway'],
    ['no object', ['individual'], 400, 'input.invalid', 'body'],
    [
      'a day that does not exist',
      { ...good, household: [{ name: 'A', bornOn: '2021-02-30' }] },
      400,
      'input.invalid',
      'household.0.bornOn',
    ],
    ['an amount below zero', { ...good, amount: '-100' }, 400, 'input.invalid', 'amount'],
    ['an amount of zero', { ...good, amount: '0' }, 400, 'input.invalid', 'amount'],
    ['an amount as a number', { ...good, amount: 100.5 }, 400, 'input.invalid', 'amount'],
    ['an amount that no account could hold', { ...good, amount: '9223372036854775808' }, 400, 'input.invalid', 'amount'],
    ['an unknown currency', { ...good, currency: 'XXX' }, 400, 'input.invalid', 'currency'],
    [
      'a control character',
      { ...good, household: [{ name: 'A\u0000', bornOn: '1990-01-01' }] },
      400,
      'input.invalid',
      'household.0.name',
    ],
    ['a phone number', named('call 09 450 012 345'), 422, 'input.looks_like_real_identifier', 'household.0.name'],
    ['a phone number in Myanmar digits', named('ဖုန်း ၀၉၄၅၀၀၁၂၃၄၅'), 422, 'input.looks_like_real_identifier', 'household.0.name'],
    ['an NRC number', named('12/OuKaMa(N)123456'), 422, 'input.looks_like_real_identifier', 'household.0.name'],
    ['an e-mail address', named('write to ko@gmail.com'), 422, 'input.looks_like_real_identifier', 'household.0.name'],
    ['coordinates', named('at 16.7123, 98.5678'), 422, 'input.looks_like_real_identifier', 'household.0.name'],
  ])('such as %s is refused, and the refusal names the field and a fix', async (_, body, status, code, field) => {
    const before = ProbeController.ran
    const answer = await registrar.post('/probe/commands', body)
    expect([answer.status, answer.body.code, answer.body.field]).toEqual([status, code, field])
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    expect(answer.body).toMatchObject({
      status,
      type: `urn:passage:problem:${code}`,
      requestId: answer.headers.get('x-request-id'),
    })
    expect(answer.body.fix).toMatch(/\.$/)
    expect(answer.body.errors.every((e: { field: string; fix: string; message: string }) => e.field && e.fix && e.message)).toBe(
      true,
    )
    expect(ProbeController.ran).toBe(before)
  })

  function named(name: string): object {
    return { ...good, household: [{ name, bornOn: '1990-01-01' }] }
  }

  it('does not repeat what looked like an identifier', async () => {
    const answer = await registrar.post('/probe/commands', named('call 09 450 012 345'))
    expect(answer.text).not.toContain('450 012')
  })

  it('takes addresses in the reserved domains and plain Burmese names', async () => {
    for (const name of ['write to ko@example.org', 'မောင်မောင်', 'Daw Aye, born 1990']) {
      expect((await registrar.post('/probe/commands', named(name))).status).toBe(201)
    }
  })

  const raw = async (body: string, headers: Record<string, string> = {}) => {
    const response = await registrar.send('POST', '/probe/commands', {
      body,
      headers: {
        'content-type': 'application/json',
        'x-csrf-token': registrar.csrfToken,
        'idempotency-key': 'raw-body-1',
        ...headers,
      },
    })
    return { status: response.status, ...((await response.json()) as { code: string; field?: string; fix: string }) }
  }

  it.each(['{"pathway": ', '{"pathway": "individual"} trailing', '{"__proto__": {"admin": true}}', 'NaN'])(
    'such as broken JSON (%s) is refused as such',
    async (body) => {
      expect(await raw(body)).toMatchObject({ status: 400, code: 'input.json', field: 'body' })
    },
  )

  it('such as a body over 1 MB is refused as such', async () => {
    expect(await raw(JSON.stringify({ pathway: 'x'.repeat(1024 * 1024) }))).toMatchObject({
      status: 413,
      code: 'input.too_large',
    })
  })

  it('such as a body that is no JSON is refused as such', async () => {
    expect(await raw('pathway=individual', { 'content-type': 'application/x-www-form-urlencoded' })).toMatchObject({
      status: 415,
      code: 'input.media_type',
    })
  })

  it.each([
    ['/probe/by-id/7', 400, 'input.invalid'],
    ['/probe/by-id/44444444-4444-4444-8444-444444444444', 404, 'case.not_found'],
    ['/nothing/here', 404, 'route.not_found'],
    ['/probe/%zz', 400, 'input.invalid'],
    ['/probe/sorted?limit=0', 400, 'input.invalid'],
    ['/probe/sorted?limit=201', 400, 'input.invalid'],
    ['/probe/sorted?limit=many', 400, 'input.invalid'],
    ['/probe/sorted?colour=red', 400, 'input.invalid'],
    ['/probe/sorted?limit=1&limit=2', 400, 'input.invalid'],
    ['/probe/sorted?cursor=garbage', 400, 'input.cursor'],
    [`/probe/sorted?cursor=${Buffer.from('["cases:reference","1"]').toString('base64url')}`, 400, 'input.cursor'],
    [`/probe/sorted?cursor=${Buffer.from('["probe:bornOn","1 OR 1=1"]').toString('base64url')}`, 400, 'input.cursor'],
  ])('in the address %s is refused', async (path, status, code) => {
    const answer = await registrar.get(path)
    expect([answer.status, answer.body.code, answer.headers.get('content-type')]).toEqual([
      status,
      code,
      'application/problem+json; charset=utf-8',
    ])
  })

  it('is an unforeseen error only for us: the answer says nothing of it', async () => {
    const answer = await registrar.get('/probe/broken')
    expect(answer).toMatchObject({ status: 500, body: { code: 'internal' } })
    expect(answer.text).not.toContain('secret')
  })

  describe('in the headers of a command', () => {
    it.each([
      ['no key', { key: null }, 400, 'idempotency.key_missing', 'Idempotency-Key'],
      ['a short key', { key: 'short' }, 400, 'idempotency.key_malformed', 'Idempotency-Key'],
      ['a key with other signs', { key: 'key with spaces' }, 400, 'idempotency.key_malformed', 'Idempotency-Key'],
      ['a long key', { key: 'k'.repeat(129) }, 400, 'idempotency.key_malformed', 'Idempotency-Key'],
      ['If-Match without quotation marks', { ifMatch: '3' }, 400, 'precondition.malformed', 'If-Match'],
      ['a stale If-Match', { ifMatch: 2 }, 412, 'precondition.stale', undefined],
    ])('%s is refused', async (_, options, status, code, field) => {
      const answer = await registrar.post('/probe/commands', good, options)
      expect([answer.status, answer.body.code, answer.body.field]).toEqual([status, code, field])
    })

    it('the same key and body gives the same answer, byte for byte, and does it once', async () => {
      const first = await registrar.post('/probe/commands', good, { key: 'the-same-key', ifMatch: 3 })
      const ran = ProbeController.ran
      const second = await registrar.post('/probe/commands', good, { key: 'the-same-key', ifMatch: 3 })
      expect([second.status, second.text]).toEqual([first.status, first.text])
      expect(second.headers.get('etag')).toBe(first.headers.get('etag'))
      expect(ProbeController.ran).toBe(ran)
    })

    it('the same key with another body is refused', async () => {
      await registrar.post('/probe/commands', good, { key: 'one-key-twice' })
      const answer = await registrar.post('/probe/commands', { pathway: 'surrender' }, { key: 'one-key-twice' })
      expect([answer.status, answer.body.code]).toEqual([422, 'idempotency.key_reused'])
    })
  })
})
